"""Delivered activity lists between the lake and the models: which rows count, and where their replay is kept.

Reads and writes the DuckDB file of one close before dbt starts. What a replay finds is decided elsewhere and comes
in as plain rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import duckdb

# run.<table> -> column -> DuckDB type; a decimal is rounded half up to its scale.
TABLES: Mapping[str, Mapping[str, str]] = {
    "inventory_findings": {
        **dict.fromkeys(("plant", "period", "file", "sheet"), "varchar"),
        "row_no": "bigint",
        **dict.fromkeys(("rule", "disposition", "item", "observed", "expected"), "varchar"),
        **dict.fromkeys(("observed_value", "expected_value"), "decimal(38,10)"),
        "unit": "varchar",
        "delta_tco2e": "decimal(38,6)",
        **dict.fromkeys(("message_zh", "message_en"), "varchar"),
    },
    "inventory_lines": {
        **dict.fromkeys(("plant", "period", "file", "sheet"), "varchar"),
        "row_no": "bigint",
        **dict.fromkeys(("category", "source"), "varchar"),
        "activity_value": "decimal(38,10)",
        "unit": "varchar",
        "factor": "decimal(38,10)",
        **dict.fromkeys(("factor_unit", "factor_source"), "varchar"),
        **dict.fromkeys(("printed_tco2e", "recomputed_tco2e", "difference_tco2e"), "decimal(38,6)"),
    },
}
# The last version of a row counts, as in int_rows__resolved; rows stay in the order of their file.
_ROWS = """
select *, plant_code as plant
from (
    select *,
        coalesce(row_key, file || '|' || sheet || '|' || cast(row_no as varchar)) as identity
    from lake.iso_inventory
    where row_status = 'keep'
) as kept
qualify row_number() over (
    partition by plant_code, period, identity order by version desc, received_date, file, sheet, row_no
) = 1
order by plant_code, period, version, file, sheet, row_no
"""
_PROVINCES = """
select plant_code, province from lake.group_plants
where row_status = 'keep' and province is not null
order by plant_code, version, file, sheet, row_no
"""
# A total that ingestion took for the file's own total row; several of them are no total of the whole list.
_TOTALS = """
select files.plant_code, files.period, min(totals.printed_value)
from catalogue.totals as totals
inner join catalogue.files as files on totals.delivery_id = files.delivery_id
inner join (
    select plant_code, period, max(version) as version from catalogue.files
    where kind = 'iso_inventory' group by plant_code, period
) as last
    on files.plant_code = last.plant_code and files.period = last.period and files.version = last.version
where files.kind = 'iso_inventory' and totals.field = 'emission_tco2e' and totals.scope = 'total'
group by files.plant_code, files.period
having count(distinct totals.printed_value) = 1
"""


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of a replay, typed and empty; schema `run` must be there."""
    for table, columns in TABLES.items():
        listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"create table run.{table} ({listed})")


def delivered_rows(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Rows of the activity lists in scope that count, sorted by plant, period and place in the file."""
    found = connection.execute(_ROWS)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def provinces(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Province of each plant of the group list; the last version wins."""
    return {str(plant): str(name) for plant, name in connection.execute(_PROVINCES).fetchall()}


def printed_totals(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Decimal]:
    """Totals (tCO2e) printed below the lists by plant and period, where they are no row of the list."""
    found = connection.execute(_TOTALS).fetchall()
    return {(plant, period): value for plant, period, value in found if value is not None}


def write_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put rows into `run.<table>` in place of those that are there; a column left out is null."""
    columns = TABLES[table]
    connection.execute(f"delete from run.{table}")
    if rows:
        marks = ", ".join("?" for _ in columns)
        connection.executemany(f"insert into run.{table} values ({marks})", list(_typed(columns, rows)))


def _typed(columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> Iterable[list[Any]]:
    for row in rows:
        yield [_rounded(row.get(name), kind) for name, kind in columns.items()]


def _rounded(value: Any, kind: str) -> Any:
    if not isinstance(value, Decimal):
        return value
    places = int(kind.rstrip(")").rpartition(",")[2])
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
