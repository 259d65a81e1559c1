"""Small repairs of a sheet before anything is recognised: dates parted from times, a year as the name of a column.

Whole tables laid out across are ``ingestion.wide``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import polars as pl

from ingestion.header_rows import is_value
from ingestion.headers import is_known_word
from ingestion.readers.raw import RawSheet
from ingestion.registry import limits

_CLOCK = r"^\d{1,2}[:：]\d{2}([:：]\d{2})?$"
_DAY = (
    r"^(?:(?:\d{4}|\d{2})[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.月]\d{1,2}日?|20\d{6}|4\d{4})"
    r"(?: 00:00(?::00)?)?$"
)
_WEEKDAY = r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?$"
_MOST = 0.8
_LOOK_AT = 200
_FEWEST = 3


def repaired(raw: RawSheet, period: str) -> RawSheet:
    """The sheet with dates joined to times and the folder's year read as this year's column."""
    return _year_column(_joined_times(raw), period)


def _share(frame: pl.DataFrame, column: str, pattern: str) -> float:
    texts = frame[column].drop_nulls().str.strip_chars()
    texts = texts.str.replace(_WEEKDAY, "")
    # the words of titles and headers are no sample of a column
    texts = texts.filter(texts.str.contains(r"\d") & ~texts.str.contains(r"[\u4e00-\u9fff]{3,}"))
    return float(texts.str.contains(pattern).sum()) / len(texts) if len(texts) >= _FEWEST else 0.0


def _joined_times(raw: RawSheet) -> RawSheet:
    """A column of times of day gets the date of the column of days nearest to its left (else to its right)."""
    look = raw.frame.head(_LOOK_AT)
    clocks = [c for c in look.columns if _share(look, c, _CLOCK) >= _MOST]
    if not clocks:
        return raw
    days = [c for c in look.columns if c not in clocks and _share(look, c, _DAY) >= _MOST]
    if not days:
        return raw
    frame = raw.frame
    for clock in clocks:
        place = look.columns.index(clock)
        day = min(days, key=lambda c: (look.columns.index(c) > place, abs(look.columns.index(c) - place)))
        is_pair = pl.col(clock).str.strip_chars().str.contains(_CLOCK) & pl.col(day).str.contains(r"\d")
        date = pl.col(day).str.strip_chars().str.replace(r" 00:00(:00)?$", "")
        both = pl.concat_str([date, pl.col(clock).str.strip_chars()], separator=" ")
        frame = frame.with_columns(
            pl.when(is_pair.fill_null(False)).then(both).otherwise(pl.col(clock)).alias(clock)
        )
    note = "日期与时间分列，已合并读取 / dates and times stand in two columns: read together"
    return replace(raw, frame=frame, notes=[*raw.notes, note])


def _year_column(raw: RawSheet, period: str) -> RawSheet:
    """``2024年`` over a column of the folder of 2024 is this year's figure; other years stay what they are."""
    if not re.fullmatch(r"\d{4}", period):
        return raw
    rows = raw.frame.head(limits()["scoring"]["header_search_rows"]).rows()
    for y, row in enumerate(rows):
        texts = [unicodedata.normalize("NFKC", c or "").strip() for c in row]
        hits = [x for x, t in enumerate(texts) if re.fullmatch(rf"{period}年?度?", t)]
        # a year among other values is an entry of its row, not the name of a column
        values_beside = [t for x, t in enumerate(texts) if t and x not in hits and is_value(t)]
        if len(hits) == 1 and not values_beside and any(is_known_word(t) for t in texts[: hits[0]] if t):
            column = raw.frame.columns[hits[0]]
            values = raw.frame[column].to_list()
            values[y] = "本年数"
            return replace(raw, frame=raw.frame.with_columns(pl.Series(column, values, dtype=pl.String)))
    return raw
