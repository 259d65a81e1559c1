"""What stands once above rows and belongs to each of them: the process a section is headed by, the day of a sheet.

Both come as a column of their own behind the table; whether a table has a field for it, and so reads better, is asked by
the score of its header.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import polars as pl

from ingestion.cells.dates import PeriodHint
from ingestion.readers.raw import RawSheet
from ingestion.recognition.clocks import day_of_sheet
from ingestion.recognition.header_rows import Row, is_plain_header, is_value
from ingestion.recognition.headers import pool_scores, split_header, squeeze
from ingestion.recognition.layout import lone_rows
from ingestion.recognition.processes import ProcessMapper
from ingestion.wide.cells import SEARCH, text_of

Score = Callable[[RawSheet], float]
_REST = re.compile(
    r"(?:20\d{2}年?|\d{1,2}[月日]|\d{1,2}|[#号一二三四五六七八九十]|系列|车间|工序|分厂|工区|电解|铝液?|年|月|日|份|度|生产|运行|日报|月报|报表"
    r"|台账|统计|明细|汇总|情况|指标|表|记录|过磅|单|产量|消耗)*"
)
_MOST_LONE, _FEWEST_SECTIONS = 2_000, 2
_DAILY = re.compile(r"日报|日表|每日|当日|逐日|班报|交接班")
_DATE_POOLS = ("date", "time", "stat_date", "gross_time", "uploaded", "invoice_date", "booked")
_SURELY = 0.9


def with_headings(
    raw: RawSheet, stem: str, hint: PeriodHint, mapper: ProcessMapper, score: Score
) -> RawSheet:
    """The sheet with columns for what stands once above its rows, where a table reads better so."""
    head = raw.frame.head(SEARCH).rows()
    for other in (_sections(raw, head, mapper), _day(raw, head, stem, hint)):
        if other is not None and score(other) > score(raw):
            raw = _merged(raw, other)
    return raw


def _merged(raw: RawSheet, other: RawSheet) -> RawSheet:
    """Another reading of a sheet that has one column more, behind those the sheet has by now."""
    if other.frame.width == raw.frame.width + 1:
        return other
    column = other.frame.to_series(other.frame.width - 1).alias(f"c{raw.frame.width}")
    return replace(raw, frame=raw.frame.with_columns(column), notes=[*raw.notes, other.notes[-1]])


def _header_row(head: list[Row]) -> int | None:
    return next((i for i, row in enumerate(head) if is_plain_header(row)), None)


def _sections(raw: RawSheet, head: list[Row], mapper: ProcessMapper) -> RawSheet | None:
    """Rows beneath lone cells that name processes, two at least, of a table without a column of processes."""
    at = _header_row(head)
    if at is None or len(mapper.processes) < _FEWEST_SECTIONS:
        return None
    names = _lone_names(raw.frame, mapper)
    if len({mapper.code_in_name(name) for name in names.values()}) < _FEWEST_SECTIONS or max(names) < at:
        return None
    cells: list[str | None] = [None] * raw.frame.height
    cells[at] = "系列"
    current = next((names[i] for i in sorted(names, reverse=True) if i < at), None)
    for i in range(at + 1, raw.frame.height):
        current = names.get(i, current)
        if i not in names and _holds_data(raw.frame.row(i)):
            cells[i] = current
    kept = replace(raw, frame=_without_names(raw.frame, names, at, mapper))
    note = "按各段标题所写的工序读取 / processes are those of the titles above each section of rows"
    return _with_column(kept, cells, note)


def _without_names(
    frame: pl.DataFrame, names: dict[int, str], at: int, mapper: ProcessMapper
) -> pl.DataFrame:
    """The rows without the titles that name processes, which are neither the whole sheet's process nor rows of data."""
    first = min(names)
    split = mapper.split_name(names[first])
    # what else a title above the header says (日报) still tells what the sheet is
    rest = split[1] if split and first < at else None
    is_named = pl.lit(pl.int_range(frame.height, eager=True).is_in(list(names)))
    is_first = pl.lit(pl.int_range(frame.height, eager=True) == first)
    return frame.select(
        pl.when(is_first & pl.col(c).is_not_null())
        .then(pl.lit(rest))
        .when(~is_named)
        .then(pl.col(c))
        .alias(c)
        for c in frame.columns
    )


def _lone_names(frame: pl.DataFrame, mapper: ProcessMapper) -> dict[int, str]:
    """Rows in which nothing but the name of a process is written, and what a title says besides."""
    rows = lone_rows(frame)
    if len(rows) > _MOST_LONE:
        return {}
    found = {}
    for row in rows.to_list():
        text = next(text_of(c) for c in frame.row(row) if c is not None)
        split = mapper.split_name(text)
        if mapper.code_in_name(text) and _REST.fullmatch(squeeze(split[1] if split else text)):
            found[row] = text
    return found


def _holds_data(row: Row) -> bool:
    cells = [c for c in row if c and c.strip()]
    return len(cells) > 1 and any(is_value(c) for c in cells)


def _day(raw: RawSheet, head: list[Row], stem: str, hint: PeriodHint) -> RawSheet | None:
    """Rows of the day that a sheet's name tells, or its title where it is a daily report; of a table without dates."""
    at = _header_row(head)
    if at is None or any(_is_of_time(text_of(c)) for row in head[at : at + 2] for c in row):
        return None
    titles = " ".join(text_of(c) for row in head[:at] for c in row if text_of(c))
    is_daily = _DAILY.search(f"{stem} {raw.name} {titles}") is not None
    day = day_of_sheet(replace(raw, frame=raw.frame.head(at if is_daily else 0)), hint)
    if day is None:
        return None
    rows = [day if i > at and _holds_data(row) else None for i, row in enumerate(raw.frame.rows())]
    rows[at] = "日期"
    return _with_column(
        raw, rows, f"没有日期列，按工作表所写的{day} / no column of dates: of the day the sheet names"
    )


def _is_of_time(text: str) -> bool:
    scores = pool_scores(split_header(text).base) if text else {}
    return any(scores[pool].score >= _SURELY for pool in _DATE_POOLS if pool in scores)


def _with_column(raw: RawSheet, cells: list[str | None], note: str) -> RawSheet:
    column = pl.Series(f"c{raw.frame.width}", cells, dtype=pl.String)
    return replace(raw, frame=raw.frame.with_columns(column), notes=[*raw.notes, note])
