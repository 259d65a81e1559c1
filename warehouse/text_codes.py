"""Columns of texts held as codes: ``Categorical`` with categories of its own, or an ``Enum``.

What a code means and how many there are. When working with codes pays is decided where rows are read
(``ingestion.cells.distinct``); how they are written is ``warehouse.parquet``.
"""

from __future__ import annotations

from typing import Any

import polars as pl

# the texts of the columns in use; the categories of a column are never given again
_VALUES: dict[str, pl.Series] = {}
# those of the columns that say when they have more (`with_all_values`)
_ALL_VALUES: dict[str, pl.Series] = {}
_REMEMBERED = 512


def coded() -> pl.Categorical:
    """A type for the texts of one column, whose values no other column knows."""
    return pl.Categorical(pl.Categories.random())


def codes_kept() -> pl.Series:
    """An empty column of such a type; while it lives, codes stay as they were given.

    Without any column of the type Polars forgets its codes and gives others.
    """
    return pl.Series([], dtype=coded())


def is_coded(dtype: pl.DataType) -> bool:
    """Whether a column of this type holds codes of texts that are given while it is read."""
    return isinstance(dtype, pl.Categorical)


def values_by_code(texts: pl.Series) -> pl.Series:
    """The texts of a coded column in the order of their codes; there may be more than the column has."""
    kind = texts.dtype
    if isinstance(kind, pl.Enum):
        return kind.categories
    assert isinstance(kind, pl.Categorical)
    name = kind.categories.name()
    known = _ALL_VALUES.get(name)
    return _values_up_to(texts.to_physical().max(), kind, name) if known is None else known


def with_all_values(texts: pl.Series) -> pl.Series:
    """A coded column, of whose type no code is given that it or an earlier one lacks, until this is called again.

    Its values need not be looked for again: asking a column for its highest code costs a tenth of a millisecond, and a
    part of a file is asked a hundred times.
    """
    know_all_values(texts.to_frame())
    return texts


def know_all_values(coded: pl.DataFrame) -> None:
    """`with_all_values` of several columns at once, which costs no more than of one."""
    highest = coded.select(pl.all().to_physical().max()).row(0)
    for texts, code in zip(coded.get_columns(), highest, strict=True):
        assert isinstance(texts.dtype, pl.Categorical)
        name = texts.dtype.categories.name()
        remember(_ALL_VALUES, name, _values_up_to(code, texts.dtype, name))


def _values_up_to(highest: object, kind: pl.Categorical, name: str) -> pl.Series:
    count = highest + 1 if isinstance(highest, int) else 0
    known = _VALUES.get(name)
    if known is None or len(known) < count:
        codes = pl.int_range(count, dtype=pl.Int64, eager=True).cast(pl.UInt32)
        known = codes.cat.to(kind).cast(pl.String)
        remember(_VALUES, name, known)
    return known


def the_one_value(texts: pl.Series) -> str | None:
    """The text that every row of a coded column has; None when there are several, or none, or a row has nothing."""
    if texts.null_count() or texts.is_empty():
        return None
    first = str(texts[0])
    if len(values_by_code(texts)) > 1:
        # two rows show nearly always that there are several
        if first != texts[-1]:
            return None
        physical = texts.to_physical()
        if physical.min() != physical.max():
            return None
    return first


def remember(store: dict[Any, Any], key: Any, value: Any) -> None:
    """Keep a result, and let go of the oldest."""
    store[key] = value
    for old in list(store)[:-_REMEMBERED]:
        store.pop(old, None)
