"""Tables of an HTML page: what many systems export as ``.xls``. Text cells only; nothing is loaded or run."""

from __future__ import annotations

from html.parser import HTMLParser

from ingestion.readers.delimited import decode
from ingestion.readers.raw import RawSheet, only_first_columns, text_frame
from ingestion.registry import limits


class _Tables(HTMLParser):
    def __init__(self, widest: int) -> None:
        super().__init__(convert_charrefs=True)
        self.widest, self.is_cut = widest, False
        self.tables: list[list[list[str | None]]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self._close()
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), self.widest) if span.isdecimal() and len(span) < 9 else 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close(self) -> None:
        if self._cell is not None and self.tables and self.tables[-1]:
            row, text = self.tables[-1][-1], "".join(self._cell).strip() or None
            self.is_cut |= len(row) >= self.widest and text is not None
            row += [text, *[None] * (self._span - 1)][: self.widest - len(row)]
        self._cell = None


def read_html(content: bytes) -> tuple[list[RawSheet], str]:
    """Every table of the page as a sheet, and the encoding."""
    text, encoding = decode(content)
    widest = limits()["files"]["max_columns"]
    parser = _Tables(widest)
    parser.feed(text)
    parser.close()
    tables = [t for t in parser.tables if t]
    notes = [only_first_columns(widest)] if parser.is_cut else []
    return [RawSheet(f"Sheet{i}", text_frame(t), notes=[*notes]) for i, t in enumerate(tables, 1)], encoding
