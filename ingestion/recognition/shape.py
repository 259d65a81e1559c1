"""Small repairs of a sheet before anything is recognised: dates in parts or parted from times, a year as a column's name,
numbers of invoices in two columns.

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

_SEARCH = 12
_PAPER, _ELECTRONIC = "发票号码", re.compile(r"数电(发票|票)?号码?")


def repaired(raw: RawSheet, context: ReadContext) -> RawSheet:
    """The sheet with the parts of dates joined, dates joined to times, the folder's year read as this year's column."""
    return _year_column(joined_times(joined_days(_one_number(raw), context), context), context.period)


def _one_number(raw: RawSheet) -> RawSheet:
    """Exports of the tax office have a column for numbers of paper invoices and one for electronic ones: a line has either."""
    for y, row in enumerate(raw.frame.head(_SEARCH).rows()):
        texts = ["".join((c or "").split()) for c in row]
        if _PAPER not in texts or not (
            electronic := [x for x, t in enumerate(texts) if _ELECTRONIC.fullmatch(t)]
        ):
            continue
        paper, other = (raw.frame.columns[x] for x in (texts.index(_PAPER), electronic[0]))
        is_blank = pl.col(paper).is_null() | (pl.col(paper).str.strip_chars() == "")
        is_below = pl.int_range(pl.len()) > y
        filled = pl.when(is_blank & is_below).then(pl.col(other)).otherwise(pl.col(paper))
        return replace(raw, frame=raw.frame.with_columns(filled.alias(paper)))
    return raw


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
