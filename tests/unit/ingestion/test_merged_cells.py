"""Merged cells of a file: names, days and numbers of documents are those of every row, figures never; told, not asked."""

import io
import random
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
import xlwt

from ingestion.reading.read import ReadContext
from ingestion.results import ProcessName
from tests.unit.ingestion.build import LADLE_HEADER, PLANTS, PROCESSES, ladle_rows, merged_xlsx, read_one

REPORT = ["日期", "系列", "在产槽数", "铝液产量(t)", "阳极用量（块）"]
SALES = ["开票日期", "发票号", "品名", "客户", "数量(t)", "单价(元/t)", "金额(元)"]
NAMES = ("row_no", "row_status", "reason_code")


def read(name, rows, *merged, context=None):
    more = {"context": context} if context else {}
    (sheet,) = read_one(name, merged_xlsx(rows, *merged), **more).sheets
    return sheet


def daily(rows, *merged):
    return read("电解生产日报.xlsx", [REPORT, *rows], *merged)


def column(sheet, name):
    return [None if v is None else str(v) for v in sheet.frame[name].to_list()]


def report_row(day, line, output=400.5, pots=200):
    return [day, line, pots, output, 210]


def apart(sheet):
    return [row for row in sheet.frame.select(NAMES).rows() if row[1] != "keep"]


def asks(sheet, *words):
    return any(all(word in question for word in words) for question in sheet.questions)


def test_days_that_come_again_are_filled_and_noted_but_not_asked():
    days = ["2024-03-01", None, "2024-03-02", None, "2024-03-01", None]
    lines = ["一系列", "二系列", "一系列", "二系列"]
    rows = [report_row(day, line) for day, line in zip(days, lines, strict=False)]
    sheet = daily(rows, "A2:A3", "A4:A5")
    assert column(sheet, "report_date") == ["2024-03-01"] * 2 + ["2024-03-02"] * 2
    assert not apart(sheet) and not asks(sheet, "合并")
    assert any("列“日期”有合并单元格，其下2行" in note for note in sheet.notes)


def test_a_merged_process_leaves_its_subtotals_total_rows():
    rows = [["系列", "日期", "在产槽数", "铝液产量(t)", "阳极用量（块）"]]
    for line in ("一系列", "二系列"):
        rows += [[line, "2024-03-01", 200, 400.5, 210], [None, "2024-03-02", 200, 401.5, 210]]
        rows.append([None, "小计", None, 802, 420])
    rows.append(["合计", None, None, 1604, 840])
    sheet = read("电解生产日报.xlsx", rows, "A2:A4", "A5:A7")
    assert column(sheet, "process") == ["1#", "1#", "2#", "2#"]
    assert len(sheet.totals) == 6 and all(total.agrees for total in sheet.totals)


def test_a_total_merged_over_two_rows_is_two_total_rows():
    rows = [report_row(f"2024-03-0{day}", "一系列") for day in range(1, 5)]
    rows += [["合计", "本月", None, 1602, 840], [None, "累计", None, 4806, 2520]]
    sheet = daily(rows, "A6:A7")
    assert column(sheet, "process") == ["1#"] * 4 and not apart(sheet)


def test_the_last_row_under_a_merged_day_and_process_is_no_total():
    table = [["日期", "系列", "领用块数", "领用重量(t)"]]
    table += [
        ["2024-03-01", "一系列", 100, 95.5],
        ["2024-03-02", "一系列", 100, 96.5],
        [None, None, 90, 85.5],
    ]
    sheet = read("阳极出库台账.xlsx", table, "A3:A4", "B3:B4")
    assert sheet.table_name == "anode_store"
    assert sheet.frame.height == 3 and column(sheet, "issue_date")[2] == "2024-03-02"


def test_customers_are_a_fact():
    rows = ladle_rows(6)
    at = LADLE_HEADER.index("备注")
    rows[0] = [*rows[0][:at], "客户"]
    names = ["甲公司", None, None, "乙公司", "甲公司", None]
    for row, name in zip(rows[1:], names, strict=True):
        row[at] = name
    sheet = read("铝液抬包过磅明细.xlsx", rows, "K2:K4", "K6:K7")
    assert column(sheet, "customer") == ["甲公司"] * 3 + ["乙公司", "甲公司", "甲公司"]
    assert not asks(sheet, "客户")


