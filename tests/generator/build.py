"""Write a group to disk: deliveries in the layout of the sample, and the truth beside them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.generator import annual_fields, group_files
from tests.generator.emission import CONSTANTS
from tests.generator.fields import SPECS
from tests.generator.habits import Habits, plain_habits, random_habits
from tests.generator.model import Document, Group, Row
from tests.generator.render import File, Grid, Renderer
from tests.generator.truth_emissions import (
    ALLOWANCE_COLUMNS,
    EMISSION_COLUMNS,
    allowance_rows,
    daily_rows,
    emission_rows,
)
from tests.generator.truth_values import COLUMNS as VALUE_COLUMNS
from tests.generator.truth_values import all_values
from tests.generator.world import World
from tests.generator.writers import pack, write_grids

COUNT_COLUMNS = (
    "file", "plant", "period", "kind", "version", "delivered", "rows_total", "rows_keep", "rows_quarantine",
    "rows_duplicate", "rows_superseded",
)  # fmt: skip
ROW_COLUMNS = ("file", "kind", "sheet", "key", "status", "reason")
DAILY_COLUMNS = ("plant", "process", "accounting_day", "parameter", "source_system", "value", "unit", "rows")
STATUSES = ("keep", "quarantine", "duplicate", "superseded")
assert annual_fields.ANNUAL_FILES


def write_group(world: World, out: Path, habit_mode: str) -> dict[str, Habits]:
    """Write deliveries and truth; returns the habits used, by plant."""
    group = world.group
    habits = {p.code: _habits(group, p.code, habit_mode) for p in group.plants}
    # what has a day of its own came in by itself, outside the month's archive
    alone = {id(document) for document in group.documents if document.delivered_on}
    group_files.give_days(group)
    counts: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    entries: list[tuple[str, Document]] = []
    _group_level(group, out, counts)
    for plant in group.plants:
        renderer = Renderer(habits[plant.code], plant, group.random("render", plant.code))
        files = [
            f
            for d in group.documents
            if _writer(d) == plant.code and not d.omitted
            for f in renderer.files(d)
        ]
        for file, path in zip(files, _write_files(habits[plant.code], files, alone, out), strict=True):
            entries.append((path, file.document))
            counts.append(_count(file, path))
            rows += _set_aside(habits[plant.code], file, path)
    _iso(group, out, counts, entries)
    unique = {path.split("!")[0]: document for path, document in entries}
    _save(out / "deliveries" / group_files.REGISTER, group_files.delivery_register(list(unique.items())))
    _write_truth(world, out / "truth", counts, rows)
    return habits


def _writer(document: Document) -> str:
    """The plant whose habits a document shows."""
    return document.form_of or document.plant


def _habits(group: Group, code: str, mode: str) -> Habits:
    plant = group.plant(code)
    return plain_habits(plant) if mode == "plain" else random_habits(group.random("habits", code), plant)


def _save(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _write_files(habits: Habits, files: list[File], alone: set[int], out: Path) -> Iterable[str]:
    """Write the files of one plant; a zipping plant packs its monthly files by month."""
    archives: dict[str, list[tuple[str, bytes]]] = {}
    paths = []
    for file in files:
        data = _bytes(habits, file)
        folder, name = file.path.rsplit("/", 1)
        is_alone = id(file.document) in alone or file.document.version > 1
        if habits.zipped and "-" in file.document.period and not is_alone:
            archive = f"{folder}/报送资料_{file.document.period}.zip"
            archives.setdefault(archive, []).append((name, data))
            paths.append(f"{archive}!{name}")
        else:
            _save(out / "deliveries" / file.path, data)
            paths.append(file.path)
    for archive, members in archives.items():
        _save(out / "deliveries" / archive, pack(members))
    return paths


def _bytes(habits: Habits, file: File) -> bytes:
    if file.document.spoilt == "empty":
        return b""
    if file.document.spoilt == "renamed":
        return "<html><body>登录已过期，请重新登录</body></html>".encode()
    return write_grids(file.fmt, file.grids, habits.encoding, habits.separator)


def _count(file: File, path: str) -> dict[str, Any]:
    rows = [] if file.document.spoilt else [row for grid in file.grids for row in grid.origin]
    totals = {f"rows_{s}": sum(row.status == s for row in rows) for s in STATUSES}
    document = file.document
    if document.kind == "iso_inventory" and rows:
        # The list's own total is one of its rows: it is the organisation's emission.
        totals["rows_keep"] += 1
        rows = [*rows, rows[-1]]
    return {
        "file": path, "plant": document.plant, "period": document.period, "kind": document.kind,
        "version": document.version, "delivered": True, "rows_total": len(rows), **totals,
    }  # fmt: skip


def _set_aside(habits: Habits, file: File, path: str) -> list[dict[str, Any]]:
    result = []
    for grid in [] if file.document.spoilt else file.grids:
        for row in grid.origin:
            if row.status != "keep":
                result.append({
                    "file": path, "kind": file.document.kind, "sheet": _sheet_name(habits, file, grid),
                    "key": _key(file.document.kind, row), "status": row.status, "reason": row.reason,
                })  # fmt: skip
    return result


def _sheet_name(habits: Habits, file: File, grid: Grid) -> str:
    return "Sheet1" if file.fmt in ("csv", "txt") else grid.name


def _key(kind: str, row: Row) -> str:
    name = SPECS[kind].key if kind in SPECS else ""
    return str(row.values.get(name, "")) if name else ""


def _group_level(group: Group, out: Path, counts: list[dict[str, Any]]) -> None:
    makers = (
        (group_files.PLANT_LIST, "group_list", group_files.plant_list),
        (group_files.PROVINCIAL_LIST, "provincial_list", group_files.provincial_list),
    )
    for path, kind, make in makers:
        data, total = make(group)
        _save(out / "deliveries" / path, data)
        counts.append({
            "file": path, "plant": "_group", "period": "_group", "kind": kind, "version": 1,
            "delivered": True,
            "rows_total": total, "rows_keep": total, "rows_quarantine": 0, "rows_duplicate": 0,
            "rows_superseded": 0,
        })  # fmt: skip


def _iso(group: Group, out: Path, counts: list[dict[str, Any]], entries: list[tuple[str, Document]]) -> None:
    document = group_files.iso_document(group)
    document.delivered_on = date(group.year + 1, 2, 10)
    path = f"{document.plant}/{group.year}/ISO14064-1活动清单_{group.year}.xlsx"
    grid = group_files.iso_grid(document)
    _save(out / "deliveries" / path, write_grids("xlsx", [grid], "", ""))
    counts.append(_count(File(path, "xlsx", [grid], document), path))
    entries.append((path, document))
    group.documents.append(document)


def _write_truth(world: World, out: Path, counts: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    group = world.group
    emission = emission_rows(world)
    _csv(out / "values.csv", VALUE_COLUMNS, all_values(group))
    _csv(out / "values_daily.csv", DAILY_COLUMNS, daily_rows(world))
    _csv(out / "counts.csv", COUNT_COLUMNS, counts)
    _csv(out / "rows.csv", ROW_COLUMNS, rows)
    _csv(out / "emissions.csv", EMISSION_COLUMNS, emission)
    _csv(out / "allowances.csv", ALLOWANCE_COLUMNS, allowance_rows(emission))
    faults = {
        "seed": group.seed, "months": group.months, "year": group.year,
        "plants": [p.code for p in group.plants],
        "faults": [f.as_json() for f in group.faults], "inherent": group.inherent,
    }  # fmt: skip
    _save(out / "faults.json", json.dumps(faults, ensure_ascii=False, indent=1, default=str).encode())
    constants = {**{k: float(v) for k, v in CONSTANTS.items()}, "c_to_co2": 44 / 12, "deposit_days": 40}
    _save(out / "constants.json", json.dumps(constants, indent=1).encode())


def _csv(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
