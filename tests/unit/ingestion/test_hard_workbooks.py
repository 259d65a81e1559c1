"""Workbooks as people and programs really leave them: epochs, endless sheets, hidden parts, several tables, odd numbers."""

import io
import zipfile
from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest
import xlsxwriter
import xlwt

from tests.unit.ingestion.build import csv_bytes, ladle_rows, read_one, statuses, xlsx_bytes
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


def ods(body, columns=""):
    tail = "</table:table></office:spreadsheet></office:body></office:document-content>"
    return ods_package(f'{ODS_HEAD}<table:table table:name="一系列">{columns}{body}{tail}')


def ods_row(cells, more="", attributes=""):
    return f"<table:table-row{attributes}>{''.join(map(ods_cell, cells))}{more}</table:table-row>"


def test_an_ods_that_repeats_its_blanks_to_the_end_is_small():
    wide = '<table:table-cell table:number-columns-repeated="16373"/>'
    rows = "".join(ods_row(r, wide) for r in ROWS)
    rows += '<table:table-row table:number-rows-repeated="1048569">'
    rows += '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    sheet = read_one(f"{NAME}.ods", ods(rows)).sheets[0]
    assert (sheet.count("keep"), sheet.rows_present) == (6, 7)


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


@pytest.mark.parametrize(
    ("header", "written", "output_t"),
    [
        pytest.param("铝液产量（千吨）", "0.4005", "400.5", id="thousand-tonnes"),
        pytest.param("铝液产量（万吨）", "0.04005", "400.5", id="ten-thousand-tonnes"),
        pytest.param("铝液产量（公斤）", "400500", "400.5", id="kilograms"),
        pytest.param("铝液产量（吨）", "４００．５", "400.5", id="full-width"),
        pytest.param("铝液产量（吨）", "４，００５．５０", "4005.5", id="full-width-separator"),
        pytest.param("铝液产量（吨）", "1 400.5", "1400.5", id="space-separator"),
        pytest.param("铝液产量（吨）", "400.5吨", "400.5", id="unit-in-cell"),
        pytest.param("铝液产量（吨）", "400500kg", "400.5", id="other-unit-in-cell"),
        pytest.param("铝液产量（吨）", "肆佰", "400", id="banking-numeral"),
        pytest.param("铝液产量（吨）", "0.04万", "400", id="wan"),
        pytest.param("铝液产量（吨）", "四百零五", "405", id="chinese-numeral"),
    ],
)
def test_a_quantity_is_the_same_however_it_is_written(header, written, output_t):
    rows = [["日期", "系列", "在产槽数", header, "交流电耗（万kWh）"], *(
        [f"2024-03-0{n}", "一系列", 200, written, "540.5"] for n in (1, 2)
    )]  # fmt: skip
    frame = read_one("生产日报.csv", csv_bytes(rows)).sheets[0].frame
    assert frame["output_t"].to_list() == [Decimal(output_t)] * 2
    assert frame["ac_kwh"].to_list() == [Decimal(5_405_000)] * 2


@pytest.mark.parametrize("written", ["(7,220)", "（7220）", "−7220", "-7,220.00"])
def test_a_negative_in_brackets_is_negative_and_no_weight(written):
    rows = [list(r) for r in ROWS]
    rows[2][8] = written
    result = read_one(f"{NAME}.csv", csv_bytes(rows))
    assert [row for row, *_ in statuses(result)] == [3]
    assert result.sheets[0].frame.filter(pl.col("row_no") == 3)["net_t"][0] == Decimal("-7.22")


@pytest.mark.parametrize(
    "written",
    [
        "二〇二四年三月二日",
        "２０２４－０３－０２",
        "2024/3/2 星期六",
        "45353",
        "24.3.2",
        "2024-03-02T08:05:00+08:00",
        "3月2日",
    ],
)
def test_a_date_typed_as_text_is_that_day(written):
    rows = [list(r) for r in ROWS]
    rows[2][3] = written
    assert str(read_one(f"{NAME}.csv", csv_bytes(rows)).sheets[0].frame["stat_date"][1]) == "2024-03-02"


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


def formulas(values):
    """Tickets whose net weights are formulas, stored with values (xlsxwriter asks for computing on load)."""

    def fill(made):
        sheet = made.add_worksheet("一系列")
        grid(sheet, [[None if i and j == 8 else c for j, c in enumerate(r)] for i, r in enumerate(ROWS)])
        for i, value in enumerate(values, start=1):
            sheet.write_formula(i, 8, f"=G{i + 1}-H{i + 1}", None, value)

    return book(fill)


def test_formulas_that_a_writer_left_at_nought_are_set_aside_with_their_cell_and_remedy():
    result = read_one(f"{NAME}.xlsx", formulas([0] * 6))
    assert result.count("keep") == 0 and result.count("quarantine") == 6
    row = result.sheets[0].frame.to_dicts()[0]
    assert "I2" in row["reason_zh"] and "在Excel中打开并保存后重新报送" in row["reason_zh"]
    assert "I2" in row["reason_en"] and "save it" in row["reason_en"]
    assert any("公式没有计算结果" in note for note in result.sheets[0].notes)


def test_a_nought_among_values_that_a_writer_stored_is_a_value():
    result = read_one(f"{NAME}.xlsx", formulas([row[8] for row in ROWS[1:6]] + [0]))
    reasons = result.sheets[0].frame["reason_zh"].to_list()
    assert result.count("keep") == 5 and "公式" not in reasons[5]


def test_an_old_workbook_under_password_is_called_so():
    content = bytearray(xls())
    place = content.find(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    content[place : place + 2] = b"\x2f\x00"
    assert read_one(f"{NAME}.xls", bytes(content)).status == "encrypted"


def rewritten(content, **parts):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, parts[name](data) if name in parts else data)
    return out.getvalue()


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


@pytest.mark.parametrize("written", ["formula", "value"])
def test_an_old_workbook_whose_formulas_were_never_computed_is_set_aside(written):
    made = xlwt.Workbook()
    sheet = made.add_sheet("一系列")
    for i, row in enumerate(ROWS):
        for j, cell in enumerate(row):
            formula = xlwt.Formula(f"G{i + 1}-H{i + 1}") if written == "formula" and i and j == 8 else cell
            if cell is not None:
                sheet.write(i, j, formula)
    out = io.BytesIO()
    made.save(out)
    result = read_one(f"{NAME}.xls", out.getvalue())
    assert (result.count("keep"), result.count("quarantine")) == ((0, 6) if written == "formula" else (6, 0))
    reasons = [reason or "" for reason in result.sheets[0].frame["reason_zh"]]
    assert written == "value" or all(
        "在Excel中打开并保存" in r and f"I{n}" in r for n, r in enumerate(reasons, 2)
    )
