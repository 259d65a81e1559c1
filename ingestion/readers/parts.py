"""Large delimited text in parts: the first rows to recognise it by, then frames of whole rows, one at a time.

Gives the same cells as ``ingestion.readers.delimited``. Where a part cannot tell what the whole file would say
(rows of another shape, a quotation mark that never closes) it raises ``NotInPartsError`` and the file is read in one
piece.
"""

from __future__ import annotations

import sys
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple, TypeVar

import polars as pl
import pyarrow as pa

from ingestion.cells.distinct import by_distinct, octets
from ingestion.cells.running import NotInPartsError
from ingestion.readers import sniff
from ingestion.readers.delimited import decode, parse_rows, sniff_delimiter, widest_row
from ingestion.readers.raw import Refused
from ingestion.readers.stray_quotes import holds_rows
from ingestion.registry import limits
from warehouse.text_codes import codes_kept, know_all_values, values_by_code

# what recognition and units look at: 2 000 rows, 400 000 characters; more only where rows are long
_HEAD_BYTES = (1_000_000, 4_000_000)
_HEAD_LINES = 4_000
_WINDOW = 65_536
_DECODED_AT_ONCE = 65_536
_FEW = 64
_PARTS_AHEAD = 2
# a tenth of the interpreter's own: 8 % less time for two million rows on two cores (November 2026)
_TURN_SECONDS = 0.0005
Item = TypeVar("Item")
# how the later parts of a file are decoded, by the encoding of its beginning; None takes the bytes as they are
_CODECS = {
    "utf-8": None,
    "utf-8-sig": None,
    "gb18030": "gb18030",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Part(NamedTuple):
    """Consecutive rows of a file: text columns c0, c1..., and how many rows stand above."""

    frame: pl.DataFrame
    rows_above: int
    is_last: bool


class TextParts:
    """A delimited file under way; ``head`` has its first rows."""

    def __init__(self, name: str, path: Path, part_bytes: int) -> None:
        self._path, self._part_bytes = path, part_bytes
        start = _head(path)
        packed = start.startswith((b"PK\x03\x04", b"PK\x05\x06"))
        if packed or not start.strip() or sniff.detect(name, start) != "delimited":
            raise NotInPartsError("no delimited text")
        self._start = len(next((bom for bom in _BOMS if start.startswith(bom)), b""))
        self._line_end = _line_end_of(start)
        start = start[: _last_line_end(start, self._line_end)]
        try:
            text, self.encoding = decode(start)
        except Refused as error:
            raise NotInPartsError("encoding") from error
        codec = self.encoding
        if codec == "utf-16":
            codec = "utf-16-le" if start.startswith(b"\xff\xfe") else "utf-16-be"
        if codec not in _CODECS:
            raise NotInPartsError("encoding")
        self._codec = _CODECS[codec]
        self.delimiter = sniff_delimiter(text)
        self._width = widest_row(text, self.delimiter)
        if not 1 < self._width <= limits()["files"]["max_columns"] or len(self.delimiter.encode()) != 1:
            raise NotInPartsError("columns")
        # one set of codes a column for the whole file, so that what is worked out of a code holds in every part
        self._coded: dict[str, pl.Series] = {}
        self.head = self._frame(self._as_utf8(start[self._start :]))
        self._coded = {c.name: codes_kept() for c in self.head.get_columns() if _repeats(c)}

    def prepared(self, prepare: Callable[[Part], Item]) -> Iterator[Item]:
        """Every part after ``prepare``, which gets the parts in order and must not touch what the caller changes.

        All before the caller runs ahead of it.
        """
        with _quick_turns():
            pieces = _ahead((self._as_utf8(content), is_last) for content, is_last in self._pieces())
            yield from _ahead(map(prepare, _ahead(self._parts(pieces))))

    def _parts(self, pieces: Iterator[tuple[bytes, bool]]) -> Iterator[Part]:
        above = 0
        for content, is_last in pieces:
            frame = self._frame(content)
            yield Part(frame, above, is_last)
            above += frame.height

    def _pieces(self) -> Iterator[tuple[bytes, bool]]:
        """Whole rows of about the size of a part; the last piece is no crumb."""
        at, size = self._start, self._path.stat().st_size
        with self._path.open("rb") as handle:
            while at < size:
                end = size
                if size - at > self._part_bytes + self._part_bytes // 2:
                    end = self._cut(handle, at, at + self._part_bytes)
                content = _read(handle, at, end)
                if self._quotes(content) % 2:
                    end = self._closed(handle, end, min(size, end + self._part_bytes))
                    content = _read(handle, at, end)
                yield content, end == size
                at = end

    def _cut(self, handle: BufferedReader, first: int, near: int) -> int:
        """Where the last row ends that lies wholly between two places of the file; no blank line follows it."""
        size = len(self._line_end)
        before = near = first + (near - first) // size * size
        while before > first:
            start = max(first, before - _WINDOW)
            window = _read(handle, start, before + size)
            for end in reversed(_line_ends(window[:-size], self._line_end)):
                if window[end : end + size].strip(b"\0") not in (b"\n", b"\r", b""):
                    return start + end
            before = start
        raise NotInPartsError("a line is longer than a part")

    def _closed(self, handle: BufferedReader, first: int, last: int) -> int:
        """The end of the first line at which a quotation that is open at ``first`` is closed again."""
        content = _read(handle, first, last)
        is_open = True
        start = 0
        for end in _line_ends(content, self._line_end):
            is_open ^= self._quotes(content[start:end]) % 2 == 1
            start = end
            if not is_open:
                return first + end
        raise NotInPartsError("a quotation mark that does not close")

    def _quotes(self, content: bytes) -> int:
        if b'"' not in content:
            return 0
        if len(self._line_end) > 1 and self._codec:
            return content.decode(self._codec, "replace").count('"')
        return content.count(b'"')

    def _as_utf8(self, content: bytes) -> bytes:
        if self._codec is None:
            return content
        # in pieces, because decoding lets no other thread run
        decoder = getincrementaldecoder(self._codec)()
        view = memoryview(content)
        starts = range(0, len(content), _DECODED_AT_ONCE)
        try:
            texts = [
                decoder.decode(view[at : at + _DECODED_AT_ONCE], at == starts[-1]).encode() for at in starts
            ]
        except UnicodeDecodeError as error:
            raise NotInPartsError("encoding") from error
        return b"".join(texts)

    def _frame(self, content: bytes) -> pl.DataFrame:
        types = {name: codes.dtype for name, codes in self._coded.items()}
        is_plain = b"\0" not in content and not content.endswith(b"\x1a")
        frame = None if not is_plain else parse_rows(content, self.delimiter, self._width, types)
        if frame is None or frame.height != _rows_expected(content, frame, self.delimiter):
            raise NotInPartsError("rows of another shape")
        if by_distinct(frame["c0"], None, _marks_of_order).any():
            raise NotInPartsError("two files in one")
        if self._coded:
            know_all_values(frame.select(list(self._coded)))
        many = [name for name in self._coded if _is_spread_out(frame[name])]
        if many:
            self._coded = {name: codes for name, codes in self._coded.items() if name not in many}
            frame = frame.with_columns(pl.col(many).cast(pl.String))
        return frame


@contextmanager
def _quick_turns() -> Iterator[None]:
    """Let threads take turns at once: most of their time is native, and one that comes back waits for all others."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The items of an iterator that runs in a thread of its own, a few items ahead."""
    with ThreadPoolExecutor(max_workers=1) as worker:
        coming = deque(worker.submit(next, items, None) for _ in range(_PARTS_AHEAD))
        while (item := coming.popleft().result()) is not None:
            coming.append(worker.submit(next, items, None))
            yield item


def _repeats(texts: pl.Series) -> bool:
    """Whether the texts of a column repeat in the first rows of a file; the rows next to each other are most alike."""
    return texts.n_unique() <= max(_FEW, len(texts) // 3)


def _is_spread_out(texts: pl.Series) -> bool:
    """Whether a coded column has so many values that codes are no gain."""
    return len(values_by_code(texts)) > max(_FEW, len(texts) // 8)


def _head(path: Path) -> bytes:
    with path.open("rb") as handle:
        start = handle.read(_HEAD_BYTES[0])
        if start.count(b"\n") < _HEAD_LINES:
            start += handle.read(_HEAD_BYTES[1] - len(start))
    return start


def _read(handle: BufferedReader, start: int, end: int) -> bytes:
    handle.seek(start)
    return handle.read(end - start)


def _line_end_of(start: bytes) -> bytes:
    """The bytes of a line end: two where every second byte of plain text is zero."""
    if start.startswith(b"\xff\xfe") or start[1:4_000:2].count(0) > len(start[:4_000]) // 5:
        return b"\n\0"
    if start.startswith(b"\xfe\xff") or start[0:4_000:2].count(0) > len(start[:4_000]) // 5:
        return b"\0\n"
    return b"\n"


def _line_ends(content: bytes, line_end: bytes) -> list[int]:
    """Places right after every line end; in text of two bytes a character only even ones are line ends."""
    found, at, size = [], 0, len(line_end)
    while (at := content.find(line_end, at)) >= 0:
        if at % size == 0:
            found.append(at + size)
        at += 1
    return found


def _last_line_end(content: bytes, line_end: bytes) -> int:
    tail = max(0, len(content) - _WINDOW) // 2 * 2
    ends = _line_ends(content[tail:], line_end) or [0]
    return tail + ends[-1] if ends[-1] else 0


def _rows_expected(content: bytes, frame: pl.DataFrame, delimiter: str) -> int:
    """How many rows there must be: every line is one, but for line breaks inside cells that hold no rows."""
    lines = int((octets(pa.py_buffer(content), len(content)) == ord("\n")).sum()) + (
        not content.endswith(b"\n")
    )
    if lines == frame.height or b'"' not in content:
        return lines
    if holds_rows(frame.with_columns(pl.all().cast(pl.String)), delimiter):
        raise NotInPartsError("a quotation mark that is not one of a pair")
    inside = sum(by_distinct(texts, None, _line_breaks).sum() for texts in frame.get_columns())
    return lines - int(inside)


def _marks_of_order(texts: pl.Series) -> pl.Series:
    """Whether a row begins with a byte-order mark, as where one file was put behind another."""
    return texts.str.starts_with("\ufeff")


def _line_breaks(texts: pl.Series) -> pl.Series:
    return texts.str.count_matches("\n", literal=True)
