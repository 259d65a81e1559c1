"""A large sheet is read in slices to the very cells, notes and facts that reading it in one piece gives."""

import random
import re
from datetime import datetime, timedelta

import pytest

from ingestion.readers import sheet_load, sheet_slices
from ingestion.readers.raw import Refused
from ingestion.readers.workbook import read_workbook
from tests.unit.ingestion.workbooks import book, rewritten

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def small_slices(monkeypatch):
    """Slices of a few rows; the list gets every one that is loaded."""
    loaded = []

    def load_slice(part, *more):
        loaded.append(part.rows_above)
        return keep(part, *more)

    keep = sheet_load._load_slice
    monkeypatch.setattr(sheet_load, "_load_slice", load_slice)
    monkeypatch.setattr(sheet_slices, "_SLICE_BYTES", 600)
    monkeypatch.setattr(sheet_slices, "_BLOCK_BYTES", 250)
    monkeypatch.setattr(sheet_slices, "_MOST_BROUGHT", 1_000)
    return loaded


def seen(content):
    return [
        (
            s.name,
            s.frame.to_dict(as_series=False),
            s.is_hidden,
            s.first_column,
            s.is_1904,
            s.notes,
            s.merged.rows(),
        )
        for s in read_workbook(content, "xlsx")
    ]


def whole(content, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(sheet_load, "is_large", lambda *_: False)
        return seen(content)


def random_cell(made, sheet, row, column, luck):
    what = luck.random()
    if what < 0.3:
        sheet.write_number(row, column, round(luck.uniform(0, 40), 2))
    elif what < 0.6:
        sheet.write_string(
            row, column, luck.choice(["商品铝液", "<br> & \"'", "  甲 ", "鲁A12345", "换\n行", "!?"])
        )
    elif what < 0.7:
        at = datetime(2024, 3, 1) + timedelta(seconds=luck.randrange(2_600_000))
        sheet.write_datetime(row, column, at, made.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}))
    elif what < 0.8:
        sheet.write_formula(row, column, "=1+1", None, luck.choice([2, 0, "", "#DIV/0!", "text"]))
    elif what < 0.85:
        sheet.write_boolean(row, column, True)
    elif what < 0.9:
        sheet.write_blank(row, column, None, made.add_format({"bold": True}))


def random_book(seed):
    luck = random.Random(seed)

    def fill(made):
        for number in range(luck.choice([1, 1, 3])):
            sheet = made.add_worksheet(f"表{number}")
            top, left, late = luck.choice([0, 0, 5, 40]), luck.choice([0, 0, 2]), luck.randrange(60)
            blank = range(late, late + luck.choice([0, 20]))
            for row in range(top, top + luck.choice([60, 120] if number == 0 else [3, 60])):
                width = 3 if row < top + late else 6
                for column in range(left, left + width):
                    if row - top not in blank:
                        random_cell(made, sheet, row, column, luck)
            if luck.random() < 0.5:
                sheet.merge_range(top + 2, left + 6, top + 3 + luck.randrange(9), left + 7, "名")
            if luck.random() < 0.3:
                sheet.set_row(top + 30, None, None, {"hidden": True})
            if luck.random() < 0.3:
                sheet.set_column(left + 1, left + 1, None, None, {"hidden": True})
            if number and luck.random() < 0.3:
                sheet.hide()

    options = {"constant_memory": luck.random() < 0.5, "in_memory": True, "date_1904": luck.random() < 0.2}
    return book(fill, **options)


@pytest.mark.parametrize("seed", range(60))
def test_a_sheet_in_slices_is_the_sheet_in_one_piece(seed, small_slices, monkeypatch):
    content = random_book(seed)
    expected = whole(content, monkeypatch)
    assert not small_slices
    assert seen(content) == expected
    assert small_slices


def plain(rows=80):
    def fill(made):
        sheet = made.add_worksheet("一系列")
        for row in range(rows):
            sheet.write_row(row, 0, [f"T{row:04d}", row / 4, "商品铝液"])

    return book(fill)


def without(number):
    return lambda xml: xml.replace(b'<row r="%d"' % number, b"<row")


def swapped(xml):
    first, rest = xml.split(b"<sheetData>")
    rows = rest.split(b"</row>")
    rows[5], rows[70] = rows[70], rows[5]
    return first + b"<sheetData>" + b"</row>".join(rows)


