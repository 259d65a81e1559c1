"""Working out a function of a text column once per distinct value, where the values repeat.

Scale numbers, processes, purposes, even weights have few distinct values in a large file. Of a file read in parts
such a column is a ``Categorical`` from the parser to the lake file: its texts are never spread out over the rows.
Nothing here knows what a column means: the result is that of the function over the column.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

# a column is looked at closely from this size on
_LARGE = 4_000
_SAMPLE = 1_000
_FEW = 250

# the texts of the columns in use; a column's name is never given again
_VALUES: dict[str, pl.Series] = {}
_REMEMBERED = 256

Few = dict[str, pl.Series]
"""Distinct values by column, null left out, of the columns that have few; there may be more than the column has."""


def coded() -> pl.Categorical:
    """A type for the texts of one column, whose values no other column knows."""
    return pl.Categorical(pl.Categories.random())


def is_coded(dtype: pl.DataType) -> bool:
    """Whether a column of this type holds codes of texts."""
    return isinstance(dtype, pl.Categorical)


def values_by_code(texts: pl.Series) -> pl.Series:
    """The texts of a coded column in the order of their codes; there may be more than the column has."""
    physical, kind = texts.to_physical(), texts.dtype
    assert isinstance(kind, pl.Categorical)
    highest = physical.max()
    count = highest + 1 if isinstance(highest, int) else 0
    known = _VALUES.get(kind.categories.name())
    if known is None or len(known) < count:
        codes = pl.int_range(count, dtype=pl.Int64, eager=True).cast(physical.dtype)
        known = codes.cat.to(kind).cast(pl.String)
        _VALUES[kind.categories.name()] = known
        for old in list(_VALUES)[:-_REMEMBERED]:
            _VALUES.pop(old, None)
    return known.alias(texts.name)


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
        return pl.repeat(None, height, dtype=pl.String, eager=True).alias(name)
    return pl.Series(name, [text], dtype=coded()).new_from_index(0, height)


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
    """
    if is_coded(texts.dtype):
        values = values_by_code(texts)
        results = function(values)
        return (
            texts if results.dtype == pl.String and results.equals(values) else spread(texts, values, results)
        )
    if few is None:
        return function(texts)
    results = function(few)
    if results.dtype == texts.dtype and results.equals(few):
        return texts
    return spread(texts, few, results)


def spread(texts: pl.Series, few: pl.Series, results: pl.Series) -> pl.Series:
    """The result of each text, given the results of the distinct values (of a coded column `values_by_code`)."""
    if results.null_count() == len(results):
        return pl.repeat(None, len(texts), dtype=results.dtype, eager=True).alias(texts.name)
    if is_coded(texts.dtype):
        by_code = results.cast(coded()) if results.dtype == pl.String else results
        return by_code.gather(texts.to_physical()).alias(texts.name)
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
