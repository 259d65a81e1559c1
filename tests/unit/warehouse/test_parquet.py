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


def test_texts_that_all_rows_share_are_written_as_any_text(tmp_path):
    shared = ROWS.with_columns(plant=pl.lit("P1", pl.Enum(["P1"])))
    write_parquet(shared, tmp_path / "shared.parquet")
    write_parquet(shared.with_columns(pl.col("plant").cast(pl.String)), tmp_path / "text.parquet")
    assert (tmp_path / "shared.parquet").read_bytes() == (tmp_path / "text.parquet").read_bytes()


def test_the_pieces_a_column_is_in_do_not_change_a_byte(tmp_path):
    write_parquet(ROWS, tmp_path / "whole.parquet")
    pieces = pl.concat([ROWS.slice(start, 7) for start in range(0, 1000, 7)], rechunk=False)
    write_parquet(pieces, tmp_path / "pieces.parquet")
    assert (tmp_path / "pieces.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def _as_codes(frame: pl.DataFrame) -> pl.DataFrame:
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    # values that no row has come first, and the order is not that of the rows
    extra = frame.select(pl.col(texts).reverse())
    coded = pl.concat([extra, frame.select(texts)]).select(
        pl.col(name).cast(pl.Categorical(pl.Categories.random())) for name in texts
    )
    return frame.with_columns(coded.slice(extra.height).get_columns())


@pytest.mark.parametrize("coded", ["all", "even", "odd", "later"])
@pytest.mark.parametrize("batch", [7, 100, 250, 1000])
def test_texts_as_codes_are_written_as_any_text(tmp_path, monkeypatch, batch, coded):
    monkeypatch.setattr(parquet, "ROW_GROUP_ROWS", 100)
    names = [None, "乙", "甲", "", "a" * 300]
    rows = ROWS.with_columns(
        few=pl.Series([names[n * n % 5] for n in range(1000)]),
        none=pl.lit(None, pl.String),
        late=pl.Series([None if n < 500 else str(n % 9) for n in range(1000)]),
    )
    write_parquet(rows, tmp_path / "text.parquet")
    is_coded = {
        "all": lambda n: True,
        "even": lambda n: not n % 2,
        "odd": lambda n: n % 2,
        "later": lambda n: n,
    }
    with ParquetSink(tmp_path / "coded.parquet") as sink:
        for number, start in enumerate(range(0, 1000, batch)):
            part = rows.slice(start, batch)
            sink.write(_as_codes(part) if is_coded[coded](number) else part)
    assert (tmp_path / "coded.parquet").read_bytes() == (tmp_path / "text.parquet").read_bytes()


@pytest.mark.parametrize("coded", ["all", "first"])
def test_texts_that_only_later_become_many_are_written_as_any_text(tmp_path, coded):
    # beyond the rows that a page has where nobody says otherwise
    height = 60_000
    rows = pl.DataFrame({"v": ["甲" if n < height // 2 else f"乙{n * n % 7_919}" for n in range(height)]})
    write_parquet(rows, tmp_path / "text.parquet")
    with ParquetSink(tmp_path / "coded.parquet") as sink:
        for start in range(0, height, 10_000):
            part = rows.slice(start, 10_000)
            sink.write(_as_codes(part) if coded == "all" or not start else part)
    assert (tmp_path / "coded.parquet").read_bytes() == (tmp_path / "text.parquet").read_bytes()
