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

from ingestion.readers.extent import MOST_CELLS, too_far
from ingestion.readers.package_facts import Marks, is_found, marks_of
from ingestion.readers.raw import cell_letter

_SLICE_BYTES = 3_000_000
# what all slices bring along is at most this share of the sheet: more costs all cores what it saves one
_MOST_BROUGHT = 0.1
_LONGEST_HEAD = 1_000_000
_ROWS_BEGIN, _ROWS_END, _ROW = b"<sheetData>", b"</sheetData>", b"<row "
_PLAIN_HEAD = re.compile(rb'\s*(?:<\?xml(?![^>]*encoding="(?!utf-8))[^>]*\?>\s*)?<worksheet\s', re.I)
_ROW_TAG, _ROW_NUMBER = re.compile(rb"<row\s[^>]*>"), re.compile(rb"\sr=[\"'](\d{1,7})[\"']")
_NO_PLAIN_TAGS = b"<!", b"<?"
MOST_AT_A_TIME = 4
_MOST_CELLS_OF_A_SLICE = MOST_CELLS // MOST_AT_A_TIME
_COLUMNS_TO_Z, _COLUMNS_TO_ZZ, _ALL_COLUMNS = 26, 702, 16_384


class NotSlicedError(Exception):
    """A sheet that has to be read in one piece."""


class Slice(NamedTuple):
    """Consecutive rows of a sheet as written; ``rows_above`` is how many rows the sheet has above them."""

    rows: bytes
    rows_above: int

    def marker_row(self) -> bytes:
        """The row above, with one cell, so that what the library gives begins at a known row.

        It would also begin where it is told to, but makes room from the sheet's first row on: in every slice for all
        rows above.
        """
        at = self.rows_above
        return b'<row r="%d"><c r="A%d" t="str"><v>-</v></c></row>' % (at, at) if at else b""

    def marks(self) -> Marks:
        """Look the rows through.

        :raises NotSlicedError: where the library could understand the slice otherwise than the whole sheet.
        :raises Refused: where the library could not hold what is between the cells.
        """
        if any(sign[1:] in self.rows and sign in self.rows for sign in _NO_PLAIN_TAGS):
            raise NotSlicedError("comments or instructions")
        tags = b"".join(_ROW_TAG.findall(self.rows))
        numbers = [int(number) for number in _ROW_NUMBER.findall(tags)]
        if min(numbers) <= self.rows_above:
            raise NotSlicedError("rows out of order")
        self._refuse_far(max(numbers))
        return marks_of(self.rows, tags)

    def _refuse_far(self, last_row: int) -> None:
        rows = last_row - self.rows_above
        for columns, letters in ((_ALL_COLUMNS, 3), (_COLUMNS_TO_ZZ, 2), (_COLUMNS_TO_Z, 1)):
            # a cell whose column has so many letters or more
            if rows * columns > _MOST_CELLS_OF_A_SLICE and is_found(f"r=[\"'][A-Z]{{{letters}}}", self.rows):
                if rows * columns > MOST_CELLS:
                    raise too_far(f"{cell_letter(columns - 1)}{last_row}")
                raise NotSlicedError("cells far apart")


def is_large(package: zipfile.ZipFile, path: str) -> bool:
    """Whether a sheet is worth being read in slices."""
    return _slices_of(package, path) > 1


def _slices_of(package: zipfile.ZipFile, path: str) -> int:
    """How many slices a sheet is cut into, each of which brings along the texts and styles of the workbook."""
    size = package.getinfo(path).file_size
    brought = sum(info.file_size for info in _brought(package, path))
    return int(min(size / _SLICE_BYTES, size * _MOST_BROUGHT / max(brought, 1)))


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
    """A large sheet (`is_large`) that is cut while it is unpacked.

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

    def slices(self) -> Iterator[Slice]:
        """The sheet's rows in order."""
        with self._package.open(self._path) as part:
            part.read(len(self._head))
            rows = b""
            while (end := rows.find(_ROWS_END)) < 0:
                cut = rows.rfind(_ROW)
                if cut > 0 and len(rows) >= self._slice_bytes:
                    yield _slice(rows[:cut])
                    rows = rows[cut:]
                if not (block := part.read(self._slice_bytes)):
                    raise NotSlicedError("rows without an end")
                rows += block
            if rows[:end].strip():
                yield _slice(rows[:end])

    def workbook_of(self, part: Slice) -> bytes:
        """A workbook that has these rows only, below their marker row."""
        content = io.BytesIO()
        # packing what is unpacked at once would cost more than it saves
        with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as package:
            for name, other in self._others:
                package.writestr(name, other)
            with package.open(zipfile.ZipInfo(self._path), "w") as sheet:
                for text in (self._head, part.marker_row(), part.rows, _ROWS_END, b"</worksheet>"):
                    sheet.write(text)
        return content.getvalue()


def _head_of(part: IO[bytes]) -> bytes:
    """What stands above the rows."""
    head = part.read(_LONGEST_HEAD)
    end = head.find(_ROWS_BEGIN) + len(_ROWS_BEGIN)
    if end < len(_ROWS_BEGIN) or not _PLAIN_HEAD.match(head) or b"<!" in head[:end]:
        raise NotSlicedError("no plain sheet")
    return head[:end]


def _slice(rows: bytes) -> Slice:
    tag = _ROW_TAG.match(rows.lstrip())
    number = _ROW_NUMBER.search(tag[0]) if tag else None
    if number is None:
        raise NotSlicedError("a first row without a number")
    return Slice(rows, int(number[1]) - 1)
