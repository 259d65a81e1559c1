"""Workbooks as people and programs really leave them: epochs, endings, macros, hidden parts, several tables."""

import io
import zipfile
from decimal import Decimal

import pytest

from tests.unit.ingestion.build import read_one, xlsx_bytes
from tests.unit.ingestion.workbooks import DAILY, FIRST, NAME, ROWS, book, dated, grid, ods, ods_row, xls


@pytest.mark.parametrize("form", ["yyyy-mm-dd hh:mm", "General"])
@pytest.mark.parametrize("is_1904", [False, True], ids=["1900", "1904"])
def test_dates_of_either_epoch_are_the_days_they_were(form, is_1904):
    def fill(made):
        grid(made.add_worksheet("一系列"), dated(), form=made.add_format({"num_format": form}))

    frame = read_one(f"{NAME}.xlsx", book(fill, date_1904=is_1904)).sheets[0].frame
    assert frame["weighed_at"].to_list()[:2] == FIRST and (frame["row_status"] == "keep").all()


@pytest.mark.parametrize("is_1904", [False, True], ids=["1900", "1904"])
def test_an_old_workbook_says_its_epoch(is_1904):
    frame = read_one(f"{NAME}.xls", xls(dates_1904=is_1904)).sheets[0].frame
    assert frame["weighed_at"].to_list()[:2] == FIRST and (frame["row_status"] == "keep").all()


@pytest.mark.parametrize("made", ["ole", "zip"])
@pytest.mark.parametrize("ending", ["et", "ett", "xlsm", "xlsx"])
def test_a_workbook_is_what_its_content_is(made, ending):
    content = xls() if made == "ole" else xlsx_bytes({"一系列": ROWS})
    result = read_one(f"{NAME}.{ending}", content)
    assert (result.status, result.count("keep"), result.format) == (
        "read",
        6,
        "xls" if made == "ole" else "xlsx",
    )
    assert ("扩展名" in result.message_zh) == (made == "ole" and ending not in ("et", "ett"))


def test_macros_are_carried_along_and_never_run():
    content = xlsx_bytes({"一系列": ROWS})
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"Sub Auto_Open()" * 10)
    assert read_one(f"{NAME}.xlsm", buffer.getvalue()).count("keep") == 6


def test_hidden_rows_and_columns_are_read_and_told():
    def fill(made):
        sheet = made.add_worksheet("一系列")
        grid(sheet, ROWS)
        sheet.set_column(3, 4, None, None, {"hidden": True})
        sheet.set_row(3, None, None, {"hidden": True})

    hidden = ' table:visibility="collapse"'
    in_ods = ods("".join(ods_row(r, "", hidden if i == 3 else "") for i, r in enumerate(ROWS)),
                 f"<table:table-column{hidden}/>")  # fmt: skip
    for name, content in (("xlsx", book(fill)), ("ods", in_ods)):
        sheet = read_one(f"{NAME}.{name}", content).sheets[0]
        assert sheet.count("keep") == 6
        assert any("隐藏行1行" in note and "隐藏列1处" in note for note in sheet.notes)


def test_merged_process_cells_of_a_long_list_count_for_all_their_rows():
    def fill(made):
        sheet = made.add_worksheet("汇总")
        grid(sheet, [[None if i and j == 2 else c for j, c in enumerate(r)] for i, r in enumerate(ROWS)])
        sheet.merge_range(1, 2, 3, 2, "一系列")
        sheet.merge_range(4, 2, 6, 2, "二系列")

    frame = read_one(f"{NAME}.xlsx", book(fill)).sheets[0].frame
    assert frame["process"].to_list() == ["1#"] * 3 + ["2#"] * 3


@pytest.mark.parametrize(
    ("place", "second"), [("below", (12, 2)), ("beside", (1, 15))], ids=["below", "beside"]
)
def test_tables_of_two_kinds_on_one_sheet_are_both_read_at_their_place(place, second):
    def fill(made):
        sheet = made.add_worksheet("数据")
        grid(sheet, ROWS, 1, 2)
        grid(sheet, DAILY, *second)

    result = read_one("3月报表.xlsx", book(fill))
    assert [(s.table_name, s.count("keep")) for s in result.sheets] == [
        ("ladle_tickets", 6),
        ("daily_report", 2),
    ]
    daily = result.sheets[1]
    assert daily.frame["row_no"].to_list() == [second[0] + 2, second[0] + 3]
    assert {c.field: c.column_index for c in daily.columns}["output_t"] == second[1] + 3
    assert result.kind in ("ladle_tickets", "daily_report")


def test_a_spacer_column_does_not_tear_a_table():
    rows = [[*r[:6], None, *r[6:]] for r in ROWS]
    result = read_one(f"{NAME}.xlsx", xlsx_bytes({"一系列": rows}))
    assert [(s.table_name, s.count("keep")) for s in result.sheets] == [("ladle_tickets", 6)]
    assert result.sheets[0].frame["net_t"][0] == Decimal("7.2")


def test_an_old_workbook_under_password_is_called_so():
    content = bytearray(xls())
    place = content.find(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    content[place : place + 2] = b"\x2f\x00"
    assert read_one(f"{NAME}.xls", bytes(content)).status == "encrypted"
