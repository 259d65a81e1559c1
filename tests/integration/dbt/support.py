"""Run the dbt project on a home, in this process, and read what it made. Tests only."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from orchestration.dbt_runner import parsed_manifest
from warehouse.duck import dbt_environment, lake_tables, prepare

PROJECT = Path(__file__).parents[3] / "dbt_project"
POLARS_TYPES: dict[str, pl.DataType] = {
    "varchar": pl.String(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us"),
    "integer": pl.Int32(),
    "bigint": pl.Int64(),
    "boolean": pl.Boolean(),
}


def polars_type(sql_type: str) -> pl.DataType:
    if sql_type.startswith("decimal"):
        width, scale = sql_type[8:-1].split(",")
        return pl.Decimal(int(width), int(scale))
    return POLARS_TYPES[sql_type]


def write_lake(home: Path, table: str, plant: str, period: str, name: str, rows: list[dict]) -> None:
    """Write rows of one delivery into the lake; columns left out are null."""
    columns = lake_tables()[table]
    schema = {column: polars_type(kind) for column, kind in columns.items()}
    common = {
        "plant_code": plant,
        "period": period,
        "kind": table,
        "table_name": table,
        "file": f"{plant}/{period}/{name}",
        "delivery_id": f"{plant}{period}{name}",
        "version": 1,
        "sheet": "S",
        "row_status": "keep",
    }
    full = [
        {**dict.fromkeys(schema), **common, "row_no": number, **row} for number, row in enumerate(rows, 2)
    ]
    folder = home / "lake" / table / plant / period
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(full, schema=schema).write_parquet(folder / f"{name}.parquet")


def run_dbt(
    home: Path,
    months: Sequence[str],
    years: Sequence[str],
    select: Sequence[str],
    target: Path,
    as_of: date | None = None,
) -> Path:
    """Prepare the close's file, run the selected models with their ancestors, and return the file."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    database = prepare(home, months, years, as_of)
    manifest = parsed_manifest()
    os.environ.update(dbt_environment(database))
    project = str(PROJECT)
    arguments = ["build", "--project-dir", project, "--profiles-dir", project]
    arguments += ["--target-path", str(target), "--log-path", str(target), "--quiet"]
    arguments += ["--select", *(f"+{name}" for name in select)]
    arguments += ["--exclude", "resource_type:test", "resource_type:unit_test"]
    result = dbtRunner(manifest=manifest).invoke(arguments)
    DuckDBConnectionManager.close_all_connections()
    assert result.success, result.exception or [r.message for r in result.result if r.status == "error"]
    return database


def rows_of(database: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()
