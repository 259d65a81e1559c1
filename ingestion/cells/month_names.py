"""Months that a sheet's name or a heading stands for: 1月, 202401, 2024年1月, 一月份, Jan, January 2024.

Texts only; what is done with the months is ``ingestion.reading.books``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

_CHINESE = {
    "十二": 12, "十一": 11, "十": 10, "元": 1, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
    "八": 8, "九": 9,
}  # fmt: skip
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_MONTH = re.compile(
    r"(?<!\d)(20\d{2})\s*(?:[-./_]|年度?)?\s*(1[0-2]|0[1-9]|[1-9](?!\d))"
    r"\s*(?:月份?(?!\s*\d)|(?!\s*[月\d]|\s*[-./]\d))"
    r"|(?<!\d)(\d{2})\s*[-./年]\s*(1[0-2]|0?[1-9])\s*月份?(?!\s*\d)"
)
_MONTH = re.compile(r"(?<![\d第.])(1[0-2]|0?[1-9])\s*月份?(?!\s*\d{1,2}\s*[日号])")
_MONTH_WORD = re.compile(rf"(?<![一二三四五六七八九十第])({'|'.join(_CHINESE)})月份?")
_MONTH_ENGLISH = re.compile(
    r"(?<![a-z])(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_SPAN = re.compile(
    r"(\d{1,2}|[一二三四五六七八九十]{1,2})月?\s*[-~～—–至到]\s*(20\d{2}年)?(\d{1,2}|[一二三四五六七八九十]{1,2})月|季度|半年|累计|全年"
    r"|\bq[1-4]\b|ytd"
)
_DAY_NUMBER = re.compile(r"1[3-9]|2\d|3[01]")
_BARE = re.compile(r"(1[0-2]|0?[1-9])")
_SUMMARY = re.compile(
    r"汇总|总表|合计|累计|目录|封面|封皮|说明|年度|全年|季度|半年|小计|索引|统计表$|summary|total|index|cover|contents|ytd|readme",
    re.IGNORECASE,
)
_HEADING_REST = 14


class Month(NamedTuple):
    """A month of the year, with its year where that is written."""

    month: int
    year: int | None = None


def fold(text: str) -> str:
    """A name in half-width signs and small letters."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def month_in(text: str) -> Month | None:
    """The one month that a text names; None where it names none, several, or a span of months."""
    folded = fold(text)
    if _SPAN.search(folded):
        return None
    full = {(int(m[1] or m[3]), int(m[2] or m[4])) for m in _YEAR_MONTH.finditer(folded)}
    if full:
        years = {(y + 2000 if y < 100 else y, m) for y, m in full}
        return Month(*reversed(years.pop())) if len(years) == 1 else None
    found = {int(m[1]) for m in _MONTH.finditer(folded)}
    found |= {_CHINESE[m[1]] for m in _MONTH_WORD.finditer(folded)}
    found |= {_ENGLISH.index(m[1][:3]) + 1 for m in _MONTH_ENGLISH.finditer(folded)}
    if len(found) != 1:
        return None
    written = {int(y) for y in re.findall(r"(?<!\d)(20\d{2})(?!\d)", folded)}
    return Month(found.pop(), written.pop() if len(written) == 1 else None)


def heading_month(text: str) -> Month | None:
    """The month a cell stands for when it is a heading over the rows of that month and hardly more."""
    folded = re.sub(r"\s+", "", fold(text))
    if len(folded) > _HEADING_REST + 8 or re.match(r"[合总小]计|累计|注|备注", folded):
        return None
    if re.search(r"[合小总]计|累计|日$|\d日|\d号|[:：]", folded):
        return None
    found = month_in(folded)
    if found is None:
        return None
    starts = _YEAR_MONTH.match(folded) or _MONTH.match(folded) or _MONTH_WORD.match(folded)
    return found if starts or _MONTH_ENGLISH.match(folded) else None


def months_of_names(names: Sequence[str], bare_from: int = 2) -> list[Month | None]:
    """The month of each sheet by its name; plain numbers count where ``bare_from`` sheets are named so.

    Sheets numbered on past twelve are of days.
    """
    months = [month_in(name) for name in names]
    bare = [_BARE.fullmatch(fold(name)) for name in names]
    of_days = any(_DAY_NUMBER.fullmatch(fold(name)) for name in names)
    if not of_days and sum(b is not None for b in bare) >= bare_from:
        months = [Month(int(b[1])) if m is None and b else m for m, b in zip(months, bare, strict=True)]
    return months


def is_summary(name: str) -> bool:
    """Whether a sheet's name says that it sums up or lists the others."""
    return _SUMMARY.search(fold(name)) is not None


def years_in(text: str) -> set[int]:
    """The years a file's name speaks of."""
    return {int(y) for y in re.findall(r"(?<!\d)(20\d{2})(?=$|\D|0[1-9]|1[0-2])", fold(text))}


def without_months(text: str) -> str:
    """A file's name without the months it names, so that they are not taken for the month of its sheets."""
    folded = unicodedata.normalize("NFKC", text)
    span = re.compile(r"\d{1,2}月?\s*[-~～—–至到]\s*\d{1,2}月")
    for pattern in (span, _YEAR_MONTH, _MONTH, _MONTH_WORD):
        folded = pattern.sub(" ", folded)
    return re.sub(r"(?<!\d)20\d{2}\s*年?度?", " ", folded)
