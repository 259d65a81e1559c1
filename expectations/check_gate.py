"""Gate two: every numeric limit of the rule registry, evaluated a second time and compared with the SQL.

Limits are read from the registry's own files, not from the database; the measured deviation is
computed again from the two values with exact decimals. Where this gate and the checks disagree about
any row, the close stops: one of the two is wrong, and a wrong number that looks right is the worst
thing to publish.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from pathlib import Path

import duckdb
import polars as pl

from expectations.adapter import ROW_ID, Planned, run_suite
from expectations.results import GateRefusedError, result_rows

GATE = "thresholds"
SEEDS = Path(__file__).resolve().parent.parent / "dbt_project" / "seeds"
RAISED = ("nonconformity", "explain", "advisory")
_NOT_JUDGED = ("not_assessable", "missing", "not_applicable")
_PRECISION = 50


@dataclass(frozen=True)
class Limit:
    """One rule's numeric limit as the registry states it; an open side is None."""

    rule_id: str
    requirements: str
    clause: str
    disposition: str
    kind: str
    low: str | None
    high: str | None


def read_limits(parameters: dict[str, Decimal]) -> dict[str, Limit]:
    """Every rule of a comparing shape, with its limit: its own number, or the parameter it names.

    `parameters` are the values in force (a parameter can be overridden by headquarters).
    """
    limits = {}
    with (SEEDS / "rules.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["shape"] not in {"pair", "range"}:
                continue
            named = row["limit_parameter"]
            high = str(parameters[named]) if named else row["limit_high"] or None
            limits[row["rule_id"]] = Limit(
                row["rule_id"], row["requirements"], row["clause"], row["disposition"], row["limit_kind"],
                row["limit_low"] or None, high,
            )  # fmt: skip
    return limits


def measure(kind: str, expected: Decimal | None, observed: Decimal | None, slack: Decimal) -> Decimal | None:
    """What the limit applies to, for one comparison; None when a side is absent.

    relative: |observed - expected| less slack, per unit of expected; absolute: the same in units;
    at_most / at_least: how far observed passes expected, per unit of it; range: observed per expected
    (numerator per denominator).
    """
    if observed is None or expected is None:
        return None
    difference = observed - expected
    with localcontext() as context:
        context.prec = _PRECISION
        if kind == "range":
            return _per(observed, expected)
        if kind == "absolute":
            return max(abs(difference) - slack, Decimal(0))
        if kind == "at_most":
            return _per(difference - slack, expected)
        if kind == "at_least":
            return _per(-difference - slack, expected)
        return _per(max(abs(difference) - slack, Decimal(0)), abs(expected))


def _per(amount: Decimal, base: Decimal) -> Decimal:
    """`amount` per `base`; anything over a base of zero is beyond every limit, nothing over it is within."""
    if base == 0:
        return Decimal(0) if amount <= 0 else Decimal("1e9")
    return amount / base


def plan_suite(limits: Iterable[Limit]) -> list[Planned]:
    """One expectation per rule with rows: its measure lies inside the registry's limit."""
    planned = []
    for limit in limits:
        bounds = {"min_value": limit.low if limit.kind == "range" else None, "max_value": limit.high}
        planned.append(
            Planned(
                "ExpectColumnValuesToBeBetween",
                {"column": "measure", **{k: float(v) for k, v in bounds.items() if v is not None}},
                limit.rule_id,
                limit.disposition,
                {
                    "requirements": limit.requirements,
                    "clause": limit.clause,
                    "limit_low": bounds["min_value"],
                    "limit_high": limit.high,
                },
                rule_id=limit.rule_id,
            )
        )
    return planned


def _comparisons(database: Path) -> tuple[pl.DataFrame, dict[str, Decimal]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.sql("select * from checks.int_checks__comparisons").pl()
        values = connection.execute(
            "select parameter, value from marts.dim_parameters where is_default"
        ).fetchall()
    return rows, {name: Decimal(value) for name, value in values}


def run_check_gate(database: Path) -> pl.DataFrame:
    """Evaluate every limit on the built database; one row per expectation.

    Raises :class:`GateRefusedError` when the gate and the SQL disagree about any row, and
    :class:`expectations.adapter.GateError` when an expectation could not run.
    """
    rows, parameters = _comparisons(database)
    limits = read_limits(parameters)
    judged = rows.filter(~pl.col("status").is_in(_NOT_JUDGED))
    unknown = sorted(set(judged["rule_id"]) - set(limits))
    if unknown:
        raise GateRefusedError(
            f"未登记的规则给出了结果 / rules that the registry does not know answered: {unknown}"
        )
    measures = [_measured(limits[row["rule_id"]], row) for row in judged.iter_rows(named=True)]
    frame = judged.select("rule_id", "row_id").with_columns(measure=pl.Series(measures, dtype=pl.Float64))
    present = [limits[rule] for rule in sorted(set(judged["rule_id"]))]
    if not present:
        # A group that delivered nothing comparable: no expectation, no row, and every such check is `missing`.
        return result_rows(GATE, [])
    outcomes = run_suite(GATE, plan_suite(present), frame.rename({"row_id": ROW_ID}).to_pandas())
    refused = {row for outcome in outcomes for row in outcome.refused_row_ids}
    raised = set(judged.filter(pl.col("status").is_in(RAISED))["row_id"])
    if refused != raised:
        only_here, only_there = sorted(refused - raised)[:5], sorted(raised - refused)[:5]
        raise GateRefusedError(
            f"两次评估不一致 / the two evaluations disagree: only the gate refuses {only_here}, "
            f"only the checks raise {only_there}"
        )
    return result_rows(GATE, outcomes)


def _measured(limit: Limit, row: dict[str, object]) -> float | None:
    """The measure of one comparison as a float that lies on the same side of the limit as the decimal."""
    exact = measure(limit.kind, *_sides(row))
    if exact is None:
        return None
    near = float(exact)
    for bound in (limit.low if limit.kind == "range" else None, limit.high):
        if bound is None:
            continue
        if exact > Decimal(bound) and near <= float(bound):
            near = math.nextafter(float(bound), math.inf)
        elif exact < Decimal(bound) and near >= float(bound):
            near = math.nextafter(float(bound), -math.inf)
    return near


def _sides(row: dict[str, object]) -> tuple[Decimal | None, Decimal | None, Decimal]:
    expected, observed, slack = row["expected_value"], row["observed_value"], row["slack"]
    return (
        None if expected is None else Decimal(str(expected)),
        None if observed is None else Decimal(str(observed)),
        Decimal(0) if slack is None else Decimal(str(slack)),
    )
