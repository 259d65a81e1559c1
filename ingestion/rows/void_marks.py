"""What the marks of a column like 是否作废 say of each ticket: void, counting, or nothing that can be told.

A state that is written as a bare code (0 and 1) may mark void tickets as well: which code does so is asked.
"""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from ingestion.cells.distinct import plain
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.recognition.void_columns import VOID_MARK, header_says
from ingestion.registry import furniture
from ingestion.rows.work import Work, raw

_CODE = re.compile(r"[0-9A-Za-z]{1,3}(\.0+)?")


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


def ask_state_codes(work: Work, plan: SheetPlan) -> None:
    """A question where the state of tickets is a code, and not the same for all of them."""
    fp = plan.fields.get("ticket_state")
    if fp is None:
        return
    counts = plain(work.frame[raw("ticket_state")]).value_counts(name="n")
    rows = dict(counts.sort("n", raw("ticket_state"), descending=[True, False]).iter_rows())
    codes = [text for text in rows if text and _CODE.fullmatch(unicodedata.normalize("NFKC", text).strip())]
    if not codes or len(rows) < 2:
        return
    # of a large file that is read in parts no part knows the rows of the whole
    counted = [text if work.running else f"{text}（{rows[text]}行）" for text in codes]
    question = (
        f"列“{fp.match.header_raw}”的代码{'、'.join(counted)}含义不明，均按有效计入；如有表示作废的代码请说明（potline map） / "
        f"the codes {', '.join(codes)} of column {fp.match.header_raw!r} are not known and all count; does one of them mark "
        "void tickets?"
    )
    if question not in plan.questions:
        plan.questions.append(question)


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
