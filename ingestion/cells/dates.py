"""Dates and instants written in any of the usual ways, of whole columns or of one cell.

Formats that a whole column shares are parsed with Polars; what is left is read cell by cell. A date without a
year takes the year of the period. An impossible date is not mended: it comes back as bad.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from ingestion.cells.distinct import nothing
from ingestion.cells.invisible import has_foreign_digit, seen
from ingestion.registry import limits

_INSTANT = pl.Datetime("us")
# Shapes a column may share; the pattern guards the format, because strptime takes 20240201 for many things.
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{1,2}:\d{1,2}", "%Y-%m-%d %H:%M:%S"),
        (r"\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{1,2}", "%Y-%m-%d %H:%M"),
        (r"\d{4}-\d{1,2}-\d{1,2}", "%Y-%m-%d"),
        (r"\d{4}-\d{1,2}-\d{1,2}T\d{1,2}:\d{1,2}:\d{1,2}", "%Y-%m-%dT%H:%M:%S"),
        (r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{1,2}:\d{1,2}", "%Y/%m/%d %H:%M:%S"),
        (r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{1,2}", "%Y/%m/%d %H:%M"),
        (r"\d{4}/\d{1,2}/\d{1,2}", "%Y/%m/%d"),
        (r"\d{4}\.\d{1,2}\.\d{1,2} \d{1,2}:\d{1,2}:\d{1,2}", "%Y.%m.%d %H:%M:%S"),
        (r"\d{4}\.\d{1,2}\.\d{1,2} \d{1,2}:\d{1,2}", "%Y.%m.%d %H:%M"),
        (r"\d{4}\.\d{1,2}\.\d{1,2}", "%Y.%m.%d"),
        (r"\d{4}年\d{1,2}月\d{1,2}日 \d{1,2}:\d{1,2}:\d{1,2}", "%Y年%m月%d日 %H:%M:%S"),
        (r"\d{4}年\d{1,2}月\d{1,2}日 \d{1,2}:\d{1,2}", "%Y年%m月%d日 %H:%M"),
        (r"\d{4}年\d{1,2}月\d{1,2}日", "%Y年%m月%d日"),
        (r"(19|20)\d{12}", "%Y%m%d%H%M%S"),
        (r"(19|20)\d{10}", "%Y%m%d%H%M"),
        (r"(19|20)\d{6} \d{1,2}:\d{1,2}:\d{1,2}", "%Y%m%d %H:%M:%S"),
        (r"(19|20)\d{6} \d{1,2}:\d{1,2}", "%Y%m%d %H:%M"),
        (r"(19|20)\d{6}", "%Y%m%d"),
    )
)
_SECOND_60 = ":60"
_FRACTION = r":\d{1,2}\.\d+$"
# first rows that tell how a column is written, and up to how many it costs less to read them cell by cell
_SAMPLE = 400
_SERIAL = r"^(\d{5}(?:\.\d+)?)$"
_CHINESE = str.maketrans("〇零一二三四五六七八九", "00123456789")
_ZONE = r"(?:\+08:?00)?"
_OTHER_ZONE = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(?:Z|UTC|([+-])(\d{2}):?(\d{2}))"
)
_BEIJING = timedelta(hours=8)
_TIME = (
    r"(?:[T\s]*(上午|下午|AM|PM|am|pm)?\s*(\d{1,2})[:时点](\d{1,2})?(?:[:分](\d{1,2})?)?秒?(?:\.\d+)?"
    rf"{_ZONE}\s*(AM|PM|am|pm)?)?"
)
_FULL = re.compile(r"(\d{4}|\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?" + _TIME)
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?" + _TIME)
_US = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _TIME)
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(\d{2})?(\d{2})?(\d{2})?")
_COMPACT_DAY = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})" + _TIME)
_WEEKDAY = re.compile(r"[(（]?(星期|周|礼拜)[一二三四五六日天][)）]?")


class PeriodHint(NamedTuple):
    """Year and month of the folder, for dates that leave them out; the workbook's epoch; the last day of the month.

    ``month_end_day`` is that of a statistical month (25 for 上月26日至本月25日), null for natural months.
    """

    year: int | None = None
    month: int | None = None
    is_1904: bool = False
    month_end_day: int | None = None


NO_HINT = PeriodHint()


class ParsedDates(NamedTuple):
    """A column of instants and the cells that are none."""

    values: pl.Series
    is_bad: pl.Series


def hint_of(period: str, is_1904: bool = False, month_end_day: int | None = None) -> PeriodHint:
    """Hint from a folder's period: ``2024-03`` or ``2024``; empty for ``_group``."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", period)
    if not match:
        return PeriodHint(is_1904=is_1904)
    return PeriodHint(int(match[1]), int(match[2]) if match[2] else None, is_1904, month_end_day)


