from decimal import Decimal

import pytest

from tests.unit.ingestion.build import CONTEXT, YEAR, csv_bytes, ladle_rows, read_one, xlsx_bytes

STORE = ["系列", "日期", "块数", "重量(t)"]


def _store(process: str, days: int, first: int = 1) -> list[list]:
    return [[process, f"2024-03-{d:02d}", 100 + d, 110 + d] for d in range(first, first + days)]


def test_titles_notes_and_signatures_are_furniture():
    rows = [
        ["示例甲铝业有限公司2024年3月铝液抬包过磅明细表"],
        ["编制单位：一系列  编报期：2024-03"],
        *ladle_rows(5),
    ]
    rows += [
        ["合  计", *[None] * 7, 36000],
        [],
        ["注：1.以上数据由计量系统导出"],
        ["制表：某某    审核：某某"],
    ]
    result = read_one("一.xlsx", xlsx_bytes({"Sheet1": rows}))
    assert (result.kind, result.count("keep"), result.sheets[0].rows_furniture) == ("ladle_tickets", 5, 7)
    assert result.sheets[0].period_found == "2024-03"


def test_header_of_two_rows_and_a_unit_row():
    rows = [
        ["磅单号", "系列", "抬包号", "过磅时间", "重量", None, None],
        [None, None, None, None, "毛", "皮", "净"],
        [None, None, None, None, "千克", "千克", "千克"],
        ["0001", "一系列", "3", "2024-03-02 08:00:00", 24440, 17240, 7200],
        ["0002", "一系列", "4", "2024-03-02 09:00:00", 24440, 17240, 7200],
    ]
    result = read_one("铝液过磅.xlsx", xlsx_bytes({"Sheet1": rows}))
    frame = result.sheets[0].frame
    assert frame["net_t"].to_list() == [Decimal("7.2"), Decimal("7.2")]
    assert frame["ticket_no"].to_list() == ["0001", "0002"]
    assert result.sheets[0].header_rows == (1, 2, 3)


@pytest.mark.parametrize("columns", [12, 600])
def test_marks_that_fill_columns_under_the_same_mark_make_no_row_a_header(columns):
    rows = [[*row, *["√"] * columns] for row in ladle_rows(6)]
    assert read_one("铝液过磅.csv", csv_bytes(rows)).count("keep") == 6


def test_repeated_headers_inside_a_long_list_are_furniture():
    header, *data = ladle_rows(6)
    result = read_one("铝液过磅.csv", csv_bytes([header, *data[:3], header, *data[3:]]))
    assert (result.count("keep"), result.rows_total) == (6, 6)


def test_tables_below_each_other_are_read_each_with_its_process():
    rows = [["一系列阳极出库台账"], STORE[1:], *[r[1:] for r in _store("", 3)], ["合计", 306, 336]]
    rows += [[], ["二系列阳极出库台账"], ["日期", "块数", "吨数"], *[r[1:] for r in _store("", 2, 8)]]
    result = read_one("阳极出库台账.xlsx", xlsx_bytes({"Sheet1": rows}))
    assert [(s.frame.height, set(s.frame["process"])) for s in result.sheets] == [(3, {"1#"}), (2, {"2#"})]
    assert [s.frame["row_no"].to_list() for s in result.sheets] == [[3, 4, 5], [10, 11]]


def test_tables_side_by_side_are_read_each_with_its_process():
    rows = [["一系列", None, None, "二系列", None, None], ["日期", "块数", "重量(t)"] * 2]
    rows += [[f"2024-03-{d:02d}", 100, 110.5, f"2024-03-{d:02d}", 90, 99.5] for d in range(1, 4)]
    result = read_one("阳极出库台账.xlsx", xlsx_bytes({"Sheet1": rows}))
    assert [(s.frame.height, set(s.frame["process"])) for s in result.sheets] == [(3, {"1#"}), (3, {"2#"})]


