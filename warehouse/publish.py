"""Publish a close: Parquet, a manifest with a root hash, and a ``current`` pointer swapped in one rename.

A published close is a folder that never changes; its name carries the close and its root hash. Readers follow
``current`` (or a pointer of their own) and never wait. What the tables hold is decided by the marts.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from warehouse.hashing import canonical_json, root_of, sha256_file
from warehouse.home import Home, open_home, sync_folder, write_atomic
from warehouse.locks import PUBLISH, hold
from warehouse.parquet import write_parquet

CURRENT = "current"
MANIFEST = "manifest.json"
_ID_HEX = 12


@dataclass(frozen=True)
class Published:
    """One published close: its folder, root hash, and whether it was there already with the same content."""

    close_id: str
    folder: Path
    root_hash: str
    is_unchanged: bool

    def root_of(self, tables: Iterable[str]) -> str:
        """Return one hash over some of its tables."""
        entries = json.loads((self.folder / MANIFEST).read_bytes())["tables"]
        return root_of({name: entries[name]["sha256"] for name in (f"{table}.parquet" for table in tables)})


def publish(
    home: Path | Home,
    close_id: str,
    tables: Mapping[str, Path | pl.DataFrame],
    facts: Mapping[str, Any] | None = None,
) -> Published:
    """Write the tables of a close, then let ``current`` point at them.

    Rows are sorted by all columns from left to right and written with fixed options, so equal rows give equal
    bytes and an equal root hash, whatever order they came in.

    :param tables: table name -> Parquet file or frame.
    :param facts: JSON facts for the manifest (period, seq and hash of the log's head, versions of
        registries...); they are no part of the root hash.
    :raises ValueError: when there is no table, or a name would leave the folder.
    """
    place = open_home(home)
    _check_names(close_id, tables)
    building = place.published / f".building-{os.getpid()}-{secrets.token_hex(4)}"
    building.mkdir(parents=True)
    try:
        manifest = _build(building, close_id, tables, facts or {})
        with hold(place, PUBLISH):
            folder, unchanged = _settle(place, building, close_id, manifest)
            _point(place, CURRENT, folder.name)
            _point(place, f"{CURRENT}-{close_id}", folder.name)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return Published(close_id, folder, str(manifest["root_hash"]), unchanged)


def root_hash(home: Path | Home, close_id: str | None = None) -> str | None:
    """Return the root hash of what is published now (or of a close); None when nothing is."""
    folder = current_close(home, close_id)
    return None if folder is None else str(json.loads((folder / MANIFEST).read_bytes())["root_hash"])


def current_close(home: Path | Home, close_id: str | None = None) -> Path | None:
    """Return the folder a reader should read; resolve it once and keep it for the whole read."""
    place = home if isinstance(home, Home) else open_home(home)
    pointer = place.published / (CURRENT if close_id is None else f"{CURRENT}-{close_id}")
    return pointer.resolve() if (pointer / MANIFEST).exists() else None


def published_folder(home: Home, close_id: str, root: str) -> Path:
    """Return where the tables of a close with this root hash lie, whether they are there or not."""
    return home.published / f"{close_id}-{root[:_ID_HEX]}"


def published_close_id(home: Path | Home) -> str | None:
    """Return the name of the close that is published now; None when nothing is."""
    folder = current_close(home)
    return None if folder is None else str(json.loads((folder / MANIFEST).read_bytes())["close_id"])


def manifest_problems(folder: Path, manifest: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (file name, Chinese, English) for every deviation of a published folder from its manifest."""
    files = {name: entry.get("sha256") for name, entry in manifest.get("tables", {}).items()}
    root = root_of(files)
    if manifest.get("root_hash") != root or folder.name != f"{manifest.get('close_id')}-{root[:_ID_HEX]}":
        yield MANIFEST, "根哈希与所列文件不符", "the root hash is not the one of the listed files"
    for name, sha in sorted(files.items()):
        path = folder / name
        if not path.is_file():
            yield name, "已发布文件缺失", "a published file is missing"
        elif path.is_symlink() or sha256_file(path) != sha:
            yield name, "已发布文件被改动", "a published file was altered"
        elif _entry(path, str(sha)) != manifest["tables"][name]:
            yield (
                MANIFEST,
                f"{name} 的行数或大小与清单不符",
                f"rows or size of {name} are not those of the manifest",
            )
    for path in sorted(folder.iterdir()):
        if path.name != MANIFEST and path.name not in files:
            yield path.name, "清单中没有此文件", "the manifest does not know this file"


def _check_names(close_id: str, tables: Mapping[str, Any]) -> None:
    if not tables:
        raise ValueError("没有可发布的表 / there is no table to publish")
    for name in (close_id, *tables):
        if not name or name.startswith(".") or Path(name).name != name:
            raise ValueError(f"名称不可用作文件名：{name!r} / not usable as a file name: {name!r}")


def _build(
    folder: Path, close_id: str, tables: Mapping[str, Path | pl.DataFrame], facts: Mapping[str, Any]
) -> dict[str, Any]:
    entries: dict[str, dict[str, Any]] = {}
    for name, source in sorted(tables.items()):
        frame = source if isinstance(source, pl.DataFrame) else pl.read_parquet(source, glob=False)
        path = folder / f"{name}.parquet"
        write_parquet(_in_order(frame), path)
        entries[path.name] = _entry(path, sha256_file(path))
    root = root_of({name: str(entry["sha256"]) for name, entry in entries.items()})
    manifest = {"close_id": close_id, "root_hash": root, "tables": entries, "facts": dict(facts)}
    write_atomic(folder / MANIFEST, canonical_json(manifest) + b"\n")
    return manifest


def _entry(path: Path, sha256: str) -> dict[str, Any]:
    return {"sha256": sha256, "rows": pq.read_metadata(path).num_rows, "bytes": path.stat().st_size}


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    sortable = [name for name, kind in frame.schema.items() if not kind.is_nested()]
    return frame.sort(sortable, nulls_last=True, maintain_order=True) if sortable else frame


def _settle(home: Home, building: Path, close_id: str, manifest: Mapping[str, Any]) -> tuple[Path, bool]:
    """Move the built folder to its final name; one with the same content stays as it is."""
    folder = published_folder(home, close_id, str(manifest["root_hash"]))
    if (folder / MANIFEST).exists():
        known = json.loads((folder / MANIFEST).read_bytes())
        if not list(manifest_problems(folder, known)):
            if known != manifest:
                write_atomic(folder / MANIFEST, canonical_json(manifest) + b"\n")
            return folder, True
        # A damaged copy is set beside, never mixed with the new one.
        folder.rename(home.published / f".damaged-{folder.name}-{secrets.token_hex(4)}")
    building.rename(folder)
    sync_folder(home.published)
    return folder, False


def _point(home: Home, name: str, target: str) -> None:
    temporary = home.published / f".{name}-{os.getpid()}-{secrets.token_hex(4)}"
    temporary.symlink_to(target)
    temporary.replace(home.published / name)
    sync_folder(home.published)
