"""Whether a workbook would bring the reader library down: sector chains without an end, cells too far apart.

The library follows chains and makes room for every cell between the first and the last; it neither counts steps nor
asks for the room politely, so both are looked at beforehand.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from typing import NamedTuple

from ingestion.readers.raw import Refused, cell_letter, column_index

# Cells between the first and the last of a sheet: 100 million take about 3 GB in the reader library.
MOST_CELLS = 100_000_000
# Sheets up to this size are looked through before the reader library sees them; of larger ones the stated area is believed.
LOOKED_THROUGH_BYTES = 3_000_000
SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml$")
_END, _HEADER_FAT = 0xFFFFFFFA, 109
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]+\d+:([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'<row [^>]*?r="(\d+)"')
_FAR_CELL = re.compile(rb'<c [^>]*?r="([A-Za-z]{2,})(\d+)"')
# A place that no sheet has: four letters or more, two million rows or more.
_NO_PLACE = re.compile(rb'\sr="([A-Za-z]{4,}\d+|[A-Za-z]*(?:\d{8,}|[2-9]\d{6}))"')
# A cell says itself in which row it is, whatever row it is written in.
_FAR_REFERENCE = re.compile(rb'r="(?:[A-Za-z]{3,}\d|[A-Za-z]{2,}\d{6})')
_ROWS_REPEATED = re.compile(rb'^[^>]*number-rows-repeated="(\d+)"')
_CELL = re.compile(rb"<table:(?:covered-)?table-cell")
_CELLS_REPEATED = re.compile(rb'number-columns-repeated="(\d+)"')
_MOST_ODS_ROWS = 2_000_000


def damaged_chains(content: bytes) -> Refused | None:
    """The refusal of an OLE file whose sector chains run in a circle or out of the file; None when they end."""
    bad = Refused(
        "unreadable",
        "文件已损坏（内部结构不完整），请重新导出后报送",
        "the file's sectors do not hang together; export it again",
    )
    tables = sector_tables(content)
    if tables is None:
        return bad
    starts = [tables.directory] if tables.mini is None else [tables.directory, tables.mini]
    if not _all_end(tables.fat, starts):
        return bad
    return None if _streams_fit(content, tables.size, tables.fat, tables.directory) else bad


class SectorTables(NamedTuple):
    """How the sectors of an OLE file hang together: size of one, which follows which, where directory and small ones begin."""

    size: int
    fat: list[int]
    directory: int
    mini: int | None


def sector_tables(content: bytes) -> SectorTables | None:
    """The tables of an OLE file; None when there are none, or they are larger than the file."""
    if len(content) < 512:
        return None
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 16)
    if size < 64:
        return None
    n_sectors = (len(content) - 512 + size - 1) // size + 1
    (fat_count, directory, _, _, mini, mini_count, difat, difat_count) = struct.unpack_from(
        "<8I", content, 44
    )
    # the library makes room for as many as the header says
    if max(fat_count, mini_count, difat_count) > n_sectors:
        return None
    places = [s for s in struct.unpack_from(f"<{_HEADER_FAT}I", content, 76) if s < _END]
    steps = 0
    while difat < _END:
        at = 512 + difat * size
        if at + size > len(content) or (steps := steps + 1) > n_sectors:
            return None
        entries = struct.unpack_from(f"<{size // 4}I", content, at)
        places += [s for s in entries[:-1] if s < _END]
        difat = entries[-1]
    fat: list[int] = []
    for place in places[:n_sectors]:
        at = 512 + place * size
        part = content[at : at + size]
        fat += struct.unpack(f"<{len(part) // 4}I", part[: len(part) // 4 * 4])
    if not fat_count:
        return None
    return SectorTables(size, fat, directory, mini if mini_count else None)


def _streams_fit(content: bytes, size: int, fat: list[int], sector: int) -> bool:
    """Whether no stream of the directory says that it is longer than the file."""
    while sector < _END:
        at = 512 + sector * size
        for entry in range(at, min(at + size, len(content)) - 127, 128):
            kind, length = content[entry + 66], struct.unpack_from("<Q", content, entry + 120)[0]
            # the upper half is garbage in files of the older version
            if kind in (2, 5) and (length & 0xFFFFFFFF if size == 512 else length) > len(content):
                return False
        sector = fat[sector]
    return True


def _all_end(fat: list[int], starts: Sequence[int]) -> bool:
    """Whether every chain of the table ends: no sector is reached twice, none points beyond the table."""
    targets = [n for n in fat if n < _END]
    if any(n >= len(fat) for n in targets) or any(s < _END and s >= len(fat) for s in starts):
        return False
    if len(set(targets)) < len(targets):
        return False
    # every sector has one way in at most: what no chain's first sector leads to is a circle
    heads = set(range(len(fat))) - set(targets)
    reached = 0
    for head in heads:
        sector = head
        while sector < _END:
            reached += 1
            sector = fat[sector]
    return reached == len(fat)


def far_cells(xml: bytes) -> str | None:
    """The cell that makes a sheet of a workbook too large to hold, or None."""
    if beyond := _NO_PLACE.search(xml):
        return beyond[1].decode()
    last = 0
    for match in _ROW.finditer(xml, max(0, len(xml) - 1_000_000)):
        last = max(last, int(match[1]))
    if not last:
        last = max((int(m[1]) for m in _ROW.finditer(xml)), default=0)
    # up to column Z nothing is too large
    if (
        last * 26 > MOST_CELLS
        or (last * 702 > MOST_CELLS and _FAR_CELL.search(xml))
        or _FAR_REFERENCE.search(xml)
    ):
        cells = [(_column(letters), int(row)) for letters, row in _FAR_CELL.findall(xml)]
        widest = max((column for column, _ in cells), default=26)
        lowest = max((row for _, row in cells), default=last)
        if widest * max(last, lowest) > MOST_CELLS:
            return f"{cell_letter(widest - 1)}{max(last, lowest)}"
    return None


def stated_extent(head: bytes) -> str | None:
    """The last cell a sheet's head states when that is too far, "" when it is not, None when it states no area."""
    found = _DIMENSION.search(head)
    if found is None:
        return None
    column, row = _column(found[1]), int(found[2])
    return f"{found[1].decode()}{row}" if column * row > MOST_CELLS else ""


