"""What a workbook's package (xlsx) says besides its values: formulas without a value, hidden rows and columns, the epoch.

The reader library does not tell them. Values themselves are read by ``ingestion.readers.workbook``, OpenDocument
packages are looked through by ``ingestion.readers.ods_facts``.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import NamedTuple

from ingestion.readers.raw import NOT_COMPUTED, cell_letter

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?>")
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_TAG = re.compile(rb"<(/?)(?:\w+:)?(\w+)((?:\s[^<>]*?)?)(/?)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_FORMULA = rb"\s*(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)\s*"
# A formula without a value, not one whose value is the empty text (t="str").
_NO_VALUE = re.compile(
    rb'<c r="([A-Z]+)(\d+)"(?:(?! t="str")[^>])*>' + _FORMULA + rb"(?:<v\s*/>|<v></v>)?\s*</c>"
    rb'|<c r="([A-Z]+)(\d+)"[^>]*>' + _FORMULA + rb"</c>"
)
# Writers that cannot compute leave 0 in every formula and ask the spreadsheet to compute when it opens the file.
_NOUGHT = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>' + _FORMULA + rb"<v>0</v>\s*</c>")
_COMPUTED = re.compile(rb"(?:</f>|<f[^>]*/>)\s*<v>(?!0</v>)[^<]")
_COMPUTE_ON_LOAD = re.compile(rb"fullCalcOnLoad\s*=\s*[\"'](?:1|true)")
_FROM_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true)")
_HIDDEN_ROW = re.compile(rb'<row [^>]*hidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col [^>]*hidden="(?:1|true)"')
# what a hidden row or column and a formula cannot be written without
_MARKS = (b"hidden=", b"</f>", b"<f ", b":f>", b":f ")
_BLOCK_BYTES = 1 << 18


class PackageFacts(NamedTuple):
    """What the package says about one sheet: cells whose text is not what the library reads, and notes.

    Cells are (row, column), counted from 0 on the sheet as a person sees it.
    """

    cells: dict[tuple[int, int], str]
    notes: list[str]


_NO_FACTS = PackageFacts({}, [])


def usual_form(xml: bytes) -> bytes:
    """A sheet's XML as nearly every writer writes it: no prefixes, double quotation marks, a cell's place first.

    Other forms are as lawful and the reader library reads them; only a search by pattern would miss what they say.
    """
    is_usual = b":c " not in xml and xml.count(b"<c ") == xml.count(b'<c r="')
    return xml if is_usual else _TAG.sub(_usual_tag, xml)


def _usual_tag(tag: re.Match[bytes]) -> bytes:
    attributes = [(name, one or other) for name, one, other in _ATTRIBUTE.findall(tag[3])]
    attributes.sort(key=lambda attribute: attribute[0] != b"r")
    written = b"".join(b' %s="%s"' % attribute for attribute in attributes)
    return b"<%s%s%s%s>" % (tag[1], tag[2], written, tag[4])


def column_index(letters: str) -> int:
    """0-based index of a spreadsheet column's letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Package path of each sheet by its name."""
    targets = {}
    for match in _RELATIONSHIP.finditer(package.read("xl/_rels/workbook.xml.rels")):
        attributes = _attributes(match[0])
        targets[attributes.get("Id", "")] = attributes.get("Target", "")
    parts = {}
    for match in _SHEET.finditer(package.read("xl/workbook.xml")):
        attributes = _attributes(match[0])
        # the prefix of relationships is the writer's choice
        link = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        if (target := targets.get(link)) and "name" in attributes:
            parts[attributes["name"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode(): html.unescape((one or other).decode("utf-8", "replace"))
        for name, one, other in _ATTRIBUTE.findall(tag)
    }


def _facts(xml: bytes, is_computed: bool) -> PackageFacts:
    notes = []
    xml = usual_form(xml)
    if b"hidden=" in xml:
        rows, columns = len(_HIDDEN_ROW.findall(xml)), len(_HIDDEN_COLUMN.findall(xml))
        notes += hidden_note(rows, columns)
    cells = {}
    if b"<f" in xml:
        for one, row, other, other_row in _NO_VALUE.findall(xml):
            place = int(row or other_row) - 1, column_index((one or other).decode())
            cells[place] = NOT_COMPUTED
        # where a writer stored one value other than 0, its noughts are values too
        for column, row in () if is_computed or _COMPUTED.search(xml) else _NOUGHT.findall(xml):
            cells[int(row) - 1, column_index(column.decode())] = NOT_COMPUTED
        notes += not_computed_note(list(cells))
    return PackageFacts(cells, notes)


def hidden_note(rows: int, columns: int) -> list[str]:
    """What is said of hidden rows and columns."""
    if not rows and not columns:
        return []
    return [
        f"有隐藏行{rows}行、隐藏列{columns}处，已照常读取 / {rows} hidden rows, {columns} hidden columns, read"
    ]


def not_computed_note(places: list[tuple[int, int]]) -> list[str]:
    """What is said of formulas without a stored value."""
    if not places:
        return []
    cells = ", ".join(f"{cell_letter(column)}{row + 1}" for row, column in places[:5])
    return [
        f"{len(places)}个公式没有计算结果（{cells}），请在表格软件中打开后保存再报送 / "
        f"{len(places)} formulas have no stored value ({cells}); open and save the file in a spreadsheet"
    ]


def _has_marks(package: zipfile.ZipFile, path: str) -> bool:
    """Whether a sheet has anything that `_facts` looks for; read in blocks, because most sheets have not."""
    tail = b""
    with package.open(path) as part:
        while block := part.read(_BLOCK_BYTES):
            seen = tail + block
            if any(mark in seen for mark in _MARKS):
                return True
            tail = seen[-max(map(len, _MARKS)) :]
    return False


def package_facts(content: bytes) -> tuple[dict[str, PackageFacts], bool]:
    """Facts of every sheet by name, and whether the workbook counts days from 1904."""
    facts: dict[str, PackageFacts] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        workbook = package.read("xl/workbook.xml")
        is_computed = _COMPUTE_ON_LOAD.search(workbook) is None
        for name, path in _sheet_parts(package).items():
            if path in package.NameToInfo:
                facts[name] = (
                    _facts(package.read(path), is_computed) if _has_marks(package, path) else _NO_FACTS
                )
    return facts, _FROM_1904.search(workbook) is not None
