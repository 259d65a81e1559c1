"""The DuckDB file of one close: views over exactly the Parquet files the close reads, and its scope.

``prepare`` makes the file; after it only the dbt step writes there. No domain rule, calendar or factor lives
here: months before and after the asked ones are read because a stock, a calendar that ends on the 25th and a
natural month need them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from warehouse.delivered_lists import create_tables
from warehouse.home import Home, open_home
from warehouse.periods import close_id, next_month, previous_month
from warehouse.tables import PROVENANCE, all_tables

GROUP_PERIOD = "_group"
LAKE_SCHEMA = "lake"
ENVIRONMENT_VARIABLE = "POTLINE_DUCKDB"
PARAMETERS_FILE = Path("config") / "parameters.csv"
# A run of deviations is judged over three months (X-HUG), so a month closed on its own needs the two before it.
MONTHS_BEFORE = 2

_TYPE_NAMES = {"text": "varchar"}
# What ingestion's catalogue must have; further columns of its files pass through.
_CATALOGUE_COLUMNS = {
    "files": "file plant_code period kind version:integer sha256 delivery_id received_date:date rows_total:bigint "
    "rows_keep:bigint rows_quarantine:bigint rows_duplicate:bigint rows_superseded:bigint rows_furniture:bigint "
    "rows_present:bigint status requirement message_zh message_en is_current:boolean",
    "sheets": "file delivery_id plant_code period kind sheet table_name is_hidden:boolean rows_present:bigint "
    "rows_keep:bigint rows_quarantine:bigint rows_duplicate:bigint rows_furniture:bigint header_rows period_found "
    "unit_assumptions questions",
    "columns": "file delivery_id sheet table_name column_index:integer header_raw field score evidence unit "
    "unit_source",
    "totals": "file delivery_id plant_code period kind table_name sheet row_no:bigint label scope field "
    "printed_value:decimal(38,9) computed_value:decimal(38,9) computed_kept_value:decimal(38,9) unit agrees:boolean",
    "changes": "plant_code period kind table_name file superseding_file received_date:date process row_key change "
    "field old_value new_value mass_delta_t:decimal(18,6)",
}
_PARAMETER_COLUMNS = (
    "parameter",
    "value",
    "unit",
    "valid_from",
    "valid_to",
    "source",
    "status",
    "confidence",
)


class ParameterFileError(ValueError):
    """Headquarters' parameter file cannot be used; the message names file and column, in both languages."""


@dataclass(frozen=True)
class Scope:
    """Months and years a close answers for (asked) and the ones it only reads (context)."""

    months: tuple[str, ...]
    context_months: tuple[str, ...]
    years: tuple[str, ...]
    context_years: tuple[str, ...]

    @property
    def folders(self) -> tuple[str, ...]:
        """Delivery folders to read, sorted."""
        every = {*self.months, *self.context_months, *self.years, *self.context_years, GROUP_PERIOD}
        return tuple(sorted(every))


def scope_of(periods: Sequence[str], years: Sequence[str]) -> Scope:
    """Return what a close reads: its months, those beside them, and the annual files of their years."""
    months = tuple(sorted(set(periods)))
    neighbours = {near for month in months for near in _months_beside(month)}
    month_years = {month[:4] for month in months}
    return Scope(
        months,
        tuple(sorted(neighbours - set(months))),
        tuple(sorted(set(years))),
        tuple(sorted(month_years - set(years))),
    )


def _months_beside(month: str) -> Iterator[str]:
    """The months before a month that it is judged with, and the one after it."""
    yield next_month(month)
    for _ in range(MONTHS_BEFORE):
        month = previous_month(month)
        yield month


def database_path(home: Home, months: Sequence[str], years: Sequence[str]) -> Path:
    """Return where the DuckDB file of the close over these months and years lies."""
    return home.work / (close_id(sorted(months), sorted(years)) or "empty") / "warehouse.duckdb"


def prepare(
    home: Path | Home, periods: Sequence[str], years: Sequence[str], as_of: date | None = None
) -> Path:
    """Make a fresh DuckDB file for a close and return its path.

    Schemas: `lake` (one view per declared table, typed and empty when nothing was delivered), `catalogue`
    (files, sheets, columns, totals, changes) and `run` (scope_months, scope_years, settings,
    parameters_entered, and the empty tables of :mod:`warehouse.delivered_lists`).

    :param as_of: only deliveries received by this day count; an unregistered delivery counts always.
    :raises ParameterFileError: when headquarters' `config/parameters.csv` has a missing column.
    """
    place = open_home(home)
    scope = scope_of(periods, years)
    path = database_path(place, scope.months, scope.years)
    name = path.parent.name
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in (path, path.with_name(path.name + ".wal")):
        old.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        _create_lake(connection, place, scope, as_of)
        _create_catalogue(connection, place)
        _create_run(connection, place, scope, name, as_of)
    return path


