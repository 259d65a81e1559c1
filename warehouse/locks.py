"""Locks between processes on one home: one close at a time, many ingests, short commits.

A lock is the kernel's (``flock``): it ends with the process that holds it, however that process ends, so a
stale lock cannot exist. The file's text only names the holder for whoever waits. Child processes are started
without our file handles, so none of them can keep a dead parent's lock.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from warehouse.home import Home

CLOSE = "close"
LAKE = "lake"
LOG = "log"
PUBLISH = "publish"
CATALOGUE = "catalogue"
_POLL_SECONDS = 0.02


class LockBusyError(RuntimeError):
    """Another process holds the lock; the message says which, Chinese first."""

    def __init__(self, name: str, holder: str) -> None:
        self.name, self.holder = name, holder
        super().__init__(
            f"另一进程正在占用“{name}”锁（{holder}），请等待其结束后重试。 / "
            f"Another process holds the '{name}' lock ({holder}); wait until it ends and try again."
        )


@contextmanager
def hold(home: Home, name: str, *, shared: bool = False, wait_seconds: float = 600.0) -> Iterator[None]:
    """Hold a lock of the home for the length of a ``with`` block.

    :param shared: several holders may share it; an exclusive holder waits for all of them.
    :param wait_seconds: 0 gives up at once.
    :raises LockBusyError: when the lock is not free in time.
    """
    home.locks.mkdir(parents=True, exist_ok=True)
    with (home.locks / f"{name}.lock").open("a+", encoding="utf-8") as handle:
        _acquire(handle, name, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, wait_seconds)
        try:
            if not shared:
                _sign(handle)
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


def is_free(path: Path) -> bool:
    """Tell whether nobody holds the lock on this file; an absent file is free."""
    try:
        with path.open("a+", encoding="utf-8") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(handle, fcntl.LOCK_UN)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return True
    return True


def _acquire(handle: IO[str], name: str, mode: int, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(handle, mode | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LockBusyError(name, _holder(handle)) from None
            time.sleep(_POLL_SECONDS)


def _sign(handle: IO[str]) -> None:
    handle.seek(0)
    handle.truncate()
    json.dump({"pid": os.getpid(), "host": socket.gethostname()}, handle)
    handle.flush()


def _holder(handle: IO[str]) -> str:
    handle.seek(0)
    try:
        found = json.loads(handle.read())
        return f"pid {found['pid']}, {found['host']}"
    except (ValueError, KeyError, TypeError):
        return "pid ?"