def test_a_report_with_processes_to_the_right_is_turned():
    rows = [["项目", "一系列", "二系列"], ["铝液产量本月(t)", 14691, 23453.74],
            ["铝液产量累计(t)", 14691, 23453.74],
            ["阳极消耗量本月(t)", 6962.19, 11146.16], ["阳极消耗量累计(t)", 6962.19, 11146.16],
            ["氧化铝消耗量(t)", 28167.11, 44987.11],
            ["交流电量本月(万kWh)", 19114.11, 30735.61], ["交流电量累计(万kWh)", 19114.11, 30735.61]]  # fmt: skip
    result = read_one("生产统计月报.xlsx", xlsx_bytes({"Sheet1": rows}))
    frame = result.sheets[0].frame
    assert result.kind == "monthly_report"
    assert frame["process"].to_list() == ["1#", "2#"]
    assert frame["ac_kwh"].to_list() == [Decimal("191141100"), Decimal("307356100")]


def test_merged_process_cells_are_filled_down():
    rows = [STORE, *_store("一系列", 1), *_store(None, 2, 2), *_store("二系列", 1), *_store(None, 2, 2)]
    frame = read_one("阳极出库台账.xlsx", xlsx_bytes({"Sheet1": rows})).sheets[0].frame
    assert frame["process"].to_list() == ["1#"] * 3 + ["2#"] * 3


def test_a_column_without_a_unit_is_answered_by_size_and_told():
    rows = [[c.replace("(kg)", "") for c in r] if i == 0 else r for i, r in enumerate(ladle_rows(9))]
    sheet = read_one("铝液过磅.csv", csv_bytes(rows)).sheets[0]
    assert sheet.frame["net_t"][0] == Decimal("7.2")
    assert any("净重" in q and "千克" in q for q in sheet.questions)
    assert {c.field: c.unit_source for c in sheet.columns}["net_t"] == "magnitude"


@pytest.mark.parametrize(
    ("title", "expected"),
    [("计量单位：毛重-千克、皮重-千克、净重-千克", Decimal("7.2")), ("单位：公斤", Decimal("7.2"))],
    ids=["by-column", "for-the-sheet"],
)
def test_units_stated_in_a_title_line_count(title, expected):
    rows = [[c.replace("(kg)", "") for c in r] if i == 0 else r for i, r in enumerate(ladle_rows(3))]
    sheet = read_one("铝液过磅.csv", csv_bytes([[title], *rows])).sheets[0]
    assert sheet.frame["net_t"][0] == expected
    assert not sheet.questions


def test_cells_with_their_own_unit_keep_to_it():
    rows = ladle_rows(3)
    rows[1][6:9] = ["24.44t", "17.24t", "7.2t"]
    assert read_one("铝液过磅.csv", csv_bytes(rows)).sheets[0].frame["net_t"][0] == Decimal("7.2")


def test_year_and_month_forms_of_the_same_layout_are_told_by_the_folder():
    rows = [
        ["指标名称", "计量单位", "代码", "本月", "1-本月", "上年同期本月", "上年同期1-本月"],
        ["一、工业总产值", "万元", "01", 71, 71, 70, 70],
    ]
    content = xlsx_bytes({"B204-1": rows})
    month, year = read_one("B204-1.xlsx", content, CONTEXT), read_one("B204-1.xlsx", content, YEAR)
    assert (month.kind, year.kind) == ("b204", "b204_annual")
    assert month.sheets[0].frame["month_value"][0] == 710


def test_a_table_of_nothing_known_is_not_forced():
    result = read_one(
        "食堂菜单.xlsx",
        xlsx_bytes({"Sheet1": [["菜名", "价格", "热量"], ["红烧肉", 18, 900], ["青菜", 6, 80]]}),
    )
    assert (result.status, result.requirement, result.rows_total) == ("unknown_kind", "X-FILE", 0)
    assert result.message_zh and result.message_en


def test_sheets_of_several_kinds_in_one_workbook_are_read_each():
    daily = [["系列", "日期", "运行槽数", "铝液产量(t)", "回灌铝液(t)", "块数", "氧化铝耗用(t)", "交流电量(kWh)"],
             ["一系列", "2024-03-01", 210, 473.5, 0, 205, 906.6, 6152564]]  # fmt: skip
    result = read_one("3月报表.xlsx", xlsx_bytes({"出铝": ladle_rows(8), "日报": daily}))
    assert [(s.table_name, s.kind) for s in result.sheets] == [
        ("ladle_tickets", "ladle_tickets"),
        ("daily_report", "daily_report"),
    ]
