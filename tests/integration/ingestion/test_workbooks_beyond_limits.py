"""Workbooks that would exhaust or circle a reader are refused with their place; those that only look so are read."""

import io
import zipfile

import pytest

from tests.unit.ingestion.build import read_one, xlsx_bytes
from tests.unit.ingestion.workbooks import NAME, ROWS, book, grid, ods, ods_row, rewritten, xls
from tests.unit.ingestion.xlsb import row_of, xlsb_bytes


def test_a_total_in_the_last_row_of_all_is_found():
    def fill(made):
        sheet = made.add_worksheet("一系列")
        grid(sheet, ROWS)
        sheet.write(1_048_575, 0, "合计")
        sheet.write(1_048_575, 8, sum(row[8] for row in ROWS[1:]))

    sheet = read_one(f"{NAME}.xlsx", book(fill)).sheets[0]
    assert (sheet.count("keep"), sheet.rows_present) == (6, 1_048_576)
    assert [(t.row_no, t.agrees) for t in sheet.totals] == [(1_048_576, True)]


def test_rows_formatted_to_the_end_are_no_rows():
    content, out = xlsx_bytes({"一系列": ROWS}), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                more = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(8, 1_048_577))
                data = data.replace(b"</sheetData>", more + b"</sheetData>")
            new.writestr(name, data)
    sheet = read_one(f"{NAME}.xlsx", out.getvalue()).sheets[0]
    assert (sheet.count("keep"), sheet.rows_present) == (6, 7)


def test_an_ods_that_repeats_its_blanks_to_the_end_is_small():
    wide = '<table:table-cell table:number-columns-repeated="16373"/>'
    rows = "".join(ods_row(r, wide) for r in ROWS)
    rows += '<table:table-row table:number-rows-repeated="1048569">'
    rows += '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    sheet = read_one(f"{NAME}.ods", ods(rows)).sheets[0]
    assert (sheet.count("keep"), sheet.rows_present) == (6, 7)


@pytest.mark.parametrize("made", ["xlsx", "ods"])
def test_a_cell_of_a_megabyte_in_a_workbook_is_cut_and_told(made):
    long = "长" * 400_000
    if made == "ods":
        content = ods("".join(ods_row([*r[:10], long if i == 1 else r[10]]) for i, r in enumerate(ROWS)))
    else:
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(xlsx_bytes({"一系列": ROWS}))) as old,
            zipfile.ZipFile(out, "w") as new,
        ):
            for name in old.namelist():
                data = old.read(name)
                cell = f'<c r="K2" t="inlineStr"><is><t>{long}</t></is></c></row><row r="3"'
                new.writestr(name, data.replace(b'</row><row r="3"', cell.encode(), 1))
        content = out.getvalue()
    sheet = read_one(f"{NAME}.{made}", content).sheets[0]
    assert 32_000 < len(sheet.frame["remark"][0]) < 33_000 and sheet.count("keep") == 6
    assert any("截断" in note for note in sheet.notes)


@pytest.mark.parametrize(
    ("row", "column"), [(1_048_575, 16_383), (1_048_575, 150), (300_000, 701), (200_000, 800)]
)
def test_a_stray_cell_at_the_far_end_is_refused_with_its_place(row, column):
    def fill(made):
        sheet = made.add_worksheet("一系列")
        grid(sheet, ROWS)
        sheet.write(row, column, "x")

    result = read_one(f"{NAME}.xlsx", book(fill))
    assert (result.status, result.requirement) == ("unreadable", "X-FILE")
    assert str(row + 1) in result.message_zh and "删除" in result.message_zh


