"""Merged cells as each format says them: the rows a cell covers and the column it is written in."""

import io
import random
import struct

import polars as pl
import pytest
import xlwt

from ingestion.readers import sheet_load, sheet_slices
from ingestion.readers.html import read_html
from ingestion.readers.merges import LONGEST_RANGE, add_ranges, merged_from
from ingestion.readers.raw import RawSheet
from ingestion.readers.workbook import read_workbook
from ingestion.readers.xls_facts import xls_facts
from ingestion.registry import limits
from tests.unit.ingestion.build import merged_xlsx
from tests.unit.ingestion.test_sheet_slices import plain, small_slices  # noqa: F401
from tests.unit.ingestion.workbooks import book, formulas, ods, rewritten

SHEET = "xl/worksheets/sheet1.xml"


def found(sheet):
    return sorted(sheet.merged.rows())


FILLED = [[f"{row}{column}" for column in "ABCD"] for row in range(1, 13)]


def test_an_xlsx_workbook_tells_the_cells_merged_over_rows():
    (sheet,) = read_workbook(merged_xlsx(FILLED, "A2:A4", "C5:D9", "A11:D11"), "xlsx")
    assert found(sheet) == [(1, 3, 0), (4, 8, 2)]


def test_columns_are_those_of_the_sheet_where_the_first_ones_are_empty():
    rows = [[None, None, *row] for row in FILLED]
    (sheet,) = read_workbook(merged_xlsx(rows, "C2:C4", "A1:A12"), "xlsx")
    assert sheet.first_column == 2 and found(sheet) == [(1, 3, 2)]


def test_a_workbook_with_formulas_to_be_looked_up_tells_them_too():
    content = formulas([0, 7200, 0, 0, 0, 0])
    ranged = b'</sheetData><mergeCells count="1"><mergeCell ref="C2:C5"/></mergeCells>'
    content = rewritten(content, **{SHEET: lambda xml: xml.replace(b"</sheetData>", ranged)})
    assert found(read_workbook(content, "xlsx")[0]) == [(1, 4, 2)]


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(b'<mergeCells count="1"><mergeCell ref="B3:B7"/></mergeCells>', id="usual"),
        pytest.param(b"<mergeCells><mergeCell ref='B3:B7' /></mergeCells>", id="single-quotes"),
        pytest.param(b'<x:mergeCells><x:mergeCell\n x:u="1" ref="B3:B7"/></x:mergeCells>', id="prefix"),
        pytest.param(b'<mergeCells><mergeCell ref = "B3:B7"></mergeCell></mergeCells>', id="open-tag"),
    ],
)
@pytest.mark.parametrize("is_sliced", [False, True])
def test_every_lawful_form_is_read(written, is_sliced, small_slices, monkeypatch):  # noqa: F811
    prefix = b'<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    content = rewritten(
        plain(),
        **{
            SHEET: lambda xml: xml.replace(b"<worksheet ", prefix).replace(
                b"</sheetData>", b"</sheetData>" + b" " * 500 + written
            )
        },
    )
    if not is_sliced:
        monkeypatch.setattr(sheet_load, "is_large", lambda *_: False)
    (sheet,) = read_workbook(content, "xlsx")
    assert found(sheet) == [(2, 6, 1)] and bool(small_slices) == is_sliced


@pytest.mark.parametrize("block", [64, 250, 1_000])
def test_ranges_are_found_once_wherever_the_blocks_end(block, small_slices, monkeypatch):  # noqa: F811
    def fill(made):
        sheet = made.add_worksheet("一系列")
        for row in range(90):
            sheet.write_row(row, 1, ["名", row])
        for top in range(0, 90, 3):
            sheet.merge_range(top, 0, top + 1 + top % 2, 0, f"名{top}")

    monkeypatch.setattr(sheet_slices, "_BLOCK_BYTES", block)
    (sheet,) = read_workbook(book(fill), "xlsx")
    assert small_slices
    assert found(sheet) == [(top, top + 1 + top % 2, 0) for top in range(0, 90, 3)]


def test_an_old_workbook_tells_them_for_its_own_sheets():
    made = xlwt.Workbook()
    one, other = made.add_sheet("甲"), made.add_sheet("乙")
    one.write(9, 4, "x")
    one.write_merge(1, 4, 2, 3, "名")
    other.write(9, 4, "x")
    other.write_merge(0, 0, 0, 4, "标题")
    for top in range(0, 8, 2):
        other.write_merge(top + 1, top + 2, 1, 1, "日")
    buffer = io.BytesIO()
    made.save(buffer)
    first, second = read_workbook(buffer.getvalue(), "xls")
    # nothing is written before the third column of the first sheet
    assert first.first_column == 2 and found(first) == [(1, 4, 2)]
    assert found(second) == [(top, top + 1, 1) for top in range(1, 9, 2)]


