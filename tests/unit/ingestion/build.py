"""Small deliveries made in memory, for the tests of reading."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import openpyxl
import xlsxwriter

from ingestion.reading.read import FileResult, ReadContext, read_delivery
from ingestion.results import PlantNames, ProcessName

PLANTS = (PlantNames("P", "示例甲铝业有限公司", "甲铝业"), PlantNames("Q", "示例乙铝业有限公司", "乙铝业"))
PROCESSES = (ProcessName("1#", "一系列"), ProcessName("2#", "二系列"))
CONTEXT = ReadContext("P", "2024-03", plants=PLANTS, processes=PROCESSES)
YEAR = ReadContext("P", "2024", plants=PLANTS, processes=PROCESSES)

LADLE_HEADER = [
    "磅单号",
    "单位",
    "系列",
    "统计日期",
    "抬包号",
    "过磅时间",
    "毛重(kg)",
    "皮重(kg)",
    "净重(kg)",
    "铝液用途",
    "备注",
]


def ladle_row(number: int, **changes: Any) -> list[Any]:
    """One plausible ladle ticket; changes by header word."""
    day = number % 28 + 1
    row: dict[str, Any] = dict(
        zip(
            LADLE_HEADER,
            [f"{240300000 + number:010d}", "甲铝业", "一系列", f"2024-03-{day:02d}", f"{number % 30:02d}",
             f"2024-03-{day:02d} 08:05:00", 24440 + number % 7 * 20, 17240, 7200 + number % 7 * 20, "外销铝液", None],
            strict=True,
        )
    )  # fmt: skip
    row.update(changes)
    return list(row.values())


def ladle_rows(count: int) -> list[list[Any]]:
    """A header and ``count`` plausible tickets."""
    return [LADLE_HEADER, *(ladle_row(i) for i in range(count))]


def csv_bytes(rows: list[list[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Rows as delimited text."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([["" if c is None else c for c in r] for r in rows])
    return buffer.getvalue().encode(encoding)


def xlsx_bytes(sheets: dict[str, list[list[Any]]], **options: Any) -> bytes:
    """Sheets of rows as a workbook."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if cell is not None:
                    sheet.write(i, j, cell)
    book.close()
    return buffer.getvalue()


def merged_xlsx(rows: list[list[Any]], *ranges: str) -> bytes:
    """A workbook of one sheet with merged cells; what a merged cell covers is dropped, as spreadsheet programs do."""
    made = openpyxl.Workbook()
    made.active.title = "3月"
    for row in rows:
        made.active.append(row)
    for one in ranges:
        made.active.merge_cells(one)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def zip_bytes(members: dict[str, bytes]) -> bytes:
    """An archive of members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read_one(name: str, content: bytes, context: ReadContext = CONTEXT) -> FileResult:
    """The only result of reading a file of plant P's folder."""
    (result,) = read_delivery(f"{context.plant_code}/{context.period}/{name}", content, context)
    return result


def statuses(result: FileResult) -> list[tuple[int, str, str | None]]:
    """Row number, status and requirement of every row not kept."""
    rows = []
    for sheet in result.sheets:
        for row in sheet.frame.to_dicts():
            if row["row_status"] != "keep":
                rows.append((row["row_no"], row["row_status"], row["requirement"]))
    return rows
