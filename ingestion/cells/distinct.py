"""Working out a function of a text column once per distinct value, where the values repeat.

Scale numbers, processes, purposes, even weights have few distinct values in a large file. Of a file read in parts
such a column is a ``Categorical`` from the parser to the lake file: its texts are never spread out over the rows.
Nothing here knows what a column means: the result is that of the function over the column.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import polars as pl
import pyarrow as pa

from ingestion.cells.invisible import without_invisible
from warehouse.text_codes import coded, is_coded, remember, values_by_code, with_all_values


class _Result(NamedTuple):
    """What a function gives for the first texts of a coded column."""

    of_values: int
    result: Any


# a column is looked at closely from this size on
_LARGE = 4_000
_SAMPLE = 1_000
_FEW = 250

# anything but plain signs and Chinese characters: blanks, full-width signs, letters of other alphabets
UNTIDY = r"[^!-~\u4e00-\u9fff]"

# what was worked out of the coded columns in use
_RESULTS: dict[tuple[str, Callable[[pl.Series], Any]], _Result] = {}

Result = TypeVar("Result")
Few = dict[str, pl.Series]
"""Distinct values by column, null left out, of the columns that have few; there may be more than the column has."""


def once_by_code(texts: pl.Series, function: Callable[[pl.Series], Result]) -> Result:
    """What a function gives for the `values_by_code` of a coded column: worked out when a part brings new ones.

    :param function: one that is equal from call to call (no lambda), or nothing is remembered.
    """
    values, kind = values_by_code(texts), texts.dtype
    assert isinstance(kind, pl.Categorical)
    key = (kind.categories.name(), function)
    known = _RESULTS.get(key)
    if known is None or known.of_values < len(values):
        known = _Result(len(values), function(values))
        remember(_RESULTS, key, known)
    return known.result


def plain(texts: pl.Series) -> pl.Series:
    """A column of texts as ``String``, whether it is coded or not."""
    return texts.cast(pl.String) if is_coded(texts.dtype) else texts


def plain_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with every coded column as ``String``."""
    names = [name for name, dtype in frame.schema.items() if is_coded(dtype)]
    return frame.with_columns(pl.col(names).cast(pl.String)) if names else frame


def one_text(text: str | None, height: int, name: str = "") -> pl.Series:
    """A column of one text, coded: it costs next to nothing."""
    if text is None:
        return nothing(height, pl.String(), name)
    return _one_coded(text).new_from_index(0, height).alias(name)


@lru_cache(maxsize=256)
def _one_coded(text: str) -> pl.Series:
    return with_all_values(pl.Series([text], dtype=coded()))


