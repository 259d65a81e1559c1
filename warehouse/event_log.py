"""The append-only, hash-chained log of deliveries and decisions, and its head anchor.

One event per line of ``log/events.jsonl`` in canonical JSON: ``seq``, ``prev`` (hash of the event before),
``type``, ``who``, ``when``, ``payload``, ``hash`` (of all the others). ``log/head.json`` holds the sequence
number and hash of the last event, the length of the log and the text of the last append. Replacing the head
is the commit point: an append cut short after it is completed from the head, one cut short before it never
happened.

Checking a log belongs in ``warehouse.verify``; staging files in ``warehouse.staging``.
"""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.hashing import canonical_json, sha256_bytes
from warehouse.home import Home, open_home, write_atomic
from warehouse.locks import LOG, hold

GENESIS = "0" * 64
CLOCK_VARIABLE = "SOURCE_DATE_EPOCH"
WHO_VARIABLE = "POTLINE_USER"


class LogError(RuntimeError):
    """The log or its head is not what the last append left; the message names the file and the remedy."""


@dataclass(frozen=True)
class Draft:
    """An event before it has a place in the chain."""

    type: str
    payload: dict[str, Any]
    who: str = ""
    when: str = ""


@dataclass(frozen=True)
class Event:
    """One event of the log; ``when`` is UTC, ISO 8601 with seconds."""

    seq: int
    prev: str
    type: str
    who: str
    when: str
    payload: dict[str, Any] = field(hash=False)
    hash: str = ""

    def body(self) -> dict[str, Any]:
        """Return everything the event's hash covers."""
        return {k: getattr(self, k) for k in ("seq", "prev", "type", "who", "when", "payload")}

    def line(self) -> bytes:
        """Return the event's one byte form, line end included."""
        return canonical_json({**self.body(), "hash": self.hash}) + b"\n"


@dataclass(frozen=True)
class Head:
    """The anchor: where the log ends. ``tail`` is the text of the last append."""

    seq: int = 0
    hash: str = GENESIS
    size: int = 0
    tail: str = ""

    def bytes(self) -> bytes:
        """Return the anchor's one byte form."""
        return canonical_json({"seq": self.seq, "hash": self.hash, "size": self.size, "tail": self.tail})


def log_file(home: Home) -> Path:
    """Return the path of the log."""
    return home.log / "events.jsonl"


def head_file(home: Home) -> Path:
    """Return the path of the head anchor."""
    return home.log / "head.json"


def hash_of(event: Event) -> str:
    """Return what the event's ``hash`` must be."""
    return sha256_bytes(canonical_json(event.body()))


def parse_line(line: bytes) -> Event:
    """Read one event.

    :raises ValueError: when the line is not exactly the canonical form of an event.
    """
    try:
        event = Event(**json.loads(line.decode("utf-8")))
    except (TypeError, RecursionError) as error:
        raise ValueError("not an object with an event's fields") from error
    kinds = {
        str: (event.prev, event.type, event.who, event.when, event.hash),
        int: (event.seq,),
        dict: (event.payload,),
    }
    if any(type(value) is not kind for kind, values in kinds.items() for value in values):
        raise ValueError("a field has another type")
    if event.line().rstrip(b"\n") != line.rstrip(b"\n"):
        raise ValueError("not in canonical form")
    return event


def read_head(home: Home) -> Head:
    """Return the anchor; a home without a log has the empty one.

    :raises LogError: when the anchor is not readable, or is gone while the log is not.
    """
    try:
        content = head_file(home).read_bytes()
    except FileNotFoundError:
        if log_file(home).exists():
            raise LogError(_text(head_file(home), "缺失", "is missing")) from None
        return Head()
    try:
        head = Head(**json.loads(content))
        # half of a character is lawful JSON and no text
        str(head.tail).encode()
    except (ValueError, TypeError, RecursionError):
        raise LogError(_text(head_file(home), "无法读取", "cannot be read")) from None
    if [type(v) for v in (head.seq, head.hash, head.size, head.tail)] != [int, str, int, str]:
        raise LogError(_text(head_file(home), "无法读取", "cannot be read"))
    return head


def append(home: Path | Home, *drafts: Draft) -> list[Event]:
    """Append events in one step: all of them or none.

    :raises LogError: when the log was altered outside this module; nothing is appended then.
    """
    if not drafts:
        return []
    place = open_home(home)
    with hold(place, LOG):
        head = _mended(place)
        events = _chain(head, drafts)
        content = b"".join(event.line() for event in events)
        last = events[-1]
        anchor = Head(last.seq, last.hash, head.size + len(content), content.decode("utf-8"))
        write_atomic(head_file(place), anchor.bytes())
        _write_tail(place, content)
    return events


