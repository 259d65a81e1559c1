"""Watch a drop folder or a bucket: say which files have come in complete and are new, and hand them over.

Polling only, through the stores of ``ingestion.landing.drop_places``. What to do with a file belongs in
``ingestion.landing.ingest``.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingestion.landing.drop_places import (
    Entry,
    FsspecStore,
    LocalStore,
    Store,
    StoreError,
    changed,
    open_store,
    unusable_name,
)
from ingestion.landing_names import is_ignored, place_of
from warehouse.hashing import short_id
from warehouse.machine import words_of

__all__ = [
    "Entry", "FsspecStore", "LocalStore", "Scan", "Store", "StoreError", "collected", "open_store", "scan", "watch",
]  # fmt: skip
DONE_SUFFIX = ".done"
# Two looks apart by at least this long with the same size and time: the file is no longer being written.
SETTLE_SECONDS = 5.0
# So many files one after the other that cannot be copied: the way to the store is broken, the rest waits for the next look.
_FAILURES_IN_A_ROW = 3
_LONGEST_WAIT_SECONDS = 900.0
_TELL_AGAIN_SECONDS = 3600.0


@dataclass(frozen=True)
class Scan:
    """One look: which (plant, period) have new complete files, and what to remember for the next look."""

    ready: set[tuple[str, str]]
    files: list[str]
    state: dict[str, Any]
    fingerprint: str = ""
    waiting: list[str] = field(default_factory=list)


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
        # a clock that was set back must not keep a file waiting until it has caught up
        since = before["since"] if same and before["since"] <= moment else moment
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
def collected(
    store: Store,
    files: Iterable[str],
    sizes: Mapping[str, int] | None = None,
    tell: Callable[[str], object] = lambda text: None,
    failed: dict[str, str] | None = None,
) -> Iterator[Path]:
    """Give a local folder that holds these files, each whole or not at all.

    :param sizes: size of each as it was listed; one that is another size now is still being written.
    :param tell: hears which names cannot be files here, and why.
    :param failed: takes the files that could not be copied whole, with the reason ("" for one that was not tried, because
        several before it failed); without it the first one ends the copying.
    :raises StoreError: when one cannot be copied whole and ``failed`` is not given.
    """
    in_a_row = 0
    with tempfile.TemporaryDirectory(prefix="potline-drop-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for path in files:
            if failed is not None and in_a_row >= _FAILURES_IN_A_ROW:
                failed[path] = ""
                continue
            try:
                if reason := _collect(store, path, folder / path, None if sizes is None else sizes.get(path)):
                    tell(f"未读取 / left out {path!r}：{reason}")
                in_a_row = 0
            except (StoreError, OSError) as error:
                if failed is None:
                    raise
                failed[path] = f"{path}：{_words(error)}" if isinstance(error, OSError) else str(error)
                in_a_row += 1
        yield folder


def _collect(store: Store, path: str, target: Path, size: int | None) -> str | None:
    """Copy one file; the reason why its name cannot be one here, None when it was copied."""
    if (reason := unusable_name(path)) is not None:
        return reason
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise IsADirectoryError
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        # a store may have both a and a/b
        return "同名的目录已存在 / a folder of that name is there as well"
    try:
        store.copy(path, target)
        if size is not None and target.stat().st_size != size:
            raise changed(path)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return None


def _words(error: Exception) -> str:
    """What failed, without names of temporary folders: the same trouble is told in the same words."""
    if isinstance(error, OSError) and error.errno is not None:
        return words_of(OSError(error.errno, error.strerror))
    return str(error) or type(error).__name__


@dataclass
class _Trouble:
    """Something that failed: why, how often, when it is tried and told again (seconds of a clock that only goes on)."""

    reason: str
    times: int = 0
    again_at: float = 0.0
    told_at: float | None = None


class _Troubles:
    """What failed by its path ("" for a whole look or batch): tried again ever more seldom, told once an hour."""

    def __init__(
        self, every_seconds: float, tell: Callable[[str], object], clock: Callable[[], float]
    ) -> None:
        self.every, self.tell, self.clock = max(every_seconds, 1.0), tell, clock
        self.known: dict[str, _Trouble] = {}

    def is_waiting(self, path: str) -> bool:
        """Tell whether it failed and is not yet to be tried again."""
        trouble = self.known.get(path)
        return trouble is not None and self.clock() < trouble.again_at

    def add(self, path: str, reason: str) -> None:
        """Note a failure; told when it is new, says something else, or was last told an hour ago."""
        now = self.clock()
        trouble = self.known.setdefault(path, _Trouble(reason))
        is_new = trouble.told_at is None or trouble.reason != reason
        if is_new or now - (trouble.told_at or now) >= _TELL_AGAIN_SECONDS:
            self.tell(reason)
            trouble.told_at = now
        trouble.reason, trouble.times = reason, trouble.times + 1
        trouble.again_at = now + min(self.every * 2 ** min(trouble.times - 1, 20), _LONGEST_WAIT_SECONDS)

    def clear(self, path: str) -> None:
        """Forget a failure: it worked, or it is another content now."""
        self.known.pop(path, None)


def watch(
    place: str | Path | Store,
    take_in: Callable[[Path], Any],
    *,
    every_seconds: float = 10.0,
    rounds: int | None = None,
    needs_done: bool = False,
    sleep: Callable[[float], None] = time.sleep,
    tell: Callable[[str], object] = lambda text: None,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Look again and again; hand every batch of new complete files to ``take_in`` as a folder.

    What cannot be listed, copied or taken in is told and tried again, ever more seldom; the other files of a batch
    go on without it.

    :param take_in: called with a folder in the layout of deliveries; what it has taken in before it skips
        by itself.
    :param rounds: number of looks, None for ever.
    :param tell: hears of what failed and of names left out: once, and again every hour while it lasts.
    :param clock: seconds that only go on, whatever is done to the date.
    :return: number of files handed over.
    :raises StoreError: when the first look fails: the address or the rights are wrong.
    """
    watcher = _Watcher(
        open_store(place) if isinstance(place, str | Path) else place,
        take_in, needs_done, tell, clock, _Troubles(every_seconds, tell, clock),
    )  # fmt: skip
    done = 0
    while rounds is None or done < rounds:
        try:
            watcher.look()
        except StoreError as error:
            if done == 0:
                raise
            watcher.troubles.add("", str(error))
        except OSError as error:
            # no room for the copies, no more open files: of this machine, so it passes
            watcher.troubles.add("", _words(error))
        done += 1
        if rounds is None or done < rounds:
            sleep(every_seconds)
    return watcher.handed