def few_values(texts: pl.Series) -> pl.Series | None:
    """The distinct values of a large column, null left out; None when they are many or the column is small."""
    if is_coded(texts.dtype):
        return values_by_code(texts)
    # rows next to each other are alike (one minute, one shift): the sample is taken from all over
    if len(texts) < _LARGE or texts.gather_every(max(1, len(texts) // _SAMPLE)).n_unique() > _FEW:
        return None
    values = texts.unique().drop_nulls()
    return values if len(values) <= len(texts) // 8 else None


def by_distinct(
    texts: pl.Series, few: pl.Series | None, function: Callable[[pl.Series], pl.Series]
) -> pl.Series:
    """Return ``function(texts)`` for a function that takes every cell on its own and leaves null null.

    :param few: the distinct values where they are few (see `few_values`).
    :param function: see `once_by_code`.
    """
    if is_coded(texts.dtype):
        results = once_by_code(texts, _Gathered(function))
        return texts if results is None else gathered(texts, results)
    if few is None:
        return function(texts)
    results = function(few)
    if results.dtype == texts.dtype and results.equals(few):
        return texts
    return looked_up(texts, few, results)


def gathered(texts: pl.Series, by_code: pl.Series) -> pl.Series:
    """The result of each text of a coded column, given those of its codes."""
    if by_code.null_count() == len(by_code):
        return nothing(len(texts), by_code.dtype, texts.name)
    if _is_one_verdict(by_code) and not texts.null_count():
        return by_code.new_from_index(0, len(texts)).alias(texts.name)
    return by_code[texts.to_physical()].alias(texts.name)


def looked_up(texts: pl.Series, few: pl.Series, results: pl.Series) -> pl.Series:
    """The result of each text, given those of the distinct texts."""
    if results.null_count() == len(results):
        return nothing(len(texts), results.dtype, texts.name)
    if _is_one_verdict(results) and not texts.null_count():
        return results.new_from_index(0, len(texts)).alias(texts.name)
    return texts.replace_strict(few, results, default=None, return_dtype=results.dtype)


def _is_one_verdict(results: pl.Series) -> bool:
    """Whether all texts are said to be something, or none is, as the rules say of nearly every column."""
    return results.dtype == pl.Boolean and not results.null_count() and results.sum() in (0, len(results))


def nothing(height: int, dtype: pl.DataType, name: str = "") -> pl.Series:
    """A column without a value."""
    return pl.Series(name, [None], dtype=dtype).new_from_index(0, height)


def _by_code(results: pl.Series) -> pl.Series:
    """Results of codes; texts are coded again, so that they stay codes."""
    return (
        with_all_values(results.cast(coded()))
        if results.dtype == pl.String and results.null_count() < len(results)
        else results
    )


@dataclass(frozen=True)
class _Gathered:
    """A function's results by code, ready to be gathered; None when they are the texts themselves."""

    function: Callable[[pl.Series], pl.Series]

    def __call__(self, values: pl.Series) -> pl.Series | None:
        results = self.function(values)
        is_same = results.dtype == pl.String and results.equals(values)
        return None if is_same else _by_code(results)


class Stripped(NamedTuple):
    """Cells without invisible signs and white space at their ends, and what was seen of the columns on the way.

    ``tidy`` names columns that hold nothing `UNTIDY`: nothing in them has to be stripped or folded. ``signs`` are those of
    them that hold plain signs alone, so that no cell has a Chinese word, and ``digits`` those of these that have no letter.
    """

    frame: pl.DataFrame
    few: Few
    tidy: frozenset[str]
    signs: frozenset[str]
    digits: frozenset[str]


def stripped(frame: pl.DataFrame) -> Stripped:
    """The frame without invisible signs and white space at both ends of every text cell, and what distinct values it has."""
    columns, distinct, tidy, signs, digits = [], {}, [], [], []
    for texts in frame.get_columns():
        few = few_values(texts)
        if few is None and not _is_untidy_at_first(texts):
            least, greatest = _least_and_greatest_byte(texts)
            is_signs = ord("!") <= least and greatest <= ord("~")
            if is_signs:
                signs.append(texts.name)
            if ord("+") <= least and greatest <= ord(":"):
                digits.append(texts.name)
            if is_signs or not texts.str.contains(UNTIDY).any():
                tidy.append(texts.name)
                columns.append(texts)
                continue
        columns.append(by_distinct(texts, few, _strip))
        if is_coded(texts.dtype):
            distinct[texts.name] = once_by_code(texts, _strip)
        elif few is not None:
            distinct[texts.name] = _strip(few).unique()
    kinds = (frozenset(names) for names in (tidy, signs, digits))
    return Stripped(frame.with_columns(columns), distinct, *kinds)


def _is_untidy_at_first(texts: pl.Series) -> bool:
    return texts.dtype != pl.String or bool(texts.head(_FEW).str.contains(UNTIDY).any())


def _least_and_greatest_byte(texts: pl.Series) -> tuple[int, int]:
    """The least and the greatest byte of all texts of a column; 0 and 255 where there is none."""
    array = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, ends, content = array.buffers()
    (size,) = struct.unpack_from("<q", ends, 8 * (array.offset + len(array)))
    found = octets(content, size) if size else pl.Series([0, 255])
    least, greatest = found.min(), found.max()
    assert isinstance(least, int) and isinstance(greatest, int)
    return least, greatest


def octets(content: pa.Buffer, size: int) -> pl.Series:
    """The first ``size`` bytes of a buffer as numbers, none of them copied."""
    found = pl.from_arrow(pa.Array.from_buffers(pa.uint8(), size, [None, content]))
    assert isinstance(found, pl.Series)
    return found


def _strip(texts: pl.Series) -> pl.Series:
    return without_invisible(texts).str.strip_chars()