def record(
    home: Path | Home, type: str, payload: dict[str, Any], who: str | None = None, when: str | None = None
) -> Event:
    """Append one decision. The time defaults to the clock, the person to the account."""
    return append(home, Draft(type, payload, who or "", when or ""))[0]


def recover(home: Path | Home) -> bool:
    """Complete an append that was cut short after its commit point; True when there was one."""
    place = open_home(home)
    with hold(place, LOG):
        before = _size(place)
        _mended(place)
        for leftover in place.log.glob(".*.tmp"):
            leftover.unlink()
        return _size(place) != before


def read_events(home: Path | Home, types: Iterable[str] | None = None, after: int = 0) -> Iterator[Event]:
    """Yield committed events in order, also those of an append that still has to be completed.

    :raises LogError: when a line is not an event; ``verify_log`` says which and how.
    """
    place = home if isinstance(home, Home) else open_home(home)
    wanted = None if types is None else set(types)
    for line in committed_bytes(place).splitlines(keepends=True):
        try:
            event = parse_line(line)
        except ValueError as error:
            raise LogError(
                _text(log_file(place), f"含有无效事件（{error}）", f"holds a line that is no event: {error}")
            ) from error
        if event.seq > after and (wanted is None or event.type in wanted):
            yield event


def committed_bytes(home: Home) -> bytes:
    """Return the log as committed: completed from the anchor when the last append was cut short."""
    try:
        written = log_file(home).read_bytes()
    except FileNotFoundError:
        written = b""
    head = read_head(home)
    tail = head.tail.encode("utf-8")
    start = head.size - len(tail)
    if start <= len(written) < head.size and tail.startswith(written[start:]):
        return written[:start] + tail
    return written


def missing_bytes(home: Home) -> int:
    """Return how many bytes of the committed log only the anchor holds."""
    return len(committed_bytes(home)) - _size(home)


def digest(home: Path | Home) -> str:
    """Return one hash over what happened (type and payload of every event), without who and when.

    Two homes that took the same steps have the same digest, whatever their clocks said.
    """
    return sha256_bytes(b"".join(canonical_json([event.type, event.payload]) for event in read_events(home)))


def now() -> str:
    """Return the time for ``when``: the clock, or ``SOURCE_DATE_EPOCH`` where a run must be repeatable.

    :raises ValueError: when that variable is no number of seconds.
    """
    fixed = os.environ.get(CLOCK_VARIABLE)
    try:
        moment = datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(
            f"环境变量 {CLOCK_VARIABLE} 应为秒数，现为“{fixed}” / {CLOCK_VARIABLE} must be seconds, it is {fixed!r}"
        ) from error
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def account() -> str:
    """Return who acts: ``POTLINE_USER``, else the operating system's account."""
    try:
        return os.environ.get(WHO_VARIABLE) or getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _chain(head: Head, drafts: Sequence[Draft]) -> list[Event]:
    events: list[Event] = []
    prev, seq = head.hash, head.seq
    for draft in drafts:
        seq += 1
        bare = Event(seq, prev, draft.type, draft.who or account(), draft.when or now(), draft.payload)
        prev = hash_of(bare)
        events.append(Event(**bare.body(), hash=prev))
    return events


def _mended(home: Home) -> Head:
    """Return the head after completing a cut-short append; refuse a log whose length does not fit."""
    head = read_head(home)
    written = _size(home)
    if written == head.size:
        return head
    tail = head.tail.encode("utf-8")
    start = head.size - len(tail)
    if not start <= written < head.size:
        raise LogError(_text(log_file(home), "长度与锚点不符", "does not have the length its anchor states"))
    with log_file(home).open("ab+") as handle:
        handle.seek(start)
        if not tail.startswith(handle.read()):
            raise LogError(_text(log_file(home), "末尾被改动", "was altered at its end"))
    _write_tail(home, tail[written - start :])
    return head


def _write_tail(home: Home, content: bytes) -> None:
    with log_file(home).open("ab") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _size(home: Home) -> int:
    try:
        return log_file(home).stat().st_size
    except FileNotFoundError:
        return 0


def _text(path: Path, zh: str, en: str) -> str:
    return (
        f"事件日志文件 {path.name} {zh}；请运行 potline verify-log 查明，并从备份恢复。 / "
        f"Event log file {path.name} {en}; run potline verify-log and restore it from a backup."
    )
