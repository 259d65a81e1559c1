"""Books: one file with the rows of several months, a sheet or a section for each, or rows dated over several.

Here a file is found to be a book by the names of its sheets and by headings, and cut by months (by dates:
``ingestion.reading.books_dates``); each month is then read as if it had come by itself
(``ingestion.reading.read_books``) and counts in its own period (``ingestion.landing.ingest_books``). A file is a
book only where its months are a monthly kind's: registers of a year list months in their rows and stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from ingestion.cells.month_names import (
    Month,
    heading_month,
    is_summary,
    month_in,
    months_of_names,
    without_months,
    years_in,
)
from ingestion.readers.raw import RawSheet
from ingestion.recognition.layout import lone_rows
from ingestion.recognition.recognise import KindChoice, SheetHead, choose_kind
from ingestion.registry import limits

# Where every sheet is of this year but names no year, a plan may run ahead of the month it is delivered in.
_AHEAD = {"plan_output"}
# Monthly and yearly forms of one name differ little: months named by the sheets outweigh so much.
_FORM_OF_A_YEAR = 0.15
# A sheet with more rows of one cell than this is no table under headings.
_MOST_LONE = 2_000


@dataclass
class Book:
    """A file's sheets by the month they hold, the sheets of no month, and those that only sum the others up."""

    months: dict[str, list[RawSheet]]
    rest: list[RawSheet]
    summaries: list[RawSheet]
    stem: str

    def stem_of(self, month: str) -> str:
        """The file's name as that of one month's own file."""
        return f"{without_months(self.stem)} {int(month[:4])}年{int(month[5:])}月"


def find_book(sheets: Sequence[RawSheet], stem: str, folder: str) -> Book | None:
    """The book that a file is by the names of its sheets or headings on them, or None.

    :param folder: period of the folder the file was delivered in; a month or a year.
    """
    if not re.fullmatch(r"\d{4}(-\d{2})?", folder):
        return None
    return _by_names(sheets, stem, folder) or _by_headings(sheets, stem, folder)


def head_of(sheet: RawSheet) -> SheetHead:
    """What recognition looks at of a sheet."""
    return SheetHead(sheet.name, sheet.frame.head(limits()["scoring"]["header_search_rows"]).rows())


def monthly_choice(
    sheets: Sequence[RawSheet], stem: str, folder: str, month: str, ahead: float = 0.0
) -> KindChoice | None:
    """The monthly kind that sheets of a month are of; None where another cadence fits the folder as well.

    :param ahead: by how much the other cadence may fit better.
    """
    heads = [head_of(s) for s in sheets]
    choice = choose_kind(heads, stem, month)
    if choice.contract is None or choice.contract.cadence != "month":
        return None
    if len(folder) == 4:
        other = choose_kind(heads, stem, folder)
        if (
            other.contract is not None
            and other.contract.cadence != "month"
            and other.score >= choice.score + ahead
        ):
            return None
    return choice


def _period(found: Month, stem: str, folder: str, *, may_be_ahead: bool) -> str:
    """The month with its year: the written one, the one of the file's name, else by the folder's."""
    years = years_in(stem)
    if found.year is not None:
        year = found.year
    elif len(years) == 1:
        year = years.pop()
    else:
        year = int(folder[:4])
        # in the folder of February, December is over
        if len(folder) == 7 and found.month > int(folder[5:]) + 6 and not may_be_ahead:
            year -= 1
    return f"{year:04d}-{found.month:02d}"


def _by_names(sheets: Sequence[RawSheet], stem: str, folder: str) -> Book | None:
    found = months_of_names([s.name for s in sheets], bare_from=2 if len(folder) == 7 else 1)
    named = [s for s, month in zip(sheets, found, strict=True) if month]
    distinct = {month for month in found if month}
    if not distinct or (len(folder) == 7 and len(distinct) < 2):
        return None
    first = next(month for month in found if month)
    # the form of a whole year may be called December's
    ahead_by = _FORM_OF_A_YEAR if {m.month for m in distinct} != {12} else 0.0
    choice = monthly_choice(named, stem, folder, _period(first, stem, folder, may_be_ahead=True), ahead_by)
    if choice is None or choice.contract is None:
        return None
    ahead = choice.contract.kind in _AHEAD
    months: dict[str, list[RawSheet]] = {}
    others = []
    for sheet, month in zip(sheets, found, strict=True):
        if month:
            months.setdefault(_period(month, stem, folder, may_be_ahead=ahead), []).append(sheet)
        else:
            others.append(sheet)
    rest = [s for s in others if not is_summary(s.name)]
    return Book(months, rest, [s for s in others if is_summary(s.name)], stem)


