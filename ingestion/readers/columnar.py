"""Parquet and JSON lines: columns with names, given back as a sheet whose first row is the header."""

from __future__ import annotations

import io
import json
from typing import Any

import polars as pl

from ingestion.readers.delimited import decode
from ingestion.readers.raw import RawSheet, Refused, text_frame
from ingestion.registry import limits


def _with_header(frame: pl.DataFrame) -> pl.DataFrame:
    names = pl.DataFrame({f"c{i}": [name] for i, name in enumerate(frame.columns)})
    body = frame.rename({old: f"c{i}" for i, old in enumerate(frame.columns)}).with_columns(
        pl.all().cast(pl.String)
    )
    return pl.concat([names, body])


def read_parquet(content: bytes) -> list[RawSheet]:
    """The one table of a Parquet file."""
    try:
        frame = pl.read_parquet(io.BytesIO(content))
        flat = frame.select(c for c, t in frame.schema.items() if not t.is_nested())
        return [RawSheet("Sheet1", _with_header(flat))]
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise Refused("unreadable", "Parquet文件已损坏", "the Parquet file is damaged") from error


def _records(text: str) -> list[dict[str, Any]]:
    stripped = text.strip()
    if stripped.startswith("["):
        loaded = json.loads(stripped, parse_float=str, parse_int=str)
        return [r for r in loaded if isinstance(r, dict)]
    try:
        return [
            json.loads(line, parse_float=str, parse_int=str) for line in stripped.splitlines() if line.strip()
        ]
    except json.JSONDecodeError:
        loaded = json.loads(stripped, parse_float=str, parse_int=str)
        lists = [v for v in loaded.values() if isinstance(v, list)] if isinstance(loaded, dict) else []
        return [r for r in max(lists, key=len, default=[]) if isinstance(r, dict)]


def read_json(content: bytes) -> tuple[list[RawSheet], str]:
    """JSON lines, a JSON list, or an object that holds one; one row per record."""
    text, encoding = decode(content)
    try:
        records = [r for r in _records(text) if isinstance(r, dict)]
    except (ValueError, RecursionError) as error:
        raise Refused(
            "unreadable", "JSON格式错误，无法读取", "the JSON is malformed and cannot be read"
        ) from error
    names = list(dict.fromkeys(k for r in records for k in r))[: limits()["files"]["max_columns"]]
    rows: list[list[str | None]] = [list(names)]
    for record in records:
        rows.append(
            [None if (v := record.get(n)) is None or isinstance(v, (dict, list)) else str(v) for n in names]
        )
    return [RawSheet("Sheet1", text_frame(rows))], encoding
