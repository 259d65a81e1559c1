"""Parquet with the same bytes for the same rows: fixed options, fixed row groups, no clock.

Row groups have a fixed number of rows whatever the size of the batches that are written, so a file read in
chunks and one read at once give the same file. How a column is encoded follows from its first rows alone.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from types import TracebackType

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.text_codes import the_one_value, values_by_code

ROW_GROUP_ROWS = 131_072
COMPRESSION = "zstd"
# Level 1 writes 1.6 times as fast as level 3 on ticket files and is 4 % larger (November 2026, 1 M rows).
COMPRESSION_LEVEL = 1
# A dictionary of values that hardly repeat is built and thrown away: a third of the time of a ticket file.
_SAMPLE_ROWS = 8_192
_HARDLY_REPEATED = 0.5
# One page a column and row group: where the pieces of a column end does not show, so none is copied into one.
_ONE_PAGE = 1 << 30
# A hash does not compress, and no two are alike.
_HASHES = ("content_hash",)


class ParquetSink:
    """Write frames of one schema one after the other; use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._schema: pa.Schema | None = None

    def write(self, frame: pl.DataFrame) -> None:
        """Append rows. Every frame must have the columns and types of the first one.

        Texts may be ``String``, ``Categorical`` or ``Enum``, from one frame to the next: they are written as text, to
        the same bytes. Where they repeat, codes cost a fraction.
        """
        if frame.is_empty() and (self._waiting or self._writer is not None):
            return
        self.rows += frame.height
        table = _arrow(frame)
        self._waiting.append(table if self._schema is None else _fitted(table, self._schema))
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
            compression={name: "none" if name in _HASHES else COMPRESSION for name in names},
            compression_level={name: COMPRESSION_LEVEL for name in names if name not in _HASHES},
            version="2.6",
            data_page_version="1.0",
            data_page_size=_ONE_PAGE,
            max_rows_per_page=_ONE_PAGE,
            dictionary_pagesize_limit=_ONE_PAGE,
            store_schema=False,
            store_decimal_as_integer=True,
            write_statistics=[f.name for f in first.schema if not _is_text(f.type) and f.name not in _HASHES],
        )

    def _flush(self, at_least: int) -> None:
        """Write whole row groups, and with ``at_least`` 0 what is left."""
        if self._schema is None:
            self._schema = _schema_for(self._waiting)
            self._waiting = [_fitted(waiting, self._schema) for waiting in self._waiting]
        table = pa.concat_tables(self._waiting)
        if self._writer is None:
            self._writer = self._open(table)
        start = 0
        if not table.num_rows:
            self._writer.write_table(table)
        while table.num_rows - start >= max(1, at_least):
            group = _with_codes_in_order(table.slice(start, ROW_GROUP_ROWS))
            self._writer.write_table(group, row_group_size=ROW_GROUP_ROWS)
            start = min(table.num_rows, start + ROW_GROUP_ROWS)
        rest = table.slice(start)
        self._waiting = [rest] if rest.num_rows else []
        self._waiting_rows = rest.num_rows


def _arrow(frame: pl.DataFrame) -> pa.Table:
    """The frame in Arrow, codes as dictionaries of plain texts, which is what the writer takes."""
    coded = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Categorical | pl.Enum)]
    columns = {name: _dictionary(frame[name]) for name in coded}
    table = frame.drop(coded).to_arrow(compat_level=pl.CompatLevel.newest())
    columns |= dict(zip(table.column_names, table.columns, strict=True))
    return pa.table({name: columns[name] for name in frame.columns})


def _dictionary(texts: pl.Series) -> pa.Array:
    if texts.null_count() == len(texts):
        return pa.nulls(len(texts), pa.string_view())
    if (value := the_one_value(texts)) is not None:
        return _constant(value, len(texts))
    codes = texts.to_physical().cast(pl.Int32).to_arrow()
    return pa.DictionaryArray.from_arrays(codes, _strings(values_by_code(texts)), safe=False)


