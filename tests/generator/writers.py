"""Write grids to bytes: xlsx, xls, ods, pages, text. No knowledge of what the cells mean."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
import xlwt

from tests.generator.render import Grid

FIXED_TIME = (2025, 1, 1, 0, 0, 0)
DATE_FORMAT = "yyyy/m/d"
INSTANT_FORMAT = "yyyy/m/d h:mm:ss"


def write_grids(fmt: str, grids: list[Grid], encoding: str, separator: str) -> bytes:
    """The bytes of a file of this format; text formats hold the first grid only."""
    if fmt in ("csv", "txt"):
        return _text(grids[0], encoding, separator)
    return {"xlsx": _xlsx, "xls": _xls, "ods": _ods, "html": _html}[fmt](grids)


def _text(grid: Grid, encoding: str, separator: str) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    for row in grid.cells:
        writer.writerow(["" if cell is None else _plain(cell) for cell in row])
    return buffer.getvalue().encode(encoding)


def _plain(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S" if cell.hour or cell.minute else "%Y-%m-%d")
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _xlsx(grids: list[Grid]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": datetime(*FIXED_TIME)})
    day, instant = (
        book.add_format({"num_format": DATE_FORMAT}),
        book.add_format({"num_format": INSTANT_FORMAT}),
    )
    for grid in grids:
        sheet = book.add_worksheet(grid.name[:31])
        if grid.hidden:
            sheet.hide()
        for first, left, last, right in grid.merges:
            if (first, left) != (last, right):
                sheet.merge_range(first, left, last, right, None)
        for y, row in enumerate(grid.cells):
            for x, cell in enumerate(row):
                _xlsx_cell(sheet, y, x, cell, day, instant)
    book.close()
    return buffer.getvalue()


def _xlsx_cell(sheet: Any, y: int, x: int, cell: Any, day: Any, instant: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, datetime):
        sheet.write_datetime(y, x, cell, instant if cell.hour or cell.minute or cell.second else day)
    elif isinstance(cell, Decimal | int | float):
        sheet.write_number(y, x, float(cell))
    else:
        sheet.write_string(y, x, str(cell))


def _xls(grids: list[Grid]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    day, instant = xlwt.easyxf(num_format_str=DATE_FORMAT), xlwt.easyxf(num_format_str=INSTANT_FORMAT)
    for grid in grids:
        sheet = book.add_sheet(grid.name[:31], cell_overwrite_ok=True)
        sheet.visibility = 1 if grid.hidden else 0
        for y, row in enumerate(grid.cells):
            for x, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write(y, x, cell, instant if cell.hour or cell.minute or cell.second else day)
                elif cell is not None:
                    sheet.write(y, x, float(cell) if isinstance(cell, Decimal) else cell)
        for first, left, last, right in grid.merges:
            if (first, left) != (last, right):
                sheet.merge(first, last, left, right)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _html(grids: list[Grid]) -> bytes:
    parts = ['<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body>']
    for grid in grids:
        spans = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in grid.merges if (a, b) != (c, d)}
        covered = {
            (y, x) for (a, b), (n, m) in spans.items() for y in range(a, a + n) for x in range(b, b + m)
        } - set(spans)
        parts.append('<table border="1">')
        for y, row in enumerate(grid.cells):
            cells = [
                _html_cell(cell, spans.get((y, x))) for x, cell in enumerate(row) if (y, x) not in covered
            ]
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
    parts.append("</body></html>")
    return "\r\n".join(parts).encode("gb18030")


def _html_cell(cell: Any, span: tuple[int, int] | None) -> str:
    size = f' rowspan="{span[0]}" colspan="{span[1]}"' if span else ""
    return f"<td{size}>{'' if cell is None else escape(_plain(cell))}</td>"


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" office:version="1.2">'
    '<office:automatic-styles><style:style style:name="hid" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def _ods(grids: list[Grid]) -> bytes:
    parts = [_ODS_HEAD]
    for grid in grids:
        hidden = ' table:style-name="hid"' if grid.hidden else ""
        parts.append(f"<table:table table:name={quoteattr(grid.name)}{hidden}>")
        spans = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in grid.merges if (a, b) != (c, d)}
        for y, row in enumerate(grid.cells):
            cells = "".join(_ods_cell(cell, spans.get((y, x))) for x, cell in enumerate(row))
            parts.append(f"<table:table-row>{cells or '<table:table-cell/>'}</table:table-row>")
        parts.append("</table:table>")
    parts.append("</office:spreadsheet></office:body></office:document-content>")
    return pack([("mimetype", _ODS_TYPE.encode()), ("META-INF/manifest.xml", _ODS_MANIFEST.encode()),
                 ("content.xml", "".join(parts).encode())])  # fmt: skip


def _ods_cell(cell: Any, span: tuple[int, int] | None) -> str:
    size = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if cell is None:
        return f"<table:table-cell{size}/>"
    if isinstance(cell, datetime):
        stamp = cell.isoformat() if cell.hour or cell.minute or cell.second else cell.date().isoformat()
        kind = f'office:value-type="date" office:date-value="{stamp}"'
    elif isinstance(cell, Decimal | int | float):
        kind = f'office:value-type="float" office:value="{Decimal(str(cell)):f}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}{size}><text:p>{escape(_plain(cell))}</text:p></table:table-cell>"


def pack(members: list[tuple[str, bytes]]) -> bytes:
    """A zip with fixed times, so that the same members give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, FIXED_TIME)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()
