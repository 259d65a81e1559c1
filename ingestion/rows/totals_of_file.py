"""Printed totals that run over several sheets of a file: 本月累计 on the last of three sheets of ten days.

A total that is not the sum of its own sheet's rows may be the sum of the sheets before it and its own. Totals of one
sheet are ``ingestion.rows.totals``; what agrees with neither is left for the check X-TOTAL to raise.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl

from ingestion.results import SheetResult, TotalCheck
from ingestion.rows.totals import made_of, readings


def settle_over_sheets(sheets: list[SheetResult]) -> None:
    """Give totals that agree with the sheets so far the sum they were made of; everything else stays."""
    groups: dict[tuple[str | None, tuple[str, ...]], list[SheetResult]] = {}
    for sheet in sheets:
        if sheet.table_name and sheet.frame.height:
            groups.setdefault((sheet.table_name, _processes(sheet.frame)), []).append(sheet)
            groups.setdefault((sheet.table_name, ("every",)), []).append(sheet)
    for alike in groups.values():
        for at, sheet in enumerate(alike):
            if at and sheet.totals:
                frames = [s.frame for s in alike[: at + 1]]
                sheet.totals = [t if t.agrees else _over(t, frames) for t in sheet.totals]


def _processes(frame: pl.DataFrame) -> tuple[str, ...]:
    if "process" not in frame.columns:
        return ()
    return tuple(sorted(p for p in frame["process"].unique().to_list() if p))


def _over(total: TotalCheck, frames: list[pl.DataFrame]) -> TotalCheck:
    """The total with the sum over the frames where that is what it prints."""
    sums: dict[str, Decimal] = {}
    for frame in frames:
        own = frame.select(e.sum().alias(n) for n, e in readings(total.column_field).items()).row(
            0, named=True
        )
        sums = {n: sums.get(n, Decimal(0)) + value for n, value in own.items()}
    # one unit of the last place that is written
    allowed = Decimal(1).scaleb(min(0, int(total.printed_value.normalize().as_tuple().exponent)))
    if not any(abs(value - total.printed_value) <= allowed for value in sums.values()):
        return total
    computed = made_of(sums, total.printed_value, allowed)
    return replace(total, computed_value=computed, computed_kept_value=sums["kept"], agrees=True)
