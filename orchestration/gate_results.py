"""What the gates found, kept beside the working database until it is published."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from expectations.results import SCHEMA


def write_results(folder: Path, gate: str, results: pl.DataFrame) -> None:
    """Keep one gate's results (one row per expectation) next to the working database in `folder`."""
    results.write_parquet(folder / f"gate_{gate}.parquet")


def read_results(folder: Path) -> pl.DataFrame:
    """All gates' results; a gate that did not run has no rows here."""
    found = [pl.read_parquet(path) for path in sorted(folder.glob("gate_*.parquet"))]
    return pl.concat(found) if found else pl.DataFrame(schema=SCHEMA)
