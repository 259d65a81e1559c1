"""Write what was read from one delivered file into lake files, and stamp them with their delivery.

One Parquet file per table with the columns of ``docs/lake.md``. Deterministic: the same rows and the same
stamp give the same bytes. Where the files finally go, and when they become visible, is decided by
``ingestion.landing.landing``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from ingestion.cells.distinct import plain_frame
from ingestion.results import SheetResult
from warehouse.parquet import ROW_GROUP_ROWS, ParquetSink, write_parquet

# When a row happened, most telling first; the first one that a table has decides.
_DAY_COLUMNS = (
    "weighed_at", "stat_date", "slip_date", "issue_date", "report_date",
    "reading_date", "feed_date", "flow_date", "produced_date", "invoice_date",
    "booked_date", "trade_date", "count_date", "deposited_date", "calibrated_date",
    "visit_date",
)  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """What every lake row of a delivery carries besides its own values."""

    plant_code: str
    period: str
    kind: str | None
    file: str
    delivery_id: str
    sha256: str
    received_date: date | None = None
    version: int = 1


def day_column(columns: Iterable[str]) -> str | None:
    """Return the column that says when a row happened, None for tables without one."""
    present = set(columns)
    return next((name for name in _DAY_COLUMNS if name in present), None)


def write_tables(mark: Mark, sheets: Sequence[SheetResult], folder: Path) -> list[dict[str, Any]]:
    """Write one Parquet file per table and return what each holds (table, rows, processes, days).

    Rows keep the order of the file: by sheet, then by row.

    :param folder: files are written as ``<folder>/<table>/<plant>/<period>/<delivery_id>.parquet``.
    """
    by_table: dict[str, list[SheetResult]] = {}
    for sheet in sheets:
        if sheet.table_name is not None and sheet.frame.height:
            by_table.setdefault(sheet.table_name, []).append(sheet)
    facts = [sheet.spooled.lake for sheet in sheets if sheet.spooled]
    for table, parts in sorted(by_table.items()):
        frames = [stamped(mark, part.frame, part.kind, table, part.sheet) for part in parts]
        rows = (
            pl.concat([_plain(f) for f in frames], how="diagonal_relaxed") if len(frames) > 1 else frames[0]
        )
        write_parquet(rows, folder / lake_name(table, mark))
        facts.append({"table": table, "path": f"lake/{lake_name(table, mark)}", **extent(rows)})
    return facts


def lake_name(table: str, mark: Mark) -> str:
    """Return a lake file's path below ``lake/``."""
    return f"{table}/{mark.plant_code}/{mark.period}/{mark.delivery_id}.parquet"


def stamped(mark: Mark, rows: pl.DataFrame, kind: str | None, table: str, sheet: str) -> pl.DataFrame:
    """Return a sheet's rows with the delivery's columns before them, in the lake's order.

    A table's own column of the same name stays (the group's list has its own ``plant_code``). Texts that all rows
    share are an ``Enum`` of one value, which is written as text.
    """
    stamp: dict[str, tuple[Any, pl.DataType]] = {
        "plant_code": (mark.plant_code, pl.String()),
        "period": (mark.period, pl.String()),
        "kind": (kind or mark.kind, pl.String()),
        "table_name": (table, pl.String()),
        "file": (mark.file, pl.String()),
        "delivery_id": (mark.delivery_id, pl.String()),
        "sha256": (mark.sha256, pl.String()),
        "received_date": (mark.received_date, pl.Date()),
        "version": (mark.version, pl.Int64()),
        "sheet": (sheet, pl.String()),
    }
    own = rows.columns
    added = [_stamp(value, type_).alias(name) for name, (value, type_) in stamp.items() if name not in own]
    return rows.with_columns(added).select(*stamp, *(name for name in own if name not in stamp))


def _stamp(value: Any, type_: pl.DataType) -> pl.Expr:
    return pl.lit(value, _enum_of(value) if isinstance(value, str) else type_)


@lru_cache(maxsize=64)
def _enum_of(text: str) -> pl.Enum:
    # every part of a file has the same texts
    return pl.Enum([text])


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    return plain_frame(rows).with_columns(pl.col(pl.Enum).cast(pl.String))


def restamp(source: Path, target: Path, version: int) -> None:
    """Copy a lake file with another version; every other value stays."""
    with ParquetSink(target) as sink:
        for batch in pq.ParquetFile(source).iter_batches(ROW_GROUP_ROWS):
            rows = pl.DataFrame(pl.from_arrow(batch))
            sink.write(rows.with_columns(version=pl.lit(version, pl.Int64)))


def extent(rows: pl.DataFrame) -> dict[str, Any]:
    """Return how many rows there are, of which processes and between which days."""
    facts: dict[str, Any] = {"rows": rows.height, "processes": [], "first_day": None, "last_day": None}
    if "process" in rows.columns:
        found = rows.get_column("process").drop_nulls().unique().to_list()
        facts["processes"] = sorted(str(code) for code in found)
    if (day := day_column(rows.columns)) is not None:
        ends = pl.Series([rows.get_column(day).min(), rows.get_column(day).max()]).cast(pl.Date)
        if not ends.has_nulls():
            facts["first_day"], facts["last_day"] = str(ends[0]), str(ends[1])
    return facts