def _make(year: int, month: int, day: int, clock: tuple[str | None, ...]) -> datetime | None:
    marker, hour, minute, second, tail = clock
    h = int(hour or 0)
    noon = (marker or tail or "").lower()
    if noon in ("下午", "pm") and h < 12:
        h += 12
    if noon in ("上午", "am") and h == 12:
        h = 0
    # 24:00 of a day is 00:00 of the next
    extra = timedelta(days=1) if (h, int(minute or 0), int(second or 0)) == (24, 0, 0) else timedelta()
    try:
        return datetime(year, month, day, 0 if extra else h, int(minute or 0), int(second or 0)) + extra
    except ValueError:
        return None


def _serial(text: str, is_1904: bool) -> datetime | None:
    """A spreadsheet serial; between 1990 and 2100 only, so that counts are not taken for dates."""
    if (parted := re.fullmatch(r"(\d{5}) (\d{1,2}):(\d{2})(?::(\d{2}))?", text)) is not None:
        # the serial of a day and a time of day from the column beside it
        day = _serial(parted[1], is_1904)
        return _make(day.year, day.month, day.day, (None, *parted.groups()[1:], None)) if day else None
    if not re.fullmatch(_SERIAL, text):
        return None
    value = _epoch(is_1904) + timedelta(seconds=round(float(text) * 86_400))
    years = limits()["dates"]
    return value if years["first_year"] <= value.year <= years["last_year"] else None


def _epoch(is_1904: bool) -> datetime:
    return datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)


def _year_for(month: int, hint: PeriodHint) -> int | None:
    if hint.year is None:
        return None
    # a statistical month may begin in December of the year before
    return hint.year - 1 if hint.month == 1 and month == 12 else hint.year


def _yearless(text: str, hint: PeriodHint) -> datetime | None:
    if (m := _MONTH_DAY.fullmatch(text)) and (year := _year_for(int(m[1]), hint)):
        return _make(year, int(m[1]), int(m[2]), m.groups()[2:])
    if (m := _DAY_ONLY.fullmatch(text)) and hint.year and hint.month:
        year, month = hint.year, hint.month
        if hint.month_end_day and int(m[1]) > hint.month_end_day:
            # of a statistical month the days after its end lie in the month before
            year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        return _make(year, month, int(m[1]), (None,) * 5)
    return None


def _us_style(text: str, hint: PeriodHint) -> datetime | None:
    """Month and day before the year: the order that falls into the period wins, else it is not known."""
    m = _US.fullmatch(text)
    if not m:
        return None
    clock = m.groups()[3:]
    options = [_make(int(m[3]), a, b, clock) for a, b in ((int(m[1]), int(m[2])), (int(m[2]), int(m[1])))]
    found = [o for o in options if o]
    if len(set(found)) == 1:
        return found[0]
    near = [o for o in found if hint.month in (None, o.month, o.month % 12 + 1) and o.year == hint.year]
    return near[0] if len(near) == 1 else None


def _chinese_digits(text: str) -> str:
    if not re.search(r"[〇零一二三四五六七八九十]", text):
        return text
    text = re.sub(r"(?<![一二三四五六七八九])十(?![一二三四五六七八九])", "10", text)
    text = re.sub(r"(?<![一二三四五六七八九])十", "1", text)
    text = re.sub(r"十(?![一二三四五六七八九])", "0", text).replace("十", "")
    return text.translate(_CHINESE)


