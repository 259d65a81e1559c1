"""Columns of texts held as codes: ``Categorical`` with categories of its own, or an ``Enum``.

What a code means and how many there are. When working with codes pays is decided where rows are read
(``ingestion.distinct``); how they are written is ``warehouse.parquet``.
"""

from __future__ import annotations

from typing import Any

import polars as pl

# the texts of the columns in use; the categories of a column are never given again
_VALUES: dict[str, pl.Series] = {}
_REMEMBERED = 512


def coded() -> pl.Categorical:
    """A type for the texts of one column, whose values no other column knows."""
    return pl.Categorical(pl.Categories.random())


def is_coded(dtype: pl.DataType) -> bool:
    """Whether a column of this type holds codes of texts that are given while it is read."""
    return isinstance(dtype, pl.Categorical)


def values_by_code(texts: pl.Series) -> pl.Series:
    """The texts of a coded column in the order of their codes; there may be more than the column has."""
    physical, kind = texts.to_physical(), texts.dtype
    if isinstance(kind, pl.Enum):
        return kind.categories
    assert isinstance(kind, pl.Categorical)
    highest = physical.max()
    count = highest + 1 if isinstance(highest, int) else 0
    known = _VALUES.get(kind.categories.name())
    if known is None or len(known) < count:
        codes = pl.int_range(count, dtype=pl.Int64, eager=True).cast(physical.dtype)
        known = codes.cat.to(kind).cast(pl.String)
        remember(_VALUES, kind.categories.name(), known)
    return known


def the_one_value(texts: pl.Series) -> str | None:
    """The text that every row of a coded column has; None when there are several, or none, or a row has nothing."""
    physical = texts.to_physical()
    lowest = physical.min()
    if lowest is None or physical.null_count() or lowest != physical.max():
        return None
    return str(texts[0])


def remember(store: dict[Any, Any], key: Any, value: Any) -> None:
    """Keep a result, and let go of the oldest."""
    store[key] = value
    for old in list(store)[:-_REMEMBERED]:
        store.pop(old, None)
