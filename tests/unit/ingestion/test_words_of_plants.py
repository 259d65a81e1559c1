"""Words and forms of plants that used to be refused, read in part or read as something else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ingestion.recognition.headers import pool_scores, split_header
from tests.unit.ingestion.build import YEAR, read_one, xlsx_bytes

DAYS = range(1, 6)


def _sheet(name, rows, *context):
    (sheet,) = read_one(name, xlsx_bytes({"Sheet1": rows}), *context).sheets
    return sheet


@pytest.mark.parametrize(
    "order", [("上月底数", "本月底数"), ("本月底数", "上月底数"), ("上月末表底", "本月末表底")]
)
def test_readings_of_last_month_and_this_are_start_and_end(order):
    values = {word: 1010 if word.startswith("本") else 1000 for word in order}
    rows = [["系列", "表号", *order, "倍率", "用电量(kWh)"]]
    rows += [["一系列", f"{n}#表", *(values[w] + n for w in order), 44000, 440000] for n in range(1, 5)]
    sheet = _sheet("电表抄表记录.xlsx", rows)
    kept = [(r["reading_start"], r["reading_end"]) for r in sheet.frame.to_dicts()]
    assert kept == [(1000 + n, 1010 + n) for n in range(1, 5)]
    assert not any("上期数" in q for q in sheet.questions)


def test_numbered_meters_are_no_processes():
    rows = [["项目", "1#表", "2#表"], ["上月底数", 1000, 2000], ["本月底数", 1100, 2200], ["倍率", 44000, 44000],
            ["电量(kWh)", 4400000, 8800000]]  # fmt: skip
    result = read_one("电表抄表.xlsx", xlsx_bytes({"Sheet1": rows}))
    assert not [r["process"] for s in result.sheets for r in s.frame.to_dicts() if r["row_status"] == "keep"]


@pytest.mark.parametrize(
    "header",
    [
        pytest.param([["日期", "合格品(块)", "合格品(吨)", "废品(块)"]], id="told-by-units"),
        pytest.param([["日期", "合格块数", "合格重量(t)", "废品块数"]], id="told-by-words"),
        pytest.param([["日期", "合格品", None, "废品"], [None, "块", "吨", "块"]], id="units-beneath"),
    ],
)
def test_own_anodes_that_passed_are_those_made(header):
    rows = [*header, *([f"2024-03-{d:02d}", 300 + d, 330 + d, 3] for d in DAYS)]
    sheet = _sheet("自产阳极生产台账.xlsx", rows)
    kept = [(r["produced_date"].day, r["blocks"], r["mass_t"]) for r in sheet.frame.to_dicts()]
    assert kept == [(d, 300 + d, Decimal(330 + d)) for d in DAYS]


def _slips(*rows):
    return _sheet("阳极转运单汇总.xlsx", [["日期", "系列", "班次", "块数", "重量(t)"], *rows])


def test_slips_without_numbers_are_told_apart_and_asked_about():
    rows = [
        [f"2024-03-{d:02d}", "一系列", shift, 60, 66.5] for d in DAYS for shift in ("早班", "中班", "中班")
    ]
    sheet = _slips(*rows)
    assert sheet.count("keep") == len(rows)
    assert sheet.frame["slip_no"].n_unique() == len(rows)
    assert any("转运单号" in question for question in sheet.questions)


def test_a_slip_without_day_or_shift_stays_set_aside():
    days = [[f"2024-03-{d:02d}", "一系列", "早班" if d < 5 else None, 60, 66.5] for d in DAYS]
    sheet = _slips(*days)
    assert sheet.frame["row_status"].to_list() == ["keep"] * 4 + ["quarantine"]


def test_colloquial_words_of_an_allowance_account_are_understood():
    rows = [
        ["哪天", "干什么", "哪年的", "多少吨", "一吨多少钱", "还剩多少", "跟谁"],
        ["2024-03-01", "发的", "2023", 100000, None, 100000, "省厅"],
        ["2024-06-01", "买的", "2023", 5000, 80, 105000, "甲公司"],
        ["2024-07-01", "卖掉", "2023", 2000, 85, 103000, "乙公司"],
        ["2024-12-20", "交掉", "2023", 98000, None, 5000, None],
    ]
    sheet = _sheet("碳配额流水.xlsx", rows, YEAR)
    kept = [
        (r["trade_date"], r["business"], int(r["quantity_t"]), int(r["balance_t"]))
        for r in sheet.frame.to_dicts()
    ]
    assert kept == [
        (date(2024, 3, 1), "核发", 100000, 100000),
        (date(2024, 6, 1), "买入", 5000, 105000),
        (date(2024, 7, 1), "卖出", 2000, 103000),
        (date(2024, 12, 20), "清缴", 98000, 5000),
    ]


@pytest.mark.parametrize("header", ["类型", "备注"])
def test_goods_sent_back_with_a_mass_like_any_other_are_asked_about(header):
    def read(mark, mass):
        rows = [["转运单号", "日期", "班次", "系列", "块数", "重量(t)", header]]
        rows += [[f"Z{d}", f"2024-03-{d:02d}", "早", "一系列", 60, 66.5, None] for d in DAYS]
        rows[-1][-2:] = [mass, mark]
        sheet = _sheet("阳极转运单.xlsx", rows)
        return [q for q in sheet.questions if "退库" in q]

    (question,) = read("退库", 66.5)
    assert "第6行" in question
    assert not read("退库", -66.5) and not read("领用", 66.5)


def test_what_is_really_there_is_the_count():
    rows = [["品名", "账面(t)", "实际(t)", "差异(t)"], ["铝锭", 100, 101, 1], ["氧化铝", 3000, 2980, -20]]
    frame = _sheet("盘点表.xlsx", rows).frame
    assert frame.select("book_t", "counted_t").rows() == [(100, 101), (3000, 2980)]


WORDS = {
    "ticket": ["磅单ID", "称重单编码", "榜单编号"],
    "ladle": ["抬包编码", "铝包编码"],
    "gross_time": ["一次时间", "一次称重"],
    "tare_time": ["二次时间", "二次称重"],
    "net": ["出铝重量", "铝液重", "净"],
    "operator": ["计量员工号", "司磅员工号", "称重员姓名"],
    "supplier": ["发货人", "来货厂家", "发货单位名称"],
    "consignee": ["售达方名称", "客户全称", "购货单位名称"],
    "product": ["物料描述", "货物或应税劳务名称"],
    "invoice": ["出具发票凭证", "数电发票号码"],
    "amount": ["净值", "价税合计金额"],
    "meter": ["电能表资产号", "测量点名称", "资产编号"],
    "energy": ["系列耗电"],
    "book": ["账面结存量"],
    "loss": ["途损", "运输损耗"],
    "production": ["产成品入库数量", "完工入库数量"],
    "own_use": ["材料出库数量", "生产领用数量"],
}


@pytest.mark.parametrize(("pool", "word"), [(pool, word) for pool, words in WORDS.items() for word in words])
def test_words_of_weighbridges_ledgers_and_electricity_bills_are_known(pool, word):
    assert pool_scores(split_header(word).base)[pool].evidence == f"= {split_header(word).base}"


def test_masses_headed_by_one_character_are_not_exchanged():
    header = ["过磅单编号", "来货厂家", "车号", "品名规格", "数量(块)", "毛(t)", "皮(t)", "净(t)", "到厂日期"]
    rows = [
        [
            f"2403{i:06d}",
            "丁炭素",
            f"鲁A{12340 + i % 5}",
            "预焙阳极",
            20,
            41.2 + i,
            17.2,
            24 + i,
            f"2024-03-{i:02d}",
        ]
        for i in range(1, 9)
    ]
    result = read_one("外购炭块到货.xlsx", xlsx_bytes({"Sheet1": [header, *rows]}))
    frame = result.sheets[0].frame
    assert (result.kind, result.count("keep")) == ("anode_trucks", 8)
    assert [int(v) for v in frame["net_t"]] == [24 + i for i in range(1, 9)]


@pytest.mark.parametrize("unit", ["kWh/t", "(kWh/t)", " kWh/t"])
def test_a_unit_with_a_stroke_right_behind_its_word_is_split_off(unit):
    header = split_header(f"吨铝交流电耗{unit}")
    assert (header.base, header.unit) == ("吨铝交流电耗", "kWh/t")
