"""Replay of the delivered activity lists on the DuckDB file of a close, before dbt: read, replay, write."""

from __future__ import annotations

from pathlib import Path

import duckdb

from inventory.delivered import replay_delivered
from warehouse.delivered_lists import delivered_rows, printed_totals, provinces, write_rows


def replay_lists(database: Path) -> dict[str, int]:
    """Replay every activity list in the scope of a prepared close; returns the rows written by table.

    Nothing else may have the file open.
    """
    with duckdb.connect(str(database)) as connection:
        return replay_on(connection)


def replay_on(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The same on an open connection whose schemas `lake`, `catalogue` and `run` are in place."""
    done = replay_delivered(delivered_rows(connection), provinces(connection), printed_totals(connection))
    tables = {"inventory_findings": done.findings, "inventory_lines": done.lines}
    for table, rows in tables.items():
        write_rows(connection, table, rows)
    return {table: len(rows) for table, rows in tables.items()}
