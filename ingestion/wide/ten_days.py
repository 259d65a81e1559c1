"""Ten-day periods (上旬, 中旬, 下旬) beside the whole month, across or down: of such a sheet the month's figures are read.

Columns of ten days are left out where the month has one of its own beside them, and 合计 beneath three parts is named for the
month, for it would pass for a total. What has no figure of the whole month is left as it is; its rows are set aside by
``ingestion.rows.parts_of_month``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from ingestion.readers.raw import RawSheet, text_frame
from ingestion.recognition.header_rows import Row
from ingestion.recognition.headers import squeeze
from ingestion.wide.cells import SEARCH, text_of

_PART = re.compile(r"(?:20\d{2}年)?(?:\d{1,2}月|本月|当月)?份?[上中下]旬(?:实际|完成|数|值)?")
_WHOLE = re.compile(r"(?:全|本|当)月(?:合计|累计|实际|完成|数)?|月?(?:合计|小计|总计|累计)|月计|全月数")
_OWN, _TALLEST, _FEWEST = "本月", 2_000, 2


def without_ten_days(raw: RawSheet, head: list[Row]) -> RawSheet:
    """The sheet without its columns of ten days, and with the row beneath them named for the month."""
    if raw.frame.height > _TALLEST:
        return raw
    return _across(raw, head) or _down(raw) or raw


def _is_part(cell: str | None) -> bool:
    return bool(cell) and _PART.fullmatch(squeeze(text_of(cell))) is not None


def _is_whole(cell: str | None) -> bool:
    return bool(cell) and _WHOLE.fullmatch(squeeze(text_of(cell))) is not None


def are_ten_days(cells: Iterable[str | None]) -> bool:
    """Whether cells name two of the three parts of a month, at least."""
    return len({squeeze(text_of(c))[-2:] for c in cells if _is_part(c)}) >= _FEWEST


def _across(raw: RawSheet, head: list[Row]) -> RawSheet | None:
    for at, row in enumerate(head[:SEARCH]):
        if not are_ten_days(row):
            continue
        parts = [i for i, cell in enumerate(row) if _is_part(cell)]
        # the month's column stands behind its parts, or in front of them
        whole = [i for i, cell in enumerate(row) if _is_whole(cell) and {i - 1, i + 1} & set(parts)]
        if not whole or len(parts) < _FEWEST * len(whole):
            return None
        rows = [list(r) for r in raw.frame.rows()]
        for i in whole:
            rows[at][i] = _OWN
        for upper in rows[:at]:
            _carry_titles(upper, parts, whole)
        # the columns stay where they are, so that cells are named as they stand on the sheet
        for cells in rows[at:]:
            for i in parts:
                cells[i] = None
        frame = text_frame([list(cells) for cells in rows])
        note = "各旬的列未计入，按全月的列读取 / columns of ten days are left out, the month's column is read"
        return replace(raw, frame=frame, notes=[*raw.notes, note])
    return None


def _carry_titles(row: list[str | None], parts: list[int], whole: list[int]) -> None:
    """Move a title that stands over the first of its ten-day columns to the month's column of the group."""
    if sum(bool(text_of(c)) for c in row) < 2 and len(whole) > 1:
        # the title of the sheet, not of a group
        return
    for i in whole:
        start = i
        while start - 1 in parts and not text_of(row[start]):
            start -= 1
        if start != i and text_of(row[start]):
            row[i], row[start] = row[start], None


def _down(raw: RawSheet) -> RawSheet | None:
    for name in raw.frame.columns:
        cells = raw.frame[name].to_list()
        if not are_ten_days(cells):
            continue
        # the row right beneath a run of parts, with no row of another kind between
        whole = [i for i in range(1, len(cells)) if _is_whole(cells[i]) and _is_part(cells[i - 1])]
        if not whole:
            return None
        for i in whole:
            cells[i] = "全月"
        return replace(raw, frame=raw.frame.with_columns(pl.Series(name, cells, dtype=pl.String)))
    return None
