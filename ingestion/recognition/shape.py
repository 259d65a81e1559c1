"""Small repairs of a sheet before anything is recognised: dates in parts or parted from times, a year as a column's name.

Whole tables laid out across are ``ingestion.wide.sheet``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import polars as pl

from ingestion.readers.raw import RawSheet
from ingestion.recognition.clocks import joined_times
from ingestion.recognition.day_parts import joined_days
from ingestion.recognition.header_rows import is_value
from ingestion.recognition.headers import is_known_word
from ingestion.registry import limits
from ingestion.results import ReadContext


def repaired(raw: RawSheet, context: ReadContext) -> RawSheet:
    """The sheet with the parts of dates joined, dates joined to times, the folder's year read as this year's column."""
    return _year_column(joined_times(joined_days(raw, context), context), context.period)


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