def test_an_invoice_of_several_lines_is_filled_and_every_line_counts():
    rows = [SALES, ["2024-03-05", "F001", "铝锭", "甲公司", 100, 19000, 1900000]]
    rows += [
        [None, None, "铝合金", None, 50, 20000, 1000000],
        ["2024-03-06", "F002", "铝锭", "乙公司", 10, 19000, 190000],
    ]
    sheet = read("销售台账.xlsx", rows, "A2:A3", "B2:B3", "D2:D3")
    assert column(sheet, "row_key") == ["F001", "F001#2", "F002"] and not apart(sheet)
    assert column(sheet, "customer") == ["甲公司", "甲公司", "乙公司"]


def test_a_ticket_number_over_several_weighings_counts_once_and_is_asked():
    rows = ladle_rows(6)
    rows[2][0] = None
    sheet = read("铝液抬包过磅明细.xlsx", rows, "A2:A3")
    assert apart(sheet) == [(3, "quarantine", "merged_number")]
    assert asks(sheet, "磅单号", "合并") and sheet.frame["mass_hint_t"][1] is not None


def test_a_form_number_that_a_second_key_tells_apart_is_filled():
    header = ["磅单号", "运单号", "过磅时间", "车号", "供方", "品名", "毛重(t)", "皮重(t)", "净重(t)"]
    rows = [header]
    for n in range(1, 5):
        rows.append(
            [f"G{(n + 1) // 2}", f"Y{n}", f"2024-03-0{n} 08:00:00", "鲁A12345", "乙铝业", "铝液", 30, 10, 20]
        )
    rows[2][0] = None
    sheet = read("集团内购入过磅明细.xlsx", rows, "A2:A3")
    assert sheet.table_name == "intra_in"
    assert not [row for row in apart(sheet) if row[2] in ("merged_number", "missing_value", "duplicate_key")]
    assert column(sheet, "ticket_no")[:2] == ["G1", "G1"]


def test_a_mass_over_several_tickets_counts_in_the_first_alone():
    rows = ladle_rows(6)
    at = LADLE_HEADER.index("净重(kg)")
    rows[3][at] = rows[4][at] = None
    sheet = read("铝液抬包过磅明细.xlsx", rows, "I3:I5")
    assert apart(sheet) == [(4, "quarantine", "merged_figure"), (5, "quarantine", "merged_figure")]
    assert asks(sheet, "净重", "I3:I5", "各行之和")
    assert sheet.frame["mass_hint_t"].null_count() == sheet.frame.height


def test_an_output_over_two_processes_is_no_process_s():
    rows = [report_row("2024-03-01", "一系列", 800.5), report_row("2024-03-01", "二系列", None)]
    rows += [report_row("2024-03-02", "一系列"), report_row("2024-03-02", "二系列")]
    sheet = daily(rows, "D2:D3")
    assert apart(sheet) == [(2, "quarantine", "merged_figure")]
    kept = sheet.frame.filter(pl.col("row_status") == "keep")
    assert kept["output_t"].to_list() == [None, Decimal("400.5"), Decimal("400.5")]
    assert asks(sheet, "铝液产量", "D2:D3")


def test_an_output_over_two_days_of_a_process_counts_once():
    rows = [report_row("2024-03-01", "一系列", 800.5), report_row("2024-03-02", "一系列", None)]
    sheet = daily([*rows, report_row("2024-03-03", "一系列")], "D2:D3")
    assert not apart(sheet) and asks(sheet, "铝液产量", "D2:D3")
    assert sheet.frame["output_t"].to_list() == [Decimal("800.5"), None, Decimal("400.5")]


def test_running_pots_over_two_processes_are_asked_and_set_nothing_aside():
    rows = [report_row("2024-03-01", "一系列"), report_row("2024-03-01", "二系列", pots=None)]
    sheet = daily(rows, "C2:C3")
    assert not apart(sheet) and asks(sheet, "在产槽数", "C2:C3")


def test_a_row_two_lines_tall_is_one_row_and_nothing_is_asked():
    rows = [report_row("2024-03-01", "一系列"), [None] * 5, report_row("2024-03-02", "一系列"), [None] * 5]
    merged = [f"{letter}{top}:{letter}{top + 1}" for letter in "ABCDE" for top in (2, 4)]
    sheet = daily(rows, *merged)
    assert sheet.frame["row_no"].to_list() == [2, 4] and not sheet.questions and not sheet.notes


