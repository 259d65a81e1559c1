"""Tables of an HTML page: what many systems export as ``.xls``. Text cells only; nothing is loaded or run."""

from __future__ import annotations

from html.parser import HTMLParser

from ingestion.readers.delimited import decode
from ingestion.readers.merges import Merge, merges, within
from ingestion.readers.raw import RawSheet, only_first_columns, text_frame
from ingestion.registry import limits

# Elements whose content no reader of the page sees, and those that part two texts of a cell.
_UNSEEN = ("script", "style", "template")
_BREAKS = ("br", "p", "div", "li")


class _Table:
    """One table being read: its rows, and how far down cells of earlier rows reach in each column."""

    def __init__(self) -> None:
        self.rows: list[list[str | None]] = []
        self.reaches: dict[int, int] = {}
        self.merged: list[Merge] = []
        self.cell: list[str] | None = None
        self.columns = self.lines = 1

    def begin_row(self) -> None:
        """Begin a row, with room for the cells that reach into it."""
        self.rows.append([])
        self._skip()

    def close(self, widest: int) -> bool:
        """End the cell; return whether it stands beyond the last column that is read."""
        if self.cell is None or not self.rows:
            return False
        row, text = self.rows[-1], "".join(self.cell).strip() or None
        is_cut = len(row) >= widest and text is not None
        first = len(row)
        row += [text, *[None] * (self.columns - 1)][: widest - len(row)]
        if self.lines > 1 and len(row) > first:
            self.merged.append((len(self.rows) - 1, len(self.rows) - 2 + self.lines, first))
            self.reaches.update(dict.fromkeys(range(first, len(row)), len(self.rows) - 1 + self.lines))
        self.cell = None
        self._skip()
        return is_cut

    def _skip(self) -> None:
        row = self.rows[-1]
        while self.reaches.get(len(row), 0) >= len(self.rows):
            row.append(None)


class _Tables(HTMLParser):
    def __init__(self, widest: int) -> None:
        super().__init__(convert_charrefs=True)
        self.widest, self.is_cut = widest, False
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        if tag == "table":
            self.tables.append(_Table())
            self._open.append(self.tables[-1])
        if not self._open:
            return
        table = self._open[-1]
        if tag == "tr":
            self._close()
            table.begin_row()
        elif tag in ("td", "th") and table.rows:
            self._close()
            table.cell = []
            table.columns = min(_span(attrs, "colspan"), self.widest)
            table.lines = _span(attrs, "rowspan")
        elif tag in _BREAKS and table.cell:
            table.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag in ("td", "th", "tr", "table"):
            self._close()
        if tag == "table" and self._open:
            # a table inside of a cell ends; the one around it goes on
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].cell is not None and not self._unseen:
            self._open[-1].cell.append(data)

    def _close(self) -> None:
        if self._open:
            self.is_cut |= self._open[-1].close(self.widest)


def _span(attrs: list[tuple[str, str | None]], name: str) -> int:
    text = dict(attrs).get(name) or "1"
    return max(1, int(text)) if text.isdecimal() and len(text) < 9 else 1


def read_html(content: bytes) -> tuple[list[RawSheet], str]:
    """Every table of the page as a sheet, and the encoding."""
    text, encoding = decode(content)
    widest = limits()["files"]["max_columns"]
    parser = _Tables(widest)
    parser.feed(text)
    parser.close()
    tables = [table for table in parser.tables if table.rows]
    notes = [only_first_columns(widest)] if parser.is_cut else []
    return [_sheet(f"Sheet{i}", table, notes) for i, table in enumerate(tables, 1)], encoding


def _sheet(name: str, table: _Table, notes: list[str]) -> RawSheet:
    frame = text_frame(table.rows)
    merged, too_many = within(merges(table.merged), frame, 0)
    return RawSheet(name, frame, notes=notes + too_many, merged=merged)