def test_a_record_of_merged_cells_that_is_cut_short_tells_what_it_has():
    made = xlwt.Workbook()
    sheet = made.add_sheet("甲")
    sheet.write(9, 0, "x")
    sheet.write_merge(1, 4, 0, 0, "名")
    buffer = io.BytesIO()
    made.save(buffer)
    record = struct.pack("<HHH4H", 0xE5, 10, 1, 1, 4, 0, 0)
    assert record in buffer.getvalue()
    lying = buffer.getvalue().replace(record, struct.pack("<HHH4H", 0xE5, 10, 60_000, 1, 4, 0, 0))
    assert xls_facts(lying)[0].merged == [(1, 4, 0)]


def test_an_ods_sheet_tells_them():
    def cell(text, attributes=""):
        return f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>'

    spans = ' table:number-columns-spanned="2" table:number-rows-spanned="3"'
    flat = ' table:number-columns-spanned="2" table:number-rows-spanned="1"'
    covered = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    rows = [
        cell("标题", flat) + "<table:covered-table-cell/>" + cell("x"),
        cell("a") + cell("名", spans) + "<table:covered-table-cell/>",
        cell("b") + covered,
        cell("c") + covered,
        cell("d") * 3,
    ]
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    (sheet,) = read_workbook(ods(body), "ods")
    assert found(sheet) == [(1, 3, 1)]


def test_a_page_tells_them_behind_cells_that_reach_down():
    page = (
        "<table><tr><td rowspan=2>日期<td colspan=2>产量</tr><tr><td>一<td>二</tr>"
        "<tr><td rowspan=3>1日<td rowspan=2>甲<td>1</tr><tr><td>2</tr><tr><td>乙<td rowspan=99>3</tr></table>"
    )
    (sheet,), _ = read_html(page.encode())
    assert found(sheet) == [(0, 1, 0), (2, 3, 1), (2, 4, 0)]


@pytest.fixture
def ten_at_most(monkeypatch):
    monkeypatch.setitem(limits()["files"], "max_merged_ranges", 10)


@pytest.mark.parametrize("n", [10, 11, 500])
def test_more_ranges_than_are_read_are_told_and_none_is_taken(n, ten_at_most):
    rows = [["x", row] for row in range(2 * n)]
    content = merged_xlsx(rows, *(f"A{at}:A{at + 1}" for at in range(1, 2 * n, 2)))
    (sheet,) = read_workbook(content, "xlsx")
    assert sheet.merged.height == (10 if n == 10 else 0)
    assert any("合并单元格超过10处" in note for note in sheet.notes) == (n > 10)


def test_ranges_far_beyond_the_cells_cost_no_room():
    xml = b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 50_000 + b'<mergeCell ref="ZZ1:ZZ9999999"/>'
    ranges = []
    add_ranges(ranges, xml)
    assert len(ranges) == 50_001
    content = rewritten(
        merged_xlsx(FILLED),
        **{SHEET: lambda old: old.replace(b"</sheetData>", b"</sheetData>" + xml + b"</mergeCells>")},
    )
    (sheet,) = read_workbook(content, "xlsx")
    assert set(found(sheet)) == {(0, 11, 0)}
    assert merged_from(sheet, 0, ["c0"])["c0"].to_list() == [0] * 12


def test_tags_that_never_end_are_passed_over_in_one_go():
    ranges = []
    add_ranges(ranges, b"g<mergeCell " * 200_000 + b" " * LONGEST_RANGE)
    assert ranges == []


def test_cells_of_overlapping_ranges_are_of_the_one_that_begins_last():
    sheet = RawSheet("x", pl.DataFrame({"c0": ["a"] * 8}))
    sheet.merged = pl.DataFrame({"top": [0, 2], "bottom": [6, 3], "column": [0, 0]})
    assert merged_from(sheet, 0, ["c0"])["c0"].to_list() == [0, 0, 2, 2, None, None, None, None]
    assert merged_from(sheet, 1, ["c0"])["c0"].to_list() == [None, 1, 1, None, None, None, None]


@pytest.mark.parametrize("seed", range(20))
def test_a_part_of_a_sheet_has_the_merged_cells_that_begin_in_it(seed):
    luck = random.Random(seed)
    height = 30
    sheet = RawSheet(
        "x", pl.DataFrame({f"c{i}": ["a"] * height for i in range(3)}), first_row=5, first_column=2
    )
    tops = luck.sample(range(height - 1), 8)
    ranges = [(5 + top, 5 + luck.randint(top + 1, height - 1), 2 + luck.randrange(3)) for top in tops]
    sheet.merged = pl.DataFrame(ranges, schema=["top", "bottom", "column"], orient="row")
    start = luck.randrange(height)
    for name, at in merged_from(sheet, start, ["c0", "c2"]).items():
        own = sorted(
            (t - 5 - start, b - 5 - start) for t, b, c in ranges if f"c{c - 2}" == name and t - 5 >= start
        )
        expected = [None] * (height - start)
        for top, bottom in own:
            expected[top:] = [None] * (height - start - top)
            expected[top : bottom + 1] = [top] * (bottom + 1 - top)
        assert at.to_list() == expected
