"""Dates parted over columns (月 and 日, with a 年 beside or above them): joined row by row, so that a row keeps its month.

A bare day alone is read as one of the delivery's own month; where a column beside it says otherwise, that column decides.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import polars as pl

from ingestion.cells.month_names import month_in
from ingestion.readers.raw import RawSheet
from ingestion.recognition.header_rows import HeaderBlock, Row
from ingestion.registry import limits
from ingestion.results import ReadContext

_MONTH_HEAD = re.compile(r"(统计|核算|所属|会计|数据|日期)?月(份|度|別|别)?")
_DAY_HEAD = re.compile(r"日|日期|日数|日别|号|几号|日子")
_YEAR_HEAD = re.compile(r"年(份|度)?")
_DATE_HEAD = re.compile(r"日期|时间|年月日|月日|凭证日期|记账日期|业务日期")
_YEAR = re.compile(r"(20\d{2})(?:\.0+)?年?度?")
_BARE_DAY = re.compile(r"(3[01]|[12]\d|0?[1-9])(?:\.0+)?[日号]?")
_BARE_MONTH = re.compile(r"(1[0-2]|0?[1-9])(?:\.0+)?月?份?")
_YEAR_MONTH = re.compile(
    r"(20\d{2})[-/.年]?(1[0-2]|0[1-9]|[1-9](?=月|$|[-/.]))月?份?(?:[-/.]\d{1,2})?(?: 00:00(?::00)?)?"
)
_MOST, _LOOK_AT = 0.8, 20


class _Place(NamedTuple):
    """Where the parts of the dates stand: the row of their headers, the columns, and the year written above them."""

    row: int
    month: int
    day: int
    year_column: int | None
    year: int | None
    is_titled: bool


class _Day(NamedTuple):
    """A row's date in parts; the year is None where only the folder tells it."""

    year: int | None
    month: int
    day: int


def joined_days(raw: RawSheet, context: ReadContext) -> RawSheet:
    """The sheet with the whole date where the bare day stood; as it is where no column of months stands beside one."""
    place = _place(raw.frame.head(limits()["scoring"]["header_search_rows"]).rows())
    if place is None:
        return raw
    days = _dates(raw, place, context.month_end_day)
    if days is None:
        return raw
    months = raw.frame.to_series(place.month).to_list()
    for row in range(place.row + 1, len(months)):
        # a label in the column of months (合计) stays
        if _month(months[row] or "") is not None:
            months[row] = None
    columns = {place.month: months, place.day: _texts(raw, place, days)}
    if place.year_column is not None:
        columns[place.year_column] = _without_years(raw, place.year_column, place.row)
    _move_headers(raw, place, columns)
    names = raw.frame.columns
    frame = raw.frame.with_columns(pl.Series(names[c], v, dtype=pl.String) for c, v in columns.items())
    note = "月、日分列，已合并读取 / month and day stand in columns of their own: read together"
    return replace(raw, frame=frame, notes=[*raw.notes, note])


def has_parted_days(header: HeaderBlock, body: pl.DataFrame) -> bool:
    """Whether a table has a column of months before one of bare days."""
    columns = _columns([_fold(cell.raw.split(" / ")[-1]) if cell else "" for cell in header.cells])
    if columns is None:
        return False
    return any(_BARE_DAY.fullmatch(_fold(c)) for c in body.to_series(columns[1]).head(_LOOK_AT))


def _columns(heads: list[str]) -> tuple[int, int] | None:
    """The column of months and the next one of days after it."""
    for month, head in enumerate(heads):
        if _MONTH_HEAD.fullmatch(head):
            days = (i for i in range(month + 1, len(heads)) if _DAY_HEAD.fullmatch(heads[i]))
            return next(((month, day) for day in days), None)
    return None


def _fold(text: str | None) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def _place(rows: list[Row]) -> _Place | None:
    for at, row in enumerate(rows):
        texts = [_fold(c) for c in row]
        if (columns := _columns(texts)) is None:
            continue
        month, day = columns
        above = _fold(rows[at - 1][month]) if at else ""
        year = _YEAR.fullmatch(above)
        is_titled = bool(year or _DATE_HEAD.fullmatch(above)) and _is_header_above(rows[at - 1], month)
        beside = month - 1 if month and _YEAR_HEAD.fullmatch(texts[month - 1]) else None
        return _Place(at, month, day, beside, int(year[1]) if year else None, is_titled)
    return None


