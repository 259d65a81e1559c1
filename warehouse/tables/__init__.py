"""Declared lake tables: one yml per table, and the schemas made from them.

The yml states grain, key and columns (type, unit, label, description, source clause), and as ``once_by`` whether a
row key is the same row in every month's file: the column whose day must agree too (numbers that start again each
month are not duplicates), or ``key`` where the key alone says it. Polars, Arrow and DuckDB
schemas are generated here, so a type is written once. What plants call a column belongs in
``ingestion/contracts``; how rows are read belongs in ``ingestion``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl
import pyarrow as pa

from warehouse.yaml_files import load_yaml

FOLDER = Path(__file__).parent / "lake"
REGISTER = Path(__file__).parent / "register" / "finding_register.yml"
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")
_POLARS = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "bigint": pl.Int64(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us"),
    "boolean": pl.Boolean(),
}
_DUCKDB = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "bigint": "BIGINT",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
}

# Columns every lake row has, in file order; the reader fills those after `sheet`, the landing step the others.
PROVENANCE: dict[str, str] = {
    "plant_code": "text",
    "period": "text",
    "kind": "text",
    "table_name": "text",
    "file": "text",
    "delivery_id": "text",
    "sha256": "text",
    "received_date": "date",
    "version": "integer",
    "sheet": "text",
    "row_no": "integer",
    "row_key": "text",
    "row_status": "text",
    "requirement": "text",
    "reason_code": "text",
    "reason_zh": "text",
    "reason_en": "text",
    "mass_hint_t": "decimal(18,6)",
    "content_hash": "bigint",
}


@dataclass(frozen=True)
class Column:
    """One declared column; ``unit`` is null for texts, dates and pure numbers."""

    name: str
    type: str
    unit: str | None
    label_zh: str
    description: str


@dataclass(frozen=True)
class Table:
    """One declared lake table."""

    name: str
    kind: str
    label_zh: str
    grain: str
    key: tuple[str, ...]
    source: str
    columns: dict[str, Column]
    once_by: str | None


def polars_type(type_name: str) -> pl.DataType:
    """Polars type of a declared type name; ValueError for a name that is not declared."""
    if match := _DECIMAL.fullmatch(type_name):
        return pl.Decimal(int(match[1]), int(match[2]))
    if type_name not in _POLARS:
        raise ValueError(f"unknown column type {type_name!r} / 未知的列类型")
    return _POLARS[type_name]


def _load(path: Path) -> Table:
    raw = load_yaml(path.read_text(encoding="utf-8"))
    columns = {
        name: Column(name, c["type"], c.get("unit"), c["label_zh"], c["description"])
        for name, c in raw["columns"].items()
    }
    name, key, once_by = raw["table"], tuple(raw["key"]), raw.get("once_by")
    if once_by not in (None, "key", *columns):
        raise ValueError(f"once_by of {name} is no column of it: {once_by!r} / 声明中没有该列")
    return Table(name, raw["kind"], raw["label_zh"], raw["grain"], key, raw["source"], columns, once_by)


@cache
def all_tables() -> dict[str, Table]:
    """Every declared lake table by name, in name order."""
    tables = (_load(path) for path in sorted(FOLDER.glob("*.yml")))
    return {table.name: table for table in tables}


@cache
def event_days() -> dict[str, str | None]:
    """Tables whose row key is the same row in every month's file, with the column whose day must agree; None: no column."""
    tables = {name: table.once_by for name, table in all_tables().items()}
    return {name: None if by == "key" else by for name, by in tables.items() if by is not None}


@cache
def register_table() -> Table:
    """The declared register of findings; it is no lake table: it is derived (docs/adr/0005-findings-carried.md)."""
    return _load(REGISTER)


def table(name: str) -> Table:
    """One declared table; KeyError with the known names when there is none."""
    try:
        return all_tables()[name]
    except KeyError:
        known = ", ".join(all_tables())
        raise KeyError(f"no lake table {name!r}; known: {known} / 没有这张数据表") from None


def _types(name: str, provenance: bool) -> dict[str, str]:
    own = {c.name: c.type for c in table(name).columns.values()}
    if not provenance:
        return own
    return PROVENANCE | {k: v for k, v in own.items() if k not in PROVENANCE}


def polars_schema(name: str, *, provenance: bool = False) -> dict[str, pl.DataType]:
    """Polars schema of a table, with the columns every lake row has when ``provenance`` is set."""
    return {column: polars_type(kind) for column, kind in _types(name, provenance).items()}


def pyarrow_schema(name: str, *, provenance: bool = False) -> pa.Schema:
    """Arrow schema of a table; text is large_string, as Polars writes it."""
    return pl.DataFrame(schema=polars_schema(name, provenance=provenance)).to_arrow().schema


def duckdb_columns(name: str, *, provenance: bool = False) -> dict[str, str]:
    """DuckDB column types of a table by column name."""
    types = _types(name, provenance)
    return {column: _DUCKDB.get(kind, kind.upper()) for column, kind in types.items()}
