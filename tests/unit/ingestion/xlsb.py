"""Binary workbooks (xlsb) made in memory, record by record, for the tests of reading."""

from __future__ import annotations

import struct
from typing import Any

from tests.unit.ingestion.build import zip_bytes

_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.bin"/></Relationships>'
)
_TYPES = '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def record(kind: int, data: bytes = b"") -> bytes:
    """One record: number and length in seven bits a byte."""
    return _varint(kind) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    low = bytes([number & 0x7F | (0x80 if number > 0x7F else 0)])
    return low if number <= 0x7F else low + _varint(number >> 7)


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _cell(column: int, value: Any) -> bytes:
    head = struct.pack("<2I", column, 0)
    return (
        record(6, head + _text(value))
        if isinstance(value, str)
        else record(5, head + struct.pack("<d", value))
    )


def row_of(number: int, cells: dict[int, Any]) -> bytes:
    """A row (from 0) with cells by column."""
    return record(0, struct.pack("<I", number) + bytes(13)) + b"".join(_cell(c, v) for c, v in cells.items())


def xlsb_bytes(rows: list[list[Any]], more: bytes = b"", area: tuple[int, int] | None = None) -> bytes:
    """Rows as a workbook of one sheet; ``more`` are further records of rows, ``area`` the last row and column stated."""
    last_row, last_column = area or (len(rows) - 1, max(map(len, rows)) - 1)
    body = b"".join(
        row_of(i, {j: c for j, c in enumerate(row) if c is not None}) for i, row in enumerate(rows)
    )
    sheet = [
        record(129),
        record(148, struct.pack("<4I", 0, last_row, 0, last_column)),
        record(145),
        body + more,
        record(146),
        record(130),
    ]
    bundle = struct.pack("<2I", 0, 1) + _text("rId1") + _text("一系列")
    book = [record(131), record(143), record(156, bundle), record(144), record(132)]
    return zip_bytes(
        {
            "[Content_Types].xml": _TYPES.encode(),
            "xl/workbook.bin": b"".join(book),
            "xl/_rels/workbook.bin.rels": _RELATIONS.encode(),
            "xl/worksheets/sheet1.bin": b"".join(sheet),
        }
    )
