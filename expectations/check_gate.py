"""Gate two: every numeric limit of the rule registries, evaluated a second time and compared with the SQL.

Limits are read from the registries' own files, not from the database; measures are computed again from the operands that
each check hands over (:mod:`expectations.shapes`). Where this gate and the published status of any answer disagree, the
close stops: one of the two is wrong, and a wrong number that looks right is the worst thing to publish.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl

from expectations.adapter import Column, Planned, run_columns
from expectations.limits import Limit, read_limits, read_settings
from expectations.results import GateRefusedError, result_rows
from expectations.shapes import SHAPES, Test

GATE = "thresholds"
JUDGED = {"nonconformity", "explain", "advisory", "pass"}
# Reasons under which no number of the row decides; `rest` and `quiet` still heed a breach by number.
_NOT_BY_NUMBER = {"raised", "open", "good", "other"}
# Logarithms and roots of two libraries may differ in the last bits: a statistic this near its limit decides nothing.
_STATISTICS = {"bridge", "month_z", "chance", "chi_square"}
_EDGE = Decimal("1e-9")
_SHOWN = 5

Place = tuple[str, str, str, str]


@dataclass
class Row:
    """One row of evidence with its measures."""

    row_id: str
    place: Place
    reason: str
    operands: dict[str, str]
    measures: dict[str, Decimal | None] = field(default_factory=dict)
    refused: dict[str, bool] = field(default_factory=dict)
    is_edge: bool = False


def read_operands(text: str) -> list[dict[str, str]]:
    """The rows of one answer's operands: ``name=value;name=value``, rows joined by a bar; none for an empty text."""
    return [dict(pair.split("=", 1) for pair in row.split(";")) for row in text.split("|") if row]


def measured_rows(
    evidence: Iterable[tuple[str, ...]], limits: Mapping[str, Limit], registry: Mapping[str, Decimal]
) -> list[Row]:
    """Every row of evidence of the shapes that have a number, with its measures where a number decides.

    `evidence` holds rule, plant, process, period, operands and reason.
    """
    rows = []
    for number, (rule_id, plant, process, period, operands, reason) in enumerate(evidence):
        shape = SHAPES.get(limits[rule_id].shape)
        if shape is None:
            continue
        kind = reason.partition(":")[0]
        for step, values in enumerate(read_operands(operands or "") or [{}]):
            row = Row(f"{number}.{step}", (rule_id, plant, process, period), kind, values)
            if values and kind not in _NOT_BY_NUMBER:
                row.measures = shape.measures(values, limits[rule_id], registry)
            rows.append(row)
    return rows


def plan_columns(
    rows: Iterable[Row], limits: Mapping[str, Limit], registry: Mapping[str, Decimal]
) -> list[Column]:
    """One expectation per rule and measure with rows: every value lies inside the registry's limits."""
    by_rule: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_rule[row.place[0]].append(row)
    columns = []
    for rule_id in sorted(by_rule):
        limit = limits[rule_id]
        tests = SHAPES[limit.shape].tests
        names = list(dict.fromkeys(test.measure for test in tests))
        for name in names:
            held = [test for test in tests if test.measure == name]
            column = _column(limit, name, len(names) > 1, held, by_rule[rule_id], registry)
            if column is not None:
                columns.append(column)
    return columns


def _column(
    limit: Limit,
    name: str,
    has_others: bool,
    tests: list[Test],
    rows: list[Row],
    registry: Mapping[str, Decimal],
) -> Column | None:
    arguments: dict[str, float | bool] = {}
    bounds: dict[str, Decimal] = {}
    for test in tests:
        bound = test.bound(limit, registry)
        if bound is None:
            continue
        side = "max" if test.over else "min"
        bounds[side] = bound
        arguments[f"{side}_value"] = float(bound)
        arguments[f"strict_{side}"] = test.inclusive
    present = [(row, value) for row in rows if (value := row.measures.get(name)) is not None]
    if not bounds or not present:
        return None
    for row, value in present:
        row.is_edge |= name in _STATISTICS and any(abs(value - b) <= abs(b) * _EDGE for b in bounds.values())
    meta = {"requirements": limit.requirements, "clause": limit.clause, "measure": name}
    meta |= {
        f"limit_{side}": f"{bounds[key]:f}"
        for key, side in (("min", "low"), ("max", "high"))
        if key in bounds
    }
    rule_id = f"{limit.rule_id}/{name}" if has_others else limit.rule_id
    return Column(
        Planned("ExpectColumnValuesToBeBetween", {"column": rule_id, **arguments}, rule_id, limit.disposition, meta),
        tuple(row.row_id for row, _ in present),
        tuple(as_float(value, bounds.values()) for _, value in present),
    )  # fmt: skip


def as_float(exact: Decimal, bounds: Iterable[Decimal]) -> float:
    """The measure as a float that lies on the same side of every limit as the decimal."""
    near = float(exact)
    for bound in bounds:
        if exact > bound and near <= float(bound):
            near = math.nextafter(float(bound), math.inf)
        elif exact < bound and near >= float(bound):
            near = math.nextafter(float(bound), -math.inf)
    return near


def judged_places(rows: Iterable[Row], limits: Mapping[str, Limit]) -> dict[Place, str]:
    """What the numbers say of each place: `raised`, `pass`, `open` (not judged), `not raised`, or `any`."""
    by_place: dict[Place, list[Row]] = defaultdict(list)
    for row in rows:
        by_place[row.place].append(row)
    return {place: _verdict(found, limits[place[0]]) for place, found in by_place.items()}


