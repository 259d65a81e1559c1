"""The hash of a lake row's values, by which a change between two deliveries is seen.

Which columns a table has is ``warehouse.tables``; a row's own meta columns and its delivery are not part of the hash.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from ingestion.cells.distinct import by_distinct
from warehouse import tables as lake
from warehouse.text_codes import is_coded, the_one_value

# odd and without pattern: spreads hashes over all 64 bits
_ODD = 0x9E3779B97F4A7C15
_HASH_OF_NOTHING = 0x2545F4914F6CDD1D
_MASK = (1 << 64) - 1


def with_row_hash(frame: pl.DataFrame, table_name: str) -> pl.DataFrame:
    """Lake rows with the hash of their table's columns."""
    hashes = hash_rows(frame, list(lake.polars_schema(table_name)))
    return frame.with_columns(hashes.reinterpret(signed=True).alias("content_hash"))


def hash_rows(frame: pl.DataFrame, columns: list[str]) -> pl.Series:
    """A 64-bit hash of some columns of every row; the place of the row does not matter, that of the columns does.

    From column to column: hash so far, times `_ODD`, plus the hash of the value. The hash of a value is Polars' own:
    a test pins it, so that an upgrade that changes it is seen.
    """
    total = pl.zeros(frame.height, dtype=pl.UInt64, eager=True)
    # columns that have one value throughout are gathered up, to be taken in at once
    factor, addend = 1, 0
    for name in columns:
        hashes = _hashes(frame[name])
        factor, addend = factor * _ODD & _MASK, addend * _ODD & _MASK
        if isinstance(hashes, int):
            addend = addend + hashes & _MASK
        else:
            total = _taken_in(total, factor, addend) + hashes
            factor, addend = 1, 0
    return _taken_in(total, factor, addend)


def _taken_in(total: pl.Series, factor: int, addend: int) -> pl.Series:
    if factor != 1:
        total = total * pl.Series([factor], dtype=pl.UInt64)
    return total + pl.Series([addend], dtype=pl.UInt64) if addend else total


def _hashes(values: pl.Series) -> pl.Series | int:
    """Hashes of values; one number where all are the same."""
    empty = values.null_count()
    if empty == len(values):
        return _HASH_OF_NOTHING
    if is_coded(values.dtype) and (text := the_one_value(values)) is not None:
        return _hash_of(text)
    hashes = by_distinct(values, None, _hash)
    nothing = pl.Series([_HASH_OF_NOTHING], dtype=pl.UInt64)
    return hashes.zip_with(values.is_not_null(), nothing) if empty else hashes


@lru_cache(maxsize=256)
def _hash_of(text: str) -> int:
    return int(_hash(pl.Series([text]))[0])


def _hash(values: pl.Series) -> pl.Series:
    return values.hash()