def _is_header_above(row: Row, own: int) -> bool:
    """Whether the row over 月 and 日 heads other columns as well."""
    return any(_fold(c) for i, c in enumerate(row) if i != own)


def _dates(raw: RawSheet, place: _Place, month_end_day: int | None) -> list[_Day | None] | None:
    """The date of every row by its parts, None for rows without one; None where the columns hold something else."""
    frame = raw.frame
    days = [_fold(c) for c in frame.to_series(place.day)]
    months = [_month(c or "") for c in frame.to_series(place.month)]
    years = _years(frame, place)
    found: list[_Day | None] = [None] * frame.height
    written = bare = 0
    last: tuple[int | None, int] | None = None
    for row in range(place.row + 1, frame.height):
        last = months[row] or last
        if not days[row]:
            continue
        written += 1
        day = _BARE_DAY.fullmatch(days[row])
        if day is not None and last is not None:
            bare += 1
            found[row] = _Day(last[0] or years[row], last[1], int(day[1]))
    if not written or bare < written * _MOST:
        return None
    return _of_natural_months(found, month_end_day)


def _month(text: str) -> tuple[int | None, int] | None:
    folded = _fold(text.replace(" 00:00:00", ""))
    if (m := _BARE_MONTH.fullmatch(folded)) is not None:
        return None, int(m[1])
    if (m := _YEAR_MONTH.fullmatch(folded)) is not None:
        return int(m[1]), int(m[2])
    # a label that holds a month among other words (3月合计) is none
    named = month_in(folded) if len(folded) <= 4 else None
    return (named.year, named.month) if named else None


def _years(frame: pl.DataFrame, place: _Place) -> list[int | None]:
    if place.year_column is None:
        return [place.year] * frame.height
    years: list[int | None] = []
    last = place.year
    for cell in frame.to_series(place.year_column):
        if (m := _YEAR.fullmatch(_fold(cell))) is not None:
            last = int(m[1])
        years.append(last)
    return years


def _of_natural_months(days: list[_Day | None], month_end_day: int | None) -> list[_Day | None]:
    """Dates of natural months, where the column may name the statistical month that the 26th before it belongs to.

    It does where the days named with one month begin after the statistical month's last day and run on before it.
    """
    if month_end_day is None or month_end_day >= 31:
        return days
    named = [d for d in days if d is not None]
    for _, group in groupby(named, key=itemgetter(0, 1)):
        run = [d.day for d in group]
        if run[0] > month_end_day and any(day <= month_end_day for day in run):
            return [_before(d) if d is not None and d.day > month_end_day else d for d in days]
    return days


def _before(day: _Day) -> _Day:
    """The same day of the month before."""
    if day.month > 1:
        return day._replace(month=day.month - 1)
    return day._replace(month=12, year=None if day.year is None else day.year - 1)


def _texts(raw: RawSheet, place: _Place, days: list[_Day | None]) -> list[str | None]:
    cells = raw.frame.to_series(place.day).to_list()
    for row, day in enumerate(days):
        if day is not None:
            written = f"{day.month}月{day.day}日"
            cells[row] = written if day.year is None else f"{day.year}年{written}"
    return cells


def _without_years(raw: RawSheet, column: int, header: int) -> list[str | None]:
    cells = raw.frame.to_series(column).to_list()
    return [
        None if i >= header and (i == header or _YEAR.fullmatch(_fold(c))) else c for i, c in enumerate(cells)
    ]


def _move_headers(raw: RawSheet, place: _Place, columns: dict[int, list[str | None]]) -> None:
    """One header for the joined dates, in the row that heads the other columns."""
    for column in (place.month, place.day):
        columns[column][place.row] = None
    if place.is_titled:
        columns[place.month][place.row - 1] = None
    columns[place.day][place.row - (1 if place.is_titled else 0)] = "日期"
