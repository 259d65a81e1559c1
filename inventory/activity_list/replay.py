"""Run every check over one activity list and put the findings in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from inventory.activity_list.arithmetic import replay_line, replay_total
from inventory.activity_list.factors import check_factor, check_one_set
from inventory.activity_list.rows import (
    ListContext,
    blank_columns,
    column_half_unit,
    missing_cells,
    missing_columns,
    read_lines,
    read_total,
    split_total,
    with_assumed_units,
    with_column_digits,
)
from inventory.activity_list.structure import (
    check_category,
    check_completeness,
    check_dimension,
    check_duplicates,
    check_values,
)
from inventory.findings import Finding, worst_first
from inventory.registry import Registry, load_registry


def replay_activity_list(
    rows: Iterable[Mapping[str, object]],
    printed_total: object = None,
    context: ListContext | None = None,
    registry: Registry | None = None,
) -> list[Finding]:
    """Findings of one activity list, worst first; an empty list of rows gives none.

    `rows` in file order, each with category, source, activity_value, unit (or unit_raw), factor, factor_unit,
    emission_tco2e, factor_source as decimals or text; ``*_raw`` texts give printed digits when present. The
    total is `printed_total`, or a total row among the rows when it is None. `context` carries the
    member's province and the inventory year. Nonconformity for what does not replay, explain or advisory for
    what is doubtful (X-ISO).
    """
    registry = registry or load_registry()
    context = context or ListContext()
    own, total_row = split_total(rows)
    lines = with_assumed_units(read_lines(own))
    if not lines:
        return []
    total = read_total(printed_total, total_row)
    half = column_half_unit(lines, total)
    lines = [replace(line, emission=with_column_digits(line.emission, half)) for line in lines]
    absent = blank_columns(lines)
    findings = missing_columns(lines)
    for line in lines:
        findings += missing_cells(line, absent) + replay_line(line, registry)
        findings += check_category(line) + check_dimension(line) + check_values(line)
        findings += check_factor(line, context, registry)
    findings += replay_total(lines, with_column_digits(total, half))
    findings += check_duplicates(lines) + check_completeness(lines) + check_one_set(lines, registry)
    return worst_first(findings)
