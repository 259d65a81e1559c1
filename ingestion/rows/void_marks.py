"""What the marks of a column like 是否作废 say of each ticket: void, counting, or nothing that can be told."""

from __future__ import annotations

import re

import polars as pl

from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.recognition.void_columns import VOID_MARK, header_says
from ingestion.registry import furniture
from ingestion.rows.work import Work, raw


def void_marks(work: Work, plan: SheetPlan) -> tuple[pl.Series, dict[str, pl.Series]]:
    """Rows that a mark calls void, and by field the rows whose mark cannot be told.

    A blank says nothing: where a column asks for what is void, the ticket counts.
    """
    void = pl.repeat(False, work.frame.height, dtype=pl.Boolean, eager=True)
    unclear = {}
    for name, fp in plan.fields.items():
        if not name.startswith(VOID_MARK):
            continue
        texts = work.frame[raw(name)]
        said = _meanings(texts.drop_nulls().unique().cast(pl.String).to_list(), fp.match.header_raw)
        meant = texts.cast(pl.String).replace_strict(said, default=None, return_dtype=pl.String)
        void = void | (meant == "void").fill_null(False)
        unclear[name] = (meant == "unclear").fill_null(False)
    return void, unclear


def _meanings(texts: list[str], header: str) -> dict[str, str]:
    """What every text of a column means under its header."""
    words = furniture()["void_columns"]
    yes, no = (re.compile(rf"^({words[answer]})$", re.IGNORECASE) for answer in ("affirmed", "denied"))
    has_tick = any(re.search(words["tick"], text) for text in texts)
    is_valid, is_said = header_says("valid", header), header_says("said", header)
    found = {}
    for text in texts:
        cell = re.sub(r"\s+", "", text)
        is_cross = re.search(words["cross"], cell) is not None
        # a cross answers no where others of the column are ticked; alone it may be a no or a mark of what is void
        answer = "no" if no.match(cell) or (is_cross and has_tick) else "yes" if yes.match(cell) else ""
        if is_said:
            # a reason, a day, a name: whatever stands there is said of a void ticket
            found[text] = "counts" if answer == "no" else "void"
        elif not answer:
            found[text] = "void" if re.search(furniture()["voided_state"], cell.lower()) else "unclear"
        else:
            found[text] = "void" if (answer == "yes") != is_valid else "counts"
    return found
