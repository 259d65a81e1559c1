"""Columns told by what is left: cells that are codes of a missing column, the only figure of a form that lacks one.

Pure series in, (column, field, evidence) out; used where exactly one column can be meant. Arithmetic and likenesses
belong to ``ingestion.content_evidence``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from ingestion.registry import code_of, code_words, derived_columns
from ingestion.sheet_plan import SheetPlan

Told = tuple[int, str, str]


def coded(plan: SheetPlan, texts: Mapping[int, pl.Series], enough: float) -> list[Told]:
    """Columns whose cells are known codes (uses, materials, items of a form) of a field that no header gave."""
    found: list[Told] = []
    for rule in derived_columns().get(plan.table.name, {}).values():
        name, domain = rule["from"], rule["domain"]
        if name in plan.fields or plan.table.field(name) is None or domain not in code_words():
            continue
        shares = {i: _known(cells, domain, rule.get("expect")) for i, cells in texts.items()}
        told = [i for i, share in shares.items() if share >= enough]
        if len(told) == 1:
            found.append((told[0], name, f"{domain} codes {shares[told[0]]:.0%}"))
    return found


def _known(cells: pl.Series, domain: str, expect: list[str] | None) -> float:
    """Share of the cells that stand for a code other than the domain's last resort."""
    counted = cells.drop_nulls().value_counts()
    if counted.is_empty():
        return 0.0
    rest = code_words()[domain][1]
    known = 0
    for text, n in counted.rows():
        code = code_of(domain, text)
        known += n if code is not None and code != rest and (not expect or code in expect) else 0
    return known / int(counted["count"].sum())


def only_figure(
    plan: SheetPlan, numbers: Mapping[int, pl.Series], header: Callable[[int], str], words: Mapping[str, Any]
) -> list[Told]:
    """The one column of figures of a form whose one key figure no header gave."""
    missing = [f for f in plan.table.fields if f.need == "key" and f.name not in plan.fields]
    if len(missing) != 1 or not missing[0].type.startswith("decimal"):
        return []
    columns = [i for i, values in numbers.items() if not _is_count_up(values)]
    if len(columns) != 1 or any(word in header(columns[0]) for word in words["not_this_figure"]):
        return []
    return [(columns[0], missing[0].name, "唯一的数值列 the only figures")]


def _is_count_up(values: pl.Series) -> bool:
    """1, 2, 3...: the numbers of the rows."""
    steps = values.drop_nulls().diff().drop_nulls()
    return len(steps) > 0 and bool((steps == 1).all())
