"""Reading the group's own folder: plants, processes, required files; and the contexts made from them.

One `GroupLists` per group. Files of plants are read by ``ingestion.reading.read`` with a context from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from ingestion.reading.read import read_delivery
from ingestion.results import FileResult, PlantNames, ProcessName, ReadContext

GROUP = "_group"


@dataclass
class GroupLists:
    """What the group folder says; ``files`` are the readings it was taken from."""

    files: list[FileResult]
    plants: dict[str, dict[str, Any]] = field(default_factory=dict)
    processes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    required: list[dict[str, Any]] = field(default_factory=list)
    received: dict[str, date] = field(default_factory=dict)

    def names(self) -> tuple[PlantNames, ...]:
        """Names of every plant of the group."""
        return tuple(
            PlantNames(code, p["name"] or "", p["short_name"] or "", p["credit_code"] or "")
            for code, p in self.plants.items()
        )

    def context(
        self, plant_code: str, period: str, *, received_date: date | None = None, profile: dict | None = None
    ) -> ReadContext:
        """Reading context of one plant's folder; a plant that is not in the list gets natural months."""
        plant = self.plants.get(plant_code, {})
        kinds = tuple(r["kind"] for r in self.required if r.get("kind"))
        words = tuple((r["file_type_raw"], r["kind"]) for r in self.required if r.get("kind"))
        return ReadContext(
            plant_code,
            period,
            plants=self.names(),
            processes=tuple(
                ProcessName(p["process"], p["name_in_plant"] or "")
                for p in self.processes.get(plant_code, [])
            ),
            month_end_day=plant.get("month_end_day"),
            day_cut_minutes=plant.get("day_cut_hour_minutes") or 0,
            b204_basis=plant.get("b204_basis"),
            required_kinds=kinds,
            file_type_words=words,
            profile=profile,
            received_date=received_date,
        )


def _rows(files: list[FileResult], table: str) -> list[dict[str, Any]]:
    frames = [s.frame for f in files for s in f.sheets if s.table_name == table and s.frame.height]
    if not frames:
        return []
    return pl.concat(frames).filter(pl.col("row_status") == "keep").to_dicts()


def read_group(files: Iterable[tuple[str, bytes | Path]]) -> GroupLists:
    """Read the files of the group folder (name relative to the deliveries folder, content)."""
    context = ReadContext(GROUP, GROUP)
    read = [result for name, content in files for result in read_delivery(name, content, context)]
    lists = GroupLists(read)
    for plant in _rows(read, "group_plants"):
        lists.plants[plant["plant_code"]] = plant
    for process in _rows(read, "group_processes"):
        lists.processes.setdefault(process["plant_code"], []).append(process)
    lists.required = _rows(read, "group_required_files")
    for entry in _rows(read, "delivery_register"):
        if entry["registered_file"] and entry["received_date"]:
            lists.received[entry["registered_file"]] = entry["received_date"]
    return lists
