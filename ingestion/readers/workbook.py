"""Workbooks (xlsx, xlsm, xls, xlsb, ods) by fastexcel: every sheet as text cells, row numbers kept.

Macros are never run. Error cells, hidden rows and columns, formulas without a value and the epoch are looked up in
the package itself, because the reader library does not tell them.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import fastexcel
import polars as pl

from ingestion.readers.raw import RawSheet, Refused, named, unpacks_beyond_limits
from ingestion.registry import limits

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^>]*t="e"[^>]*>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>([^<]*)</v>'
)
_FIRST_COLUMN = re.compile(rb'<c r="([A-Z]+)\d+"[^>]*>(?=<)')
_NO_VALUE = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f[^>]*>[^<]*</f>(?:<v\s*/>|<v></v>)?</c>')
_HIDDEN_ROW = re.compile(rb'<row r="(\d+)"[^>]*hidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb"<col [^>]*hidden=\"(?:1|true)\"")


class PackageFacts(NamedTuple):
    """What the package says about one sheet."""

    errors: dict[tuple[int, int], str]
    notes: list[str]
    first_column: int | None


_NO_FACTS = PackageFacts({}, [], None)
# what an error cell, a hidden row or column and a formula cannot be written without
_MARKS = (b't="e"', b"hidden=", b"</f>")
_BLOCK_BYTES = 1 << 18


def check_package(content: bytes) -> None:
    """Refuse a package that would unpack beyond the limits, or whose XML declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        infos = package.infolist()
        if unpacks_beyond_limits(infos, len(content)):
            raise Refused(
                "unreadable", "文件解压后过大，已拒绝读取", "the file unpacks beyond the limits; refused"
            )
        for info in infos:
            if info.filename.endswith((".xml", ".rels")):
                with package.open(info) as part:
                    head = part.read(4_096)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise Refused(
                        "unreadable",
                        "文件含有XML实体声明，出于安全已拒绝读取",
                        "the file declares XML entities; refused",
                    )


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Package path of each sheet by its name."""
    rels = {}
    for match in re.finditer(rb"<Relationship\s[^>]*>", package.read("xl/_rels/workbook.xml.rels")):
        attributes = dict(_ATTRIBUTE.findall(match[0]))
        rels[attributes.get(b"Id", b"").decode()] = attributes.get(b"Target", b"").decode()
    parts = {}
    for match in _SHEET.finditer(package.read("xl/workbook.xml")):
        attributes = dict(_ATTRIBUTE.findall(match[0]))
        target = rels.get(attributes.get(b"r:id", b"").decode())
        if target and b"name" in attributes:
            name = attributes[b"name"].decode("utf-8", "replace")
            for entity, sign in (
                ("&amp;", "&"),
                ("&lt;", "<"),
                ("&gt;", ">"),
                ("&quot;", '"'),
                ("&apos;", "'"),
            ):
                name = name.replace(entity, sign)
            parts[name] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def column_index(letters: str) -> int:
    """0-based index of a spreadsheet column's letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _facts(xml: bytes) -> PackageFacts:
    errors = {
        (int(row), column_index(col.decode())): text.decode("utf-8", "replace")
        for col, row, text in (_ERROR_CELL.findall(xml) if b't="e"' in xml else ())
    }
    notes = []
    if b"hidden=" in xml:
        rows, columns = len(_HIDDEN_ROW.findall(xml)), len(_HIDDEN_COLUMN.findall(xml))
        if rows or columns:
            notes.append(
                f"有隐藏行{rows}行、隐藏列{columns}处，已照常读取 / {rows} hidden rows, {columns} hidden columns, read"
            )
    if b"<f" in xml and (missing := _NO_VALUE.findall(xml)):
        cells = ", ".join(c.decode() for c in missing[:5])
        notes.append(
            f"{len(missing)}个公式没有计算结果（{cells}），按空值读取，请在表格软件中打开后保存再报送 / "
            f"{len(missing)} formulas have no stored value ({cells}); read as empty"
        )
    first = None
    if errors:
        first = min(column_index(c.decode()) for c in set(_FIRST_COLUMN.findall(xml)))
    return PackageFacts(errors, notes, first)


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
        for name, path in _sheet_parts(package).items():
            if path in package.NameToInfo:
                facts[name] = _facts(package.read(path)) if _has_marks(package, path) else _NO_FACTS
    return facts, bool(re.search(rb'date1904="(1|true)"', workbook))


def _patch_errors(frame: pl.DataFrame, facts: PackageFacts) -> pl.DataFrame:
    """Write error values into their cells, where the reader library leaves nothing."""
    first = facts.first_column or 0
    for (row, column), text in facts.errors.items():
        index = column - first
        if 0 <= index < frame.width and 0 < row <= frame.height and frame[row - 1, index] is None:
            frame[row - 1, index] = text
    return frame


def _open(content: bytes) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(content)
    except Exception as error:
        text = str(error).lower()
        if "password" in text or "encrypt" in text:
            raise encrypted() from error
        raise Refused(
            "unreadable",
            "工作簿已损坏，无法打开，请重新导出后报送",
            "the workbook is damaged and cannot be opened; please export and send it again",
        ) from error


def encrypted() -> Refused:
    """The refusal of a workbook under password."""
    return Refused(
        "encrypted",
        "工作簿设有打开密码，请取消密码后重新报送",
        "the workbook is password-protected; please remove it",
    )


def read_workbook(content: bytes, kind: str) -> list[RawSheet]:
    """Every sheet of a workbook as text cells; raises ``Refused`` when it cannot be opened."""
    if kind in ("xlsx", "xlsb", "ods"):
        check_package(content)
    # the library reads in native code while the package is searched here
    with ThreadPoolExecutor(max_workers=1) as pool:
        facts_later = pool.submit(_facts_or_none, content) if kind == "xlsx" else None
        reader = _open(content)
        loaded = [_load(reader, index, name) for index, name in enumerate(reader.sheet_names)]
        facts, is_1904 = facts_later.result() if facts_later else ({}, False)
    return [
        _sheet(name, frame, hidden, facts.get(name), is_1904)
        for name, (frame, hidden) in zip(reader.sheet_names, loaded, strict=True)
    ]


def _facts_or_none(content: bytes) -> tuple[dict[str, PackageFacts], bool]:
    try:
        return package_facts(content)
    except (KeyError, zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, zlib.error):
        return {}, False


def _load(reader: fastexcel.ExcelReader, index: int, name: str) -> tuple[pl.DataFrame, bool]:
    try:
        sheet = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
        return named(sheet.to_polars()), sheet.visible != "visible"
    except Exception as error:
        raise Refused(
            "unreadable", f"工作表“{name}”已损坏，无法读取", f"sheet {name!r} is damaged and cannot be read"
        ) from error


def _sheet(
    name: str, frame: pl.DataFrame, is_hidden: bool, facts: PackageFacts | None, is_1904: bool
) -> RawSheet:
    widest = limits()["files"]["max_columns"]
    notes = list(facts.notes) if facts else []
    if frame.width > widest:
        notes.append(f"只读取前{widest}列 / only the first {widest} columns are read")
        frame = frame[:, :widest]
    if facts and facts.errors:
        frame = _patch_errors(frame, facts)
    if is_hidden:
        notes.append("隐藏工作表，已照常读取 / hidden sheet, read all the same")
    first = (facts.first_column or 0) if facts else 0
    return RawSheet(name, frame, is_hidden, first_column=first, is_1904=is_1904, notes=notes)
