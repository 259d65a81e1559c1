"""Delivered activity lists of many plants: which lines, replayed to what, with which findings.

Plain rows in, plain rows out: where they come from and where they are kept is the warehouse's business, what is
wrong with one list is judged in ``inventory.activity_list``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from inventory.activity_list import ListContext, recompute_lines, replay_activity_list
from inventory.activity_list.rows import split_total
from inventory.findings import Finding
from inventory.registry import Registry, load_registry

Row = Mapping[str, Any]
YEAR_DIGITS = 4


@dataclass(frozen=True)
class PlaceOfList:
    """A plant and period whose rows make one list, with what is known about them."""

    plant: str
    period: str
    province: str = ""
    printed_total: Decimal | None = None


@dataclass(frozen=True)
class Replayed:
    """Rows for the warehouse: one per finding, and one per line (the total row is no line)."""

    findings: list[dict[str, Any]]
    lines: list[dict[str, Any]]


def replay_delivered(
    rows: Iterable[Row],
    provinces: Mapping[str, str],
    totals: Mapping[tuple[str, str], Decimal],
    registry: Registry | None = None,
) -> Replayed:
    """Replay every delivered list; rows sorted by plant, period and their order in the file.

    `rows` carry plant, period, file, sheet, row_no and the columns of lake table `iso_inventory`; `provinces` goes
    by plant, `totals` (totals printed below a list, tCO2e) by plant and period.
    """
    registry = registry or load_registry()
    result = Replayed([], [])
    for (plant, period), group in groupby(rows, key=lambda row: (row["plant"], row["period"])):
        place = PlaceOfList(plant, period, provinces.get(plant) or "", totals.get((plant, period)))
        _replay_one(place, list(group), registry, result)
    return result


def _replay_one(place: PlaceOfList, rows: list[Row], registry: Registry, result: Replayed) -> None:
    lines, total_row = split_total(rows)
    year = place.period[:YEAR_DIGITS]
    context = ListContext(place.province, int(year) if year.isdigit() else None)
    where = total_row or (rows[0] if rows else {})
    for found in replay_activity_list(rows, place.printed_total, context, registry):
        at = lines[found.row - 1] if found.row else where
        result.findings.append(_finding_row(place, found, at))
    for row, (category, expected) in zip(lines, recompute_lines(lines), strict=True):
        result.lines.append(_line_row(place, row, category, expected))


def _finding_row(place: PlaceOfList, found: Finding, at: Row) -> dict[str, Any]:
    return {
        "plant": place.plant,
        "period": place.period,
        **{name: at.get(name) for name in ("file", "sheet", "row_no")},
        "rule": found.rule,
        "disposition": found.disposition,
        "item": found.item,
        "observed": found.observed,
        "expected": found.expected,
        "observed_value": _decimal(found.observed),
        "expected_value": _decimal(found.expected),
        "unit": found.unit,
        "delta_tco2e": found.delta_tco2e,
        "message_zh": found.message_zh,
        "message_en": found.message_en,
    }


def _line_row(place: PlaceOfList, row: Row, category: int | None, expected: Decimal | None) -> dict[str, Any]:
    printed = row.get("emission_tco2e")
    return {
        "plant": place.plant,
        "period": place.period,
        **{name: row.get(name) for name in ("file", "sheet", "row_no")},
        "category": "" if category is None else str(category),
        "source": row.get("source") or "",
        "activity_value": row.get("activity_value"),
        "unit": row.get("unit_raw") or "",
        "factor": row.get("factor"),
        "factor_unit": row.get("factor_unit") or "",
        "factor_source": row.get("factor_source") or "",
        "printed_tco2e": printed,
        "recomputed_tco2e": expected,
        "difference_tco2e": None if printed is None or expected is None else printed - expected,
    }


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None
