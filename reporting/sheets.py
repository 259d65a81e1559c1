"""Writing workbooks the same way everywhere: fixed dates, text as text, one look.

Cell contents come from plants and are never trusted: strings are written as strings, so that a name
that begins with `=` stays a name. A rerun gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reporting.numbers import clean

# Properties carry this instead of the clock, the zip entries a date of the library's own: same close, same bytes.
FIXED_CREATED = datetime(2000, 1, 1)
LONGEST_CELL = 32_000
# Characters: a page across at 70 %.
WIDEST_ON_A4 = 190
CUT = "…（内容过长，已截断 / cut）"
# Spreadsheet programs turn a text that begins so into a formula when a person edits the cell.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BASE = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, "text_wrap": True}
_COLOURS: dict[str, dict[str, Any]] = {
    "text": {},
    "nonconformity": {"bg_color": "#F8D0CC"},
    "data_error": {"bg_color": "#F8D0CC"},
    "missing": {"bg_color": "#E9DDF3"},
    "not_assessable": {"bg_color": "#E9DDF3"},
    "explain": {"bg_color": "#FCE9C8"},
    "advisory": {"bg_color": "#DCEBF7"},
    "pass": {"bg_color": "#E2F1E6"},
    "not_applicable": {"font_color": "#777777"},
    "total": {"bold": True, "bg_color": "#F2F2F2"},
    "open": {"bg_color": "#FFFFE0"},
}


class Book:
    """A workbook under construction; use as a context manager."""

    def __init__(self, path: Path, title: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._book = xlsxwriter.Workbook(
            str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        self._book.set_properties({"title": clean(title), "created": FIXED_CREATED})
        self._formats: dict[tuple[str, str], Format] = {}

    def __enter__(self) -> Book:
        """Begin the workbook."""
        return self

    def __exit__(self, *_: object) -> None:
        """Write it to disk."""
        self._book.close()

    def format(self, style: str, kind: str) -> Format:
        """The look of a cell: a colour by `style`, alignment and number form by `kind`."""
        if (style, kind) not in self._formats:
            self._formats[style, kind] = self._book.add_format(_look(style, kind))
        return self._formats[style, kind]

    def sheet(
        self,
        name: str,
        title: str,
        widths: Sequence[int],
        notes: Iterable[str] = (),
        is_landscape: bool = True,
    ) -> Sheet:
        """A new sheet with its title, printable on A4, or on A3 where A4 would make it too small to read."""
        worksheet = self._book.add_worksheet(name)
        worksheet.set_paper(8 if sum(widths) > WIDEST_ON_A4 else 9)
        return Sheet(self, worksheet, title, widths, notes, is_landscape)


def _look(style: str, kind: str) -> dict[str, Any]:
    if style == "title":
        return {"font_name": "黑体", "font_size": 14, "bold": True, "align": "center", "valign": "vcenter"}
    if style == "note":
        return {
            "font_name": "宋体", "font_size": 9, "font_color": "#555555", "text_wrap": True, "valign": "top",
        }  # fmt: skip
    if style == "head":
        return {**_BASE, "bold": True, "bg_color": "#DDE6EE", "align": "center"}
    if style == "band":
        return {**_BASE, "bold": True, "bg_color": "#EDEDED"}
    look = {**_BASE, **_COLOURS.get(style, {})}
    if kind == "number":
        look |= {"num_format": "#,##0.######", "align": "right"}
    elif kind == "whole":
        look |= {"num_format": "#,##0", "align": "right"}
    elif kind == "date":
        look |= {"num_format": "yyyy-mm-dd", "align": "center"}
    elif kind == "guarded":
        look |= {"quote_prefix": True}
    return look


class Sheet:
    """One sheet that is filled from top to bottom."""

    def __init__(
        self,
        book: Book,
        worksheet: Worksheet,
        title: str,
        widths: Sequence[int],
        notes: Iterable[str],
        is_landscape: bool,
    ) -> None:
        self._book, self._sheet, self._widths = book, worksheet, list(widths)
        if is_landscape:
            worksheet.set_landscape()
        worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_footer("&L&A&R&P / &N")
        for column, width in enumerate(widths):
            worksheet.set_column(column, column, width)
        self._row = 0
        self._has_head = False
        self.rows_written = 0
        self._merged(title, "title", 26)
        for note in notes:
            self.note(note)

    def _merged(self, text: str, style: str, height: float | None = None) -> None:
        shade = self._book.format(style, "text")
        text = _cell_text(text)
        if len(self._widths) > 1:
            self._sheet.merge_range(self._row, 0, self._row, len(self._widths) - 1, "", shade)
        self._sheet.write_string(self._row, 0, text, shade)
        self._sheet.set_row(self._row, height or _height([(text, sum(self._widths))]))
        self._row += 1

    def note(self, text: str) -> None:
        """A line of explanation across all columns."""
        self._merged(text, "note")

    def band(self, text: str) -> None:
        """A heading inside the sheet, across all columns."""
        self._merged(text, "band")

    def head(self, labels: Iterable[str]) -> None:
        """A header row; the first one stays in view and repeats in print."""
        shade = self._book.format("head", "text")
        cells = list(labels)
        for column, label in enumerate(cells):
            self._sheet.write_string(self._row, column, label, shade)
        self._sheet.set_row(self._row, _height(zip(cells, self._widths, strict=False)))
        if not self._has_head:
            self._sheet.repeat_rows(self._row)
            self._sheet.freeze_panes(self._row + 1, 0)
            self._has_head = True
        self._row += 1

    def row(
        self, values: Iterable[Any], style: str = "text", open_from: int | None = None, lowest: float = 0.0
    ) -> None:
        """A row of data; decimals as numbers, dates as dates, everything else as text.

        :param open_from: first column that is left for a person to fill in.
        :param lowest: height in points that the row has at least.
        """
        shown = [
            self._write(column, value, style if open_from is None or column < open_from else "open")
            for column, value in enumerate(values)
        ]
        self._sheet.set_row(self._row, max(lowest, _height(zip(shown, self._widths, strict=False))))
        self._row += 1
        self.rows_written += 1

    def choices(self, column: int, rows: int, words: Sequence[str]) -> None:
        """Offer these words in a column of the last `rows` rows; another word can still be written."""
        self._sheet.data_validation(
            self._row - rows, column, self._row - 1, column,
            {"validate": "list", "source": list(words), "error_type": "warning"},
        )  # fmt: skip

    def empty(self, text: str) -> None:
        """Says in a row of its own that a table has no rows, and why."""
        self._merged(text, "text")

    def _write(self, column: int, value: Any, style: str) -> str:
        """Write one cell; returns the text that may need more than one line."""
        place = (self._row, column)
        if value is None or value == "":
            self._sheet.write_blank(*place, None, self._book.format(style, "text"))
            return ""
        if isinstance(value, bool):
            value = "是" if value else "否"
        if isinstance(value, int):
            self._sheet.write_number(*place, value, self._book.format(style, "whole"))
            return ""
        if isinstance(value, Decimal):
            is_whole = value == value.to_integral_value()
            shade = self._book.format(style, "whole" if is_whole else "number")
            self._sheet.write_number(*place, value.normalize(), shade)
            return ""
        if isinstance(value, datetime):
            value = value.isoformat(sep=" ", timespec="minutes")
        if isinstance(value, date):
            self._sheet.write_datetime(*place, value, self._book.format(style, "date"))
            return ""
        text = _cell_text(str(value))
        guarded = "guarded" if text.startswith(_FORMULA_STARTS) else "text"
        self._sheet.write_string(*place, text, self._book.format(style, guarded))
        return text


def _cell_text(text: str) -> str:
    kept = clean(text)
    return kept if len(kept) <= LONGEST_CELL else kept[:LONGEST_CELL] + CUT


def _height(cells: Iterable[tuple[str, float]]) -> float:
    """Row height for wrapped text: a Chinese character is two columns wide, a line 14 points high.

    Of each five lines one is added: a line ends where words allow it, not at its last column.
    """
    lines = 1
    for text, width in cells:
        needed = 0
        for line in text.split("\n"):
            columns = sum(1 if ord(character) < 0x2E80 else 2 for character in line)
            needed += max(1, -(-columns // max(1, int(width) - 1)))
        lines = max(lines, needed + needed // 5)
    return min(409.0, 4 + 14.0 * lines)
