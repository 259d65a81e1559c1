"""Facts of the catalogue that others ask for often: which files could not be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from warehouse.home import Home, open_home


def unreadable_files(home: Path | Home) -> list[dict[str, Any]]:
    """Return the delivered files that could not be read, with plant_code, period, file, status and messages."""
    path = open_home(home).catalogue / "files.parquet"
    if not path.exists():
        return []
    files = pl.read_parquet(path, glob=False).filter(pl.col("status") != "read")
    columns = ["plant_code", "period", "file", "status", "requirement", "message_zh", "message_en"]
    return files.select(columns).sort(columns[:3]).to_dicts()