# An XML cell takes some 30 to 100 bytes; a remark may be long, all cells of a sheet are not.
_BYTES_A_CELL = 2_000


def is_understated(head: bytes, size: int) -> bool:
    """Whether a sheet's XML is far larger than the area that its head states can hold."""
    found = _DIMENSION.search(head)
    return found is None or _column(found[1]) * int(found[2]) * _BYTES_A_CELL < size


def _column(letters: bytes) -> int:
    """Which column a cell is in, from 1."""
    return column_index(letters.decode().upper()) + 1


def too_far(cell: str) -> Refused:
    """The refusal of a sheet that reaches too far."""
    return Refused(
        "unreadable",
        f"工作表的内容一直到{cell}，范围过大，请删除数据以外的行和列后重新报送",
        f"the sheet reaches to {cell}, which is too far; delete the rows and columns beyond the data and send it again",
    )


def repeated_too_often(xml: bytes) -> bool:
    """Whether an OpenDocument sheet repeats written cells beyond measure, in few rows or in many."""
    for sheet in xml.split(b"<table:table ")[1:]:
        rows = width = blank_rows = 0
        for row in sheet.split(b"<table:table-row")[1:]:
            found = _ROWS_REPEATED.match(row)
            times = int(found[1]) if found else 1
            last = row.rfind(b"office:value")
            if last < 0:
                blank_rows += times
                continue
            rows, blank_rows = rows + blank_rows + times, 0
            written = row[: row.find(b">", last)]
            cells = len(_CELL.findall(written)) + sum(int(n) - 1 for n in _CELLS_REPEATED.findall(written))
            width = max(width, cells)
        if rows > _MOST_ODS_ROWS or rows * width > MOST_CELLS:
            return True
    return False
