"""Cells and rows that a workbook's sheet (xlsx) writes twice: the reader library keeps the last one without a word.

No spreadsheet program writes or opens such a sheet. Which of the two counts nobody can tell, so the file is refused.
"""

from __future__ import annotations

import re

import polars as pl

from ingestion.readers.package_facts import is_found, usual_form
from ingestion.readers.raw import Refused

_CELL, _ROWS = b"<c ", b"<sheetData"
_CELL_PLACE = re.compile(rb'<c r="([A-Za-z]+\d+)"')
_ROW_PLACE = re.compile(rb'<row\s(?:[^>]*?\s)?r="(\d+)"')
_NO_TAGS = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.S)
_EMPTY_CELL = re.compile(rb"<c [^>]*/>")


def refuse_written_twice(
    xml: bytes, frame: pl.DataFrame, errors: int, start: int = 0, end: int | None = None
) -> None:
    """Look a sheet's XML, or its rows from ``start`` to ``end``, through.

    :param frame: what the library made of it.
    :param errors: how many of the frame's empty cells are errors.
    :raises Refused: when a cell, a row or the list of rows stands in it twice.
    """
    stop = len(xml) if end is None else end
    if _is_read_whole(xml, frame, errors, start, stop):
        return
    rows = usual_form(_NO_TAGS.sub(b"", xml[start:stop]))
    if rows.count(_ROWS) > 1:
        raise _refusal("数据区（sheetData）", "the list of rows (sheetData)")
    for pattern, zh, en in ((_ROW_PLACE, "第{}行", "row {}"), (_CELL_PLACE, "单元格{}", "cell {}")):
        places = pattern.findall(rows)
        if len(set(places)) < len(places):
            place = _first_repeated(places)
            raise _refusal(zh.format(place), en.format(place))


def _is_read_whole(xml: bytes, frame: pl.DataFrame, errors: int, start: int, end: int) -> bool:
    """Tell by counting, which takes a fraction of the time, that as many cells are filled as are written.

    Then none of them took the place of another, also where a row is written in two pieces.
    """
    filled = sum(frame.height - cells.null_count() for cells in frame.get_columns()) + errors
    cells = xml.count(_CELL, start, end)
    if cells > filled and is_found("<c [^>]*/>", memoryview(xml)[start:end]):
        cells -= sum(1 for _ in _EMPTY_CELL.finditer(xml, start, end))
    return cells == filled


def _first_repeated(places: list[bytes]) -> str:
    seen: set[bytes] = set()
    for place in places:
        if place in seen:
            break
        seen.add(place)
    return place.decode()


def _refusal(zh: str, en: str) -> Refused:
    return Refused(
        "unreadable",
        f"工作表中{zh}写了两次，无法确定以哪一个为准，请在表格软件中打开并另存后重新报送",
        f"the sheet writes {en} twice, and nothing tells which counts; open it, save it anew and send it again",
    )
