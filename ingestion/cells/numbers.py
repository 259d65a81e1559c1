"""Numbers written as text: separators, full width, 万, Chinese numerals, per cent, unit suffixes, float noise.

Whole columns are parsed with Polars expressions; only cells that resist are looked at one by one, each distinct
text once. Values come back as exact decimals in the unit they were written in.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from ingestion.cells.distinct import gathered, looked_up, once_by_code
from ingestion.cells.invisible import has_foreign_digit, seen
from ingestion.cells.units import Unit, parse_unit
from ingestion.registry import furniture
from warehouse.text_codes import is_coded

WIDE = pl.Decimal(38, 10)
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_GROUPED = r"^[+-]?\d{1,3}([,，]\d{3})+(\.\d+)?$"
_SUFFIXED = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+))([^\d.,\s].*)")
# A blank inside of a number stands between groups of three digits, or beside the point: else they are two numbers.
_TWO_NUMBERS = re.compile(r"\d[^\S\n]+(?!\d{3}(?!\d))\d|\d{4,}\s+\d|\d\s*\n\s*\S*\d")
# a small digit, one in a ring or brackets: a mark of a footnote or a power, no digit of the number before it
_MARK_OF_NUMBER = re.compile(r"(?:^|[\d.,\s])[²³¹⁰⁴-⁹₀-₉①-⒛⓪-⓿❶-➓㉑-㉟㊱-㊿]")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8}
_D = "[一二三四五六七八九壹贰叁肆伍陆柒捌玖两]"
_ZERO = "[零〇]"
# Places in falling order, each once; a last digit stands behind 十 or 零: 三千五 is said for 3500 and for 3005.
_ONES = f"(?:(?:(?<=[十拾])|{_ZERO}){_D})?"
_PLACES = f"(?=[^万萬亿]*[千仟百佰十拾])(?:{_D}[千仟])?(?:{_ZERO}?{_D}[百佰])?(?:{_ZERO}?{_D}?[十拾])?{_ONES}"
_FIRST, _LATER = f"(?:{_PLACES}|{_D})", f"(?:{_PLACES}|{_ZERO}{_D})"
_CHINESE_NUMERAL = re.compile(
    f"{_FIRST}|{_FIRST}[万萬]{_LATER}?|{_FIRST}[万萬]?亿(?:(?:{_LATER}|{_D})[万萬])?{_LATER}?"
)
# beyond nine decimals a spreadsheet writes the noise of binary floats; a lake mass has six
_NOISE_DIGITS = Decimal("0.000001")
_SHORTEST_NOISE = len("1.0000000")
# up to this many cells, a list is faster looked through than a column asked
_FEW_CELLS = 400


class Number(NamedTuple):
    """A number read from one cell; ``unit`` when the cell itself carries one."""

    value: Decimal | None
    unit: Unit | None = None


class ParsedNumbers(NamedTuple):
    """A column of numbers: values, cells that are no number, and cells that carry their own unit."""

    values: pl.Series
    is_bad: pl.Series
    cell_units: dict[str, Unit]


def _chinese(text: str) -> Decimal | None:
    """Value of a Chinese numeral; None when it is not one."""
    if not text or any(c not in _DIGITS and c not in _SMALL and c not in _LARGE for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    if not _CHINESE_NUMERAL.fullmatch(text):
        return None
    total = section = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _SMALL:
            section += (digit or 1) * _SMALL[c]
            digit = 0
        else:
            # 万 counts what stands before it up to 亿, 亿 all before it
            before = 0 if c == "亿" else total
            total = before + (total - before + section + digit) * _LARGE[c]
            section = digit = 0
    return Decimal(total + section + digit)


def _plain(text: str) -> Decimal | None:
    if not _PLAIN.fullmatch(text):
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if abs(value) < Decimal(10) ** 26 else None


def _scaled(text: str) -> Decimal | None:
    """A number followed by 万, 千 or 亿."""
    scale = {"万": 10**4, "千": 10**3, "亿": 10**8}.get(text[-1:])
    value = _plain(text[:-1]) if scale else None
    return None if value is None or scale is None else value * scale


@lru_cache(maxsize=50_000)
def parse_number(text: str) -> Number:
    """Read one cell as a number; the value is None when it is none.

    Takes ``1,234.5``, ``１２``, ``(12.5)`` (negative), ``7.08t``, ``12.5%``, ``3万``, ``三百二十``. A word of doubt
    (``约9.5吨``), a digit of another script or a mark that turns the order of digits makes it no number.
    """
    written = seen(text).strip()
    if _MARK_OF_NUMBER.search(written):
        return Number(None)
    written = unicodedata.normalize("NFKC", written).replace("−", "-").replace("–", "-")
    if _TWO_NUMBERS.search(written) or has_foreign_digit(written):
        return Number(None)
    folded = re.sub(r"\s+", "", written).lstrip("¥￥'`")
    if re.fullmatch(r"\([^()+-]+\)", folded):
        inner = parse_number(folded[1:-1])
        return Number(None if inner.value is None else -inner.value, inner.unit)
    bare = (
        folded.replace(",", "") if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?[^\d,.]*", folded) else folded
    )
    if (value := _plain(bare)) is not None:
        return Number(value)
    if (match := _SUFFIXED.fullmatch(bare)) and (unit := parse_unit(match[2])):
        return Number(_plain(match[1].replace(",", "")), unit)
    value = _scaled(bare)
    if value is None:
        value = _chinese(bare)
    return Number(value)


def number_inside(text: str | None) -> Number:
    """Best reading of a number inside a text (``约9.5吨``): for the size of an effect, never for a value."""
    if not text:
        return Number(None)
    folded = unicodedata.normalize("NFKC", text)
    match = re.search(r"([+-]?\d[\d,]*\.?\d*)\s*([^\d\s]{0,4})", folded)
    if not match:
        return Number(None)
    return Number(_plain(match[1].replace(",", "")), parse_unit(match[2]))


def clean_texts(frame: pl.DataFrame, columns: dict[str, str]) -> pl.DataFrame:
    """Columns stripped, with null for texts that mean "nothing written" (``-``, ``/``, ``—``, 无, blanks).

    ``columns`` maps the new name to the frame's column.
    """
    return pl.DataFrame([nothing_as_null(frame[c].str.strip_chars()).alias(n) for n, c in columns.items()])


def nothing_as_null(stripped: pl.Series) -> pl.Series:
    """Stripped texts, with null for those that mean "nothing written"."""
    empty = [*furniture()["empty_words"], ""]
    if len(stripped) <= _FEW_CELLS and stripped.dtype == pl.String:
        return _short_nothing_as_null(stripped, frozenset(empty))
    # most columns have no cell of the length of one of those words
    sizes = stripped.str.len_bytes()
    shortest = sizes.min()
    if not isinstance(shortest, int) or shortest > max(len(word.encode()) for word in empty):
        return stripped
    lengths = sizes.unique().to_list()
    if not {len(word.encode()) for word in empty}.intersection(lengths):
        return stripped
    is_empty = stripped.is_in(empty)
    if not is_empty.any():
        return stripped
    return pl.select(pl.when(~is_empty).then(stripped)).to_series().alias(stripped.name)


def _short_nothing_as_null(stripped: pl.Series, empty: frozenset[str]) -> pl.Series:
    texts = stripped.to_list()
    if empty.isdisjoint(texts):
        return stripped
    written = [None if text in empty else text for text in texts]
    return pl.Series(stripped.name, written, dtype=pl.String)


def _repair_noise(values: pl.Series, texts: pl.Series) -> pl.Series:
    longest = texts.str.len_bytes().max()
    if not isinstance(longest, int) or longest < _SHORTEST_NOISE:
        return values
    noisy = texts.str.contains(r"\d{6,}\.\d{7,}|^-?[1-9]\d*\.\d{7,}")
    if not noisy.any():
        return values
    rounded = values.cast(pl.Decimal(38, 6)).cast(WIDE)
    return pl.select(pl.when(noisy).then(rounded).otherwise(values)).to_series()


def parse_numbers(texts: pl.Series, few: pl.Series | None = None) -> ParsedNumbers:
    """Parse a column of texts (blanks already null) as numbers in the unit they were written in.

    :param few: the distinct texts where they are few (see ``ingestion.cells.distinct``).
    """
    if not is_coded(texts.dtype) and few is None:
        return _parse_numbers(texts)
    if is_coded(texts.dtype):
        parsed = once_by_code(texts, _parse_numbers)
        values = gathered(texts, parsed.values)
    else:
        assert few is not None
        parsed = _parse_numbers(few)
        values = looked_up(texts, few, parsed.values)
    is_bad = values.is_null()
    return ParsedNumbers(values, is_bad & texts.is_not_null() if is_bad.any() else is_bad, parsed.cell_units)


def _parse_numbers(texts: pl.Series) -> ParsedNumbers:
    values = texts.cast(WIDE, strict=False)
    left = values.is_null() & texts.is_not_null()
    if left.any():
        ungrouped = texts.str.replace_all(r"[,，]", "").cast(WIDE, strict=False)
        grouped = left & texts.str.contains(_GROUPED).fill_null(False)
        values = pl.select(pl.when(grouped).then(ungrouped).otherwise(values)).to_series()
        left = values.is_null() & texts.is_not_null()
    values = _repair_noise(values, texts.fill_null(""))
    if not left.any():
        return ParsedNumbers(values, left, {})
    return _one_by_one(texts, values, left)


def _one_by_one(texts: pl.Series, values: pl.Series, left: pl.Series) -> ParsedNumbers:
    distinct = texts.filter(left).unique().to_list()
    read = {text: parse_number(text) for text in distinct}
    good = {text: n.value for text, n in read.items() if n.value is not None}
    if good:
        looked_up = texts.replace_strict(
            list(good),
            pl.Series(list(good.values()), dtype=WIDE, strict=False),
            default=None,
            return_dtype=WIDE,
        )
        values = pl.select(pl.when(left).then(looked_up).otherwise(values)).to_series()
    is_bad = values.is_null() & texts.is_not_null()
    return ParsedNumbers(
        values, is_bad, {t: n.unit for t, n in read.items() if n.unit and n.value is not None}
    )