def dbt_environment(database: Path) -> dict[str, str]:
    """Environment that points the dbt profile at a prepared file; nothing else changes between runs."""
    return {ENVIRONMENT_VARIABLE: str(database)}


@cache
def lake_tables() -> Mapping[str, Mapping[str, str]]:
    """Declared lake tables: name -> column -> DuckDB type, provenance columns first."""
    common = {name: _sql_type(kind) for name, kind in PROVENANCE.items()}
    return {
        name: {**common, **{column: _sql_type(facts.type) for column, facts in declared.columns.items()}}
        for name, declared in sorted(all_tables().items())
    }


def _sql_type(declared: str) -> str:
    return _TYPE_NAMES.get(declared, declared)


def _create_lake(
    connection: duckdb.DuckDBPyConnection, place: Home, scope: Scope, as_of: date | None
) -> None:
    connection.execute(f"create schema {LAKE_SCHEMA}")
    for table, columns in lake_tables().items():
        files = _parquet_files(place.lake / table, scope.folders)
        _create_view(connection, f"{LAKE_SCHEMA}.{table}", columns, files, as_of)


def _parquet_files(folder: Path, periods: Iterable[str]) -> list[Path]:
    return sorted(file for period in periods for file in folder.glob(f"*/{period}/*.parquet"))


def _create_view(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Mapping[str, str],
    files: Sequence[Path],
    as_of: date | None = None,
) -> None:
    """Create a view with exactly these columns; a column that old files lack comes back null."""
    rows = _rows_of(columns, files)
    picked = ", ".join(f'cast("{column}" as {kind}) as "{column}"' for column, kind in columns.items())
    condition = ""
    if as_of is not None and "received_date" in columns:
        condition = f" where received_date is null or received_date <= date '{as_of.isoformat()}'"
    connection.execute(f"create view {name} as select {picked} from ({rows}){condition}")


def _rows_of(columns: Mapping[str, str], files: Sequence[Path]) -> str:
    """SQL of the rows of these files, with at least these columns, typed; no rows when there is no file."""
    empty = ", ".join(f'cast(null as {kind}) as "{column}"' for column, kind in columns.items())
    rows = f"select {empty} where false"
    if not files:
        return rows
    paths = ", ".join(_quoted(str(file)) for file in files)
    return rows + f" union all by name select * from read_parquet([{paths}], union_by_name = true)"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _create_catalogue(connection: duckdb.DuckDBPyConnection, place: Home) -> None:
    connection.execute("create schema catalogue")
    for table, listed in _CATALOGUE_COLUMNS.items():
        columns = {
            name: kind or "varchar" for name, _, kind in (item.partition(":") for item in listed.split())
        }
        file = place.catalogue / f"{table}.parquet"
        rows = _rows_of(columns, [file] if file.exists() else [])
        connection.execute(f"create view catalogue.{table} as select * from ({rows})")


def _create_run(
    connection: duckdb.DuckDBPyConnection, place: Home, scope: Scope, name: str, as_of: date | None
) -> None:
    connection.execute("create schema run")
    for table, asked, context in (
        ("scope_months", scope.months, scope.context_months),
        ("scope_years", scope.years, scope.context_years),
    ):
        connection.execute(f"create table run.{table} (period varchar, is_asked boolean)")
        rows = sorted([(label, True) for label in asked] + [(label, False) for label in context])
        if rows:
            connection.executemany(f"insert into run.{table} values (?, ?)", rows)
    connection.execute("create table run.settings (close_id varchar, as_of date)")
    connection.execute("insert into run.settings values (?, ?)", [name, as_of])
    connection.execute(
        "create table run.parameters_entered (parameter varchar, value decimal(38,12), unit varchar, "
        "valid_from date, valid_to date, source varchar, status varchar, confidence varchar)"
    )
    create_tables(connection)
    entered = _read_entered(place.root / PARAMETERS_FILE)
    if entered:
        connection.executemany("insert into run.parameters_entered values (?, ?, ?, ?, ?, ?, ?, ?)", entered)


def _read_entered(path: Path) -> list[tuple[Any, ...]]:
    """Rows of headquarters' own parameter file, empty text as null; nothing when there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = [column for column in _PARAMETER_COLUMNS if column not in (reader.fieldnames or [])]
        if missing:
            listed = "、".join(missing)
            raise ParameterFileError(
                f"参数文件 {path} 缺少列：{listed}，请补齐表头 / "
                f"parameter file {path} lacks the columns {', '.join(missing)}: add them to the header row"
            )
        return [tuple(row[column] or None for column in _PARAMETER_COLUMNS) for row in reader]
