"""Every path under one POTLINE_HOME, and how a file is put there without ever being seen half written.

Paths only: what the files hold is decided by the modules that write them. Nothing here reads a delivery.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "POTLINE_HOME"
DEFAULT_HOME = "potline_home"
READ_ONLY = 0o444
_FOLDERS = ("originals", "lake", "catalogue", "log", "published", "work", "receipts", "profiles")


@dataclass(frozen=True)
class Home:
    """Where one group's data lives. Every property is an absolute path below ``root``."""

    root: Path

    @property
    def originals(self) -> Path:
        """Delivered bytes, one file per SHA-256, never overwritten."""
        return self.root / "originals"

    @property
    def lake(self) -> Path:
        """Typed rows: ``<table>/<plant>/<period>/<delivery_id>.parquet``."""
        return self.root / "lake"

    @property
    def catalogue(self) -> Path:
        """Facts about files, sheets, columns and totals; sidecars below ``deliveries/``."""
        return self.root / "catalogue"

    @property
    def sidecars(self) -> Path:
        """One JSON file per delivered file: ``<plant>/<period>/<delivery_id>.json``."""
        return self.catalogue / "deliveries"

    @property
    def log(self) -> Path:
        """The event log and its head anchor."""
        return self.root / "log"

    @property
    def published(self) -> Path:
        """Published closes and the ``current`` pointer."""
        return self.root / "published"

    @property
    def work(self) -> Path:
        """Scratch space: staged files, locks, the DuckDB file. Safe to delete when nothing runs."""
        return self.root / "work"

    @property
    def staged(self) -> Path:
        """Files that wait for their event; invisible to every reader."""
        return self.work / "staged"

    @property
    def locks(self) -> Path:
        """Lock files; they stay, only the kernel's lock on them comes and goes."""
        return self.work / "locks"

    @property
    def receipts(self) -> Path:
        """Receipts as documents: ``<plant>/<period>/``."""
        return self.root / "receipts"

    @property
    def profiles(self) -> Path:
        """Agreed file habits of plants, one file per plant."""
        return self.root / "profiles"

    def original(self, sha256: str) -> Path:
        """Return where the bytes with this SHA-256 are kept."""
        return self.originals / sha256[:2] / sha256[2:]

    def relative(self, path: Path) -> str:
        """Return a path below the home as text with forward slashes."""
        return path.relative_to(self.root).as_posix()


def default_home() -> Path:
    """Return ``POTLINE_HOME``, or ``./potline_home`` when it is not set."""
    return Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)


def open_home(root: Path | Home | None = None) -> Home:
    """Return the home at ``root`` with its folders in place."""
    home = root if isinstance(root, Home) else Home((root or default_home()).expanduser().resolve())
    for name in _FOLDERS:
        (home.root / name).mkdir(parents=True, exist_ok=True)
    home.locks.mkdir(parents=True, exist_ok=True)
    home.staged.mkdir(parents=True, exist_ok=True)
    return home


def is_home(folder: Path) -> bool:
    """Tell whether a folder is a home that was opened before: what lies in it was never delivered."""
    # a folder that may be listed but not entered is none, and no error
    return all(os.path.isdir(folder / name) for name in _FOLDERS)  # noqa: PTH112


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make a file's bytes survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomic(path: Path, content: bytes) -> None:
    """Write a whole file or nothing: temporary file, fsync, rename, fsync of the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)
