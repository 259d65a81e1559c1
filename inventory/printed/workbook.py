"""Read and write the declared form as one XLSX workbook.

Only text goes in and out: numbers keep their printed digits. The records are declared in ``model``; judging them
belongs in ``inventory.lint``. Written files are byte for byte the same for the same report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import BadZipFile

import openpyxl
import xlsxwriter

from inventory.printed.model import RECORD_TYPES, Record, Report, field_names
from inventory.printed.vocabulary import FIELD_LABELS, SHEET_LABELS

FIRST_DATA_ROW = 3
# XLSX carries a creation time; a fixed one keeps the bytes equal from run to run.
CREATED = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)


class FormError(ValueError):
    """The workbook is not a declared form; the message names file, sheet, row, column and remedy, zh then en."""


def write_form(report: Report, path: Path) -> None:
    """Write every sheet that has rows, plus the facts sheet, to `path` (parent folder must exist)."""
    book = xlsxwriter.Workbook(str(path), {"in_memory": True, "strings_to_numbers": False})
    book.set_properties({"title": report.name or path.stem, "created": CREATED})
    bold = book.add_format({"bold": True, "bg_color": "#D9E2F3"})
    grey = book.add_format({"italic": True, "font_color": "#595959"})
    for record_type in RECORD_TYPES:
        records = getattr(report, record_type.sheet)
        if not records and record_type.sheet != "facts":
            continue
        sheet = book.add_worksheet(record_type.sheet)
        names = field_names(record_type)
        sheet.freeze_panes(FIRST_DATA_ROW - 1, 0)
        sheet.set_column(0, len(names), 16)
        for index, name in enumerate(names):
            sheet.write_string(0, index, name, bold)
            sheet.write_string(1, index, FIELD_LABELS[name], grey)
        for offset, record in enumerate(records, start=FIRST_DATA_ROW - 1):
            for index, name in enumerate(names):
                value = getattr(record, name)
                if value:
                    sheet.write_string(offset, index, value)
    book.close()


def read_form(path: Path) -> Report:
    """Read a declared form; unknown sheets and columns are errors, so that a misspelt one is not silently skipped.

    Raises FormError with file, sheet, row, column and remedy.
    """
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, OSError, KeyError, ValueError) as error:
        raise FormError(
            f"{path.name}: 无法打开工作簿, 请另存为 .xlsx 后重试 / cannot open the workbook, save it as .xlsx again ({error})"
        ) from error
    known = {record_type.sheet: record_type for record_type in RECORD_TYPES}
    try:
        _refuse_unknown_sheets(path, book.sheetnames, known)
        report = Report(name=path.stem)
        for sheet_name in book.sheetnames:
            if sheet_name in known:
                rows = book[sheet_name].iter_rows(values_only=True)
                getattr(report, sheet_name).extend(_records(path, known[sheet_name], rows))
    finally:
        book.close()
    if not report.facts and not report.lines and not report.summary:
        raise FormError(
            f"{path.name}: 表单中没有 facts、lines 或 summary 数据 / the form holds no facts, lines or summary rows"
        )
    return report


def _refuse_unknown_sheets(path: Path, names: list[str], known: dict[str, type[Record]]) -> None:
    unknown = [name for name in names if name not in known and not name.startswith("_")]
    if unknown:
        expected = ", ".join(f"{name} {SHEET_LABELS[name]}" for name in known)
        raise FormError(
            f"{path.name}: 工作表 {unknown[0]!r} 不属于申报表单; 可用工作表: {expected} (以 _ 开头的工作表被忽略)"
            f" / sheet {unknown[0]!r} is not part of the declared form (sheets starting with _ are ignored)"
        )


def _records(path: Path, record_type: type[Record], rows: Iterable[tuple[object, ...]]) -> list[Record]:
    iterator = iter(rows)
    header = [_text(cell) for cell in next(iterator, ())]
    while header and not header[-1]:
        header.pop()
    known = {f.name for f in fields(record_type)}
    for index, name in enumerate(header):
        if name not in known:
            column = openpyxl.utils.get_column_letter(index + 1)
            raise FormError(
                f"{path.name}, 工作表 {record_type.sheet}, 第 1 行 {column} 列: 未知列 {name!r}, 可用列: {sorted(known)}"
                f" / sheet {record_type.sheet}, row 1, column {column}: unknown column {name!r}"
            )
    records = []
    for number, cells in enumerate(iterator, start=2):
        values = {name: _text(cell) for name, cell in zip(header, cells, strict=False)}
        is_label_row = number == FIRST_DATA_ROW - 1 and values.get(header[0]) == FIELD_LABELS.get(header[0])
        if any(values.values()) and not is_label_row:
            records.append(record_type(**values))
    return records


def _text(cell: object) -> str:
    """Text of a cell; a number typed by hand is taken as its shortest decimal, a date as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell).strip()
