"""Which tables leave the working database, under which published names. How they are written: publish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from warehouse.home import Home
from warehouse.publish import publish

# published name -> model of the working database
MODELS = {
    "findings": "fct_findings",
    "checks": "fct_checks",
    "rule_answers": "fct_rule_answers",
    "observations": "fct_observations",
    "emissions": "fct_emissions",
    "allowances": "fct_allowances",
    "daily": "fct_daily",
    "bridge": "fct_bridge",
    "calibration_effects": "fct_calibration_effects",
    "annex1": "mart_annex1",
    "annex2": "mart_annex2",
    "year_on_year": "mart_year_on_year",
    "inventories": "fct_inventories",
    "inventory_findings": "fct_inventory_findings",
    "evidence": "stg_evidence",
    "plants": "dim_plants",
    "processes": "dim_processes",
    "periods": "dim_periods",
    "parameters": "dim_parameters",
    "requirements": "requirements",
}


@dataclass(frozen=True)
class PublishedTables:
    """What was published: the root hash, the hash of the models' tables alone, and how many rows each table has."""

    root_hash: str
    numbers_hash: str
    row_counts: dict[str, int]


def read_models(database: Path, models: Iterable[str]) -> dict[str, pl.DataFrame]:
    """Tables of a working database that dbt has finished with, by model name, whatever their layer's schema."""
    with duckdb.connect(str(database), read_only=True) as connection:
        schema_of = dict(
            connection.execute("select table_name, table_schema from information_schema.tables").fetchall()
        )
        return {
            model: connection.sql(f'select * from "{schema_of[model]}"."{model}"').pl() for model in models
        }


def lake_row_counts(database: Path) -> dict[str, int]:
    """How many rows each lake table holds in the scope of this close."""
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'lake'"
        ).fetchall()
        return {name: _count(connection, name) for (name,) in names}


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    found = connection.execute(f'select count(*) from lake."{table}"').fetchone()
    return int(found[0]) if found else 0


def asked_years(database: Path) -> list[str]:
    """Years this close answers for, sorted."""
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute("select period from run.scope_years where is_asked order by period")
        return [str(period) for (period,) in found.fetchall()]


def publish_close(
    home: Home, close_id: str, database: Path, more: Mapping[str, pl.DataFrame]
) -> PublishedTables:
    """Publish every table of :data:`MODELS` and `more` (delivered files and rows, the gates' results)."""
    models = read_models(database, MODELS.values())
    tables = {name: models[model] for name, model in MODELS.items()} | dict(more)
    published = publish(home, close_id, tables)
    counts = {name: table.height for name, table in tables.items()}
    return PublishedTables(published.root_hash, published.root_of(MODELS), counts)