ODD_FORMS = {
    "a comment": lambda xml: xml.replace(b'<row r="60"', b'<!-- <row r="1"> --><row r="60"'),
    "character data": lambda xml: xml.replace(b"<v>10</v>", b"<v><![CDATA[10]]></v>"),
    "an instruction": lambda xml: xml.replace(b'<row r="60"', b'<?a <row r="9"?><row r="60"'),
    "a row without a number": without(60),
    "no row with a number": lambda xml: xml.replace(b'<row r="', b'<row x="'),
    "rows out of order": swapped,
    "a row twice": lambda xml: xml.replace(b'<row r="60"', b'<row r="59"'),
    "single quotation marks": lambda xml: xml.replace(b'"', b"'"),
    "prefixes": lambda xml: (
        xml.replace(b"<worksheet xmlns=", b"<x:worksheet xmlns:x=")
        .replace(b"</worksheet>", b"</x:worksheet>")
        .replace(b"<sheetData", b"<x:sheetData")
        .replace(b"</sheetData", b"</x:sheetData")
        .replace(b"<row", b"<x:row")
        .replace(b"</row", b"</x:row")
        .replace(b"<c ", b"<x:c ")
        .replace(b"</c>", b"</x:c>")
        .replace(b"<v>", b"<x:v>")
        .replace(b"</v>", b"</x:v>")
    ),
    "line breaks": lambda xml: xml.replace(b"<row ", b"\n <row\n ").replace(b"<c ", b"\n  <c "),
    "no stated area": lambda xml: xml.replace(b'<dimension ref="A1:C80"/>', b""),
    "a wrong stated area": lambda xml: xml.replace(b'ref="A1:C80"', b'ref="A1:B2"'),
    "cells without places": lambda xml: re.sub(rb'<c r="\w+"', b"<c", xml),
    "rows and cells without places": lambda xml: re.sub(rb' r="\w+"', b"", xml),
    "much below the rows": lambda xml: xml.replace(
        b"</worksheet>", b"<mergeCells>" + b'<mergeCell ref="A1:A2"/>' * 200 + b"</mergeCells></worksheet>"
    ),
}


@pytest.mark.parametrize("form", ODD_FORMS)
def test_a_sheet_however_written_is_the_same_in_slices(form, small_slices, monkeypatch):
    content = rewritten(plain(), **{SHEET: ODD_FORMS[form]})
    assert content != plain()
    assert seen(content) == whole(content, monkeypatch)


@pytest.mark.parametrize("cell", ["XFD70", "A1048576", "ZZ9000"])
def test_a_stray_cell_is_refused_in_a_slice_though_the_stated_area_is_small(cell, small_slices, monkeypatch):
    monkeypatch.setattr(sheet_slices, "MOST_CELLS", 20_000)
    monkeypatch.setattr(sheet_slices, "_MOST_CELLS_OF_A_SLICE", 5_000)
    row = "".join(filter(str.isdigit, cell))
    stray = f'<row r="{max(int(row), 81)}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    content = rewritten(plain(), **{SHEET: lambda xml: xml.replace(b"</sheetData>", stray)})
    with pytest.raises(Refused) as refusal:
        read_workbook(content, "xlsx")
    assert "范围过大" in refusal.value.zh
    assert small_slices


@pytest.mark.parametrize(
    ("most", "most_by_large", "large", "slices"),
    [
        (0.1, 0.1, 1_000_000, 0),
        (0.5, 0.1, 1_000_000, 2),
        (0.1, 1, 1_000_000, 3),
        (0.1, 5, 20_000, 12),
        (0.1, 1, 20_000, 0),
    ],
)
def test_slices_are_few_or_none_where_each_brings_many_texts_along(
    most, most_by_large, large, slices, small_slices, monkeypatch
):
    monkeypatch.setattr(sheet_slices, "_MOST_BROUGHT", most)
    monkeypatch.setattr(sheet_slices, "_MOST_BROUGHT_BY_LARGE", most_by_large)
    monkeypatch.setattr(sheet_slices, "_LARGE_SLICE_BYTES", large)
    monkeypatch.setattr(sheet_slices, "core_count", lambda: 3)
    seen(plain(2_000))
    assert len(small_slices) == slices


def test_cells_too_far_apart_for_several_slices_at_a_time_are_read_in_one_piece(small_slices, monkeypatch):
    monkeypatch.setattr(sheet_slices, "_MOST_CELLS_OF_A_SLICE", 2_000)
    stray = b'<row r="181"><c r="AA181"><v>1</v></c></row></sheetData>'
    content = rewritten(plain(), **{SHEET: lambda xml: xml.replace(b"</sheetData>", stray)})
    (sheet,) = read_workbook(content, "xlsx")
    assert (sheet.frame.height, sheet.frame.width) == (181, 27)


def test_a_damaged_slice_is_refused_as_the_whole_sheet_is(small_slices):
    content = rewritten(plain(), **{SHEET: lambda xml: xml.replace(b'<c r="A60"', b'<c r="A60')})
    with pytest.raises(Refused) as refusal:
        read_workbook(content, "xlsx")
    assert "一系列" in refusal.value.zh