def hidden_beneath(content, **cells):
    """A workbook in which cells have values that a merged cell hides, as a copied format leaves them."""
    made = openpyxl.load_workbook(io.BytesIO(content))
    ranges = [str(one) for one in made.active.merged_cells.ranges]
    for one in ranges:
        made.active.unmerge_cells(one)
    for place, value in cells.items():
        made.active[place] = value
    # the range alone: merging by the library would clear the cells
    for one in ranges:
        made.active.merged_cells.add(one)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_figures_hidden_by_a_merged_cell_are_set_aside():
    rows = [REPORT, *(report_row(f"2024-03-0{day}", "一系列") for day in range(1, 5))]
    content = hidden_beneath(merged_xlsx(rows, "D2:D4"), D3=100, D4=100)
    (sheet,) = read_one("电解生产日报.xlsx", content).sheets
    assert apart(sheet) == [(3, "quarantine", "merged_figure"), (4, "quarantine", "merged_figure")]
    assert asks(sheet, "D2:D4")


def test_names_hidden_by_a_merged_cell_are_read_and_asked_where_they_differ():
    rows = [REPORT, *(report_row(f"2024-03-0{day}", "一系列") for day in range(1, 5))]
    content = hidden_beneath(merged_xlsx(rows, "B2:B4"), B3="一系列", B4="二系列")
    (sheet,) = read_one("电解生产日报.xlsx", content).sheets
    assert column(sheet, "process") == ["1#", "1#", "2#", "1#"]
    assert asks(sheet, "系列", "B4") and not asks(sheet, "B3")


def test_a_merge_that_begins_in_the_header_or_lies_in_one_row_fills_nothing():
    rows = [["电解生产日报", *[None] * 4], REPORT, [None, "一系列", 200, 400.5, 210]]
    rows += [report_row("2024-03-02", "一系列"), ["2024-03-03", None, 200, 400.5, 210]]
    context = ReadContext("P", "2024-03", plants=PLANTS, processes=PROCESSES)
    sheet = read("电解生产日报.xlsx", rows, "A2:A3", "A5:B5", context=context)
    assert column(sheet, "report_date") == [None, "2024-03-02", "2024-03-03"]
    assert column(sheet, "process_raw")[2] is None


def test_a_name_stands_no_further_down_than_its_merged_cell_and_names_written_once_do():
    def sheet_of(*merged):
        names = ["B1", None, "B2", None, "B3", None]
        rows = [["日期", "系列", "电表编号", "起码", "止码", "倍率", "电量(kWh)"]]
        rows += [[f"2024-03-{n:02d}", "一系列", name, 10, 20, 100, 1000] for n, name in enumerate(names, 1)]
        return read("电表抄表记录.xlsx", rows, *merged)

    assert column(sheet_of(), "meter_no") == ["B1", "B1", "B2", "B2", "B3", "B3"]
    partly = sheet_of("C2:C3")
    assert column(partly, "meter_no") == ["B1", "B1", "B2", "B2", "B3", "B3"]
    assert asks(partly, "电表编号", "合并单元格")


def test_a_blank_below_a_merged_name_is_not_its():
    rows = [report_row(f"2024-03-0{n}", name) for n, name in enumerate(["一系列", None, None, "二系列"], 1)]
    sheet = daily(rows, "B2:B3")
    assert column(sheet, "process") == ["1#", "1#", None, "2#"]
    assert (4, "quarantine", "no_process") in apart(sheet)


def test_tables_below_and_beside_each_other_keep_the_merged_cells_of_each():
    header = ["日期", "班次", "块数", "重量(t)"]
    shifts = ["白班", "夜班"] * 2
    days = ["2024-03-01", None, "2024-03-02", None]
    body = [[day, shift, 100 + n, 110.5 + n] for n, (day, shift) in enumerate(zip(days, shifts, strict=True))]
    below = [
        ["一系列阳极出库台账"],
        header,
        *body,
        [],
        ["二系列阳极出库台账"],
        ["日期", "班次", "块数", "吨数"],
        *body,
    ]
    content = merged_xlsx(below, "A3:A4", "A5:A6", "A10:A11", "A12:A13")
    beside = [["一系列", *[None] * 3, "二系列"], header * 2, *([*row, *row] for row in body)]
    across = merged_xlsx(beside, "A3:A4", "A5:A6", "E3:E4", "E5:E6")
    for made in (content, across):
        sheets = read_one("阳极出库台账.xlsx", made).sheets
        found = [(set(column(sheet, "process")), column(sheet, "issue_date")) for sheet in sheets]
        assert found == [({line}, sorted(["2024-03-01", "2024-03-02"] * 2)) for line in ("1#", "2#")]