@lru_cache(maxsize=50_000)
def parse_instant(text: str, hint: PeriodHint = NO_HINT) -> datetime | None:
    """Read one cell as a date or an instant; None when it is none or impossible (2月30日)."""
    folded = unicodedata.normalize("NFKC", seen(text)).strip()
    if has_foreign_digit(folded):
        return None
    folded = _WEEKDAY.sub("", folded).strip()
    folded = _chinese_digits(folded)
    if (zoned := _OTHER_ZONE.fullmatch(folded)) is not None:
        return _in_beijing(zoned, hint)
    if serial := _serial(folded, hint.is_1904):
        return serial
    if m := _COMPACT.fullmatch(folded):
        return _make(int(m[1]), int(m[2]), int(m[3]), (None, m[4], m[5], m[6], None))
    if m := _COMPACT_DAY.fullmatch(folded):
        return _make(int(m[1]), int(m[2]), int(m[3]), m.groups()[3:])
    if m := _FULL.fullmatch(folded):
        year = int(m[1]) + (2000 if len(m[1]) == 2 else 0)
        return _make(year, int(m[2]), int(m[3]), m.groups()[3:])
    return _us_style(folded, hint) or _yearless(folded, hint)


def _in_beijing(zoned: re.Match[str], hint: PeriodHint) -> datetime | None:
    """An instant written with its zone as the clock of the plants shows it: days and months are theirs."""
    local, sign, hours, minutes = zoned.groups()
    instant = parse_instant(local, hint)
    if instant is None or int(hours or 0) > 14 or int(minutes or 0) > 59:
        return None
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return instant - (-offset if sign == "-" else offset) + _BEIJING


def parse_instants(texts: pl.Series, hint: PeriodHint, forms: list[str] | None = None) -> ParsedDates:
    """Parse a column of texts (blanks already null) as instants; dates come back at 00:00.

    ``forms`` are those an earlier part of the same column was read with: no other is tried. Raises ``NewFormError``
    when the part has a form that the earlier part had not; an empty list is filled with the forms found.
    """
    values, tried = _by_shapes(_full_seconds(texts), forms)
    if forms is not None:
        forms[:] = tried
    left = values.is_null() & texts.is_not_null()
    if left.any():
        values = values.scatter(left.arg_true(), _read_left(texts.filter(left), hint))
        left = values.is_null() & texts.is_not_null()
    return ParsedDates(values, left)


def _full_seconds(texts: pl.Series) -> pl.Series:
    """The texts without parts of a second, where the first ones have any: a spreadsheet's clock hardly hits a full one."""
    if len(texts) <= _SAMPLE or not texts.head(_SAMPLE).str.contains(_FRACTION).any():
        return texts
    cut = pl.when(pl.col("x").str.contains(_FRACTION)).then(pl.col("x").str.replace(r"\.\d+$", ""))
    return texts.to_frame("x").select(cut.otherwise("x")).to_series().alias(texts.name)


def _by_shapes(texts: pl.Series, forms: list[str] | None) -> tuple[pl.Series, list[str]]:
    """Instants of the texts in a form that many share, null elsewhere, and the forms found."""
    values = nothing(len(texts), _INSTANT, texts.name)
    tried: list[str] = list(forms or ())
    for known in tried:
        values = _fill(values, texts, known)
    is_known = bool(tried)
    while True:
        left = values.is_null() & texts.is_not_null()
        remaining = texts.filter(left)
        form = _next_shape(remaining.unique() if is_known else remaining.head(_SAMPLE), tried)
        if form is None:
            return values, tried
        if is_known:
            raise NewFormError(form)
        tried.append(form)
        values = _fill(values, texts, form)


class NewFormError(Exception):
    """A part of a column is written in a form that its first part does not have."""


def _next_shape(sample: pl.Series, tried: list[str]) -> str | None:
    for text in sample:
        for pattern, form in _SHAPES:
            if form not in tried and pattern.fullmatch(text):
                return form
    return None


def _fill(values: pl.Series, texts: pl.Series, form: str) -> pl.Series:
    if form.endswith("%S") and texts.str.ends_with(_SECOND_60).any():
        # the library takes 23:59:60 for the next day; no clock of a plant shows it
        texts = pl.select(pl.when(~texts.str.ends_with(_SECOND_60)).then(texts)).to_series()
    parsed = (
        # instants hardly repeat: looking each up costs as much again as parsing it
        texts.str.to_datetime(form, time_unit="us", strict=False, cache=False)
        if "%H" in form
        else texts.str.to_date(form, strict=False).cast(_INSTANT)
    )
    first, last = limits()["dates"]["first_year"], limits()["dates"]["last_year"]
    ends = (parsed.min(), parsed.max())
    if not all(isinstance(end, datetime) and first <= end.year <= last for end in ends):
        parsed = pl.select(pl.when(parsed.dt.year().is_between(first, last)).then(parsed)).to_series()
    return parsed if values.null_count() == len(values) else values.zip_with(values.is_not_null(), parsed)