@pytest.mark.parametrize("place", ["ZZZZZZZ3", "I99999999999", "ZZ1048576", "zz1048576", "XFD1048576"])
def test_a_cell_whose_place_is_not_that_of_its_row_is_refused_with_it(place):
    content = rewritten(
        xlsx_bytes({"一系列": ROWS}),
        **{"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b'r="I3"', b'r="%s"' % place.encode())},
    )
    result = read_one(f"{NAME}.xlsx", content)
    assert (result.status, result.requirement) == ("unreadable", "X-FILE")
    assert place.upper() in result.message_zh.upper()


def test_a_stray_cell_that_is_not_too_far_costs_nothing():
    def fill(made):
        sheet = made.add_worksheet("一系列")
        grid(sheet, ROWS)
        sheet.write(20_000, 60, "x")

    assert read_one(f"{NAME}.xlsx", book(fill)).count("keep") == 6


@pytest.mark.parametrize(
    "cell",
    [
        '<table:table-row table:number-rows-repeated="1048560"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>',
        '<table:table-row table:number-rows-repeated="4000000000"><table:table-cell office:value-type="float" '
        'office:value="1"/></table:table-row>',
    ],
    ids=["sheet-full-of-one-cell", "rows-without-end"],
)
def test_an_ods_that_repeats_written_cells_beyond_measure_is_refused(cell):
    result = read_one(f"{NAME}.ods", ods("".join(map(ods_row, ROWS)) + cell))
    assert (result.status, result.requirement) == ("unreadable", "X-FILE")


def test_an_old_workbook_whose_sectors_run_in_a_circle_is_refused():
    content = bytearray(xls())
    table = 512 + 512 * int.from_bytes(content[76:80], "little")
    content[table : table + 4] = (0).to_bytes(4, "little")
    result = read_one(f"{NAME}.xls", bytes(content))
    assert (result.status, result.requirement) == ("unreadable", "X-FILE")


def test_an_old_workbook_whose_stream_says_it_is_endless_is_refused():
    content = bytearray(xls())
    directory = 512 + 512 * int.from_bytes(content[48:52], "little")
    for entry in range(directory, directory + 512, 128):
        if content[entry + 66] == 2:
            content[entry + 120 : entry + 124] = (0xFFFFFF00).to_bytes(4, "little")
    assert read_one(f"{NAME}.xls", bytes(content)).status == "unreadable"


def test_a_text_stored_once_and_shown_in_a_million_cells_is_refused():
    refs = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(20, 60_000))
    content = rewritten(
        xlsx_bytes({"一系列": ROWS}),
        **{
            "xl/sharedStrings.xml": lambda d: d.replace(b"<si><t>", b"<si><t>" + b"A" * 32_000, 1),
            "xl/worksheets/sheet1.xml": lambda d: d.replace(b"</sheetData>", refs + b"</sheetData>"),
        },
    )
    result = read_one(f"{NAME}.xlsx", content)
    assert result.status == "unreadable" and "超长文本" in result.message_zh and "texts" in result.message_en


def test_a_large_sheet_that_understates_its_area_is_looked_through():
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    filler = b"<!--" + b" " * 4_000_000 + b"-->"
    content = rewritten(
        xlsx_bytes({"一系列": ROWS}),
        **{"xl/worksheets/sheet1.xml": lambda d: d.replace(b"</sheetData>", filler + far)},
    )
    result = read_one(f"{NAME}.xlsx", content)
    assert result.status == "unreadable" and "XFD1048576" in result.message_zh


BIFF_NUMBER = b"\x03\x02\x0e\x00"


@pytest.mark.parametrize(("column", "place"), [(256, "IW"), (45_574, "BOJW"), (65_535, "CRXP")])
def test_an_old_workbook_with_a_cell_beyond_its_last_column_is_refused_with_its_place(column, place):
    content = bytearray(xls())
    at = content.find(BIFF_NUMBER) + len(BIFF_NUMBER)
    content[at + 2 : at + 4] = column.to_bytes(2, "little")
    result = read_one(f"{NAME}.xls", bytes(content))
    assert (result.status, result.requirement) == ("unreadable", "X-FILE")
    assert f"单元格{place}2超出" in result.message_zh and "save it as xlsx" in result.message_en


def test_an_old_workbook_whose_stream_is_spelled_in_capitals_is_one():
    content = xls().replace("Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le"))
    assert read_one(f"{NAME}.xls", content).count("keep") == 6


def test_a_binary_workbook_is_read():
    result = read_one(f"{NAME}.xlsb", xlsb_bytes(ROWS))
    assert (result.format, result.count("keep")) == ("xlsb", 6)
    near = row_of(20_000, {60: 1.0})
    assert read_one(f"{NAME}.xlsb", xlsb_bytes(ROWS, near)).count("keep") == 6


@pytest.mark.parametrize(
    ("row", "column", "place"),
    [(1_048_575, 16_383, "XFD1048576"), (2**31, 0, "K2147483649"), (5, 2**31, "FXSHRXY7"), (300_000, 800, "ADU300001")],
)  # fmt: skip
def test_a_binary_workbook_with_a_cell_too_far_away_is_refused_with_its_place(row, column, place):
    result = read_one(f"{NAME}.xlsb", xlsb_bytes(ROWS, row_of(row, {column: 1.0})))
    assert (result.status, result.requirement) == ("unreadable", "X-FILE")
    assert f"单元格{place}超出" in result.message_zh and place in result.message_en


def test_of_a_large_binary_sheet_the_stated_area_is_looked_at(monkeypatch):
    from ingestion.readers import binary_extent

    monkeypatch.setattr(binary_extent, "LOOKED_THROUGH_BYTES", 100)
    content = xlsb_bytes(ROWS, area=(1_048_575, 16_383))
    assert "XFD1048576" in read_one(f"{NAME}.xlsb", content).message_zh
    assert read_one(f"{NAME}.xlsb", xlsb_bytes(ROWS)).count("keep") == 6


def test_an_ods_whose_tags_do_not_close_is_refused_at_once():
    content = ods("".join(map(ods_row, ROWS)).replace("</table:table-row>", "</t,ble:table-row>", 1))
    result = read_one(f"{NAME}.ods", content)
    assert result.status == "unreadable" and "损坏" in result.message_zh
