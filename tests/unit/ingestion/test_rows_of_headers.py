"""What stands in header rows besides words: units that part a title, numbers of columns, totals without a word."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.ingestion.build import read_one, xlsx_bytes


def _sheet(name, rows):
    (sheet,) = read_one(name, xlsx_bytes({"Sheet1": rows})).sheets
    return sheet


@pytest.mark.parametrize("units", [["件", "吨"], ["吨", "件"], ["（件）", "（t）"], ["件", "kg"]])
def test_units_beneath_one_title_are_columns_of_their_own(units):
    factor = 1000 if "kg" in units else 1
    tonnes = next(i for i, unit in enumerate(units) if "件" not in unit)
    rows = [["日期", "品种", "入库", None, "出库", None], [None, None, *units, *units]]
    for day in range(1, 6):
        figures = [[50, 50], [40, 40]]
        figures[0][tonnes], figures[1][tonnes] = 50.5 * factor, 40.25 * factor
        rows.append([f"2024-03-{day:02d}", "铝锭", *figures[0], *figures[1]])
    sheet = _sheet("成品出入库.xlsx", rows)
    assert sheet.frame["in_t"].to_list() == [Decimal("50.5")] * 5
    assert sheet.frame["out_t"].to_list() == [Decimal("40.25")] * 5
    assert not sheet.questions


def test_units_beneath_titles_of_one_column_each_stay_a_row_of_units():
    rows = [["日期", "品种", "入库", "出库"], [None, None, "kg", "kg"]]
    rows += [[f"2024-03-{day:02d}", "铝锭", 50500, 40250] for day in range(1, 6)]
    sheet = _sheet("成品出入库.xlsx", rows)
    assert sheet.frame["in_t"].to_list() == [Decimal("50.5")] * 5
    assert sheet.header_rows == (1, 2)


@pytest.mark.parametrize(
    "numbering",
    [["甲", "乙", "丙", 1, 2], ["甲", "乙", "丙", "(1)", "(2)"], [1, 2, 3, 4, 5], [1, 2, 3, 4, "5=4-3"]],
)
def test_a_row_that_numbers_the_columns_is_no_row_of_figures(numbering):
    rows = [
        ["指标名称", "计量单位", "代码", "本月", "1—本月"],
        numbering,
        ["原铝（电解铝）", "吨", "02", 12350, 36800],
        ["其中：自用", "吨", "03", 9000, 27000],
    ]
    sheet = _sheet("B204-1 工业产销总值及主要产品产量2024年3月.xlsx", rows)
    assert sheet.frame["indicator_raw"].to_list() == ["原铝（电解铝）", "其中：自用"]
    assert sheet.count("keep") == 2


def test_figures_that_only_look_like_numbers_of_columns_stay():
    rows = [["存货名称", "账面数(t)", "实盘数(t)", "盘盈盘亏(t)"], ["铝锭", 1, 2, 1], ["铝棒", 1, 2, 1]]
    assert _sheet("盘点表.xlsx", rows).count("keep") == 2


def test_a_total_alone_is_no_header_of_a_quantity():
    rows = [["日期", "第1包", "第2包", "合计"], *([f"3月{d}日", 7.2, 7.3, 14.5] for d in range(1, 6))]
    assert read_one("出铝记录.xlsx", xlsx_bytes({"Sheet1": rows})).status == "unknown_kind"
