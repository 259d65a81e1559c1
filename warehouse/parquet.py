"""Parquet with the same bytes for the same rows: fixed options, fixed row groups, no clock.

Row groups have a fixed number of rows whatever the size of the batches that are written, so a file read in
chunks and one read at once give the same file. How a column is encoded follows from its first rows alone.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP_ROWS = 131_072
COMPRESSION = "zstd"
# Level 1 writes 1.6 times as fast as level 3 on ticket files and is 4 % larger (November 2026, 1 M rows).
COMPRESSION_LEVEL = 1
# A dictionary of values that hardly repeat is built and thrown away: a third of the time of a ticket file.
_SAMPLE_ROWS = 8_192
_HARDLY_REPEATED = 0.5
# One page a column and row group: where the pieces of a column end does not show, so none is copied into one.
_ONE_PAGE = 1 << 30
# Lengths packed apart from digits: a hash is written faster and smaller.
_HASHES = ("content_hash",)


class ParquetSink:
    """Write frames of one schema one after the other; use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0

    def write(self, frame: pl.DataFrame) -> None:
        """Append rows. Every frame must have the columns and types of the first one.

        An ``Enum`` column is written as text; of one value (what all rows of a delivery share) it costs next to
        nothing.
        """
        if frame.is_empty() and (self._waiting or self._writer is not None):
            return
        self.rows += frame.height
        self._waiting.append(_with_text_dictionaries(frame.to_arrow(compat_level=pl.CompatLevel.newest())))
        self._waiting_rows += frame.height
        if self._waiting_rows >= ROW_GROUP_ROWS:
            self._flush(ROW_GROUP_ROWS)

    def __enter__(self) -> ParquetSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._waiting:
            self._flush(0)
        if self._writer is not None:
            self._writer.close()

    def _open(self, first: pa.Table) -> pq.ParquetWriter:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        once = _hardly_repeated(first.slice(0, min(_SAMPLE_ROWS, ROW_GROUP_ROWS)))
        encodings = {f.name: _encoding(f) for f in first.schema if f.name in once}
        names = first.column_names
        return pq.ParquetWriter(
            self.path,
            first.schema.remove_metadata(),
            use_dictionary=[name for name in names if name not in once],
            column_encoding={name: encoding for name, encoding in encodings.items() if encoding},
            compression=COMPRESSION,
            compression_level=COMPRESSION_LEVEL,
            version="2.6",
            data_page_version="1.0",
            data_page_size=_ONE_PAGE,
            dictionary_pagesize_limit=_ONE_PAGE,
            store_schema=False,
            store_decimal_as_integer=True,
            write_statistics=[f.name for f in first.schema if not _is_text(f.type)],
        )

    def _flush(self, at_least: int) -> None:
        """Write whole row groups, and with ``at_least`` 0 what is left."""
        table = pa.concat_tables(self._waiting)
        if self._writer is None:
            self._writer = self._open(table)
        start = 0
        if not table.num_rows:
            self._writer.write_table(table)
        while table.num_rows - start >= max(1, at_least):
            self._writer.write_table(table.slice(start, ROW_GROUP_ROWS), row_group_size=ROW_GROUP_ROWS)
            start = min(table.num_rows, start + ROW_GROUP_ROWS)
        rest = table.slice(start)
        self._waiting = [rest] if rest.num_rows else []
        self._waiting_rows = rest.num_rows


def _with_text_dictionaries(table: pa.Table) -> pa.Table:
    """The table with the values of its dictionaries as plain text, which is what the writer takes."""
    for index, column in enumerate(table.columns):
        if pa.types.is_dictionary(column.type):
            chunks = [
                pa.DictionaryArray.from_arrays(c.indices.cast(pa.int32()), c.dictionary.cast(pa.string()))
                for c in column.chunks
            ]
            texts = pa.chunked_array(chunks, pa.dictionary(pa.int32(), pa.string()))
            table = table.set_column(index, table.column_names[index], texts)
    return table


def _hardly_repeated(sample: pa.Table) -> set[str]:
    """Columns most of whose first values differ from each other."""
    flat = [
        f.name for f in sample.schema if not pa.types.is_nested(f.type) and not pa.types.is_dictionary(f.type)
    ]
    frame = pl.DataFrame(pl.from_arrow(sample.select(flat)))
    if frame.is_empty():
        return set()
    counts = frame.select(pl.all().n_unique()).row(0, named=True)
    return {name for name, count in counts.items() if count > _HARDLY_REPEATED * frame.height}


def _is_text(type_: pa.DataType) -> bool:
    """Texts get no bounds: finding them costs as much as writing numbers, and nobody asks for a range of words."""
    return (
        pa.types.is_dictionary(type_)
        or pa.types.is_string(type_)
        or pa.types.is_large_string(type_)
        or pa.types.is_string_view(type_)
    )


def _encoding(field: pa.Field) -> str | None:
    """How a column without a dictionary is encoded; None leaves it plain."""
    if field.name in _HASHES:
        return "DELTA_LENGTH_BYTE_ARRAY"
    is_whole = pa.types.is_integer(field.type) or pa.types.is_temporal(field.type)
    return "DELTA_BINARY_PACKED" if is_whole else None


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a whole frame; an empty one keeps its columns and types."""
    with ParquetSink(path) as sink:
        sink.write(frame)
