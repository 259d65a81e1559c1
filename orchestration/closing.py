"""Publishing a close, as both the asset and a bare script call it; no Dagster in here."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ingestion.records.catalogue import files_table, rows_table
from orchestration.printed_step import lint_delivered
from warehouse.event_log import record
from warehouse.home import Home
from warehouse.printed_reports import kept_findings
from warehouse.publication import PublishedTables, asked_years, publish_close


def publish_all(home: Home, close: str, database: Path, validation: pl.DataFrame) -> PublishedTables:
    """Publish the marts, the delivered files and rows, lint results and what the gates found; log the close.

    `validation` has one row per expectation (:mod:`orchestration.gate_results`).
    """
    years = asked_years(database)
    more = {
        "files": files_table(home.root),
        "rows": rows_table(home.root),
        "validation": validation,
        "lint_findings": kept_findings(home, years, lint_delivered(home, years)),
    }
    published = publish_close(home, close, database, more)
    payload = {"close_id": close, "root_hash": published.root_hash, "numbers_hash": published.numbers_hash}
    record(home, "close", payload)
    return published