def _read_left(texts: pl.Series, hint: PeriodHint) -> pl.Series:
    """Instants of texts of which the first are in no shape: parts of a second, serials, the rest one by one.

    Of few texts each is read by itself: it comes to the same and costs less than asking the whole column.
    """
    if len(texts) <= _SAMPLE:
        return _one_by_one(texts, hint)
    values, _ = _by_shapes(_full_seconds(texts), None)
    for read in (_serials, _one_by_one):
        left = values.is_null()
        if left.any():
            values = values.scatter(left.arg_true(), read(texts.filter(left), hint))
    return values


def _serials(texts: pl.Series, hint: PeriodHint) -> pl.Series:
    """As `_serial`, of a column."""
    days = texts.str.extract(_SERIAL).cast(pl.Float64)
    epoch = pl.lit(_epoch(hint.is_1904))
    instant = epoch + pl.duration(seconds=(pl.col("days") * 86_400).round().cast(pl.Int64))
    values = days.to_frame("days").select(instant.cast(_INSTANT)).to_series()
    years = limits()["dates"]
    return values.set(~values.dt.year().is_between(years["first_year"], years["last_year"]), None)


def _one_by_one(texts: pl.Series, hint: PeriodHint) -> pl.Series:
    read = {text: parse_instant(text, hint) for text in texts.unique().to_list()}
    if not any(read.values()):
        return nothing(len(texts), _INSTANT)
    return texts.replace_strict(
        list(read), pl.Series(list(read.values()), dtype=_INSTANT), return_dtype=_INSTANT
    )


_MONTHS = (
    re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:份)?"),
    re.compile(r"((?:19|20)\d{2})(\d{2})"),
)


def parse_month(text: str | None, hint: PeriodHint = NO_HINT) -> str | None:
    """Read a month as ``2024-03``: 2024年3月, 2024-3, 202403, 3月 (year of the period), or any date in it."""
    if not text:
        return None
    folded = _chinese_digits(unicodedata.normalize("NFKC", seen(text)).strip())
    if has_foreign_digit(folded):
        return None
    for pattern in _MONTHS:
        if (m := pattern.fullmatch(folded)) and 1 <= int(m[2]) <= 12:
            return f"{int(m[1]):04d}-{int(m[2]):02d}"
    if (m := re.fullmatch(r"(\d{1,2})月?(?:份)?", folded)) and hint.year and 1 <= int(m[1]) <= 12:
        return f"{hint.year:04d}-{int(m[1]):02d}"
    instant = parse_instant(text, hint)
    return f"{instant:%Y-%m}" if instant else None


def find_month(text: str) -> str | None:
    """Month named anywhere in a title or file name; None when there is none or several."""
    folded = unicodedata.normalize("NFKC", text)
    found = {
        f"{int(y):04d}-{int(m):02d}"
        for y, m in re.findall(r"((?:19|20)\d{2})\s*[-年_.]?\s*(1[0-2]|0?[1-9])(?!\d)", folded)
    }
    return found.pop() if len(found) == 1 else None


def month_bounds(period: str, month_end_day: int | None) -> tuple[date, date] | None:
    """First and last day of a plant's statistical month; None when the period is not a month."""
    m = re.fullmatch(r"(\d{4})-(\d{2})", period)
    if not m:
        return None
    year, month = int(m[1]), int(m[2])
    next_first = date(year + month // 12, month % 12 + 1, 1)
    first = date(year, month, 1)
    last, before = next_first - timedelta(days=1), first - timedelta(days=1)
    if month_end_day is None or month_end_day >= 31:
        return first, last
    start = before.replace(day=min(month_end_day, before.day)) + timedelta(days=1)
    return start, last.replace(day=min(month_end_day, last.day))
