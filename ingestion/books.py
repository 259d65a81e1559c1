"""Books: one file with the rows of several months, a sheet or a section for each, or rows dated over several.

Here a file is found to be a book and cut by months; each month is then read as if it had come by itself
(``ingestion.read``) and counts in its own period (``ingestion.ingest_books``). A file is a book only where its
months are a monthly kind's: registers of a year list months in their rows and stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from ingestion.dates import hint_of, month_bounds, parse_instants
from ingestion.month_names import (
    Month,
    heading_month,
    is_summary,
    months_of_names,
    without_months,
    years_in,
)
from ingestion.numbers import nothing_as_null
from ingestion.readers.raw import RawSheet
from ingestion.recognise import KindChoice, SheetFit, SheetHead, choose_kind
from ingestion.registry import limits
from ingestion.results import ReadContext
from ingestion.row_rules import PERIOD_COLUMNS

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


def _monthly_choice(
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
    choice = _monthly_choice(named, stem, folder, _period(first, stem, folder, may_be_ahead=True), ahead_by)
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


def _headings(frame: pl.DataFrame) -> dict[int, Month]:
    """Rows in which nothing but the name of a month is written."""
    if frame.width < 2:
        return {}
    written = pl.sum_horizontal(pl.col(c).is_not_null() for c in frame.columns)
    rows = frame.select((written == 1).alias("lone")).to_series().arg_true()
    if len(rows) > _MOST_LONE:
        return {}
    found = {}
    for row in rows.to_list():
        cell = next(c for c in frame.row(row) if c is not None)
        if month := heading_month(cell):
            found[row] = month
    return found


def _cut_by_headings(sheet: RawSheet, stem: str, folder: str) -> dict[str, RawSheet] | None:
    headings = _headings(sheet.frame)
    if len(set(headings.values())) < 2:
        return None
    starts = sorted(headings)
    months = [_period(headings[s], stem, folder, may_be_ahead=False) for s in starts]
    if months != sorted(months) or len(set(months)) < len(months):
        return None
    choice = _monthly_choice([sheet], stem, folder, months[0])
    fit = choice.sheets[0] if choice else None
    if fit is None:
        return None
    header = range(fit.header.first_row, fit.header.first_row + fit.header.height)
    ends = [*starts[1:], sheet.frame.height]
    above = {r for r in range(starts[0]) if r not in header} | set(header)
    return {
        month: _only(sheet, above | set(range(start + 1, end)))
        for month, start, end in zip(months, starts, ends, strict=True)
    }


def _only(sheet: RawSheet, rows: set[int]) -> RawSheet:
    """A sheet with all rows blank but some, so that every row keeps its number."""
    keep = pl.Series([r in rows for r in range(sheet.frame.height)], dtype=pl.Boolean)
    return _where(sheet, keep)


def _where(sheet: RawSheet, keep: pl.Series) -> RawSheet:
    frame = sheet.frame.select(pl.when(keep).then(pl.col(c)).alias(c) for c in sheet.frame.columns)
    return replace(sheet, frame=frame)


_FEWEST_ROWS = 5
_SHARE = 0.3  # of the rows of the folder's month that another month must have to be delivered, not strayed


def book_by_dates(
    sheets: Sequence[RawSheet], choice: KindChoice, stem: str, folder: str, context: ReadContext
) -> Book | None:
    """The book that a file is because its rows are dated over several months, each as full as the folder's own.

    ``choice`` is what the file was taken for as a whole.
    """
    if not re.fullmatch(r"\d{4}(-\d{2})?", folder) or sum(s.frame.height for s in sheets) < 2 * _FEWEST_ROWS:
        return None
    latest = f"{context.received_date:%Y-%m}" if context.received_date else None
    month = folder if len(folder) == 7 else f"{folder}-01"
    monthly = _monthly_choice(sheets, stem, folder, month) if len(folder) == 4 else choice
    if monthly is None or monthly.contract is None or monthly.contract.cadence != "month":
        return None
    by_sheet = [
        _row_months(s, fit, month, len(folder) == 7, context) if fit else None
        for s, fit in zip(sheets, monthly.sheets, strict=True)
    ]
    counts: dict[str, int] = {}
    for found in by_sheet:
        for period, n in found.drop_nulls().value_counts().iter_rows() if found is not None else ():
            counts[period] = counts.get(period, 0) + n
    kept = _full_months(counts, folder, latest)
    if not kept or kept == [folder]:
        return None
    months: dict[str, list[RawSheet]] = {}
    rest = []
    for sheet, found in zip(sheets, by_sheet, strict=True):
        if found is None:
            rest.append(sheet)
            continue
        for period in kept:
            if (found == period).any():
                # what belongs to no other delivered month stays with the folder's, or the first
                own = folder if folder in kept else kept[0]
                elsewhere = found.is_in([p for p in kept if p != period]).fill_null(False)
                stray = found.is_not_null() & ~found.is_in(kept) if period != own else elsewhere & False
                months.setdefault(period, []).append(_where(sheet, ~(elsewhere | stray.fill_null(False))))
    return Book(months, rest, [], stem)


def _full_months(counts: dict[str, int], folder: str, latest: str | None) -> list[str]:
    """Months with enough rows to have been delivered: up to the folder's, in which rows must be too."""
    if len(folder) == 4:
        most = max(counts.values(), default=0)
        found = [
            m for m, n in counts.items() if m[:4] == folder and n >= max(_FEWEST_ROWS, most * _SHARE / 3)
        ]
        return sorted(m for m in found if latest is None or m <= latest)
    own = counts.get(folder, 0)
    if own < _FEWEST_ROWS:
        return []
    enough = max(_FEWEST_ROWS, own * _SHARE)
    return sorted(m for m, n in counts.items() if m == folder or (m < folder and n >= enough))


def _row_months(
    sheet: RawSheet, fit: SheetFit, month: str, is_month: bool, context: ReadContext
) -> pl.Series | None:
    """The period of each row by its own day, null where it has none; None for a sheet without such a column."""
    table = fit.fit.table.name
    fields = {m.field: m.column_index for m in fit.fit.matches if m.field}
    column = next((fields[c] for c in PERIOD_COLUMNS.get(table, ()) if c in fields), None)
    if column is None:
        return None
    first = fit.header.first_row + fit.header.height
    texts = nothing_as_null(sheet.frame.to_series(column).str.strip_chars())
    below = pl.int_range(len(texts), eager=True) >= first
    texts = pl.select(pl.when(below).then(texts)).to_series()
    hint = hint_of(month, sheet.is_1904, context.month_end_day)
    # a day of the month alone says nothing of the month
    alone = texts.str.contains(r"^\d{1,2}[日号]?$").fill_null(False)
    days = parse_instants(pl.select(pl.when(~alone).then(texts)).to_series(), hint).values.cast(pl.Date)
    return days.to_frame("day").select(_period_of("day", month if is_month else None, context)).to_series()


def _period_of(day: str, own: str | None, context: ReadContext) -> pl.Expr:
    """The plant's statistical month of a day; the folder's own where the day lies in it either way."""
    end = context.month_end_day
    value = pl.col(day)
    if end is not None and end < 31:
        after = value.dt.day() > end
        value = pl.when(after).then(value.dt.offset_by("1mo")).otherwise(value)
    period = value.dt.strftime("%Y-%m")
    bounds = [b for b in (month_bounds(own or "", end), month_bounds(own or "", None)) if b]
    inside = pl.lit(False)
    for low, high in bounds:
        inside = inside | pl.col(day).is_between(low, high)
    return pl.when(inside.fill_null(False)).then(pl.lit(own)).otherwise(period)
