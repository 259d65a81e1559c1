"""Commit one delivered file that was read: versions, lake files, sidecar and one event, as one step.

Everything that a delivery changes in others of its plant and period (a version that moves because an older
file came in later, a copy that turns out to be the first) is part of the same event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from ingestion.lake.lake_writer import restamp
from ingestion.records import catalogue
from ingestion.records.catalogue import Sidecar
from ingestion.records.catalogue_history import delivery_of
from ingestion.records.versions import Delivery, Stamp, resolve
from warehouse.event_log import Draft
from warehouse.hashing import canonical_json, sha256_file
from warehouse.locks import LAKE, hold
from warehouse.staging import Staging, commit
from warehouse.verify import ORIGINALS

DELIVERY, REREAD = "delivery", "reread"


@dataclass
class Committed:
    """What became of one delivered file."""

    outcome: str
    sidecar: Sidecar
    copies_to_read: list[Sidecar] = field(default_factory=list)


def commit_file(staging: Staging, sidecar: Sidecar) -> Committed:
    """Commit a staged file. ``outcome``: ``landed``, ``reread`` (something differed) or ``unchanged``.

    ``copies_to_read`` are files that were copies and no longer are: their rows have to be read again.
    """
    home = staging.home
    with hold(home, LAKE):
        known = catalogue.load_period(home, sidecar["plant_code"], sidecar["period"])
        before = known.get(sidecar["id"])
        step = _Step(staging, sidecar, known)
        if before is not None and step.is_unchanged(before):
            staging.discard(sidecar["id"])
            return Committed("unchanged", before)
        step.stamp_all()
        type_ = DELIVERY if before is None else REREAD
        commit(staging, sidecar["id"], Draft(type_, _payload(step.own)), step.files)
    return Committed("landed" if before is None else "reread", step.own, step.copies_to_read)


class _Step:
    """The files of one commit, worked out from the new sidecar and those already there."""

    def __init__(self, staging: Staging, sidecar: Sidecar, known: dict[str, Sidecar]) -> None:
        self.staging, self.home, self.id = staging, staging.home, sidecar["id"]
        self.own = _own_parts(sidecar)
        before = known.get(self.id)
        self.own["arrival"] = before["arrival"] if before is not None else _arrival(sidecar, known)
        self.before = {**known}
        self.after = {**{id: _own_parts(other) for id, other in known.items()}, self.id: self.own}
        self.files: dict[str, Path | None] = {}
        self.copies_to_read: list[Sidecar] = []
        self.keys: dict[str, pl.Series] = {}

    def is_unchanged(self, before: Sidecar) -> bool:
        """Tell whether reading again gave what is there already."""
        own = _own_parts(self.own)
        stamps = self._stamps()
        for part, old in zip(own["parts"], before["parts"], strict=False):
            stamp = stamps[part["delivery_id"]]
            part["version"], part["duplicate_of"] = stamp.version, stamp.duplicate_of
            if stamp.duplicate_of is not None:
                part["lake"] = []
            for lake in part["lake"]:
                here, staged = self.home.root / lake["path"], self._staged(lake["path"])
                if not here.exists() or not _same_rows(staged, here, old["version"]):
                    return False
        return canonical_json(own) == canonical_json(before)

    def stamp_all(self) -> None:
        """Give every part its version and collect the files that come, change or go."""
        stamps = self._stamps()
        for id, sidecar in self.after.items():
            for part in sidecar["parts"]:
                self._stamp_part(id, sidecar, part, stamps[part["delivery_id"]])
        self._drop_tables_no_longer_read()
        for id, sidecar in self.after.items():
            if id == self.id or sidecar != self.before[id]:
                name = self.home.relative(
                    catalogue.sidecar_path(self.home, sidecar["plant_code"], sidecar["period"], id)
                )
                staged = self.staging.path(self.id, name)
                catalogue.write_sidecar(sidecar, staged)
                self.files[name] = staged

    def _stamps(self) -> dict[str, Stamp]:
        every = [delivery_of(s, part) for s in self.after.values() for part in s["parts"]]
        tables = {part["delivery_id"]: part for s in self.after.values() for part in s["parts"]}
        return resolve(every, lambda one, other: self._overlap(tables, one, other))

    def _stamp_part(self, id: str, sidecar: Sidecar, part: dict[str, Any], stamp: Stamp) -> None:
        is_new = id == self.id
        was_copy, version = part["duplicate_of"] is not None, part["version"]
        part["version"], part["duplicate_of"] = stamp.version, stamp.duplicate_of
        if stamp.duplicate_of is not None:
            for lake in part["lake"]:
                if not is_new:
                    self.files[lake["path"]] = None
            part["lake"] = []
            return
        if was_copy and not is_new:
            self.copies_to_read.append(sidecar)
            return
        for lake in part["lake"]:
            source = self._staged(lake["path"]) if is_new else self.home.root / lake["path"]
            if stamp.version != version:
                target = self.staging.path(self.id, f"{lake['path']}.restamped")
                restamp(source, target, stamp.version)
                final = self.staging.path(self.id, lake["path"])
                target.replace(final)
                self.files[lake["path"]] = final
            elif is_new:
                self.files[lake["path"]] = source

    def _drop_tables_no_longer_read(self) -> None:
        old = self.before.get(self.id)
        if old is None:
            return
        now = {lake["path"] for part in self.own["parts"] for lake in part["lake"]}
        for part in old["parts"]:
            for lake in part["lake"]:
                if lake["path"] not in now:
                    self.files[lake["path"]] = None

    def _staged(self, path: str) -> Path:
        return self.staging.folder / self.id / path

    def _overlap(self, parts: dict[str, dict[str, Any]], one: Delivery, other: Delivery) -> bool:
        first, second = parts[one.delivery_id]["lake"], parts[other.delivery_id]["lake"]
        by_table = {lake["table"]: lake for lake in second}
        for lake in first:
            match = by_table.get(lake["table"])
            if match is None or not _days_meet(lake, match):
                continue
            if self._keys(lake["path"]).is_in(self._keys(match["path"]).implode()).any():
                return True
        return False

    def _keys(self, path: str) -> pl.Series:
        if path not in self.keys:
            staged = self._staged(path)
            source = staged if staged.exists() else self.home.root / path
            self.keys[path] = (
                pl.read_parquet(source, columns=["row_key"], glob=False).to_series().drop_nulls().unique()
            )
        return self.keys[path]


def _own_parts(sidecar: Sidecar) -> Sidecar:
    """Copy a sidecar as far as stamps are written into it: the parts, not what they hold."""
    return {**sidecar, "parts": [dict(part) for part in sidecar["parts"]]}


def _same_rows(staged: Path, here: Path, version: int) -> bool:
    if version == 1:
        return sha256_file(staged) == sha256_file(here)
    probe = staged.with_suffix(".probe")
    restamp(staged, probe, version)
    same = sha256_file(probe) == sha256_file(here)
    probe.unlink()
    return same


def _days_meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    days = (one["first_day"], one["last_day"], other["first_day"], other["last_day"])
    if any(day is None for day in days):
        return True
    return bool(days[0] <= days[3] and days[2] <= days[1])


def _arrival(sidecar: Sidecar, known: dict[str, Sidecar]) -> int:
    """How many other contents came in earlier under the same path."""
    return sum(other["file"] == sidecar["file"] for other in known.values())


def _payload(sidecar: Sidecar) -> dict[str, Any]:
    return {
        "id": sidecar["id"],
        "file": sidecar["file"],
        "plant_code": sidecar["plant_code"],
        "period": sidecar["period"],
        "size": sidecar["size"],
        "received_date": sidecar["received_date"],
        ORIGINALS: [sidecar["sha256"]],
        "parts": [
            {
                name: part[name]
                for name in (
                    "delivery_id",
                    "file",
                    "kind",
                    "status",
                    "version",
                    "duplicate_of",
                    "rows_total",
                    "rows_keep",
                    "rows_quarantine",
                    "rows_duplicate",
                )
            }
            for part in sidecar["parts"]
        ],
    }