def _constant(text: str, height: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(_zeros(height), _one_string(text), safe=False)


@lru_cache(maxsize=256)
def _one_string(text: str) -> pa.Array:
    # by way of Polars: of a Python list Arrow would import pandas first
    return _strings(pl.Series([text]))


def _strings(texts: pl.Series) -> pa.Array:
    return texts.to_arrow().cast(pa.string())


def _zeros(height: int) -> pa.Array:
    size = 1 << max(0, height - 1).bit_length()
    return _zeros_of_size(size).slice(0, height)


@lru_cache(maxsize=32)
def _zeros_of_size(size: int) -> pa.Array:
    return pl.zeros(size, dtype=pl.Int32, eager=True).to_arrow()


def _schema_for(tables: list[pa.Table]) -> pa.Schema:
    """Codes for the texts that come as codes and repeat in the first rows, plain texts for the others."""
    fields = []
    for index, field in enumerate(tables[0].schema):
        types = {table.schema[index].type for table in tables}
        if len(types) > 1 or (pa.types.is_dictionary(field.type) and not _codes_repeat(tables, index)):
            field = field.with_type(pa.string_view())
        fields.append(field.remove_metadata())
    return pa.schema(fields)


def _codes_repeat(tables: list[pa.Table], index: int) -> bool:
    values = pa.concat_tables([table.select([index]) for table in tables]).slice(0, _SAMPLE_ROWS).column(0)
    if all(len(chunk.dictionary) <= 1 for chunk in values.chunks):
        return values.null_count < len(values) or not len(values)
    return len(values.cast(pa.string()).unique()) <= _HARDLY_REPEATED * len(values)


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with its texts as codes or plain, as the schema says."""
    columns = []
    for column, field in zip(table.columns, schema, strict=True):
        if column.type != field.type and pa.types.is_dictionary(field.type):
            column = column.cast(pa.string()).dictionary_encode()
        elif column.type != field.type:
            column = column.cast(pa.string()).cast(field.type)
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=schema)


def _with_codes_in_order(group: pa.Table) -> pa.Table:
    """Codes numbered by first appearance, as the writer numbers plain texts."""
    for index, column in enumerate(group.columns):
        if pa.types.is_dictionary(column.type) and column.num_chunks:
            group = group.set_column(index, group.field(index), _in_order(column))
    return group


def _in_order(column: pa.ChunkedArray) -> pa.Array:
    texts = {str(chunk.dictionary[0]) for chunk in column.chunks if len(chunk.dictionary) == 1}
    if len(texts) == 1 and not column.null_count and all(len(c.dictionary) == 1 for c in column.chunks):
        return _constant(texts.pop(), len(column))
    codes = column.unify_dictionaries().combine_chunks()
    if isinstance(codes, pa.ChunkedArray):
        codes = codes.chunk(0)
    rows = pl.Series(pl.from_arrow(codes.indices))
    used = _by_appearance(rows, len(codes.dictionary))
    places = pl.int_range(len(used), dtype=pl.Int32, eager=True)
    if used.len() == len(codes.dictionary) and bool((used == places).all()):
        return codes
    fresh = pl.zeros(len(codes.dictionary), dtype=pl.Int32, eager=True).scatter(used, places).gather(rows)
    return pa.DictionaryArray.from_arrays(
        fresh.to_arrow(), codes.dictionary.take(used.to_arrow()), safe=False
    )


def _by_appearance(rows: pl.Series, count: int) -> pl.Series:
    """The codes that rows have, in the order in which they first have them; most have all of them at the start."""
    start = rows.head(_SAMPLE_ROWS).unique(maintain_order=True).drop_nulls()
    return start if start.len() == count else rows.unique(maintain_order=True).drop_nulls()


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
        return None
    is_whole = pa.types.is_integer(field.type) or pa.types.is_temporal(field.type)
    return "DELTA_BINARY_PACKED" if is_whole else None


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a whole frame; an empty one keeps its columns and types."""
    with ParquetSink(path) as sink:
        sink.write(frame)
