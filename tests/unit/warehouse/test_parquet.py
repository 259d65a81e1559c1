"""Parquet written by the warehouse: same rows, same bytes, whatever the batches."""

from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest

from warehouse import parquet
from warehouse.parquet import ParquetSink, write_parquet

ROWS = pl.DataFrame(
    {
        "key": [f"{n:06d}" if n % 7 else None for n in range(1000)],
        "net_t": pl.Series([Decimal(n) / 100 for n in range(1000)], dtype=pl.Decimal(18, 6)),
        "at": [datetime(2024, 1, 1 + n % 28) for n in range(1000)],
    }
)


@pytest.mark.parametrize("batch", [1, 7, 99, 100, 101, 250, 999, 1000])
def test_the_size_of_the_batches_does_not_change_a_byte(tmp_path, monkeypatch, batch):
    monkeypatch.setattr(parquet, "ROW_GROUP_ROWS", 100)
    write_parquet(ROWS, tmp_path / "whole.parquet")
    with ParquetSink(tmp_path / "parts.parquet") as sink:
        for start in range(0, 1000, batch):
            sink.write(ROWS.slice(start, batch))
    assert (tmp_path / "parts.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert pl.read_parquet(tmp_path / "parts.parquet").equals(ROWS)


def test_a_frame_without_rows_keeps_its_columns_and_types(tmp_path):
    write_parquet(ROWS.clear(), tmp_path / "none.parquet")
    assert pl.read_parquet(tmp_path / "none.parquet").schema == ROWS.schema
