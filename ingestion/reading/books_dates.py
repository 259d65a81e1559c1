"""Books by their dates: one sheet whose rows run over several months, delivered again every month with more rows.

A few rows of another month are strays, which the rules on rows set aside; a month as full as the folder's own was
delivered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

import polars as pl

from ingestion.cells.dates import PeriodHint, hint_of, month_bounds, parse_instants
from ingestion.cells.numbers import nothing_as_null
from ingestion.readers.raw import RawSheet
from ingestion.reading.books import Book, monthly_choice, where, without_month_in_titles
from ingestion.recognition.recognise import KindChoice, SheetFit
from ingestion.results import ReadContext
from ingestion.rows.row_rules import PERIOD_COLUMNS

_FEWEST_ROWS = 3
_DAY_ALONE = r"^\d{1,2}[日号]?$"
# in bytes: two digits of any script and a sign
_LONGEST_DAY_ALONE = 11
# texts that sort as their days do
_IN_ORDER = r"^\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
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
    monthly = monthly_choice(sheets, stem, folder, month) if len(folder) == 4 else choice
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
    for raw, fit, found in zip(sheets, monthly.sheets, by_sheet, strict=True):
        if found is None or fit is None:
            rest.append(raw)
            continue
        sheet = without_month_in_titles(raw, fit.header.first_row)
        for period in kept:
            if (found == period).any():
                # what belongs to no other delivered month stays with the folder's, or the first
                own = folder if folder in kept else kept[0]
                elsewhere = found.is_in([p for p in kept if p != period]).fill_null(False)
                stray = found.is_not_null() & ~found.is_in(kept) if period != own else elsewhere & False
                months.setdefault(period, []).append(where(sheet, ~(elsewhere | stray.fill_null(False))))
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


class MonthsOfParts:
    """Rows by month of a table that is read in parts: enough to tell that the whole is surely no book by dates."""

    def __init__(self, day: str, context: ReadContext) -> None:
        self._day, self._context = day, context
        self._counts: dict[str, int] = {}
        self._untold = 0

    def add(self, values: pl.Series, texts: pl.Series, other_rows: int) -> None:
        """Count the rows of a part.

        :param values: days or instants as read; ``texts`` are the same cells as written.
        :param other_rows: rows of the part that are no data; they go with the row above them, whichever that is.
        """
        days = _days_of(self._day, values, self._context)
        shortest = texts.str.len_bytes().min()
        if isinstance(shortest, int) and shortest <= _LONGEST_DAY_ALONE:
            days = days.filter(~texts.str.contains(_DAY_ALONE).fill_null(False))
        days = days.drop_nulls()
        for period, n in self._by_period(days):
            self._counts[period] = self._counts.get(period, 0) + n
        self._untold += len(values) - len(days) + other_rows

    def _by_period(self, days: pl.Series) -> Iterable[tuple[str, int]]:
        """How many days there are of each period."""
        period = _period_of("day", self._context.period, self._context).alias("period")
        ends = pl.DataFrame({"day": [days.min(), days.max()]}, schema={"day": pl.Date}).select(period)
        if ends["period"][0] == ends["period"][1]:
            # a period is one span of days: those between are of it too
            return [(ends["period"][0], len(days))] if len(days) else []
        by_day = days.to_frame("day").group_by("day").len("n").select(period, "n")
        return by_day.group_by("period").agg(pl.col("n").sum()).iter_rows()

    def may_be_book(self) -> bool:
        """Whether the rows of another month, with those that may go with them, are so many that it was delivered."""
        folder = self._context.period
        own = self._counts.get(folder, 0)
        enough = max(_FEWEST_ROWS, own * _SHARE)
        others = (n for month, n in self._counts.items() if month < folder)
        return own + self._untold >= _FEWEST_ROWS and any(n + self._untold >= enough for n in others)


def _row_months(
    sheet: RawSheet, fit: SheetFit, month: str, is_month: bool, context: ReadContext
) -> pl.Series | None:
    """The period of each row by its own day, null where it has none; None for a sheet without such a column."""
    table = fit.fit.table.name
    fields = {m.field: m.column_index for m in fit.fit.matches if m.field}
    name = next((c for c in PERIOD_COLUMNS.get(table, ()) if c in fields), None)
    if name is None:
        return None
    column = fields[name]
    first = fit.header.first_row + fit.header.height
    texts = nothing_as_null(sheet.frame.to_series(column).str.strip_chars())
    below = pl.int_range(len(texts), eager=True) >= first
    texts = pl.select(pl.when(below).then(texts)).to_series()
    hint = hint_of(month, sheet.is_1904, context.month_end_day)
    own = month if is_month else None
    if (period := _the_one_period(texts, name, own, context, hint)) is not None:
        return pl.select(pl.when(below).then(pl.lit(period))).to_series()
    # a day of the month alone says nothing of the month
    alone = texts.str.contains(_DAY_ALONE).fill_null(False)
    instants = parse_instants(pl.select(pl.when(~alone).then(texts)).to_series(), hint).values
    days = _days_of(name, instants, context)
    periods = days.to_frame("day").select(_period_of("day", own, context)).to_series()
    # a day that cannot be read, a total or a remark goes with the rows above it
    filled = periods.forward_fill().backward_fill()
    return pl.select(pl.when(below).then(filled)).to_series()


def _the_one_period(
    texts: pl.Series, name: str, own: str | None, context: ReadContext, hint: PeriodHint
) -> str | None:
    """The period of all days, where they are written such that the first and the last in their order tell it.

    A period is one span of days: what lies between is of it, and what is no day goes with the rows above.
    """
    if not texts.str.contains(_IN_ORDER).all():
        return None
    ends = parse_instants(pl.Series([texts.min(), texts.max()], dtype=pl.String), hint).values
    days = _days_of(name, ends, context).to_frame("day")
    found = days.select(_period_of("day", own, context)).to_series()
    return found[0] if days["day"].null_count() == 0 and found[0] == found[1] else None


def _days_of(name: str, instants: pl.Series, context: ReadContext) -> pl.Series:
    # the weighings of a night belong to the production day that it ends
    cut = context.day_cut_minutes if name.endswith("_at") else 0
    return (instants - timedelta(minutes=cut) if cut else instants).cast(pl.Date)


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
