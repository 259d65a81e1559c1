"""What an OpenDocument spreadsheet says besides its values: error cells, formulas without value, hidden rows, merged cells.

The reader library takes an error for an empty text or for 0. The package is parsed only where it holds anything of
the kind. Values themselves are read by ``ingestion.readers.workbook``.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers import expat

from ingestion.readers.merges import Merge, merges, most_merges
from ingestion.readers.package_facts import PackageFacts, hidden_note, not_computed_note
from ingestion.readers.raw import NOT_COMPUTED

_WORTH_A_LOOK = re.compile(
    rb'value-type="error"|>(?:#[A-Z]|Err:\d)|table:formula=|table:visibility="(?:coll|filt)'
    rb'|number-rows-spanned="(?:[2-9]|\d\d)'
)
_ERROR_TEXT = re.compile(r"#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3}")
_MOST_CELLS = 200_000
_HIDDEN = ("collapse", "filter")


class _Reader:
    """Follows rows and cells with their repeats; keeps only what is unusual."""

    def __init__(self) -> None:
        self.facts: dict[str, PackageFacts] = {}
        self.cells: dict[tuple[int, int], str] = {}
        self.merged: list[Merge] = []
        self.row = self.column = self.hidden_rows = self.hidden_columns = 0
        self.repeat_row = 1
        self.cell: dict[str, str] | None = None
        self.text: list[str] = []
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.depth += 1
            if self.depth == 1:
                self.name = attributes.get("table:name", "")
                self.cells, self.merged = {}, []
                self.row = self.hidden_rows = self.hidden_columns = 0
        elif name == "table:table-column" and attributes.get("table:visibility") in _HIDDEN:
            self.hidden_columns += 1
        elif name == "table:table-row":
            self.column, self.repeat_row = 0, _count(attributes, "rows")
            if attributes.get("table:visibility") in _HIDDEN:
                self.hidden_rows += self.repeat_row
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.text = attributes, []

    def data(self, text: str) -> None:
        if self.cell is not None and len(self.text) < 4:
            self.text.append(text)

    def end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell") and self.cell is not None:
            repeat = _count(self.cell, "columns")
            lines = _count(self.cell, "rows", "spanned")
            if lines > 1 and len(self.merged) <= most_merges():
                self.merged.append((self.row, self.row + lines - 1, self.column))
            found = _odd(self.cell, "".join(self.text).strip())
            if found and len(self.cells) < _MOST_CELLS:
                for row in range(min(self.repeat_row, 1_000)):
                    for column in range(min(repeat, 400)):
                        self.cells[self.row + row, self.column + column] = found
            self.column += repeat
            self.cell = None
        elif name == "table:table-row":
            self.row += self.repeat_row
        elif name == "table:table":
            self.depth -= 1
            if self.depth == 0:
                empty = [place for place, text in self.cells.items() if text == NOT_COMPUTED]
                notes = hidden_note(self.hidden_rows, self.hidden_columns) + not_computed_note(empty)
                self.facts[self.name] = PackageFacts(self.cells, notes, merges(self.merged))


def _count(attributes: dict[str, str], what: str, how: str = "repeated") -> int:
    written = attributes.get(f"table:number-{what}-{how}", "1")
    return int(written) if written.isdigit() else 1


def _odd(cell: dict[str, str], text: str) -> str | None:
    """The error a cell shows, or the mark of a formula that was never computed; None for every usual cell."""
    is_error = cell.get("calcext:value-type") == "error"
    shown = _ERROR_TEXT.fullmatch(text)
    if is_error or (shown and "table:formula" in cell):
        return text if shown and text.startswith("#") else "#ERROR!"
    has_value = text or any(name.startswith("office:") and name != "office:value-type" for name in cell)
    return (
        NOT_COMPUTED
        if "table:formula" in cell and not has_value and "office:value-type" not in cell
        else None
    )


def ods_facts(content: bytes) -> dict[str, PackageFacts]:
    """Facts of every sheet by name; nothing when the package holds nothing unusual or cannot be parsed."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read("content.xml")
    if not _WORTH_A_LOOK.search(xml):
        return {}
    reader, parser = _Reader(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return reader.facts
