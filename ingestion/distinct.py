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

Few = dict[str, pl.Series]
"""Distinct values by column, null left out, of the columns that have few; there may be more than the column has."""


def few_values(texts: pl.Series) -> pl.Series | None:
    """The distinct values of a large column, null left out; None when they are many or the column is small."""
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
    """
    if few is None:
        return function(texts)
    results = function(few)
    if results.dtype == texts.dtype and results.equals(few):
        return texts
    return spread(texts, few, results)


def spread(texts: pl.Series, few: pl.Series, results: pl.Series) -> pl.Series:
    """The result of each text, given the results of the distinct values."""
    if results.null_count() == len(results):
        return pl.repeat(None, len(texts), dtype=results.dtype, eager=True).alias(texts.name)
    return texts.replace_strict(few, results, default=None, return_dtype=results.dtype)


def stripped(frame: pl.DataFrame) -> tuple[pl.DataFrame, Few]:
    """The frame with white space taken off both ends of every text cell, and what distinct values it has."""
    columns, distinct = [], {}
    for texts in frame.get_columns():
        few = few_values(texts)
        columns.append(by_distinct(texts, few, _strip))
        if few is not None:
            distinct[texts.name] = _strip(few).unique()
    return frame.with_columns(columns), distinct


def _strip(texts: pl.Series) -> pl.Series:
    return texts.str.strip_chars()
