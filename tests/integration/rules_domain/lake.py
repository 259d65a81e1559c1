"""A small lake in memory for the cases of the domain rules: one plant per case, every case in one database.

What a rule should answer belongs in the cases; how models are run belongs in ``render``.
"""

from __future__ import annotations

import hashlib
import random
import zlib
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import yaml

from orchestration.inventory_step import replay_on
from tests.integration.dbt.support import polars_type
from warehouse.delivered_lists import create_tables
from warehouse.duck import lake_tables

TABLES = Path(__file__).resolve().parents[3] / "warehouse" / "tables" / "lake"
KEYS: dict[str, list[str]] = {
    declared["table"]: declared["key"]
    for declared in (
        yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(TABLES.glob("*.yml"))
    )
}
MONTHS = ("2024-01", "2024-02", "2024-03")
YEAR = "2024"
REQUIRED = (
    ("stock_count", "required"),
    ("daily_report", "required"),
    ("anode_direct", "if_any"),
    ("anode_trucks", "if_any"),
    ("platform_feed", "if_any"),
    ("own_anode", "if_any"),
    ("intra_in", "if_any"),
    ("intra_out", "if_any"),
    ("plan_output", "optional"),
)
CATALOGUE_TYPES = {
    "files": {
        **dict.fromkeys(
            ("file", "plant_code", "period", "kind", "sha256", "delivery_id", "status"), "varchar"
        ),
        **dict.fromkeys(("requirement", "message_zh", "message_en"), "varchar"),
        **dict.fromkeys(("rows_total", "rows_keep", "rows_quarantine", "rows_duplicate"), "bigint"),
        "version": "integer",
        "received_date": "date",
    },
    "totals": {
        **dict.fromkeys(("file", "delivery_id", "sheet", "label", "scope", "field", "unit"), "varchar"),
        **dict.fromkeys(("printed_value", "computed_value", "computed_kept_value"), "decimal(38, 9)"),
        "row_no": "bigint",
        "agrees": "boolean",
    },
}


