"""Workbooks made in memory as people and programs leave them, for the tests of reading."""

import io
import zipfile
from datetime import datetime

import xlsxwriter
import xlwt

from tests.unit.ingestion.build import ladle_rows
from tests.unit.ingestion.test_error_cells import ODS_HEAD, ods_cell, ods_package

NAME = "铝液抬包过磅明细"
ROWS = ladle_rows(6)
DAILY = [
    ["日期", "系列", "在产槽数", "铝液产量(t)", "阳极用量（块）", "氧化铝消耗(t)", "交流电耗(kWh)"],
    ["2024-03-01", "一系列", 200, 400.5, 210, 770, 5405000],
    ["2024-03-02", "一系列", 200, 401.5, 211, 771, 5406000],
]
FIRST = [datetime(2024, 3, 1, 8, 5), datetime(2024, 3, 2, 8, 5)]


def book(fill, **options):
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    fill(made)
    made.close()
    return buffer.getvalue()


def grid(sheet, rows, down=0, across=0, form=None):
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(i + down, j + across, cell, form)
            elif cell is not None:
                sheet.write(i + down, j + across, cell)


def dated():
    return [
        ROWS[0],
        *([datetime.fromisoformat(c) if j in (3, 5) else c for j, c in enumerate(r)] for r in ROWS[1:]),
    ]


def xls(**settings):
    made = xlwt.Workbook()
    for name, value in settings.items():
        setattr(made, name, value)
    sheet, plain = made.add_sheet("一系列"), xlwt.easyxf(num_format_str="General")
    for i, row in enumerate(dated()):
        for j, cell in enumerate(row):
            if cell is not None:
                sheet.write(i, j, cell, plain)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def ods(body, columns=""):
    tail = "</table:table></office:spreadsheet></office:body></office:document-content>"
    return ods_package(f'{ODS_HEAD}<table:table table:name="一系列">{columns}{body}{tail}')


def ods_row(cells, more="", attributes=""):
    return f"<table:table-row{attributes}>{''.join(map(ods_cell, cells))}{more}</table:table-row>"


def formulas(values):
    """Tickets whose net weights are formulas, stored with values (xlsxwriter asks for computing on load)."""

    def fill(made):
        sheet = made.add_worksheet("一系列")
        grid(sheet, [[None if i and j == 8 else c for j, c in enumerate(r)] for i, r in enumerate(ROWS)])
        for i, value in enumerate(values, start=1):
            sheet.write_formula(i, 8, f"=G{i + 1}-H{i + 1}", None, value)

    return book(fill)


def rewritten(content, **parts):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, parts[name](data) if name in parts else data)
    return out.getvalue()