def _verdict(rows: list[Row], limit: Limit) -> str:
    shape = SHAPES[limit.shape]
    reasons = {row.reason for row in rows}
    if "other" in reasons or any(row.is_edge for row in rows):
        return "any"
    if "raised" in reasons:
        return "raised"
    names = {test.measure for test in shape.tests}
    numeric = [row for row in rows if any(value is not None for value in row.measures.values())]
    is_enough = not shape.enough or any(row.refused.get(shape.enough) for row in numeric)
    refusals = [(dict.fromkeys(names, False) | row.refused, row.operands) for row in numeric]
    if is_enough and any(shape.breach(refused, operands) for refused, operands in refusals):
        return "raised"
    if "open" in reasons or "rest" in reasons or not is_enough:
        return "open"
    if "quiet" in reasons:
        return "not raised"
    return "pass" if numeric or "good" in reasons else "open"


def disagreements(
    verdicts: Mapping[Place, str], statuses: Mapping[Place, str], limits: Mapping[str, Limit]
) -> list[str]:
    """Every answer of a rule with a number whose status is not what its numbers say, one line each, by place."""
    found: list[tuple[Place, str]] = []
    for place, status in statuses.items():
        limit = limits.get(place[0])
        if limit is None or limit.shape not in SHAPES:
            continue
        says = verdicts.get(place)
        if says is None and status in JUDGED:
            found.append((place, f"status {status} without evidence"))
        elif says is not None and not _agree(says, status, limit):
            found.append((place, f"status {status}, the registry's limits say {says}"))
    return [f"{' '.join(place)}: {wrong}" for place, wrong in sorted(found)]


def _agree(says: str, status: str, limit: Limit) -> bool:
    is_raised = status == limit.breach
    if says == "any":
        return True
    if says == "raised":
        return is_raised
    if says == "open":
        return status not in JUDGED or (is_raised and limit.breach not in JUDGED)
    # A rule may say something softer than its breach, never something harder.
    return not is_raised and (says == "not raised" or status in JUDGED | {"missing", "not_applicable"})


@dataclass(frozen=True)
class Evidence:
    """What the gate reads of a built database."""

    comparisons: list[tuple[str, ...]]
    statuses: dict[Place, str]
    parameters: dict[str, Decimal]


def read_evidence(database: Path) -> Evidence:
    """Operands of every answer, its published status, and the parameters in force."""
    with duckdb.connect(str(database), read_only=True) as connection:
        comparisons = connection.execute(
            "select rule_id, plant_code, process, period, operands, reason from checks.int_checks__comparisons "
            "order by all"
        ).fetchall()
        answers = connection.execute(
            "select rule_id, plant_code, process, period, status from checks.int_checks__answers"
        ).fetchall()
        parameters = connection.execute(
            "select parameter, value from marts.dim_parameters where is_default"
        ).fetchall()
    return Evidence(
        comparisons,
        {(rule, plant, process, period): status for rule, plant, process, period, status in answers},
        {name: Decimal(value) for name, value in parameters},
    )


@dataclass(frozen=True)
class Evaluation:
    """The second evaluation: what every expectation found, and what the numbers say of every place."""

    results: pl.DataFrame
    verdicts: dict[Place, str]
    limits: dict[str, Limit]


def evaluate(evidence: Evidence) -> Evaluation:
    """Hold every measure to the registry's limits; does not look at the statuses.

    Raises :class:`GateRefusedError` when a rule answered that no registry knows.
    """
    limits = read_limits(evidence.parameters)
    unknown = sorted({rule for rule, *_ in [*evidence.comparisons, *evidence.statuses]} - set(limits))
    if unknown:
        raise GateRefusedError(
            f"未登记的规则给出了结果 / rules that the registry does not know answered: {unknown}"
        )
    registry = read_settings() | {f"parameter:{name}": value for name, value in evidence.parameters.items()}
    rows = measured_rows(evidence.comparisons, limits, registry)
    columns = plan_columns(rows, limits, registry)
    # A group that delivered nothing comparable: no expectation, no row, and every such check is `missing`.
    outcomes = run_columns(GATE, columns) if columns else []
    by_id = {row.row_id: row for row in rows}
    for outcome in outcomes:
        for row_id in outcome.refused_row_ids:
            by_id[row_id].refused[str(outcome.planned.meta["measure"])] = True
    named = {row.row_id: " ".join(row.place) for row in rows}
    return Evaluation(result_rows(GATE, outcomes, named), judged_places(rows, limits), limits)


def run_check_gate(database: Path) -> pl.DataFrame:
    """Evaluate every limit on the built database; one row per expectation.

    Raises :class:`GateRefusedError` when the gate and the SQL disagree about any answer, and
    :class:`expectations.adapter.GateError` when an expectation could not run.
    """
    evidence = read_evidence(database)
    evaluation = evaluate(evidence)
    found = disagreements(evaluation.verdicts, evidence.statuses, evaluation.limits)
    if found:
        raise GateRefusedError(
            f"两次评估不一致，共 {len(found)} 处 / the two evaluations disagree at {len(found)} places: "
            + "; ".join(found[:_SHOWN])
        )
    return evaluation.results
