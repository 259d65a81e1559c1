"""What later deliveries of one plant and period replaced and changed, row by row.

Reads lake files through their sidecars and applies ``ingestion.records.versions``. Only deliveries of the period and
of the months beside it are compared, so the cost does not grow with the years in the lake.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from ingestion.lake.lake_writer import day_column
from ingestion.records import versions_rows
from ingestion.records.sidecars import load_period
from ingestion.records.versions import Delivery, order_key, same_scope, says_full
from ingestion.records.versions_rows import CHANGE_SCHEMA
from warehouse.home import Home
from warehouse.periods import is_month, next_month, previous_month
from warehouse.tables import event_days

RESOLVED = {
    "plant_code": pl.String(), "period": pl.String(), "kind": pl.String(),
    "table_name": pl.String(), "file": pl.String(), "delivery_id": pl.String(),
    "sheet": pl.String(), "row_no": pl.Int64(), "row_key": pl.String(),
    "was_status": pl.String(), "status": pl.String(), "other_file": pl.String(),
}  # fmt: skip
HISTORY_TABLES: dict[str, dict[str, Any]] = {"changes": dict(CHANGE_SCHEMA), "resolved": RESOLVED}


@dataclass(frozen=True)
class TablePart:
    """One lake table of one delivered file; days are ISO text, None where the rows have none."""

    delivery: Delivery
    version: int
    table: str
    path: str
    first_day: str | None
    last_day: str | None


def part_received(sidecar: dict[str, Any], part: dict[str, Any]) -> str | None:
    """Return the day a part came in: its own line of the register, else that of the delivered file."""
    day: str | None = part.get("received_date", sidecar["received_date"])
    return day


def delivery_of(sidecar: dict[str, Any], part: dict[str, Any]) -> Delivery:
    """Return what versions need to know about one part of a sidecar."""
    processes = {code for lake in part["lake"] for code in lake["processes"]}
    received = part_received(sidecar, part)
    return Delivery(
        delivery_id=part["delivery_id"],
        plant_code=sidecar["plant_code"],
        period=sidecar["period"],
        kind=part["kind"],
        file=part["file"],
        # Files inside one zip share its bytes, yet are not copies of each other.
        sha256=sidecar["sha256"] + part["file"].partition("!")[2],
        received_date=None if received is None else date.fromisoformat(received),
        arrival=sidecar["arrival"],
        tables=frozenset(lake["table"] for lake in part["lake"]),
        processes=frozenset(processes),
    )


def neighbours(period: str) -> tuple[str, ...]:
    """Return the months beside a month; other periods stand alone."""
    return (previous_month(period), next_month(period)) if is_month(period) else ()


def history_of(home: Home, plant_code: str, period: str) -> dict[str, pl.DataFrame]:
    """Return ``resolved`` (rows of this period that another file replaced or repeats) and ``changes``."""
    own: dict[str, list[TablePart]] = defaultdict(list)
    for part in _parts(home, plant_code, period):
        own[part.table].append(part)
    beside = [part for near in neighbours(period) for part in _parts(home, plant_code, near)]
    resolved = [_resolved(home, parts, beside, period) for parts in own.values()]
    changes = [frame for parts in own.values() for part in parts for frame in _changed(home, part, parts)]
    return {"resolved": _concat(resolved, RESOLVED), "changes": _concat(changes, HISTORY_TABLES["changes"])}


def _parts(home: Home, plant_code: str, period: str) -> list[TablePart]:
    found = []
    for sidecar in load_period(home, plant_code, period).values():
        for part in sidecar["parts"]:
            delivery = delivery_of(sidecar, part)
            found += [
                TablePart(
                    delivery,
                    part["version"],
                    lake["table"],
                    lake["path"],
                    lake["first_day"],
                    lake["last_day"],
                )
                for lake in part["lake"]
            ]
    return sorted(found, key=lambda part: order_key(part.delivery))


def _days_meet(one: TablePart, other: TablePart) -> bool:
    days = (one.first_day, one.last_day, other.first_day, other.last_day)
    if any(day is None for day in days):
        return True
    return str(one.first_day) <= str(other.last_day) and str(other.first_day) <= str(one.last_day)


def _resolved(home: Home, own: list[TablePart], beside: list[TablePart], period: str) -> pl.DataFrame:
    table = own[0].table
    near = [
        part
        for part in beside
        if part.table == table and table in event_days() and any(_days_meet(part, mine) for mine in own)
    ]
    if len(own) + len(near) < 2:
        return pl.DataFrame(schema=RESOLVED)
    rows = pl.concat([_rows(home, part) for part in [*own, *near]])
    outcome = versions_rows.resolve_rows(rows, is_global=table in event_days())
    return outcome.filter((pl.col("period") == period) & (pl.col("status") != pl.col("was_status"))).select(
        plant_code=pl.lit(own[0].delivery.plant_code),
        period="period",
        kind=pl.lit(own[0].delivery.kind, pl.String),
        table_name=pl.lit(table),
        file="file",
        delivery_id="delivery_id",
        sheet="sheet",
        row_no=pl.col("row_no").cast(pl.Int64),
        row_key="row_key",
        was_status="was_status",
        status="status",
        other_file="other_file",
    )


def _changed(home: Home, part: TablePart, own: list[TablePart]) -> Iterator[pl.DataFrame]:
    """What this delivery changed in the earlier ones of its period."""
    earlier = [
        other
        for other in own
        if order_key(other.delivery) < order_key(part.delivery)
        and other.version < part.version
        and same_scope(other.delivery, part.delivery)
    ]
    if not earlier:
        return
    newer = pl.read_parquet(home.root / part.path, glob=False)
    before = pl.concat(
        [pl.read_parquet(home.root / other.path, glob=False) for other in earlier], how="diagonal_relaxed"
    )
    if before.join(newer, on="row_key", how="semi").is_empty():
        return
    # A file that says it replaces everything answers for every earlier row, not only for the days it covers.
    day = None if says_full(part.delivery.file) else day_column(newer.columns)
    changes = versions_rows.compare(before, newer, day)
    old_file = before.unique("row_key", keep="last", maintain_order=True).select("row_key", old_file="file")
    yield changes.join(old_file, on="row_key", how="left", maintain_order="left").select(
        "process",
        "row_key",
        "change",
        "field",
        "old_value",
        "new_value",
        "mass_delta_t",
        plant_code=pl.lit(part.delivery.plant_code),
        period=pl.lit(part.delivery.period),
        kind=pl.lit(part.delivery.kind, pl.String),
        table_name=pl.lit(part.table),
        file=pl.coalesce("old_file", pl.lit(earlier[-1].delivery.file)),
        superseding_file=pl.lit(part.delivery.file),
        superseding_delivery_id=pl.lit(part.delivery.delivery_id),
        received_date=pl.lit(part.delivery.received_date, pl.Date),
    )


def _rows(home: Home, part: TablePart) -> pl.DataFrame:
    day = event_days().get(part.table)
    lazy = pl.scan_parquet(home.root / part.path, glob=False)
    has_process = "process" in lazy.collect_schema().names()
    return lazy.select(
        "delivery_id",
        "file",
        "period",
        pl.col("version").cast(pl.Int64),
        "received_date",
        "sheet",
        pl.col("row_no").cast(pl.Int64),
        "row_key",
        "row_status",
        process=pl.col("process").fill_null("") if has_process else pl.lit(""),
        event_day=pl.col(day).cast(pl.Date) if day else pl.lit(None, pl.Date),
    ).collect()


def _concat(frames: list[pl.DataFrame], schema: dict[str, Any]) -> pl.DataFrame:
    empty = pl.DataFrame(schema=schema)
    return pl.concat([empty, *(frame.select(list(schema)).cast(empty.schema) for frame in frames)])