class Lake:
    """Rows of every lake and catalogue table, as ingestion would have written them."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.files: dict[str, dict[str, Any]] = {}
        self.totals: list[dict[str, Any]] = []
        for kind, level in REQUIRED:
            self.add(
                "group_required_files", "_group", "_group", kind=kind, requirement=level, cadence="month"
            )

    def plant(self, code: str, processes: tuple[str, ...] = ("1#",), **facts: Any) -> None:
        """Add a plant of the group list, and its processes."""
        given = {
            "name": f"{code}有限公司",
            "short_name": code,
            "b204_basis": "accounting",
            "metal_method": "truck",
            "anode_method": "direct",
            "has_port": False,
            "has_own_anode": False,
            "due_rule": "next_month:8",
        }
        self.add("group_plants", code, "_group", **{**given, **facts})
        for process in processes:
            self.add("group_processes", code, "_group", process=process, name_in_plant=process, pots=100)

    def add(self, table: str, plant: str, period: str, **values: Any) -> dict[str, Any]:
        """Add one row; `version`, `status`, `reason` (requirement), `hint` and `received` describe its delivery."""
        version = values.pop("version", 1)
        status = values.pop("status", "keep")
        file = f"{plant}/{period}/{table}_v{version}.csv"
        delivery = hashlib.sha256(file.encode()).hexdigest()[:16]
        key = [str(values[name]) for name in KEYS[table] if values.get(name) is not None]
        row = {
            "plant_code": plant,
            "period": period,
            "table_name": table,
            "kind": table,
            "file": file,
            "delivery_id": delivery,
            "received_date": values.pop("received", date(2024, 2, 5)),
            "version": version,
            "sheet": "Sheet1",
            "row_key": "|".join(key) or None,
            "row_status": status,
            "requirement": values.pop("reason", None),
            "mass_hint_t": values.pop("hint", None),
            "content_hash": zlib.crc32(repr(sorted(values.items(), key=str)).encode()),
            **values,
        }
        row["row_no"] = 2 + sum(1 for other in self.rows[table] if other["delivery_id"] == delivery)
        self.rows[table].append(row)
        self.file(plant, period, table, version=version, received_date=row["received_date"])
        return row

    def file(self, plant: str, period: str, kind: str, version: int = 1, **facts: Any) -> None:
        """Describe a delivered file; later calls for the same file change its facts."""
        name = f"{plant}/{period}/{kind}_v{version}.csv"
        known = self.files.setdefault(
            name,
            {
                "file": name,
                "plant_code": plant,
                "period": period,
                "kind": kind,
                "version": version,
                "delivery_id": hashlib.sha256(name.encode()).hexdigest()[:16],
                "status": "read",
                "rows_keep": 1,
            },
        )
        known.update(facts)

    def total(
        self, table: str, plant: str, field: str, printed: str, rows: str, kept: str | None = None
    ) -> None:
        """Add a printed total of the plant's January file of a table."""
        row = next(r for r in self.rows[table] if r["plant_code"] == plant and r["period"] == MONTHS[0])
        facts = {"file": row["file"], "delivery_id": row["delivery_id"], "sheet": "Sheet1", "row_no": 999}
        values = {"printed_value": Decimal(printed), "computed_value": Decimal(rows)}
        self.totals.append(
            {**facts, "label": "合计", "scope": "total", "field": field, **values}
            | {"computed_kept_value": Decimal(kept or rows)}
        )

    def ladles(self, plant: str, n: int = 60, period: str = MONTHS[0], **same: Any) -> list[dict[str, Any]]:
        """Add plausible ladle tickets on a 20 kg scale, one every hour, and return them for a case to spoil."""
        chance = random.Random(f"{plant}{period}{same}")
        start = datetime.fromisoformat(f"{period}-01 00:10:05")
        rows = []
        for i in range(n):
            tare = Decimal(16) + Decimal(i % 6) / 5 + Decimal(20 * chance.randint(-2, 2)) / 1000
            net = Decimal(9) + Decimal(20 * chance.randint(-40, 40)) / 1000
            at = start + timedelta(hours=i)
            values = {
                "ticket_no": f"{plant}{period[-2:]}{same.get('process', '1#')[0]}{i:05d}",
                "process": "1#",
                "weighed_at": at,
                "tare_at": at + timedelta(minutes=6),
                "stat_date": at.date(),
                "vehicle_no": f"{plant}-{i % 6}",
                "ladle_no": f"{i % 5}",
                "gross_t": tare + net,
                "tare_t": tare,
                "net_t": net,
                "use_code": "casting",
                "scale_no": "S1",
                **same,
            }
            rows.append(self.add("ladle_tickets", plant, period, **values))
        return rows

    def scale(self, plant: str, division: str | None = "60t/20kg", number: str = "S1") -> None:
        """Register a scale of the plant."""
        self.add(
            "instruments", plant, YEAR, instrument_no=number, range_division=division, parameter_code="output"
        )

    def write(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Create and fill the schemas lake, catalogue and run."""
        for schema in ("lake", "catalogue", "run"):
            connection.execute(f"create schema {schema}")
        for table, columns in lake_tables().items():
            _fill(connection, f"lake.{table}", dict(columns), self.rows[table])
        _fill(connection, "catalogue.files", CATALOGUE_TYPES["files"], list(self.files.values()))
        _fill(connection, "catalogue.totals", CATALOGUE_TYPES["totals"], self.totals)
        for table in ("sheets", "columns"):
            connection.execute(f"create table catalogue.{table} (file varchar)")
        connection.execute(
            "create table run.scope_months as select unnest(?) as period, true as is_asked", [list(MONTHS)]
        )
        connection.execute("create table run.scope_years as select ? as period, true as is_asked", [YEAR])
        connection.execute("create table run.settings (close_id varchar, as_of date)")
        connection.execute(
            "create table run.parameters_entered (parameter varchar, value decimal(38, 12), unit varchar, valid_from date, "
            "valid_to date, source varchar, status varchar, confidence varchar)"
        )
        create_tables(connection)
        replay_on(connection)


def _fill(
    connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], rows: list[dict[str, Any]]
) -> None:
    """Create a table and insert rows; a value that its column cannot hold is refused."""
    connection.execute(f"create table {name} ({', '.join(f'{c} {k}' for c, k in columns.items())})")
    if rows:
        schema = {column: polars_type(kind) for column, kind in columns.items()}
        given = [[row.get(column) for column in columns] for row in rows]
        frame = pl.DataFrame(given, schema=schema, orient="row")  # noqa: F841 - DuckDB finds it by its name
        connection.execute(f"insert into {name} select * from frame")
