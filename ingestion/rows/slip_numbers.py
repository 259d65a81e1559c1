"""Slips and ledger lines of a form without numbers: told apart by their day and what else they say.

That the form has no numbers is asked elsewhere; setting every row aside for it would lose the month's anodes or sales. Slips
of one day, process and shift are counted through; lines of a ledger that are alike in all, their mass too, are one line.
"""

from __future__ import annotations

import polars as pl

from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.rows.work import Work

_TOLD_BY = ("slip_date", "process_raw", "shift")
# number of a line, its day, and what it is told by besides
_LINES = {
    "sales_ledger": ("invoice_no", "invoice_date", ("product_raw", "customer")),
    "purchase_ledger": ("voucher_no", "booked_date", ("material_raw", "supplier")),
}


def number_slips(work: Work, plan: SheetPlan) -> None:
    """Give slips a number of their own where the form has none but says day and shift; of parts the order is not known."""
    if plan.table.name != "anode_slips" or "slip_no" in plan.fields or work.running is not None:
        return
    if not {"slip_date", "shift"} <= set(plan.fields):
        return
    told_by = [c for c in _TOLD_BY if c in work.frame.columns]
    name = pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in told_by], separator="-")
    is_told = pl.all_horizontal(pl.col(c).is_not_null() for c in ("slip_date", "shift"))
    nth = pl.int_range(pl.len()).over(told_by) + 1
    numbered = pl.when(nth == 1).then(name).otherwise(pl.format("{}#{}", name, nth))
    work.put(work.frame.select(pl.when(is_told).then(numbered)).to_series(), "slip_no")
    plan.notes.append(
        "没有转运单号，按日期、工序、班次编号区分 / no slip numbers: slips are told apart by day, process and shift"
    )


def number_lines(work: Work, plan: SheetPlan) -> None:
    """Give the lines of a ledger a number of their own where the form has none but says the day and what, or who to."""
    number, day, others = _LINES.get(plan.table.name, ("", "", ()))
    told_by = [c for c in others if c in plan.fields]
    if not number or number in plan.fields or day not in plan.fields or not told_by:
        return
    name = pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in (day, *told_by)], separator="-")
    work.put(work.frame.select(pl.when(pl.col(day).is_not_null()).then(name)).to_series(), number)
    plan.notes.append(
        "没有单据号，各行按日期、品名和往来单位区分，完全相同的行只计一次 / "
        "no numbers: lines are told apart by day, goods and party; lines alike in all count once"
    )
