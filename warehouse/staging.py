"""Several files and one event as one step: staged out of sight, committed by the event, then moved.

A file below ``lake/`` or ``catalogue/deliveries/`` becomes visible only after the event that names its hash
is in the log. A run that dies before the event leaves files that nobody reads and the next run removes; one
that dies after it leaves files that the next run moves into place. What the files hold is not decided here.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from warehouse import event_log
from warehouse.event_log import Draft, Event
from warehouse.hashing import sha256_file
from warehouse.home import Home, sync_file, sync_folder
from warehouse.locks import LAKE, hold, is_free

FILES = "files"
TRACKED = ("lake/", "catalogue/deliveries/")


@dataclass(frozen=True)
class Staging:
    """A private folder of one running process; its lock tells others that the owner lives."""

    home: Home
    folder: Path

    def path(self, delivery: str, relative: str) -> Path:
        """Return where to write a file that will become ``relative`` below the home."""
        staged = self.folder / delivery / relative
        staged.parent.mkdir(parents=True, exist_ok=True)
        return staged

    def discard(self, delivery: str) -> None:
        """Remove what was staged for a delivery that is not going to be committed."""
        shutil.rmtree(self.folder / delivery, ignore_errors=True)


@contextmanager
def open_staging(home: Home) -> Iterator[Staging]:
    """Give a staging folder of one's own for the length of a ``with`` block.

    After an error it stays for :func:`recover`: an event may name files that did not get to their place (a full disk).
    """
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    folder = home.staged / name
    with hold(home, f"staging-{name}"):
        folder.mkdir(parents=True)
        yield Staging(home, folder)
        shutil.rmtree(folder, ignore_errors=True)
        (home.locks / f"staging-{name}.lock").unlink(missing_ok=True)


def commit(staging: Staging, delivery: str, draft: Draft, files: Mapping[str, Path | None]) -> Event:
    """Commit one event together with its files; the caller holds the ``lake`` lock.

    :param files: path below the home -> staged file, or None for a file that this event takes away.
    """
    hashes = [[name, _settled(path)] for name, path in sorted(files.items())]
    event = event_log.append(
        staging.home, Draft(draft.type, {**draft.payload, FILES: hashes}, draft.who, draft.when)
    )[0]
    _apply(staging.home, files)
    shutil.rmtree(staging.folder / delivery, ignore_errors=True)
    return event


def recover(home: Home) -> int:
    """Finish or undo what dead processes left; return how many files were moved into place.

    Safe to call at any time: folders of living processes are left alone.
    """
    event_log.recover(home)
    if not home.staged.exists() or not any(home.staged.iterdir()):
        return 0
    with hold(home, LAKE):
        dead = [f for f in sorted(home.staged.iterdir()) if is_free(home.locks / f"staging-{f.name}.lock")]
        if not dead:
            return 0
        expected = expected_files(event_log.read_events(home))
        moved = sum(_redo(home, folder, expected) for folder in dead)
        _remove_taken_away(home, expected)
        for folder in dead:
            shutil.rmtree(folder, ignore_errors=True)
            (home.locks / f"staging-{folder.name}.lock").unlink(missing_ok=True)
    return moved


def expected_files(events: Iterator[Event] | Sequence[Event]) -> dict[str, str | None]:
    """Fold the log into what must be on disk: path below the home -> SHA-256, None where taken away."""
    found: dict[str, str | None] = {}
    for event in events:
        found.update(files_of(event.payload))
    return found


def files_of(payload: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the files an event names, path below the home -> SHA-256 or None."""
    return dict(payload.get(FILES, []))


def staged_copies(home: Home) -> dict[str, list[Path]]:
    """Return staged files by the path they are meant for; used to tell an unfinished move from a loss."""
    found: dict[str, list[Path]] = {}
    for path in sorted(home.staged.glob("*/*/**/*")):
        if path.is_file():
            found.setdefault(_target(home, path), []).append(path)
    return found


def _settled(path: Path | None) -> str | None:
    if path is None:
        return None
    sync_file(path)
    return sha256_file(path)


def _apply(home: Home, files: Mapping[str, Path | None]) -> None:
    folders: set[Path] = set()
    for name, staged in files.items():
        target = home.root / name
        folders.add(target.parent)
        if staged is None:
            target.unlink(missing_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(target)
    for folder in folders:
        if folder.exists():
            sync_folder(folder)


def _redo(home: Home, folder: Path, expected: Mapping[str, str | None]) -> int:
    moved = 0
    for staged in sorted(folder.glob("*/**/*")):
        if not staged.is_file():
            continue
        name = _target(home, staged)
        if expected.get(name) is not None and expected[name] == sha256_file(staged):
            _apply(home, {name: staged})
            moved += 1
    return moved


def _remove_taken_away(home: Home, expected: Mapping[str, str | None]) -> None:
    gone = {name: None for name, sha in expected.items() if sha is None and (home.root / name).exists()}
    _apply(home, gone)


def _target(home: Home, staged: Path) -> str:
    inside = staged.relative_to(home.staged)
    return PurePosixPath(*inside.parts[2:]).as_posix()
