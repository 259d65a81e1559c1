"""What the marks of a column like 是否作废 say of each ticket: void, counting, or nothing that can be told.

A state that is written as a bare code (0 and 1) may mark void tickets as well: which code does so is asked, once a sheet.
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


class StateCodes:
    """The codes in which one sheet writes the state of its tickets, whose rows come at once or part by part."""

    def __init__(self, plan: SheetPlan) -> None:
        self._field = plan.fields.get("ticket_state")
        self._rows: dict[str, int] = {}
        self._has_others = False

    def add(self, work: Work) -> None:
        """Count the states of data rows."""
        if self._field is None or work.frame.is_empty():
            return
        for text, count in plain(work.frame[raw("ticket_state")]).value_counts().iter_rows():
            if text and _CODE.fullmatch(unicodedata.normalize("NFKC", text).strip()):
                self._rows[text] = self._rows.get(text, 0) + count
            else:
                self._has_others = True

    def ask(self, plan: SheetPlan) -> None:
        """Add one question where a state is a code, and not the same for all tickets."""
        if self._field is None or not self._rows or len(self._rows) + self._has_others < 2:
            return
        codes = sorted(self._rows, key=lambda code: (-self._rows[code], code))
        counted = "、".join(f"{code}（{self._rows[code]}行）" for code in codes)
        header = self._field.match.header_raw
        plan.questions.append(
            f"列“{header}”的代码{counted}含义不明，均按有效计入；如有表示作废的代码请说明（potline map） / "
            f"the codes {', '.join(codes)} of column {header!r} are not known and all count; does one of them mark "
            "void tickets?"
        )


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
