"""A large sheet of a workbook (xlsx) cut into slices of whole rows, each put into a small workbook of its own.

The reader library reads a sheet on one thread and holds all its cells at once; of slices it reads several at a time and
holds a few. Where a slice could be understood otherwise than the same rows of the whole sheet, `NotSlicedError` is
raised and the sheet is read in one piece.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, NamedTuple

import polars as pl

from ingestion.readers.extent import MOST_CELLS, too_far
from ingestion.readers.merges import LONGEST_RANGE, Merge, add_ranges
from ingestion.readers.package_facts import Marks, is_found, marks_of, may_be_marked
from ingestion.readers.raw import cell_letter
from warehouse.machine import core_count

_SLICE_BYTES, _LARGE_SLICE_BYTES = 3_000_000, 48_000_000
MOST_AT_A_TIME = 4
# What all slices bring along is at most this share of the sheet, or with large slices this: more costs all cores what it
# saves one.
_MOST_BROUGHT, _MOST_BROUGHT_BY_LARGE = 0.1, 0.45
_LONGEST_HEAD = 1_000_000
_BLOCK_BYTES = 1 << 18
_ROWS_BEGIN, _ROWS_END, _ROW = b"<sheetData>", b"</sheetData>", b"<row "
_PLAIN_HEAD = re.compile(rb'\s*(?:<\?xml(?![^>]*encoding="(?!utf-8))[^>]*\?>\s*)?<worksheet\s', re.I)
_ROW_TAG, _ROW_NUMBER = re.compile(rb"<row\s[^>]*>"), re.compile(rb"\sr=[\"'](\d{1,7})[\"']")
_NO_PLAIN_TAGS = b"<!", b"<?"
_LONGEST_SIGN = len(_ROWS_END)
_MOST_CELLS_OF_A_SLICE = MOST_CELLS // MOST_AT_A_TIME
_COLUMNS_TO_Z, _COLUMNS_TO_ZZ, _ALL_COLUMNS, _ALL_ROWS = 26, 702, 16_384, 1_048_576
_MARKER = "rows above"


class NotSlicedError(Exception):
    """A sheet that has to be read in one piece."""


class Slice(NamedTuple):
    """Consecutive rows of a sheet as a workbook of their own, in which they are written from ``start`` to ``end``.

    Above them it has a row with one cell, so that what the library gives begins at a known row. It would also begin
    where it is told to, but makes room from the sheet's first row on: in every slice for all rows above.

    :param rows_above: how many rows the sheet has above these; without any there is no row of one cell.
    :param last_row: the number of the last row.
    """

    workbook: bytes
    start: int
    end: int
    rows_above: int
    last_row: int

    def marks(self) -> Marks:
        """Look the rows through.

        :raises NotSlicedError: where the library could understand the slice otherwise than the whole sheet.
        :raises Refused: where the library could not hold what is between the cells.
        """
        if any(self._has(sign[1:]) and self._has(sign) for sign in _NO_PLAIN_TAGS):
            raise NotSlicedError("comments or instructions")
        self._refuse_far()
        rows = self._rows()
        return marks_of(bytes(rows)) if may_be_marked(rows) else Marks()

    def _rows(self) -> memoryview:
        return memoryview(self.workbook)[self.start : self.end]

    def _has(self, sign: bytes) -> bool:
        return self.workbook.find(sign, self.start, self.end) >= 0

    def check_order(self, frame: pl.DataFrame) -> None:
        """Look whether the library understood these rows, below their marker row, as it does in the whole sheet.

        :raises NotSlicedError: when a row stands where rows of other slices are.
        """
        marker_rows = 1 if self.rows_above else 0
        if marker_rows and (not frame.width or frame.item(0, 0) != _MARKER):
            raise NotSlicedError("a row above the slice")
        # begun at its marker and as high as from there to the last row, it holds rows of between only
        missing = self.last_row - self.rows_above + marker_rows - frame.height
        if missing < 0 or (missing and min(self._numbers()) <= self.rows_above):
            raise NotSlicedError("rows out of order")

    def _refuse_far(self) -> None:
        digits = len(str(self.last_row))
        most_rows = min(10**digits - 1, _ALL_ROWS) - self.rows_above
        # without a column of two letters or a row of more digits than the last one has, no cell is far
        far = f"r=[\"'](?:[A-Z]{{2}}|[A-Z]?[0-9]{{{digits + 1}}})"
        if most_rows * _COLUMNS_TO_Z <= _MOST_CELLS_OF_A_SLICE and not is_found(far, self._rows()):
            return
        rows = max(self._numbers()) - self.rows_above
        for columns, letters in ((_ALL_COLUMNS, 3), (_COLUMNS_TO_ZZ, 2), (_COLUMNS_TO_Z, 1)):
            # a cell whose column has so many letters or more
            if rows * columns > _MOST_CELLS_OF_A_SLICE and is_found(
                f"r=[\"'][A-Z]{{{letters}}}", self._rows()
            ):
                if rows * columns > MOST_CELLS:
                    raise too_far(f"{cell_letter(columns - 1)}{self.rows_above + rows}")
                raise NotSlicedError("cells far apart")

    def _numbers(self) -> list[int]:
        """The numbers of these rows."""
        tags = b"".join(_ROW_TAG.findall(self.workbook, self.start, self.end))
        return [int(number) for number in _ROW_NUMBER.findall(tags)]


def is_large(package: zipfile.ZipFile, path: str) -> bool:
    """Whether a sheet is worth being read in slices."""
    return _slices_of(package, path) > 1


def _slices_of(package: zipfile.ZipFile, path: str) -> int:
    """How many slices a sheet is cut into, each of which brings along the texts and styles of the workbook."""
    size = package.getinfo(path).file_size
    brought = max(sum(info.file_size for info in _brought(package, path)), 1)
    slices = min(size / _SLICE_BYTES, size * _MOST_BROUGHT / brought)
    large_slices = max(slices_at_a_time(), size / _LARGE_SLICE_BYTES)
    if slices < large_slices <= min(size / _SLICE_BYTES, size * _MOST_BROUGHT_BY_LARGE / brought):
        return int(large_slices)
    return int(slices)


def slices_at_a_time() -> int:
    """How many slices are read at a time."""
    return min(MOST_AT_A_TIME, core_count())


def _brought(package: zipfile.ZipFile, path: str) -> list[zipfile.ZipInfo]:
    """The parts of the package that are needed to understand the cells of a sheet."""
    return [
        info
        for info in package.infolist()
        if info.filename != path
        and info.filename.endswith((".xml", ".rels"))
        and not info.filename.startswith("xl/worksheets/")
    ]


class SlicedSheet:
    """A large sheet (`is_large`) that is cut while it is unpacked; ``tail_marks`` are known behind the last slice.

    :raises NotSlicedError: when it is not written in the plain way.
    """

    def __init__(self, package: zipfile.ZipFile, path: str) -> None:
        self._package, self._path = package, path
        self._others = [(info.filename, package.read(info)) for info in _brought(package, path)]
        # a little more, or what was left over by the cuts would become a slice
        self._slice_bytes = int(package.getinfo(path).file_size / _slices_of(package, path) * 1.02)
        with package.open(path) as part:
            self._head = _head_of(part)
        self.head_marks = marks_of(self._head)
        self.tail_marks = Marks()
        self._tail = b""

    def slices(self) -> Iterator[Slice]:
        """The sheet's rows in order.

        :raises zipfile.BadZipFile: at the end, when what was unpacked is not what was packed.
        """
        with self._package.open(self._path) as part:
            part.read(len(self._head))
            rest: bytes | None = b""
            while rest is not None:
                made, rest = self._slice(part, rest)
                yield made
            self.tail_marks = Marks(merged=tuple(self._merges_in(part)))

    def _merges_in(self, part: IO[bytes]) -> list[Merge]:
        """The merged cells, which are told behind the rows; what is left of the sheet is unpacked to its end."""
        seen, found = self._tail, list[Merge]()
        add_ranges(found, seen)
        while block := part.read(_BLOCK_BYTES):
            known = seen[-LONGEST_RANGE:]
            seen = known + block
            add_ranges(found, seen, len(known))
        return found

    def _slice(self, part: IO[bytes], begun: bytes) -> tuple[Slice, bytes | None]:
        """The next slice, which starts with ``begun``, and how the one behind it starts, None behind the last."""
        block = _more(part, begun)
        rows_above = _row_number(block, len(block) - len(block.lstrip())) - 1
        content = io.BytesIO()
        # packing what is unpacked at once would cost more than it saves
        with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as package:
            for name, other in self._others:
                package.writestr(name, other)
            with package.open(zipfile.ZipInfo(self._path), "w") as sheet:
                sheet.write(self._head)
                sheet.write(_marker_row(rows_above))
                start = content.tell()
                while (end := block.find(_ROWS_END)) < 0:
                    full = content.tell() - start + len(block) >= self._slice_bytes
                    if full and (end := block.rfind(_ROW, 1)) > 0:
                        break
                    # what may be the beginning of a tag is looked at again
                    sheet.write(block[:-_LONGEST_SIGN])
                    block = _more(part, block[-_LONGEST_SIGN:])
                rest = None if block.startswith(_ROWS_END, end) else block[end:]
                self._tail = block[end:] if rest is None else b""
                sheet.write(block[:end])
                stop = content.tell()
                sheet.write(_ROWS_END + b"</worksheet>")
        workbook = content.getvalue()
        last_row = _row_number(workbook, workbook.rfind(_ROW, start, stop))
        return Slice(workbook, start, stop, rows_above, last_row), rest


def _more(part: IO[bytes], begun: bytes) -> bytes:
    """The beginning of a block and more of it."""
    if not (more := part.read(_BLOCK_BYTES)):
        raise NotSlicedError("rows without an end")
    return begun + more


def _marker_row(rows_above: int) -> bytes:
    """The row above a slice's rows."""
    cell = b'<c r="A%d" t="str"><v>%s</v></c>' % (rows_above, _MARKER.encode())
    return b'<row r="%d">%s</row>' % (rows_above, cell) if rows_above else b""


def _row_number(text: bytes, at: int) -> int:
    """The number of the row whose tag is at a place."""
    tag = _ROW_TAG.match(text, at)
    if tag is None or (number := _ROW_NUMBER.search(tag[0])) is None:
        raise NotSlicedError("a first or last row without a number")
    return int(number[1])


def _head_of(part: IO[bytes]) -> bytes:
    """What stands above the rows."""
    head = part.read(_LONGEST_HEAD)
    end = head.find(_ROWS_BEGIN) + len(_ROWS_BEGIN)
    if end < len(_ROWS_BEGIN) or not _PLAIN_HEAD.match(head) or b"<!" in head[:end]:
        raise NotSlicedError("no plain sheet")
    return head[:end]
