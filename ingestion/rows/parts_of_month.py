"""Rows of 上旬, 中旬 and 下旬 in a month's table: none of them is the month's figure, so that each is set aside.

A lake row is a row of the file: three parts cannot be one. Had the first one counted, a third of the month would stand for
all of it. A row of the whole month on the same sheet is read. Tables whose lines add up, and rows with days, are left alone.
"""

from __future__ import annotations

import polars as pl

from ingestion.cells.distinct import plain
from ingestion.contracts import all_contracts
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.rows.settle import KEY_MAY_REPEAT
from ingestion.rows.work import Work

_TEN_DAYS = r"^(?:\d{4}年)?(?:\d{1,2}月|本月|当月)?(?:份)?[上中下]旬$"


def set_aside_parts_of_month(work: Work, body: pl.DataFrame, plan: SheetPlan) -> None:
    """Flag the rows that a column of ten-day periods says to be parts of the month."""
    table, kinds = plan.table, {fp.field.type for fp in plan.fields.values()}
    if table.name in KEY_MAY_REPEAT or all_contracts()[table.kind].cadence != "month":
        return
    # files read in parts are of tables with days
    if work.running is not None or kinds & {"date", "timestamp"}:
        return
    for name in body.columns:
        if name == "row_no":
            continue
        texts = plain(body[name])
        is_part = texts.str.replace_all(r"\s+", "").str.contains(_TEN_DAYS).fill_null(False)
        # one word alone may be a remark of a whole month (上旬检修)
        if texts.filter(is_part).n_unique() < 2:
            continue
        work.put(texts, "part_of_month")
        work.flag(
            is_part,
            "X-DATE",
            "part_of_month",
            pl.format(
                "第{}行只是{}的数，不是全月的；请另填一行全月合计数，写明名称", "row_no", "part_of_month"
            ),
            pl.format(
                "row {} is of a part of the month alone ({}); please add a named row of the whole month",
                "row_no",
                "part_of_month",
            ),
        )
        return
