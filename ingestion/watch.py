"""Watch a drop folder or a bucket: say which files have come in complete and are new.

Polling only, through a small store interface with two implementations: a local folder, and any fsspec file
system (S3-compatible buckets through s3fs when it is installed). What to do with a file belongs in
``ingestion.ingest``.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from ingestion.landing_names import is_ignored, place_of
from warehouse.hashing import short_id

DONE_SUFFIX = ".done"
# Two looks apart by at least this long with the same size and time: the file is no longer being written.
SETTLE_SECONDS = 5.0


@dataclass(frozen=True)
class Entry:
    """One file of a store: path with forward slashes, size in bytes, a mark that changes with its content."""

    path: str
    size: int
    mark: str


class Store(Protocol):
    """What a drop place must offer: list everything, and copy one file here."""

    def entries(self) -> Iterator[Entry]:
        """Yield every file below the root."""
        ...

    def copy(self, path: str, target: Path) -> None:
        """Copy one file to a local path."""
        ...


class LocalStore:
    """A folder of this machine or of a mounted share."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def entries(self) -> Iterator[Entry]:
        """Yield every regular file; links are not followed."""
        for path in sorted(self.root.rglob("*")):
            try:
                if path.is_symlink() or not path.is_file():
                    continue
                facts = path.stat()
            except OSError:
                # Taken away between listing and looking: the next look decides.
                continue
            yield Entry(path.relative_to(self.root).as_posix(), facts.st_size, str(facts.st_mtime_ns))

    def copy(self, path: str, target: Path) -> None:
        """Copy one file, times included."""
        shutil.copy2(self.root / path, target)


class FsspecStore:
    """Any fsspec file system, for instance ``s3://bucket/drop``; options go to the file system."""

    def __init__(self, url: str, **options: Any) -> None:
        fsspec = _fsspec()
        try:
            self.files, self.root = fsspec.core.url_to_fs(url, **options)
        except ImportError as error:
            scheme = url.partition(":")[0]
            raise ImportError(
                f"访问 {scheme}:// 需要相应的 fsspec 驱动（S3 为 s3fs>=2025），请先安装。 / "
                f"{scheme}:// needs its fsspec driver (s3fs>=2025 for S3); install it first. ({error})"
            ) from error

    def entries(self) -> Iterator[Entry]:
        """Yield every object below the URL; the mark is the store's ETag, else its time of change."""
        self.files.invalidate_cache()
        found = self.files.find(self.root, detail=True)
        for path, facts in sorted(found.items()):
            mark = (
                facts.get("ETag") or facts.get("LastModified") or facts.get("mtime") or facts.get("created")
            )
            inside = PurePosixPath(path).relative_to(PurePosixPath(self.root))
            yield Entry(inside.as_posix(), int(facts["size"] or 0), str(mark))

    def copy(self, path: str, target: Path) -> None:
        """Download one object."""
        self.files.get_file(str(PurePosixPath(self.root) / path), str(target))


@dataclass(frozen=True)
class Scan:
    """One look: which (plant, period) have new complete files, and what to remember for the next look."""

    ready: set[tuple[str, str]]
    files: list[str]
    state: dict[str, Any]
    fingerprint: str = ""
    waiting: list[str] = field(default_factory=list)


def open_store(place: str | Path, **options: Any) -> Store:
    """Return the store for a path or URL."""
    if isinstance(place, Path) or "://" not in str(place):
        return LocalStore(Path(place).expanduser())
    return FsspecStore(str(place), **options)


def scan(
    place: str | Path | Store,
    seen: Mapping[str, Any] | None = None,
    *,
    now: float | None = None,
    settle_seconds: float = SETTLE_SECONDS,
    needs_done: bool = False,
) -> Scan:
    """Look once.

    A file is complete when its size and mark were the same at an earlier look at least ``settle_seconds``
    ago, or when ``<name>.done`` lies beside it; names of files still being written (``~$x``, ``x.part``,
    ``.x``) never are.

    :param seen: ``state`` of the look before; empty at first.
    :param needs_done: wait for the ``.done`` marker whatever the size does.
    """
    store = open_store(place) if isinstance(place, str | Path) else place
    moment = time.time() if now is None else now
    known: Mapping[str, Any] = seen or {}
    entries = list(store.entries())
    marked = {entry.path[: -len(DONE_SUFFIX)] for entry in entries if entry.path.endswith(DONE_SUFFIX)}
    state: dict[str, Any] = {}
    files: list[str] = []
    waiting: list[str] = []
    for entry in entries:
        if entry.path.endswith(DONE_SUFFIX) or is_ignored(entry.path):
            continue
        before = known.get(entry.path) or {}
        same = before.get("size") == entry.size and before.get("mark") == entry.mark
        since = before["since"] if same else moment
        taken = bool(same and before["taken"])
        settled = entry.path in marked or (not needs_done and same and moment - since >= settle_seconds)
        if settled and not taken:
            files.append(entry.path)
        elif not taken:
            waiting.append(entry.path)
        state[entry.path] = {
            "size": entry.size, "mark": entry.mark, "since": since, "taken": taken or settled
        }  # fmt: skip
    ready = {place_of(path)[:2] for path in files}
    parts = [f"{path}:{state[path]['size']}:{state[path]['mark']}" for path in files]
    return Scan(ready, files, state, short_id(*parts) if parts else "", waiting)


@contextmanager
def collected(store: Store, files: list[str]) -> Iterator[Path]:
    """Give a local folder that holds these files; for a local store the folder itself is not copied twice."""
    with tempfile.TemporaryDirectory(prefix="potline-drop-") as name:
        folder = Path(name)
        for path in files:
            target = folder / path
            if not target.resolve().is_relative_to(folder.resolve()):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            store.copy(path, target)
        yield folder


def watch(
    place: str | Path | Store,
    take_in: Callable[[Path], Any],
    *,
    every_seconds: float = 10.0,
    rounds: int | None = None,
    needs_done: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Look again and again; hand every batch of new complete files to ``take_in`` as a folder.

    :param take_in: called with a folder in the layout of deliveries; what it has taken in before it skips
        by itself.
    :param rounds: number of looks, None for ever.
    :return: number of files handed over.
    """
    store = open_store(place) if isinstance(place, str | Path) else place
    state: dict[str, Any] = {}
    handed = 0
    done = 0
    while rounds is None or done < rounds:
        found = scan(store, state, needs_done=needs_done)
        if found.files:
            with collected(store, found.files) as folder:
                take_in(folder)
            handed += len(found.files)
        state = found.state
        done += 1
        if rounds is None or done < rounds:
            sleep(every_seconds)
    return handed


def _fsspec() -> Any:
    try:
        import fsspec
        import fsspec.core
    except ImportError as error:
        raise ImportError(
            "对象存储需要 fsspec，请先安装。 / Object storage needs fsspec; install it first."
        ) from error
    return fsspec
