"""Whether cells of a binary workbook (xls, xlsb) say that they lie where no sheet reaches or no memory suffices.

A flipped bit in a cell's row or column is enough. The reader library makes room for every cell up to it, and ends the
process that has not so much. Sector chains and packages are looked at in ``ingestion.readers.extent``.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator, Sequence

from ingestion.readers.extent import LOOKED_THROUGH_BYTES, MOST_CELLS, SectorTables, sector_tables
from ingestion.readers.raw import Refused, cell_letter

_SHEET = re.compile(r"xl/worksheets/[^/]+\.bin$")
_STATED_WITHIN = 4_096
# Streams below this size lie in sectors of their own.
_SMALL, _SMALL_SECTOR = 4_096, 64
_XLS_COLUMNS, _XLSB_COLUMNS, _ROWS = 256, 16_384, 1_048_576
# Records of cells in xls: FORMULA, MULRK, MULBLANK, RSTRING, LABELSST, BLANK, NUMBER, LABEL, BOOLERR, RK.
_XLS_CELLS = frozenset({0x06, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E})
# Records in xlsb: a row's beginning, its cells, and the area that the sheet states.
_ROW, _FIRST_CELL, _LAST_CELL, _AREA = 0x00, 0x01, 0x0B, 0x94


def _far_xls_cell(stream: bytes) -> str | None:
    """The cell of an old workbook's stream that lies beyond the last column of its format, or None."""
    place, end, unpack = 0, len(stream) - 8, struct.Struct("<4H").unpack_from
    while place <= end:
        record, length, row, column = unpack(stream, place)
        if column >= _XLS_COLUMNS and record in _XLS_CELLS:
            return f"{cell_letter(column)}{row + 1}"
        place += 4 + length
    return None


def _far_xlsb_cell(sheet: bytes, is_whole: bool) -> str | None:
    """The cell that makes a sheet (xlsb) too large to hold, or None.

    :param is_whole: whether ``sheet`` is the whole part; else only the area that its beginning states is looked at.
    """
    row = last_row = last_column = place = 0
    end = len(sheet)
    while place < end:
        record, place = _varint(sheet, place, 2)
        length, place = _varint(sheet, place, 4)
        if place + 4 > end:
            break
        if record == _AREA and length >= 16 and not is_whole:
            last_row, last_column = struct.unpack_from("<4x I 4x I", sheet, place)
            break
        if record == _ROW and length >= 4:
            (row,) = struct.unpack_from("<I", sheet, place)
        elif _FIRST_CELL < record <= _LAST_CELL:
            (column,) = struct.unpack_from("<I", sheet, place)
            last_row, last_column = max(last_row, row), max(last_column, column)
        place += length
    is_beyond = last_row >= _ROWS or last_column >= _XLSB_COLUMNS
    if is_beyond or (last_row + 1) * (last_column + 1) > MOST_CELLS:
        return f"{cell_letter(last_column)}{last_row + 1}"
    return None


def _varint(content: bytes, place: int, most: int) -> tuple[int, int]:
    """A number in seven bits a byte, of so many bytes at most, and where it ends."""
    number = 0
    for shift in range(0, 7 * most, 7):
        if place >= len(content):
            break
        byte = content[place]
        place += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return number, place


def _streams(content: bytes, tables: SectorTables) -> Iterator[bytes]:
    """The streams of an old workbook, put together from their sectors; one saved for two releases has two."""
    sectors = content[512:]
    directory = _chained(sectors, tables.directory, tables.fat, tables.size)
    small: bytes | None = None
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace")
        start, length = struct.unpack_from("<II", entry, 116)
        if name.lower() not in ("workbook", "book"):
            continue
        if length >= _SMALL or tables.mini is None:
            yield _chained(sectors, start, tables.fat, tables.size)[:length]
            continue
        if small is None:
            # the first entry's stream holds all small ones
            first = struct.unpack_from("<I", directory, 116)[0]
            small = _chained(sectors, first, tables.fat, tables.size)
        table = _chained(sectors, tables.mini, tables.fat, tables.size)
        yield _chained(small, start, struct.unpack(f"<{len(table) // 4}I", table), _SMALL_SECTOR)[:length]


def _chained(sectors: bytes, sector: int, following: Sequence[int], size: int) -> bytes:
    """The sectors of a chain, joined; one that runs in a circle is followed once around."""
    parts: list[bytes] = []
    while sector < len(following) and len(parts) < len(following):
        parts.append(sectors[sector * size : (sector + 1) * size])
        sector = following[sector]
    return b"".join(parts)


def check_xls_extent(content: bytes) -> None:
    """Refuse an old workbook, whose chains end, with a cell beyond the last column of its format."""
    tables = sector_tables(content)
    for stream in _streams(content, tables) if tables else ():
        if cell := _far_xls_cell(stream):
            raise _beyond(cell)


def check_xlsb_extent(package: zipfile.ZipFile) -> None:
    """Refuse a binary workbook with a sheet whose cells lie too far apart; of large sheets the stated area is believed."""
    for info in package.infolist():
        if not _SHEET.match(info.filename):
            continue
        is_large = info.file_size > LOOKED_THROUGH_BYTES
        with package.open(info) as part:
            sheet = part.read(_STATED_WITHIN if is_large else info.file_size)
        if cell := _far_xlsb_cell(sheet, not is_large):
            raise _beyond(cell)


def _beyond(cell: str) -> Refused:
    """The refusal of a binary workbook with a cell that lies too far away."""
    return Refused(
        "unreadable",
        f"文件已损坏或内容范围过大：单元格{cell}超出可读取的范围，请在表格软件中打开，另存为xlsx后重新报送",
        f"the file is damaged or reaches too far: cell {cell} lies beyond what can be read; open it in a spreadsheet program, "
        "save it as xlsx and send it again",
    )
