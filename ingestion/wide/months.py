"""Columns that name their month: 2月 and 3月 beneath 产量, or 2月产量 and 3月产量, in the folder of one month.

The folder's own month is 本月, the others are of another time; left as they are, whichever stands first is taken for it.
"""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from ingestion.readers.raw import RawSheet
from ingestion.recognition.header_rows import Row, is_value
from ingestion.wide.cells import text_of

_MONTH = re.compile(r"(?<![\d\-~～—–至到年.])(?:(20\d{2})年)?(1[0-2]|[1-9])月份?(?![\d\-~～—–至到日]|\d)")
_LONGEST = 20
# how months before and after the folder's own are called, so that the words of other spans are in them
_BEFORE, _OWN, _AFTER = "上月", "本月", "下月"


def months_named(raw: RawSheet, head: list[Row], period: str) -> RawSheet:
    """The sheet with its headers' months named as seen from the folder's; as it is where they name none or one alone."""
    if not re.fullmatch(r"\d{4}-\d{2}", period):
        return raw
    for at, row in enumerate(head):
        found = {i: m for i, c in enumerate(row) if (m := _month_of(text_of(c), period))}
        if (
            len(set(found.values())) > 1
            and period in found.values()
            and not any(is_value(c) and i not in found for i, c in enumerate(row))
        ):
            return _renamed(raw, at, found, period)
    return raw


def _month_of(text: str, period: str) -> str | None:
    """The one month that a short header names, as ``2024-03``."""
    match = _MONTH.search(text) if len(text) <= _LONGEST else None
    if match is None or len(_MONTH.findall(text)) > 1 or re.search(r"累计|同期|去年|上年", text):
        return None
    return f"{match[1] or period[:4]}-{int(match[2]):02d}"


def _renamed(raw: RawSheet, at: int, found: dict[int, str], period: str) -> RawSheet:
    changes = {}
    for i, month in found.items():
        word = _OWN if month == period else _BEFORE if month < period else _AFTER
        column = raw.frame.columns[i]
        cells = raw.frame[column].to_list()
        cells[at] = _MONTH.sub(word, text_of(cells[at]), count=1)
        changes[column] = pl.Series(column, cells, dtype=pl.String)
    return replace(raw, frame=raw.frame.with_columns(changes.values()))
