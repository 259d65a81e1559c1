"""Sidecars: one JSON file per delivered file, with what it is, how it was understood and which rows went where.

Where they lie, reading and writing them. What they hold is made in ``ingestion.landing.landing``; the tables built from them
are ``ingestion.records.catalogue``'s.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from warehouse.hashing import canonical_json
from warehouse.home import Home

Sidecar = dict[str, Any]

_cache: dict[Path, tuple[tuple[int, int], Sidecar]] = {}


def sidecar_path(home: Home, plant_code: str, period: str, id: str) -> Path:
    """Return where a delivered file's sidecar is kept."""
    return home.sidecars / plant_code / period / f"{id}.json"


def load_sidecar(path: Path) -> Sidecar | None:
    """Read one sidecar, None when there is none; unchanged files are parsed once per process."""
    try:
        facts = path.stat()
        mark = (facts.st_mtime_ns, facts.st_size)
        known = _cache.get(path)
        if known is None or known[0] != mark:
            known = (mark, json.loads(path.read_bytes()))
            _cache[path] = known
        return dict(known[1])
    except FileNotFoundError:
        return None


def load_period(home: Home, plant_code: str, period: str) -> dict[str, Sidecar]:
    """Return the sidecars of one plant and period by id."""
    folder = home.sidecars / plant_code / period
    loaded = (load_sidecar(path) for path in sorted(folder.glob("*.json")))
    return {sidecar["id"]: sidecar for sidecar in loaded if sidecar is not None}


def periods(home: Home) -> list[tuple[str, str]]:
    """Return every (plant, period) with a delivery, sorted."""
    return sorted(
        (path.parent.name, path.name)
        for path in home.sidecars.glob("*/*")
        if path.is_dir() and any(path.glob("*.json"))
    )


def write_sidecar(sidecar: Sidecar, path: Path) -> None:
    """Write a sidecar's one byte form."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(canonical_json(sidecar) + b"\n")
