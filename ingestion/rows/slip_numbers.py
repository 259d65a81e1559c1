"""Transfer slips of a form without numbers: told apart by day, process and shift, and by their order within these.

That the form has no numbers is asked elsewhere; setting every slip aside for it would lose the month's anodes.
"""

from __future__ import annotations

import polars as pl

from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.rows.work import Work

_TOLD_BY = ("slip_date", "process_raw", "shift")


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
