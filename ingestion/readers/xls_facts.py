"""What an old workbook (BIFF8) says that the reader library does not tell: epoch, password, formulas never computed, merges.

Only the workbook's stream as it lies in the file is walked, record by record, up to where it is parted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from ingestion.readers.merges import Merge, most_merges

# The workbook's own beginning (globals), the beginning of any of its streams, and how many records to look through.
_START, _BEGIN, _RECORDS = b"\x09\x08\x10\x00\x00\x06\x05\x00", 0x809, 200
_DATE_MODE, _PASSWORD, _FORMULA, _SHEET, _MERGED = 0x22, 0x2F, 0x06, 0x85, 0xE5
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


def _records(content: bytes, most: int) -> Iterator[tuple[int, int, bytes]]:
    """Each record with its place in the workbook's stream."""
    start = place = content.find(_START)
    for _ in range(most if place >= 0 else 0):
        if place + 4 > len(content):
            return
        record, length = struct.unpack_from("<HH", content, place)
        if length > _LONGEST:
            return
        yield place - start, record, content[place + 4 : place + 4 + length]
        place += 4 + length


def _first(content: bytes, wanted: int, part: slice = slice(2)) -> bytes | None:
    """The first two bytes, or others, of a record among the first of the workbook; None when it is not there."""
    return next((data[part] for _, record, data in _records(content, _RECORDS) if record == wanted), None)


class XlsFacts(NamedTuple):
    """Of one sheet the cells (row, column, from 0) of formulas that were never computed, and what is merged over rows.

    Such a formula was left at 0 or empty by its writer, to be computed on loading.
    """

    never_computed: list[tuple[int, int]]
    merged: list[Merge]


NO_XLS_FACTS = XlsFacts([], [])


def xls_facts(content: bytes) -> list[XlsFacts]:
    """Facts of every sheet in the workbook's order, charts included.

    A sheet with a formula that holds another value was computed; its noughts are values.
    """
    sheets: list[XlsFacts] = []
    places: dict[int, int] = {}
    computed: set[int] = set()
    is_by_library = (_first(content, _BEGIN, slice(6, 8)) or b"") == _YEAR_OF_LIBRARIES
    at: int | None = None
    for place, record, data in _records(content, _MOST_RECORDS):
        if record == _SHEET and len(data) >= 4:
            places[struct.unpack_from("<I", data)[0]] = len(sheets)
            sheets.append(XlsFacts([], []))
        elif record == _BEGIN:
            # a chart on a sheet begins at none of these places
            at = places.get(place, at)
        elif at is not None and record == _MERGED:
            _add_merged(sheets[at].merged, data)
        elif at is not None and record == _FORMULA and len(data) >= 16:
            row, column = struct.unpack_from("<HH", data)
            flags = struct.unpack_from("<H", data, 14)[0]
            is_nothing = data[6:14] in _NOTHING
            if not is_nothing or not (is_by_library or flags & _COMPUTE_ON_LOAD):
                computed.add(at)
            else:
                sheets[at].never_computed.append((row, column))
    return [sheet._replace(never_computed=[]) if i in computed else sheet for i, sheet in enumerate(sheets)]


def _add_merged(found: list[Merge], data: bytes) -> None:
    """Add the ranges of one of a sheet's records of merged cells."""
    ranges = data[2 : 2 + 8 * struct.unpack_from("<H", data)[0]] if len(data) >= 2 else b""
    for top, bottom, column, _ in struct.iter_unpack("<4H", ranges[: len(ranges) // 8 * 8]):
        if bottom > top and len(found) <= most_merges():
            found.append((top, bottom, column))
