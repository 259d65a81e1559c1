"""Parquet and JSON lines: columns with names, given back as a sheet whose first row is the header."""

from __future__ import annotations

import io
import json
from typing import Any

import polars as pl

from ingestion.readers.delimited import decode
from ingestion.readers.extent import MOST_CELLS
from ingestion.readers.raw import RawSheet, Refused, only_first_columns, text_frame
from ingestion.registry import limits

_MOST_COLUMNS = 10_000
# Where nearly all cells are alike a byte holds many; numbers and times of tickets take a byte or more each.
_CELLS_A_BYTE = 200


def _with_header(frame: pl.DataFrame) -> pl.DataFrame:
    names = pl.DataFrame({f"c{i}": [name] for i, name in enumerate(frame.columns)})
    body = frame.rename({old: f"c{i}" for i, old in enumerate(frame.columns)}).with_columns(
        pl.all().cast(pl.String)
    )
    return pl.concat([names, body])


def _is_inflated(content: bytes) -> bool:
    """Whether a file would unpack into far more cells than its bytes can lawfully hold."""
    import pyarrow.parquet as pq

    facts = pq.ParquetFile(io.BytesIO(content)).metadata
    cells = facts.num_rows * facts.num_columns
    too_many = facts.num_rows > limits()["files"]["max_rows"] or facts.num_columns > _MOST_COLUMNS
    return too_many or (cells > MOST_CELLS and cells > _CELLS_A_BYTE * len(content))


def read_parquet(content: bytes) -> list[RawSheet]:
    """The one table of a Parquet file; columns that hold lists or records are named in a note."""
    try:
        if _is_inflated(content):
            raise Refused(
                "unreadable",
                "Parquet文件展开后过大，已拒绝读取",
                "the Parquet file unpacks beyond the limits; refused",
            )
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise Refused("unreadable", "Parquet文件已损坏", "the Parquet file is damaged") from error
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    return [RawSheet("Sheet1", _with_header(frame.drop(nested)), notes=_note_nested(nested))]


def _note_nested(names: list[str]) -> list[str]:
    if not names:
        return []
    shown = "、".join(names[:6])
    return [f"列“{shown}”中有嵌套内容，未读取 / columns {shown!r} hold lists or records, which are not read"]


def _records(text: str) -> tuple[list[Any], list[str]]:
    """The items of a list, of lines, or of the longest list of an object; and what is to be said of other lists."""
    stripped = text.strip()
    if stripped.startswith("["):
        return list(json.loads(stripped, parse_float=str, parse_int=str)), []
    try:
        lines = [line for line in stripped.splitlines() if line.strip()]
        records = [json.loads(line, parse_float=str, parse_int=str) for line in lines]
    except json.JSONDecodeError:
        records = [json.loads(stripped, parse_float=str, parse_int=str)]
    if len(records) != 1 or not isinstance(records[0], dict):
        return records, []
    lists = {
        name: value
        for name, value in records[0].items()
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value)
    }
    if not lists:
        return records, []
    name = max(lists, key=lambda name: len(lists[name]))
    others = "、".join(other for other in lists if other != name)
    note = f"只读取了列表“{name}”，未读取“{others}” / only the list {name!r} was read, not {others!r}"
    return lists[name], [note] if others else []


def read_json(content: bytes) -> tuple[list[RawSheet], str]:
    """JSON lines, a JSON list, or an object that holds one; one row per record. What is no record is told."""
    text, encoding = decode(content)
    try:
        items, notes = _records(text)
    except (ValueError, RecursionError) as error:
        raise Refused(
            "unreadable", "JSON格式错误，无法读取", "the JSON is malformed and cannot be read"
        ) from error
    records = [r for r in items if isinstance(r, dict)]
    if strays := len(items) - len(records):
        notes.append(f"有{strays}项不是记录，未读取 / {strays} items are no records and were not read")
    every = list(dict.fromkeys(k for r in records for k in r))
    names = every[: limits()["files"]["max_columns"]]
    if len(every) > len(names):
        notes.append(only_first_columns(len(names)))
    notes += _note_nested([n for n in names if any(isinstance(r.get(n), (dict, list)) for r in records)])
    rows: list[list[str | None]] = [list(names)]
    for record in records:
        rows.append(
            [None if (v := record.get(n)) is None or isinstance(v, (dict, list)) else str(v) for n in names]
        )
    return [RawSheet("Sheet1", text_frame(rows), notes=notes)], encoding
