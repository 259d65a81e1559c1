"""Compare published closes with their manifests, and with the closes that the log names.

The log names the root hash of every close, the root hash the tables. Lake and originals: ``warehouse.verify``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warehouse.event_log import read_events
from warehouse.hashing import canonical_json
from warehouse.home import Home, open_home
from warehouse.publish import CURRENT, MANIFEST, manifest_problems, published_folder
from warehouse.verify import Problem

# What a killed or mended publication leaves behind; no reader looks there.
_LEFT = re.compile(r"\.(building-|damaged-|current-).*")
_OPEN_ZH = "：结账在发布与记入日志之间中断，或被插入；重新结账即可补齐"
_OPEN_EN = (
    ": a close was interrupted between publishing and logging, or it was inserted; closing again completes it"
)


def verify_published(home: Path | Home) -> list[Problem]:
    """Compare what is published with its manifests: each file's SHA-256, size and rows, and the root hash."""
    place = open_home(home)
    return [problem for path in _published(place) for problem in _verify_one(place, path)]


def verify_closes(home: Path | Home) -> list[Problem]:
    """Compare what is published with the log: every logged close is there, no other is, pointers show the last ones.

    To be asked where the log itself has no problem.
    """
    place = open_home(home)
    return list(_verify_closes(place, _published(place)))


def _published(home: Home) -> list[Path]:
    return [path for path in sorted(home.published.iterdir()) if not _LEFT.fullmatch(path.name)]


def _verify_one(home: Home, path: Path) -> Iterator[Problem]:
    if path.is_symlink() and (path.name == CURRENT or path.name.startswith(f"{CURRENT}-")):
        return
    if path.is_symlink() or not path.is_dir():
        zh, en = (
            "已发布文件夹中不应有此文件：被插入",
            "this does not belong to the published closes: it was inserted",
        )
        yield Problem(home.relative(path), 0, "published_inserted", zh, en)
        return
    manifest = _manifest(path)
    if manifest is None:
        zh, en = "清单缺失或被改动", "the manifest is missing or was altered"
        yield Problem(home.relative(path / MANIFEST), 0, "manifest_altered", zh, en)
        return
    for name, zh, en in manifest_problems(path, manifest):
        yield Problem(home.relative(path / name), 0, "published_altered", zh, en)


def _manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a published folder; None when it is not what a publication writes."""
    path = folder / MANIFEST
    try:
        content = b"" if path.is_symlink() else path.read_bytes()
        found = json.loads(content)
        is_whole = canonical_json(found) + b"\n" == content and set(found) == {
            "close_id", "root_hash", "tables", "facts",
        }  # fmt: skip
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return found if is_whole and all(isinstance(e, dict) for e in found["tables"].values()) else None


def _verify_closes(home: Home, here: list[Path]) -> Iterator[Problem]:
    logged: dict[Path, int] = {}
    last: dict[str, Path] = {}
    for event in read_events(home, types=["close"]):
        name = str(event.payload["close_id"])
        folder = published_folder(home, name, str(event.payload["root_hash"]))
        logged[folder] = event.seq
        last[CURRENT] = last[f"{CURRENT}-{name}"] = folder
    for folder, seq in logged.items():
        if folder not in here:
            zh, en = "日志所载的结账结果缺失：被删除", "a close that the log names is missing: it was removed"
            yield Problem(home.relative(folder), seq, "published_removed", zh, en)
    for path in here:
        if path.is_symlink():
            yield from _verify_pointer(home, path, here, logged, last.pop(path.name, None))
        elif path.is_dir() and path not in logged:
            zh, en = f"日志中没有此次结账{_OPEN_ZH}", f"the log does not know this close{_OPEN_EN}"
            yield Problem(home.relative(path), 0, "published_unlogged", zh, en)
    for name in last:
        zh, en = "结账指针缺失：被删除", "the pointer to a close is missing: it was removed"
        yield Problem(home.relative(home.published / name), 0, "pointer_removed", zh, en)


def _verify_pointer(
    home: Home, pointer: Path, here: list[Path], logged: dict[Path, int], expected: Path | None
) -> Iterator[Problem]:
    target = home.published / pointer.readlink()
    # a close without event is told itself, and was the last one
    is_told = target in here and target not in logged and not target.is_symlink()
    if target != expected and not is_told:
        zh = "结账指针未指向日志中最后一次结账：被改动"
        en = "the pointer does not show the last close of the log: it was altered"
        yield Problem(home.relative(pointer), logged.get(target, 0), "pointer_altered", zh, en)
