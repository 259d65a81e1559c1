"""The hash of a lake row's values, by which a change between two deliveries is seen.

Which columns a table has is ``warehouse.tables``; a row's own meta columns and its delivery are not part of the hash.
"""

from __future__ import annotations

import polars as pl

from ingestion.distinct import by_distinct
from warehouse import tables as lake

# odd and without pattern: spreads hashes over all 64 bits
_ODD = pl.Series([0x9E3779B97F4A7C15], dtype=pl.UInt64)
_HASH_OF_NOTHING = pl.Series([0x2545F4914F6CDD1D], dtype=pl.UInt64)


def with_row_hash(frame: pl.DataFrame, table_name: str) -> pl.DataFrame:
    """Lake rows with the hash of their table's columns."""
    hashes = hash_rows(frame, list(lake.polars_schema(table_name)))
    return frame.with_columns(hashes.cast(pl.String).alias("content_hash"))


def hash_rows(frame: pl.DataFrame, columns: list[str]) -> pl.Series:
    """A 64-bit hash of some columns of every row; the place of the row does not matter, that of the columns does.

    The hash of a value is Polars' own: a test pins it, so that an upgrade that changes it is seen.
    """
    total = pl.zeros(frame.height, dtype=pl.UInt64, eager=True)
    for name in columns:
        values = frame[name]
        total = total * _ODD + _hashes(values)
    return total


def _hashes(values: pl.Series) -> pl.Series:
    empty = values.null_count()
    if empty == len(values):
        return _HASH_OF_NOTHING
    hashes = by_distinct(values, None, lambda part: part.hash())
    return hashes.zip_with(values.is_not_null(), _HASH_OF_NOTHING) if empty else hashes
