"""A sheet that writes a cell or a row twice is refused with its place, however it is read; other odd forms are read."""

import re

import pytest

from ingestion.readers import sheet_load, sheet_slices
from ingestion.readers.raw import Refused
from ingestion.readers.workbook import read_workbook
from tests.unit.ingestion.workbooks import book, rewritten

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(params=["in one piece", "in slices"], autouse=True)
def way_of_reading(request, monkeypatch):
    """How the sheet is read, whatever its size."""
    monkeypatch.setattr(sheet_slices, "_SLICE_BYTES", 1_500)
    monkeypatch.setattr(sheet_slices, "_MOST_BROUGHT", 1_000)
    if request.param == "in one piece":
        monkeypatch.setattr(sheet_load, "is_large", lambda *_: False)


def sheet_with(change):
    def fill(made):
        sheet = made.add_worksheet("一系列")
        bold = made.add_format({"bold": True})
        for row in range(80):
            sheet.write_row(row, 0, [f"T{row:04d}", 7.25 + row, None if row % 3 else "商品铝液"])
            sheet.write_blank(row, 3, None, bold)

    return rewritten(book(fill), **{SHEET: change})


def row_again(xml):
    row = re.search(rb'<row r="41".*?</row>', xml)[0]
    return xml.replace(row, row + row.replace(b"47.25", b"99.25"))


def in_place_of_another(xml):
    return re.sub(rb'r="([A-D]?)42"', rb'r="\g<1>41"', xml)


def cell_again(xml):
    return xml.replace(
        b'<c r="B41"><v>47.25</v></c>', b'<c r="B41"><v>47.25</v></c><c r="B41"><v>99.25</v></c>'
    )


def cell_of_another_row(xml):
    return xml.replace(b'r="B41"', b'r="B42"')


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        pytest.param(row_again, "第41行", "row 41", id="row"),
        pytest.param(in_place_of_another, "第41行", "row 41", id="row-in-place-of-another"),
        pytest.param(cell_again, "单元格B41", "cell B41", id="cell"),
        pytest.param(cell_of_another_row, "单元格B42", "cell B42", id="cell-of-another-row"),
    ],
)
def test_what_is_written_twice_is_refused_with_its_place(change, zh, en):
    with pytest.raises(Refused) as refusal:
        read_workbook(sheet_with(change), "xlsx")
    assert f"{zh}写了两次" in refusal.value.zh and f"writes {en} twice" in refusal.value.en


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda xml: xml, id="as-usual"),
        pytest.param(lambda xml: xml.replace(b"<row r=", b"<row spans='1:4' r="), id="spans-first"),
        pytest.param(lambda xml: xml.replace(b'<c r="B41"', b'<!-- <c r="A1"/> --><c r="B41"'), id="comment"),
        pytest.param(lambda xml: xml.replace(b'<c r="D41" s="1"/>', b'<c r="D41" t="str"><v></v></c>'), id="no-text"),
    ],
)  # fmt: skip
def test_what_only_looks_so_is_read(change):
    (sheet,) = read_workbook(sheet_with(change), "xlsx")
    assert sheet.frame.height == 80 and sheet.frame["c1"][40] == "47.25"