def test_days_beside_times_of_day_are_joined_in_every_row_of_a_merged_day():
    header = ["磅单号", "系列", "抬包号", "日期", "时间", "毛重(kg)", "皮重(kg)", "净重(kg)", "铝液用途"]
    rows = [header]
    for n in range(12):
        day = f"2024-03-{n // 3 + 1:02d}" if n % 3 == 0 else None
        rows.append(
            [f"T{n:04d}", "一系列", f"{n:02d}", day, f"{8 + n % 3:02d}:05", 24440, 17240, 7200, "外销铝液"]
        )
    sheet = read("铝液抬包过磅明细.xlsx", rows, *(f"D{top}:D{top + 2}" for top in range(2, 14, 3)))
    expected = [f"2024-03-{n // 3 + 1:02d} {8 + n % 3:02d}:05:00" for n in range(12)]
    assert column(sheet, "weighed_at") == expected and not apart(sheet)


def old_workbook(rows, merged):
    made = xlwt.Workbook()
    sheet = made.add_sheet("3月")
    covered = {(row, column) for top, bottom, column in merged for row in range(top, bottom + 1)}
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if cell is not None and (i, j) not in covered:
                sheet.write(i, j, cell)
    for top, bottom, column in merged:
        sheet.write_merge(top, bottom, column, column, rows[top][column])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def page(rows, merged):
    reach = {(top, column): bottom - top + 1 for top, bottom, column in merged}
    covered = {(row, column) for top, bottom, column in merged for row in range(top + 1, bottom + 1)}
    lines = [
        "".join(
            f'<td rowspan="{reach.get((i, j), 1)}">{"" if cell is None else cell}</td>'
            for j, cell in enumerate(row)
            if (i, j) not in covered
        )
        for i, row in enumerate(rows)
    ]
    return f"<html><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></html>".encode()


@pytest.mark.parametrize("made", [old_workbook, page])
def test_old_workbooks_and_pages_read_as_the_table_written_out(made):
    rows = [REPORT]
    for day in ("2024-03-01", "2024-03-02", "2024-03-03"):
        rows += [report_row(day, line) for line in ("一系列", "二系列")]
    once = [[*row] for row in rows]
    for at in (2, 4, 6):
        once[at][0] = None
    (full,) = read_one("电解生产日报.xls", made(rows, [])).sheets
    (sheet,) = read_one("电解生产日报.xls", made(once, [(1, 2, 0), (3, 4, 0), (5, 6, 0)])).sheets
    assert sheet.frame.equals(full.frame) and not apart(sheet) and sheet.questions == full.questions
    assert any("列“日期”有合并单元格" in note for note in sheet.notes)


LINES = tuple(ProcessName(f"{n}#", name) for n, name in enumerate(("一系列", "二系列", "三系列"), 1))
OF_LINES = ReadContext("P", "2024-03", plants=PLANTS, processes=LINES)


def runs(texts):
    """Stretches of equal texts as (first, last)."""
    start = 0
    for at in range(1, len(texts) + 1):
        if at == len(texts) or texts[at] != texts[start]:
            yield start, at - 1
            start = at


@pytest.mark.parametrize("seed", range(25))
def test_merging_runs_of_equal_names_and_days_changes_no_row(seed):
    luck = random.Random(seed)
    rows, n = [[*LADLE_HEADER[:-1], "客户"]], luck.randrange(6, 60)
    written = ladle_rows(n)[1:]
    days, lines = sorted(luck.choices(range(1, 28), k=n)), luck.choices(("一系列", "二系列", "三系列"), k=n)
    if luck.random() < 0.5:
        lines.sort()
    for at, row in enumerate(written):
        row[2], row[3] = lines[at], f"2024-03-{days[at]:02d}"
        row[5] = f"2024-03-{days[at]:02d} 08:05:00"
        row[10] = luck.choice(["甲公司", "乙公司"])
        if luck.random() < 0.05:
            row[3], row[2] = "2024-02-31", luck.choice(["一系列", "七系列"])
    in_full = [rows[0], *written]
    merged, once = [], [list(row) for row in in_full]
    for letter, at in (("C", 2), ("D", 3), ("J", 9), ("K", 10)):
        for first, last in runs([row[at] for row in written]):
            # a plant need not merge all that it could
            if last > first and luck.random() < 0.9:
                merged.append(f"{letter}{first + 2}:{letter}{last + 2}")
                for row in once[first + 2 : last + 2]:
                    row[at] = None
    full = read("铝液抬包过磅明细.xlsx", in_full, context=OF_LINES)
    sheet = read("铝液抬包过磅明细.xlsx", once, *merged, context=OF_LINES)
    assert sheet.frame.equals(full.frame) and sheet.questions == full.questions
    assert sheet.rows_furniture == full.rows_furniture
