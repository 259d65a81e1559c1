"""What an old workbook (BIFF8) says that the reader library does not tell: epoch, password, formulas never computed.

Only the workbook's stream as it lies in the file is walked, record by record, up to where it is parted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

# The workbook's own beginning (globals), the beginning of any of its streams, and how many records to look through.
_START, _BEGIN, _RECORDS = b"\x09\x08\x10\x00\x00\x06\x05\x00", 0x809, 200
_DATE_MODE, _PASSWORD, _FORMULA, _WORKSHEET = 0x22, 0x2F, 0x06, 0x10
_MOST_RECORDS = 2_000_000
# A record is at most this long; more means that the stream is parted here.
_LONGEST = 8_224
_COMPUTE_ON_LOAD = 0x02
# Libraries write the year of the format (1996) where spreadsheets write the year of their own release.
_YEAR_OF_LIBRARIES = b"\xcc\x07"
# What writers that cannot compute store: the number 0, or the empty text.
_NOTHING = (bytes(8), b"\x03" + bytes(5) + b"\xff\xff")


def xls_counts_from_1904(content: bytes) -> bool:
    """Whether an old workbook counts its days from 1904: the record DATEMODE among the first of the workbook."""
    return _first(content, _DATE_MODE) == b"\x01\x00"


def is_under_password(content: bytes) -> bool:
    """Whether an old workbook's cells are encrypted."""
    return _first(content, _PASSWORD) is not None


def _records(content: bytes, most: int) -> Iterator[tuple[int, bytes]]:
    place = content.find(_START)
    for _ in range(most if place >= 0 else 0):
        if place + 4 > len(content):
            return
        record, length = struct.unpack_from("<HH", content, place)
        if length > _LONGEST:
            return
        yield record, content[place + 4 : place + 4 + length]
        place += 4 + length


def _first(content: bytes, wanted: int, part: slice = slice(2)) -> bytes | None:
    """The first two bytes, or others, of a record among the first of the workbook; None when it is not there."""
    return next((data[part] for record, data in _records(content, _RECORDS) if record == wanted), None)


def cells_never_computed(content: bytes) -> list[list[tuple[int, int]]]:
    """By worksheet the cells (row, column, from 0) of formulas that a writer left at 0 or empty to be computed on loading.

    A sheet with a formula that holds another value was computed; its noughts are values.
    """
    sheets: list[list[tuple[int, int]]] = []
    is_by_library = (_first(content, _BEGIN, slice(6, 8)) or b"") == _YEAR_OF_LIBRARIES
    computed: set[int] = set()
    for record, data in _records(content, _MOST_RECORDS):
        if record == _BEGIN and len(data) >= 4 and struct.unpack_from("<H", data, 2)[0] == _WORKSHEET:
            sheets.append([])
        elif record == _FORMULA and sheets and len(data) >= 16:
            row, column = struct.unpack_from("<HH", data)
            flags = struct.unpack_from("<H", data, 14)[0]
            is_nothing = data[6:14] in _NOTHING
            if not is_nothing or not (is_by_library or flags & _COMPUTE_ON_LOAD):
                computed.add(len(sheets) - 1)
            else:
                sheets[-1].append((row, column))
    return [[] if at in computed else places for at, places in enumerate(sheets)]
