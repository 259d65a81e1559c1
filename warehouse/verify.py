"""Find any altered, removed, reordered or inserted byte in log, originals and lake.

Read only: nothing is mended here. A step that was cut short by a kill and that the next run completes by
itself is not a problem where what it left proves it (:func:`interrupted`); everything else that differs from the
log is. Published closes are compared with the log in ``warehouse.verify_published``, catalogue tables in
``ingestion.records.catalogue_check``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from warehouse import event_log, staging
from warehouse.event_log import GENESIS, Event, Head, LogError
from warehouse.hashing import sha256_file
from warehouse.home import Home, open_home

ORIGINALS = "originals"
# What a network drive keeps of files that are deleted while somebody reads them.
_DELETED = re.compile(r"\.nfs[0-9a-f]+")
# What a kill leaves of an anchor that was being written; the next run removes it.
_HALF_WRITTEN = re.compile(r"\.head\.json\.[0-9]+\.tmp")


@dataclass(frozen=True)
class Problem:
    """One deviation: where (path below the home), which event (0 when none), what, in Chinese and English."""

    place: str
    seq: int
    code: str
    message_zh: str
    message_en: str

    def __str__(self) -> str:
        event = f" #{self.seq}" if self.seq else ""
        return f"{self.place}{event}: {self.message_zh} / {self.message_en} [{self.code}]"


def verify_log(home: Path | Home, expected_head: str | None = None) -> list[Problem]:
    """Return every deviation from the event log; an empty list means nothing was touched.

    :param expected_head: hash of a head noted elsewhere. The chain alone
        cannot tell a log that was rewritten together with its anchor; a head noted outside can.
    """
    place = open_home(home)
    replaced = list(_verify_log_files(place))
    if replaced:
        # what a link or a pipe holds was never the log
        return replaced
    problems, events = _verify_chain(place)
    problems += _verify_log_strays(place)
    problems += _verify_tail(place, events)
    problems += _verify_head_noted(events, expected_head)
    problems += _verify_originals(place, events)
    problems += _verify_tracked(place, events)
    return problems


def interrupted(home: Path | Home) -> int:
    """Return how many events wait for the next run to complete them: their files lie staged, so nothing is lost."""
    place = open_home(home)
    staged = staging.staged_copies(place)
    return sum(_waits(event, staged) for event in event_log.read_events(place)) if staged else 0


def _verify_log_files(home: Home) -> Iterator[Problem]:
    for path in (event_log.log_file(home), event_log.head_file(home)):
        if os.path.lexists(path) and not S_ISREG(path.lstat().st_mode):
            zh, en = (
                "不是普通文件：被替换为链接或其他",
                "no regular file: replaced by a link or something else",
            )
            yield Problem(home.relative(path), 0, "log_replaced", zh, en)


def _verify_log_strays(home: Home) -> Iterator[Problem]:
    own = {event_log.log_file(home), event_log.head_file(home)}
    for path in sorted(home.log.iterdir()):
        if path not in own and not _HALF_WRITTEN.fullmatch(path.name):
            zh, en = (
                "日志文件夹中不应有此文件：被插入",
                "this file does not belong to the log: it was inserted",
            )
            yield Problem(home.relative(path), 0, "file_inserted", zh, en)


def _verify_tail(home: Home, events: list[Event]) -> Iterator[Problem]:
    """Tell events that only the anchor holds, but those of a kill: its files lie staged while the log is cut short."""
    missing = event_log.missing_bytes(home) if events else 0
    staged = staging.staged_copies(home) if missing else {}
    for event in reversed(events):
        if missing <= 0:
            return
        missing -= len(event.line())
        if not _waits(event, staged):
            zh = "末尾事件仅存于锚点：写入时被中断，或被删除；内容未丢失，下次运行会自动补齐"
            en = (
                "the last event stands in the anchor only: a run was interrupted or the event was removed; nothing is "
                "lost, the next run completes it"
            )
            yield _log_problem(event.seq, "tail_in_anchor_only", zh, en)


def _waits(event: Event, staged: dict[str, list[Path]]) -> bool:
    """Tell whether a file of the event still lies where it was staged."""
    files = staging.files_of(event.payload)
    return any(sha256_file(path) == files[name] for name in files for path in staged.get(name, []))


def _verify_chain(home: Home) -> tuple[list[Problem], list[Event]]:
    try:
        head = event_log.read_head(home)
        content = event_log.committed_bytes(home)
    except LogError as error:
        zh, _, en = str(error).partition(" / ")
        return [Problem("log/head.json", 0, "head_unreadable", zh, en)], []
    problems: list[Problem] = []
    if head != Head() and event_log.head_file(home).read_bytes() != head.bytes():
        problems.append(_log_problem(0, "head_altered", "锚点文件被改动", "the anchor file was altered"))
    events: list[Event] = []
    prev = GENESIS
    for number, line in enumerate(content.splitlines(keepends=True), start=1):
        event, found = _verify_line(line, number, prev)
        problems += found
        if event is not None:
            events.append(event)
            prev = event.hash
    problems += _verify_end(head, content, events)
    return problems, events


def _verify_line(line: bytes, number: int, prev: str) -> tuple[Event | None, list[Problem]]:
    try:
        event = event_log.parse_line(line)
        if not line.endswith(b"\n"):
            raise ValueError("line end is missing")
    except ValueError as error:
        zh = f"日志第 {number} 行不是有效事件（{error}）"
        return None, [_log_problem(number, "line_altered", zh, f"log line {number} is no event: {error}")]
    problems = []
    if event_log.hash_of(event) != event.hash:
        zh = f"第 {number} 行事件内容与其哈希不符，内容被改动"
        en = f"line {number}: the event does not have its own hash, it was altered"
        problems.append(_log_problem(number, "event_altered", zh, en))
    if event.prev != prev or event.seq != number:
        zh = f"第 {number} 行事件未接续上一事件：有事件被删除、插入、改动或调换次序"
        en = (
            f"line {number} does not follow the line before: an event was removed, inserted, altered or moved"
        )
        problems.append(_log_problem(number, "chain_broken", zh, en))
    return event, problems


def _verify_end(head: Head, content: bytes, events: list[Event]) -> Iterator[Problem]:
    last = (events[-1].seq, events[-1].hash) if events else (0, GENESIS)
    if len(content) < head.size:
        zh = f"日志比锚点所载短 {head.size - len(content)} 字节：末尾被截断"
        en = (
            f"the log is {head.size - len(content)} bytes shorter than its anchor states: its end was removed"
        )
        yield _log_problem(head.seq, "tail_removed", zh, en)
    elif len(content) > head.size:
        zh = f"日志比锚点所载长 {len(content) - head.size} 字节：末尾被添加"
        en = f"the log is {len(content) - head.size} bytes longer than its anchor states: something was added"
        yield _log_problem(head.seq, "tail_added", zh, en)
    if last != (head.seq, head.hash) or not content.endswith(head.tail.encode("utf-8")):
        zh, en = "日志末尾事件与锚点不符", "the last event of the log is not the one of its anchor"
        yield _log_problem(head.seq, "head_differs", zh, en)


def _verify_head_noted(events: list[Event], expected: str | None) -> list[Problem]:
    if expected is None or expected in {event.hash for event in events}:
        return []
    zh = f"日志中没有外部记录的事件 {expected}：日志连同锚点被改写"
    en = f"the log does not hold event {expected} that was noted outside: log and anchor were rewritten"
    return [_log_problem(0, "noted_head_absent", zh, en)]


def _verify_originals(home: Home, events: list[Event]) -> list[Problem]:
    problems: list[Problem] = []
    needed = {sha: event.seq for event in reversed(events) for sha in event.payload.get(ORIGINALS, [])}
    for sha, seq in sorted(needed.items(), key=lambda item: item[1]):
        path = home.original(sha)
        if path.is_dir() or not os.path.lexists(path):
            zh, en = "原始文件缺失", "the delivered original is missing"
            problems.append(Problem(home.relative(path), seq, "original_missing", zh, en))
    for path in _files_below(home.originals):
        named = path.parent.name + path.name
        if _sha_of(path) != named:
            zh, en = (
                "原始文件内容与其哈希不符，被改动或插入",
                "the original does not have its hash: altered or inserted",
            )
            problems.append(Problem(home.relative(path), needed.get(named, 0), "original_altered", zh, en))
    return problems


def _verify_tracked(home: Home, events: list[Event]) -> list[Problem]:
    """Compare lake and sidecars with what the log expects; unfinished moves count as done."""
    problems: list[Problem] = []
    seqs = {name: event.seq for event in events for name in staging.files_of(event.payload)}
    expected = staging.expected_files(events)
    staged = staging.staged_copies(home)
    unfinished = events[-1].seq if events and any(home.staged.iterdir()) else 0
    for name, sha in sorted(expected.items()):
        found = _found(home, name)
        waiting = sha is not None and any(sha256_file(path) == sha for path in staged.get(name, []))
        if found == sha or waiting or (sha is None and seqs[name] == unfinished):
            continue
        problems.append(_tracked_problem(name, seqs[name], sha, found))
    for prefix in staging.TRACKED:
        for path in _files_below(home.root / prefix):
            name = home.relative(path)
            if name not in expected:
                zh, en = "日志中没有此文件：被插入", "the log does not know this file: it was inserted"
                problems.append(Problem(name, 0, "file_inserted", zh, en))
    return problems


def _tracked_problem(name: str, seq: int, sha: str | None, found: str | None) -> Problem:
    if found is None:
        zh, en = "文件缺失：被删除", "the file is missing: it was removed"
        return Problem(name, seq, "file_removed", zh, en)
    if sha is None:
        zh, en = (
            "文件已被后来的事件撤下，却仍存在",
            "the file was taken away by a later event, yet it is there",
        )
        return Problem(name, seq, "file_inserted", zh, en)
    zh, en = (
        "文件内容与日志所载哈希不符：被改动",
        "the file does not have the hash of the log: it was altered",
    )
    return Problem(name, seq, "file_altered", zh, en)


def _found(home: Home, name: str) -> str | None:
    path = home.root / name
    return _sha_of(path) if path.is_file() else None


def _sha_of(path: Path) -> str:
    """The SHA-256 of a regular file; what is none (a link, a pipe) is not read and has the hash of nothing we keep."""
    return sha256_file(path) if S_ISREG(path.lstat().st_mode) else ""


def _files_below(folder: Path) -> list[Path]:
    """Everything below a folder that is no folder itself, links and pipes included."""
    found = []
    for root, folders, names in os.walk(folder):
        for name in [*names, *(f for f in folders if (Path(root) / f).is_symlink())]:
            if not _DELETED.fullmatch(name):
                found.append(Path(root) / name)
    return sorted(found)


def _log_problem(seq: int, code: str, zh: str, en: str) -> Problem:
    return Problem("log/events.jsonl", seq, code, zh, en)