@dataclass
class _Watcher:
    store: Store
    take_in: Callable[[Path], Any]
    needs_done: bool
    tell: Callable[[str], object]
    clock: Callable[[], float]
    troubles: _Troubles
    state: dict[str, Any] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    handed: int = 0

    def look(self) -> None:
        """Look once and hand over what is complete."""
        found = scan(self.store, self.state, now=self.clock(), needs_done=self.needs_done)
        self._tell_left_out()
        self._forget(found)
        files = [path for path in found.files if not self.troubles.is_waiting(path)]
        waits = set(found.files) - set(files)
        if files and not self.troubles.is_waiting(""):
            waits |= self._hand_over(files, {path: found.state[path]["size"] for path in files})
        elif files:
            waits |= set(files)
        for path in waits:
            found.state[path]["taken"] = False
        self.state = found.state

    def _hand_over(self, files: list[str], sizes: dict[str, int]) -> set[str]:
        """Hand these files over; return those that could not be."""
        failed: dict[str, str] = {}
        with collected(self.store, files, sizes, self.tell, failed) as folder:
            count = sum(path.is_file() for path in folder.rglob("*"))
            for path, reason in failed.items():
                if reason:
                    self.troubles.add(path, reason)
            for path in set(files) - failed.keys():
                self.troubles.clear(path)
            try:
                if count:
                    self.take_in(folder)
            except Exception as error:
                # a full disk, a lock, a profile that somebody is editing: none of them ends the watching
                self.troubles.add("", f"未能接收，稍后再试 / not taken in, tried again: {_words(error)}")
                return set(files)
        self.handed += count
        if count:
            self.troubles.clear("")
        return set(failed)

    def _forget(self, found: Scan) -> None:
        """Troubles of files that are gone or are another content now."""
        for path in [*self.troubles.known]:
            before, now = self.state.get(path), found.state.get(path)
            if path and (now is None or before is None or before["mark"] != now["mark"]):
                self.troubles.clear(path)

    def _tell_left_out(self) -> None:
        """Tell of folders and files that the store could not look at, each once while it lasts."""
        left_out = dict(getattr(self.store, "left_out", {}))
        for path, reason in left_out.items():
            if self.left_out.get(path) != reason:
                self.tell(f"未读取 / left out {path!r}：{reason}")
        self.left_out = left_out
