"""Row rules of the plants' answers to findings: the number must be one of this plant's, and the row must answer.

Whether a finding of that number was ever raised is not known here: it would make what a row is worth depend on
which closes ran before it came in. The two check digits of the number are enough to find a slip of the pen.
"""

from __future__ import annotations

import polars as pl

from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.rows.work import Work, cell_at, raw, short
from warehouse.finding_ids import is_of_plant, read_finding_id

TABLE = "finding_answers"
ANSWERS = ("cause", "correction", "handling_raw")


def flag_answers(work: Work, plan: SheetPlan, plant_code: str) -> None:
    """Bring the numbers into one spelling; record rows with another plant's or no number, or without an answer."""
    if plan.table.name != TABLE or "finding_no" not in plan.fields:
        return
    written = work.frame["finding_no"]
    numbers = {text: read_finding_id(text) for text in written.drop_nulls().unique().to_list()}
    known = {text: found for text, found in numbers.items() if found and is_of_plant(found, plant_code)}
    cell = cell_at(work, plan.fields["finding_no"])
    work.flag(
        pl.col("finding_no").is_not_null() & ~pl.col("finding_no").is_in(sorted(known.values())),
        "X-DOMAIN", "unknown_finding",
        pl.format("单元格{}“{}”不是本企业核查发现的编号，请照答复表原样填写", cell, short(pl.col(raw("finding_no")))),
        pl.format("cell {} '{}' is no number of a finding of this plant; please copy it from the form", cell,
                  short(pl.col(raw("finding_no")))),
    )  # fmt: skip
    given = [raw(name) for name in ANSWERS if name in plan.fields]
    work.flag(
        pl.all_horizontal(pl.col(name).is_null() for name in given) if given else pl.lit(True),
        "X-TYPE", "no_answer",
        pl.format("第{}行未填写原因说明、整改措施或处理类型，视为未答复", pl.col("row_no")),
        pl.format("row {}: neither cause, correction nor kind of answer is filled in: not answered", pl.col("row_no")),
    )  # fmt: skip
    if known:
        work.put(written.replace(known), "finding_no")
