"""Gate one: what ingestion let into the lake keeps the promises of the declared tables.

Suites come from the declared lake tables (keys) and from the limits of reading (ranges). Ingestion
has already set such rows aside; a kept row that breaks a promise means that the reader is wrong, so
the close stops. Reads the working database; decides nothing about rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

from expectations.adapter import ROW_ID, Planned, run_suite
from expectations.results import GateRefusedError, result_rows
from ingestion.registry import limits
from warehouse.tables import all_tables

GATE = "intake"


def _range_limits() -> Iterator[tuple[str, str, str, str]]:
    """(table, column, low, high) of every range that ingestion holds kept rows to."""
    for table, columns in sorted(limits()["tables"].items()):
        for column, (low, high) in sorted(columns.items()):
            yield table, column, low, high


def plan_suite() -> list[Planned]:
    """Every expectation of the gate: rows accounted for, keys whole, values inside their ranges."""
    planned = [
        Planned(
            "ExpectColumnPairValuesToBeEqual",
            {"column_A": "observed", "column_B": "expected"},
            "rows_present_are_all_accounted_for",
            "data_error",
            {"requirements": "X-FILE", "clause": "docs/lake.md"},
            rule_id="sheet_rows",
        )
    ]
    for table in sorted(all_tables()):
        planned.append(
            Planned(
                "ExpectColumnValuesToBeBetween",
                {"column": "observed", "max_value": 0},
                f"{table}.kept_rows_have_a_key",
                "data_error",
                {"requirements": "X-TYPE", "limit_high": "0"},
                rule_id=f"{table}.row_key",
            )
        )
    for table, column, low, high in _range_limits():
        for bound, argument, limit in (("low", "min_value", low), ("high", "max_value", high)):
            planned.append(
                Planned(
                    "ExpectColumnValuesToBeBetween",
                    {"column": f"observed_{bound}", argument: float(limit)},
                    f"{table}.{column}.{bound}",
                    "data_error",
                    {"requirements": "X-RANGE", f"limit_{bound}": limit},
                    rule_id=f"{table}.{column}",
                )
            )
    return planned


def _facts(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row per promise and file: what the kept rows of that file show."""
    queries = [
        "select 'sheet_rows' as rule_id, file || '!' || sheet as place, "
        "rows_keep + rows_quarantine + rows_duplicate + rows_furniture as observed, rows_present as expected, "
        "null::double as observed_low, null::double as observed_high from catalogue.sheets"
    ]
    kept = "where row_status = 'keep' group by file, sheet"
    for table in sorted(all_tables()):
        queries.append(
            f"select '{table}.row_key', file || '!' || sheet, count(*) filter (row_key is null), null, null, null "
            f"from lake.{table} {kept}"
        )
    for table, column, _, _ in _range_limits():
        queries.append(
            f"select '{table}.{column}', file || '!' || sheet, null, null, "
            f"min({column})::double, max({column})::double from lake.{table} {kept}"
        )
    return connection.sql(" union all ".join(queries)).pl()


def run_intake_gate(database: Path) -> pl.DataFrame:
    """Evaluate the gate on a prepared database; one row per expectation.

    Raises :class:`GateRefusedError` when a kept row breaks a promise, and
    :class:`expectations.adapter.GateError` when an expectation could not run.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        facts = _facts(connection)
    frame = facts.with_columns(pl.concat_str("rule_id", pl.lit(" @ "), "place").alias(ROW_ID)).to_pandas()
    outcomes = run_suite(GATE, plan_suite(), frame)
    refused = [outcome for outcome in outcomes if not outcome.passed]
    if refused:
        named = "; ".join(f"{o.planned.expectation_id}: {', '.join(o.refused_row_ids[:5])}" for o in refused)
        raise GateRefusedError(f"接收校验拒绝，保留行违反合同 / the intake gate refused kept rows: {named}")
    return result_rows(GATE, outcomes)
