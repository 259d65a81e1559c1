"""Land one delivered file: keep its bytes for ever, read it, stage its typed rows and its facts.

Nothing here becomes visible: ``ingestion.landing.commit`` decides versions and commits. A file that cannot be
read ends as a record with a message, never as an exception; only an error of the machine itself is raised.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from io import FileIO
from mmap import ACCESS_READ, mmap
from pathlib import Path
from queue import SimpleQueue
from stat import S_ISREG
from typing import Any

from ingestion.lake.lake_writer import Mark, write_tables
from ingestion.lake.spool import Spool
from ingestion.results import FileResult, ReadContext, SheetResult
from warehouse.hashing import CHUNK_BYTES, sha256_json, short_id
from warehouse.home import READ_ONLY, Home, sync_folder
from warehouse.machine import is_machines, is_panic

FILE_REQUIREMENT = "X-FILE"
# Which hash of a row's values rows carry (``ingestion.rows.row_hash.hash_rows``): rows with another are read again.
ROW_HASH = 3
# Whole pages, as a map must begin at one.
_PIECE_BYTES = 16 * CHUNK_BYTES


@dataclass(frozen=True)
class Job:
    """One delivered file to read: where it belongs, what is known about it, where its rows are staged."""

    home: Home
    staged: Path
    id: str
    file: str
    plant_code: str
    period: str
    sha256: str
    size: int
    context: ReadContext
    refusal: tuple[str, str, str] | None = None
    note: tuple[str, str] | None = None


class SourceError(OSError):
    """A delivered file could not be read where it was delivered: the deliveries' fault, not the home's."""


@contextmanager
def from_source() -> Iterator[None]:
    """Tell errors of the delivered file from those of the home.

    :raises SourceError: for every error inside of the ``with`` block.
    """
    try:
        yield
    except OSError as error:
        raise SourceError(error.errno, error.strerror) from error


def land_original(home: Home, source: Path, scratch: Path) -> tuple[str, int]:
    """Copy a file's bytes below ``originals`` under their SHA-256 and return hash and size.

    Written in ``scratch`` and renamed when whole; bytes that are there already are left untouched.

    :raises SourceError: when the file is gone or cannot be read.
    """
    temporary = scratch / f"{secrets.token_hex(8)}.incoming"
    try:
        sha, size = _copy_and_hash(source, temporary)
        target = home.original(sha)
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            temporary.chmod(READ_ONLY)
            temporary.replace(target)
            sync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return sha, size


def _copy_and_hash(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file; return hash and size of the copy, which is hashed while the next piece is copied.

    The copy is seen through a map, so that its bytes need not be copied once more: nobody else writes it.
    """
    digest, size = hashlib.sha256(), 0
    pieces: SimpleQueue[int] = SimpleQueue()
    with _opened(source) as incoming, target.open("w+b", 0) as kept, ThreadPoolExecutor(1) as side:
        on_disk = side.submit(_copy, incoming, kept, pieces)
        while count := pieces.get():
            with mmap(kept.fileno(), count, access=ACCESS_READ, offset=size) as piece:
                digest.update(piece)
            size += count
        on_disk.result()
    return digest.hexdigest(), size


def _opened(source: Path) -> FileIO:
    """Open a delivered file; what became a link or a pipe since it was listed is neither followed nor waited for."""
    with from_source():
        incoming = FileIO(os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC))
        if not S_ISREG(os.fstat(incoming.fileno()).st_mode):
            incoming.close()
            raise FileNotFoundError(errno.ENOENT, "no regular file any more")
    return incoming


def _copy(incoming: FileIO, kept: FileIO, pieces: SimpleQueue[int]) -> None:
    """Copy all bytes and have them written to disk; says how many after each piece, and 0 at the end."""
    try:
        while count := _copy_piece(incoming, kept):
            pieces.put(count)
            # a file that grows meanwhile is kept as it was here
            if count < _PIECE_BYTES:
                break
    finally:
        pieces.put(0)
    os.fsync(kept.fileno())


def _copy_piece(incoming: FileIO, kept: FileIO) -> int:
    """Copy the next bytes; how many: as many as a piece has, but at the end."""
    start = kept.tell()
    if hasattr(os, "copy_file_range"):
        # inside the kernel, in a third of the time; some network folders and other systems cannot
        with suppress(OSError):
            while left := start + _PIECE_BYTES - kept.tell():
                if not os.copy_file_range(incoming.fileno(), kept.fileno(), left):
                    break
    while left := start + _PIECE_BYTES - kept.tell():
        with from_source():
            bytes_read = memoryview(incoming.read(min(left, CHUNK_BYTES)))
        if not bytes_read:
            break
        while bytes_read:
            bytes_read = bytes_read[kept.write(bytes_read) :]
    return kept.tell() - start


def delivery_id(plant_code: str, period: str, file: str, sha256: str) -> str:
    """Return the id of a delivered file version: 16 hex digits over plant, period, path and content."""
    return short_id(plant_code, period, file, sha256)


def fingerprint(context: ReadContext, refusal: tuple[str, str, str] | None) -> str:
    """Return one hash over everything besides the bytes that reading depends on."""
    return sha256_json([_plain(asdict(context)), list(refusal or ()), ROW_HASH])


