"""What a workbook's package (xlsx) says besides its values: formulas without a value, what is hidden or merged, the epoch.

The reader library does not tell them. Values themselves are read by ``ingestion.readers.workbook``, OpenDocument
packages are looked through by ``ingestion.readers.ods_facts``.
"""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.readers.merges import LONGEST_RANGE, Merge, add_ranges, merges
from ingestion.readers.raw import NO_MERGES, NOT_COMPUTED, cell_letter, column_index

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
# The end of such a formula, however a writer puts it; a value may follow that is the empty text.
_PERHAPS_NO_VALUE = (
    r"<(?:/(?:\w+:)?f|(?:\w+:)?f(?:\s[^>]*)?/)>\s*<(?:/(?:\w+:)?c>|(?:\w+:)?v\s*/>|(?:\w+:)?v></)"
)
# Writers that cannot compute leave 0 in every formula and ask the spreadsheet to compute when it opens the file.
_NOUGHT = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>' + _FORMULA + rb"<v>0</v>\s*</c>")
_COMPUTED = re.compile(rb"(?:</f>|<f[^>]*/>)\s*<v>(?!0</v>)[^<]")
_COMPUTE_ON_LOAD = re.compile(rb"fullCalcOnLoad\s*=\s*[\"'](?:1|true)")
_FROM_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true)")
_HIDDEN_ROW = re.compile(rb'<row [^>]*hidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col [^>]*hidden="(?:1|true)"')
# what a hidden row or column and a formula cannot be written without
_HIDDEN, _FORMULAS = "hidden=", (b"</f>", b"<f ", b":f>", b":f ")
_BLOCK_BYTES = 1 << 18


class PackageFacts(NamedTuple):
    """What the package says about one sheet: cells whose text is not what the library reads, notes, merged cells.

    Cells are (row, column), counted from 0 on the sheet as a person sees it.
    """

    cells: dict[tuple[int, int], str]
    notes: list[str]
    merged: pl.DataFrame = NO_MERGES


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


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Package path of each sheet by its name, in the workbook's order."""
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


NO_FACTS = PackageFacts({}, [])


class Marks(NamedTuple):
    """What a sheet's XML, or some rows of it, says besides values; places are (row, column) from 0.

    ``noughts`` are formulas whose value is 0, looked up only where no other formula has a value (``is_computed``). Merged
    cells are written below all rows.
    """

    hidden_rows: int = 0
    hidden_columns: int = 0
    without_value: tuple[tuple[int, int], ...] = ()
    noughts: tuple[tuple[int, int], ...] = ()
    is_computed: bool = False
    merged: tuple[Merge, ...] = ()


def marks_of(xml: bytes) -> Marks:
    """Look a sheet's XML, or some rows of it, through."""
    hides, has_formulas = is_found(_HIDDEN, xml), _has_formulas(xml)
    is_computed = has_formulas and _COMPUTED.search(xml) is not None
    if not hides and (not has_formulas or (is_computed and not is_found(_PERHAPS_NO_VALUE, xml))):
        return Marks(is_computed=is_computed)
    xml = usual_form(xml)
    without = [(one or two, row or other) for one, row, two, other in _NO_VALUE.findall(xml)]
    is_computed = _COMPUTED.search(xml) is not None
    return Marks(
        len(_HIDDEN_ROW.findall(xml)),
        len(_HIDDEN_COLUMN.findall(xml)),
        tuple(_place(*cell) for cell in without),
        () if is_computed else tuple(_place(*cell) for cell in _NOUGHT.findall(xml)),
        is_computed,
    )


def may_be_marked(xml: bytes | memoryview) -> bool:
    """Whether a sheet's XML, or some of it, may have anything that `marks_of` tells; most have not."""
    return is_found(_HIDDEN, xml) or is_found("f", xml)


def is_found(pattern: str, text: bytes | memoryview) -> bool:
    """Whether a pattern is found in a long text; other threads go on meanwhile, which ``re`` does not allow."""
    ends = pa.py_buffer(struct.pack("<2q", 0, len(text)))
    texts = pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, pa.py_buffer(text)])
    return bool(pc.match_substring_regex(texts, pattern)[0].as_py())


def _place(column: bytes, row: bytes) -> tuple[int, int]:
    return int(row) - 1, column_index(column.decode())


def facts_of(marks: Sequence[Marks], is_computed: bool) -> PackageFacts:
    """Facts of a sheet by the marks of its parts.

    :param is_computed: whether the workbook's writer computed its formulas.
    """
    notes = hidden_note(sum(m.hidden_rows for m in marks), sum(m.hidden_columns for m in marks))
    places = [place for m in marks for place in m.without_value]
    # where a writer stored one value other than 0, its noughts are values too
    if not is_computed and not any(m.is_computed for m in marks):
        places += [place for m in marks for place in m.noughts]
    merged = merges(merge for m in marks for merge in m.merged)
    return PackageFacts(dict.fromkeys(places, NOT_COMPUTED), notes + not_computed_note(places), merged)


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


def _has_formulas(xml: bytes) -> bool:
    # one letter is found much faster than two, and most sheets lack it
    return b"f" in xml and any(mark in xml for mark in _FORMULAS)


def _marks_in(package: zipfile.ZipFile, path: str) -> Marks:
    """The marks of a sheet; read in blocks, because most sheets have none but merged cells."""
    tail = b""
    merged: list[Merge] = []
    with package.open(path) as part:
        while block := part.read(_BLOCK_BYTES):
            seen = tail + block
            if is_found(_HIDDEN, seen) or _has_formulas(seen):
                xml = package.read(path)
                merged.clear()
                add_ranges(merged, xml)
                return marks_of(xml)._replace(merged=tuple(merged))
            add_ranges(merged, seen, len(tail))
            tail = seen[-LONGEST_RANGE:]
    return Marks(merged=tuple(merged))


class WorkbookFacts(NamedTuple):
    """What a workbook says of all its sheets, and the marks of those that were looked through, by name."""

    is_1904: bool = False
    is_computed: bool = True
    marks: Mapping[str, Sequence[Marks]] = {}


def workbook_facts(content: bytes, but: Collection[str] = ()) -> WorkbookFacts:
    """Look a workbook (xlsx) through.

    :param but: sheets to pass over.
    :raises zipfile.BadZipFile: when a sheet is not what was packed; zlib.error, when it cannot be unpacked.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        workbook = package.read("xl/workbook.xml")
        marks = {
            name: (_marks_in(package, path),)
            for name, path in sheet_parts(package).items()
            if path in package.NameToInfo and name not in but
        }
    is_computed = _COMPUTE_ON_LOAD.search(workbook) is None
    return WorkbookFacts(_FROM_1904.search(workbook) is not None, is_computed, marks)
