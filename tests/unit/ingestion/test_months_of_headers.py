"""Columns that name their month: the folder's own is read, whichever stands first."""

from __future__ import annotations

import pytest

from tests.unit.ingestion.build import read_one, xlsx_bytes

FIGURES = ("铝液产量(t)", "阳极消耗量(t)", "交流电量(万kWh)")
FEBRUARY, MARCH = (11000, 5500, 15000), (12000, 5800, 16100)


def _sheet(name, rows):
    (sheet,) = read_one(name, xlsx_bytes({"Sheet1": rows})).sheets
    return sheet


@pytest.mark.parametrize("order", [(2, 3), (3, 2), (3, 4), ("2024年2", "2024年3")])
@pytest.mark.parametrize("height", [1, 2])
def test_the_column_of_the_folders_month_is_read(order, height):
    own = [str(m).endswith("3") for m in order]
    if height == 2:
        header = [
            ["系列", *(c for f in FIGURES for c in (f, None))],
            [None, *(f"{m}月" for _ in FIGURES for m in order)],
        ]
    else:
        header = [["系列", *(f"{m}月{f}" for f in FIGURES for m in order)]]
    body = [
        [
            name,
            *(
                (march if is_own else other)
                for other, march in zip(FEBRUARY, MARCH, strict=True)
                for is_own in own
            ),
        ]
        for name in ("一系列", "二系列")
    ]
    sheet = _sheet("生产统计报表.xlsx", [*header, *body])
    assert sheet.table_name == "monthly_report"
    assert sheet.frame.select("output_t", "anode_t").rows() == [MARCH[:2]] * 2
    assert sheet.frame["output_cum_t"].null_count() == 2


def test_the_months_of_a_years_form_do_not_stand_for_this_month():
    rows = [
        ["指标", "单位", "1月", "2月", "3月", "1-3月累计"],
        ["原铝", "吨", 12000, 11500, 12350, 35850],
        ["用电量", "万千瓦时", 16000, 15500, 16650, 48150],
    ]
    sheet = _sheet("B204-1.xlsx", rows)
    assert sheet.frame.select("month_value", "cum_value").rows() == [(12350, 35850), (16650, 48150)]


def test_a_month_beside_its_sum_keeps_its_name():
    rows = [
        ["系列", "铝液产量", None, "阳极消耗量", None],
        [None, "3月", "1-3月", "3月", "1-3月"],
        [None, "吨", "吨", "吨", "吨"],
        ["一系列", 12000, 35000, 5800, 17000],
        ["二系列", 13000, 38000, 6200, 18500],
    ]
    frame = _sheet("生产统计报表.xlsx", rows).frame
    assert frame.select("output_t", "output_cum_t").rows() == [(12000, 35000), (13000, 38000)]


def test_a_word_of_time_alone_is_no_header_of_a_quantity():
    rows = [["系列", "品名不详", None], [None, "上月", "本月"], ["一系列", 1, 2], ["二系列", 3, 4]]
    assert not read_one("某表.xlsx", xlsx_bytes({"Sheet1": rows})).rows_total


def test_a_consumption_in_millions_is_none_of_a_tonne():
    rows = [["系列", "平均电流(kA)", "平均电压(V)", "电流效率(%)", "交流电耗(万kWh)", "单槽日产(kg)"]]
    rows += [[s, 300, 4.0, 93.1, 16100, 2250] for s in ("一系列", "二系列")]
    assert _sheet("技术经济指标台账.xlsx", rows).frame["ac_per_t_kwh"].null_count() == 2


def test_a_column_of_units_that_differ_is_asked_about_however_few_are_masses():
    rows = [
        ["入库日期", "单号", "供应商", "物料", "单位", "数量", "单价", "金额"],
        ["2024-03-02", "R1", "甲", "氧化铝", "吨", 1000, 3200, 3200000],
        ["2024-03-03", "R2", "乙", "氟化铝", "千克", 50000, 9.5, 475000],
        ["2024-03-05", "R3", "丙", "阳极炭块", "块", 500, 5000, 2500000],
    ]
    assert any("各行的单位不同" in q for q in _sheet("采购入库明细.xlsx", rows).questions)