def _by_headings(sheets: Sequence[RawSheet], stem: str, folder: str) -> Book | None:
    """Sheets on which headings of months part the rows."""
    months: dict[str, list[RawSheet]] = {}
    rest = []
    for sheet in sheets:
        cut = _cut_by_headings(sheet, stem, folder)
        if cut is None:
            rest.append(sheet)
        for month, part in (cut or {}).items():
            months.setdefault(month, []).append(part)
    if not months:
        return None
    return Book(
        months,
        [s for s in rest if not is_summary(s.name)],
        [s for s in rest if is_summary(s.name)],
        stem,
    )


def headings_of(frame: pl.DataFrame) -> dict[int, Month]:
    """Rows in which nothing but the name of a month is written."""
    rows = lone_rows(frame)
    if frame.width < 2 or len(rows) > _MOST_LONE:
        return {}
    found = {}
    for row in rows.to_list():
        cell = next(c for c in frame.row(row) if c is not None)
        if month := heading_month(cell):
            found[row] = month
    return found


def _cut_by_headings(sheet: RawSheet, stem: str, folder: str) -> dict[str, RawSheet] | None:
    headings = headings_of(sheet.frame)
    if not headings:
        return None
    latest = _period(headings[max(headings)], stem, folder, may_be_ahead=False)
    ahead_by = _FORM_OF_A_YEAR if {m.month for m in headings.values()} != {12} else 0.0
    choice = monthly_choice([sheet], stem, folder, latest, ahead_by)
    fit = choice.sheets[0] if choice else None
    if fit is None:
        return None
    top = fit.header.first_row
    starts = _starts(sheet.frame, headings, top)
    months = [_period(headings[s], stem, folder, may_be_ahead=False) for s in starts]
    if not starts or months != sorted(set(months)) or (len(months) == 1 and not months[0].startswith(folder)):
        return None
    header = set(range(top, top + fit.header.height))
    above = (set(range(min(top, starts[0]))) | header) - set(starts)
    ends = [*starts[1:], sheet.frame.height]
    if len(months) > 1:
        sheet = without_month_in_titles(sheet, top)
    words = {c.strip() for r in above for c in sheet.frame.row(r) if c and c.strip()}
    return {
        month: _only(sheet, above | set(range(_past_headers(sheet.frame, start + 1, words), end)))
        for month, start, end in zip(months, starts, ends, strict=True)
    }


def _starts(frame: pl.DataFrame, headings: dict[int, Month], top: int) -> list[int]:
    """The headings that begin a month: of those above the table's header only a bare month's that comes but once."""
    below = sorted(row for row in headings if row >= top)
    above = [row for row in headings if row < top]
    if not below:
        # a lone month above the header is the table's title
        return []
    last = max(above, default=None)
    if last is None or headings[last].month == headings[below[0]].month:
        return below
    cell = next(c for c in frame.row(last) if c is not None)
    return below if without_months(cell).strip("份 　") else [last, *below]


def without_month_in_titles(sheet: RawSheet, header: int) -> RawSheet:
    """A sheet of several months whose title names none of them: it is a leftover of the first."""
    rows = [list(row) for row in sheet.frame.head(header).rows()]
    cleaned = [[without_months(c) if c and month_in(c) else c for c in row] for row in rows]
    if cleaned == rows:
        return sheet
    titles = pl.DataFrame(cleaned, schema=sheet.frame.schema, orient="row")
    return replace(sheet, frame=pl.concat([titles, sheet.frame.slice(header)]))


def _past_headers(frame: pl.DataFrame, start: int, words: set[str]) -> int:
    """The first row from ``start`` on that does not merely repeat words of the header above."""
    while start < frame.height:
        cells = [c.strip() for c in frame.row(start) if c and c.strip()]
        if not cells or not words.issuperset(cells):
            break
        start += 1
    return start


def _only(sheet: RawSheet, rows: set[int]) -> RawSheet:
    """A sheet with all rows blank but some, so that every row keeps its number."""
    keep = pl.Series([r in rows for r in range(sheet.frame.height)], dtype=pl.Boolean)
    return where(sheet, keep)


def where(sheet: RawSheet, keep: pl.Series) -> RawSheet:
    """A sheet with the rows blank that are not kept; every row keeps its number."""
    frame = sheet.frame.select(pl.when(keep).then(pl.col(c)).alias(c) for c in sheet.frame.columns)
    return replace(sheet, frame=frame)
