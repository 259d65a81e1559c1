"""Working out a function of a text column once per distinct value, where the values repeat.

Scale numbers, processes, purposes, even weights have few distinct values in a large file. Nothing here knows what
a column means: the result is that of the function over the column.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

# a column is looked at closely from this size on
_LARGE = 4_000
_SAMPLE = 1_000
_FEW = 250


def few_values(texts: pl.Series) -> pl.Series | None:
    """The distinct values of a large column, null left out; None when they are many or the column is small."""
    if len(texts) < _LARGE or texts.head(_SAMPLE).n_unique() > _FEW:
        return None
    values = texts.unique().drop_nulls()
    return values if len(values) <= len(texts) // 8 else None


def by_distinct(texts: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Return ``function(texts)`` for a function that takes every cell on its own and leaves null null."""
    values = few_values(texts)
    if values is None:
        return function(texts)
    results = function(values)
    if results.dtype == texts.dtype and results.equals(values):
        return texts
    return spread(texts, values, results)


def spread(texts: pl.Series, values: pl.Series, results: pl.Series) -> pl.Series:
    """The result of each text, given the results of the distinct values."""
    if values.is_empty() or results.null_count() == len(results):
        return pl.repeat(None, len(texts), dtype=results.dtype, eager=True).alias(texts.name)
    return texts.replace_strict(values, results, default=None, return_dtype=results.dtype)


def stripped(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with white space taken off both ends of every text cell."""
    names = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(by_distinct(frame[name], _strip) for name in names)


def _strip(texts: pl.Series) -> pl.Series:
    return texts.str.strip_chars()