def read_and_stage(job: Job) -> dict[str, Any]:
    """Read one landed file and stage its rows; return its sidecar (see ``ingestion.records.catalogue``).

    One part per file inside: a workbook or CSV has one, a zip one for each file it holds.

    :raises OSError: when the machine fails (a full disk) and not the file.
    """
    try:
        results = _read(job)
        parts = [_stage(job, result) for result in results]
    except MemoryError:
        parts = [_stage(job, _failed(job, "文件过大，内存不足", "the file is too large for the memory"))]
    except BaseException as error:
        if is_machines(error) or not (isinstance(error, Exception) or is_panic(error)):
            raise
        what = f"{type(error).__name__}: {error}"[:300]
        parts = [_stage(job, _failed(job, f"读取时出错（{what}）", f"reading failed ({what})"))]
    if job.note is not None:
        for part in parts:
            part["message_zh"] = _joined(part["message_zh"], job.note[0])
            part["message_en"] = _joined(part["message_en"], job.note[1])
    return sidecar_of(job, parts)


def died(job: Job, reason: str) -> dict[str, Any]:
    """Return the sidecar of a file whose reading process ended or hung."""
    zh = (
        f"读取进程异常终止（{reason}），未能读取：文件可能损坏，或在数据之外很远处有内容"
        "（在表格软件中按Ctrl+End可见），请将数据复制到新文件"
    )
    en = (
        f"the reading process ended abnormally ({reason}), it was not read: the file may be damaged, or something stands "
        "far beyond its data (Ctrl+End shows it); copy the data to a new file"
    )
    return sidecar_of(job, [_stage(job, _failed(job, zh, en))])


def sidecar_of(job: Job, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the record of one delivered file as it is kept beside the lake."""
    received = job.context.received_date
    return {
        "id": job.id,
        "file": job.file,
        "plant_code": job.plant_code,
        "period": job.period,
        "sha256": job.sha256,
        "size": job.size,
        "received_date": None if received is None else received.isoformat(),
        "arrival": 0,
        "parts": parts,
    }


def _read(job: Job) -> Sequence[FileResult]:
    if job.refusal is not None:
        status, zh, en = job.refusal
        return [FileResult(job.file, None, status, FILE_REQUIREMENT, zh, en)]
    from ingestion.reading.read import read_delivery

    def open_spool(kind: str, table: str, sheet: str) -> Spool:
        return Spool(_mark(job, kind, job.file), table, sheet, job.staged / "lake")

    results = list(read_delivery(job.file, job.home.original(job.sha256), job.context, open_spool))
    for result in results:
        for sheet in result.sheets:
            sheet.assert_nothing_lost()
    return results or [_failed(job, "文件中没有可读取的内容", "there is nothing to read in the file")]


def _failed(job: Job, zh: str, en: str) -> FileResult:
    remedy_zh, remedy_en = "请核对文件并重新报送", "check the file and deliver it again"
    return FileResult(
        job.file,
        None,
        "unreadable",
        FILE_REQUIREMENT,
        f"{job.file}：{zh}；{remedy_zh}。",
        f"{job.file}: {en}; {remedy_en}.",
    )


def _stage(job: Job, result: FileResult) -> dict[str, Any]:
    inner = result.file if "!" in result.file else job.file
    mark = _mark(job, result.kind, inner)
    part_id = mark.delivery_id
    lake = write_tables(mark, result.sheets, job.staged / "lake")
    sheets = [_sheet_facts(sheet) for sheet in result.sheets]
    rows = {name: sum(sheet[name] for sheet in sheets) for name in _COUNTS}
    own_day = (
        {} if mark.received_date == job.context.received_date else {"received_date": str(mark.received_date)}
    )
    return {
        "delivery_id": part_id,
        "file": inner,
        "kind": result.kind,
        "status": result.status,
        "requirement": result.requirement,
        "message_zh": result.message_zh,
        "message_en": result.message_en,
        "encoding": result.encoding,
        "format": result.format,
        "kind_score": f"{result.kind_score:.4f}",
        "kind_evidence": result.kind_evidence,
        "version": 1,
        "duplicate_of": None,
        "rows_total": result.rows_total,
        **own_day,
        **({"months": list(result.months)} if result.months else {}),
        **rows,
        "lake": lake,
        "sheets": sheets,
    }


def _mark(job: Job, kind: str | None, file: str) -> Mark:
    part_id = delivery_id(job.plant_code, job.period, file, job.sha256)
    return Mark(job.plant_code, job.period, kind, file, part_id, job.sha256, job.context.received_of(file))


_COUNTS = ("rows_present", "rows_keep", "rows_quarantine", "rows_duplicate", "rows_furniture")


def _sheet_facts(sheet: SheetResult) -> dict[str, Any]:
    return {
        "sheet": sheet.sheet,
        "table_name": sheet.table_name,
        "kind": sheet.kind,
        "is_hidden": sheet.is_hidden,
        "rows_present": sheet.rows_present,
        "rows_keep": sheet.count("keep"),
        "rows_quarantine": sheet.count("quarantine"),
        "rows_duplicate": sheet.count("duplicate"),
        "rows_furniture": sheet.rows_furniture,
        "header_rows": list(sheet.header_rows),
        "period_found": sheet.period_found,
        "units_assumed": list(sheet.units_assumed),
        "questions": list(sheet.questions),
        "notes": list(sheet.notes),
        "columns": [_plain({**asdict(c), "score": f"{c.score:.4f}"}) for c in sheet.columns],
        "totals": [_plain(asdict(total)) for total in sheet.totals],
    }


def _plain(value: Any) -> Any:
    """Return a value in JSON's words: decimals and dates as text, tuples as lists."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [_plain(item) for item in value]
        return sorted(items, key=str) if isinstance(value, set | frozenset) else items
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def _joined(*texts: str) -> str:
    return " ".join(text for text in texts if text)
