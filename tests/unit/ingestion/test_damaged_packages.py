"""A package that is damaged or holds two truths is refused: a digit that flipped on the way never counts."""

import io
import warnings
import zipfile

import pytest

from ingestion.readers import sheet_load, sheet_slices, workbook
from ingestion.readers.files import open_file
from ingestion.readers.raw import Refused
from tests.unit.ingestion.test_error_cells import ods
from tests.unit.ingestion.workbooks import book, rewritten

NAME = "铝液抬包过磅.xlsx"


def stored(content):
    """A package with its parts not packed, so that one flipped digit leaves it readable."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def stored_book():
    def fill(made):
        sheet = made.add_worksheet("一系列")
        for row in range(80):
            sheet.write_row(row, 0, [f"T{row:04d}", 7.25 + row, "商品铝液"])

    return stored(book(fill))


def flipped(content, old, new):
    assert content.count(old) == 1
    return content.replace(old, new)


@pytest.fixture(params=["looked through", "in slices", "in one piece"])
def way_of_reading(request, monkeypatch):
    """How the sheet is read, whatever its size."""
    monkeypatch.setattr(sheet_slices, "_SLICE_BYTES", 1_500)
    monkeypatch.setattr(sheet_slices, "_MOST_BROUGHT", 1_000)
    if request.param != "in slices":
        monkeypatch.setattr(sheet_load, "is_large", lambda *_: False)
    if request.param != "looked through":
        monkeypatch.setattr(workbook, "LOOKED_THROUGH_BYTES", 100)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<v>10.25</v>", b"<v>90.25</v>"),
        (b"<t>T0007</t>", b"<t>T0009</t>"),
        (b'<sz val="11"/>', b'<sz val="17"/>'),
    ],
    ids=["sheet", "texts", "styles"],
)
def test_a_digit_that_flipped_is_found_however_a_workbook_is_read(old, new, way_of_reading):
    content = stored_book()
    assert open_file(NAME, content).sheets[0].frame["c1"][3] == "10.25"
    with pytest.raises(Refused) as refusal:
        open_file(NAME, flipped(content, old, new))
    assert "损坏" in refusal.value.zh and "damaged" in refusal.value.en


def test_a_digit_that_flipped_in_an_open_document_is_found():
    content = stored(ods(1, 1, "<table:table-cell/>"))
    assert open_file("抬包.ods", content).sheets
    with pytest.raises(Refused):
        open_file("抬包.ods", flipped(content, b"2024-03-08 08:05", b"2024-03-09 08:05"))


@pytest.mark.parametrize(
    "name", ["xl/worksheets/sheet1.xml", "xl/worksheets/Sheet1.xml", "xl/sharedStrings.xml"]
)
def test_of_two_parts_of_one_name_none_is_chosen(name):
    out = io.BytesIO(stored_book())
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as package:
        warnings.simplefilter("ignore")
        package.writestr(name, package.read(name.replace("Sheet1", "sheet1")).replace(b"T0001", b"T9999"))
    with pytest.raises(Refused) as refusal:
        open_file(NAME, out.getvalue())
    assert "同名部件" in refusal.value.zh


def test_of_two_sheets_of_one_name_none_is_read_twice():
    def fill(made):
        for number in (1, 2):
            made.add_worksheet(f"系列{number}").write_row(0, 0, ["单号", number])

    content = rewritten(
        book(fill), **{"xl/workbook.xml": lambda xml: xml.replace("系列2".encode(), "系列1".encode())}
    )
    with pytest.raises(Refused) as refusal:
        open_file(NAME, content)
    assert "同名工作表" in refusal.value.zh
