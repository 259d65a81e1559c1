"""Habits of lists and forms whose words nobody has seen: told by their cells, their sheets, or by what stands beside."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingestion.reading.read import read_delivery
from ingestion.reading.read_group import read_group
from ingestion.recognition.processes import ProcessMapper
from ingestion.results import ProcessName
from tests.unit.ingestion.build import CONTEXT, PLANTS, YEAR, read_one, xlsx_bytes

CODE_P, CODE_Q = "91371681MA00000001", "91371681MA00000002"
FACTS = [
    ["企业名称", "示例甲铝业有限公司"],
    ["统一社会信用代码", CODE_P],
    ["法定代表人", "某某"],
    ["经营范围", "铝冶炼"],
]


def _group(plants_header, processes_header):
    return xlsx_bytes(
        {
            "成员单位": [
                plants_header,
                [
                    "P",
                    "示例甲铝业有限公司",
                    "甲铝业",
                    CODE_P,
                    "上月26日至本月25日",
                    "08:00",
                    "次月8日",
                    "有",
                    "无",
                ],
                ["Q", "示例乙铝业有限公司", "乙铝业", CODE_Q, "自然月", "00:00", "次月10日", "无", "有"],
            ],
            "系列": [
                processes_header,
                ["P", "1#", "南区", 300, 217],
                ["P", "2#", "北区", 400, 257],
                ["Q", "1#", "主厂房", 300, 217],
            ],
        }
    )


def test_calendars_and_names_of_processes_are_told_by_the_cells_of_the_plant_list():
    content = _group(
        [
            "单位代码",
            "单位全称",
            "简称",
            "识别号",
            "月份怎么算",
            "日子从几点起",
            "几号交",
            "数据接口",
            "自备炭素",
        ],
        ["单位代码", "工序编号", "大家怎么称呼", "设计电流(kA)", "槽数"],
    )
    lists = read_group([("_group/成员单位名录.xlsx", content)])
    plant = lists.plants["P"]
    assert (plant["month_end_day"], plant["day_cut_hour_minutes"], plant["due_rule"]) == (
        25,
        480,
        "next_month:8",
    )
    assert (plant["credit_code"], plant["has_port"], plant["has_own_anode"]) == (CODE_P, True, False)
    assert [p["name_in_plant"] for p in lists.processes["P"]] == ["南区", "北区"]
    assert any("stat_month_raw" in q for f in lists.files for s in f.sheets for q in s.questions)


def test_two_columns_that_could_both_be_meant_are_not_taken():
    content = xlsx_bytes({"名录": [
        ["单位代码", "单位全称", "简称", "登记号一", "登记号二", "统计月"],
        ["P", "示例甲铝业有限公司", "甲铝业", CODE_P, CODE_Q, "自然月"],
        ["Q", "示例乙铝业有限公司", "乙铝业", CODE_Q, CODE_P, "自然月"],
    ]})  # fmt: skip
    lists = read_group([("_group/成员单位名录.xlsx", content)])
    assert lists.plants["P"]["credit_code"] is None


@pytest.mark.parametrize(
    ("header", "sheet", "section"),
    [
        pytest.param(["名目", "填写"], "工商登记", "licence", id="unknown-words"),
        pytest.param(["事项", "所填"], "表一", "licence", id="section-by-items"),
        pytest.param(["栏目", "登记内容"], "营业执照", "licence", id="known-words"),
    ],
)
def test_items_and_values_keep_their_sides(header, sheet, section):
    result = read_one("企业证照信息.xlsx", xlsx_bytes({sheet: [header, *FACTS]}), YEAR)
    rows = result.sheets[0].frame.to_dicts()
    assert [(r["section"], r["item"], r["value"]) for r in rows] == [(section, i, v) for i, v in FACTS]


def test_the_first_fact_is_never_the_header():
    result = read_one("企业证照信息.xlsx", xlsx_bytes({"表一": [["要素", "所填"], *FACTS]}), YEAR)
    items = [r["item"] for s in result.sheets for r in s.frame.to_dicts()]
    assert items in ([], [i for i, _ in FACTS])
    assert items or result.status == "unknown_kind"


def test_a_title_of_several_processes_sets_no_process_aside():
    rows = [
        ["一、二系列生产计划"],
        ["系列", "计划产量(吨)"],
        ["一系列", 12000],
        ["二系列", 13000],
    ]
    result = read_one("生产计划.xlsx", xlsx_bytes({"计划": rows}))
    assert (result.count("keep"), result.count("quarantine")) == (2, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [("A、B区", None), ("B区月报", "2#"), ("A区和B区", None), ("1#、2#系列", None), ("2024年3月B区", "2#")],
)
def test_a_name_is_of_one_process_or_of_none(text, code):
    mapper = ProcessMapper((ProcessName("1#", "A区"), ProcessName("2#", "B区")), PLANTS, "P")
    assert mapper.code_in_name(text) == code


@pytest.mark.parametrize("label", ["全厂", "全公司", "公司合计", "总厂"])
def test_the_row_of_the_whole_plant_is_a_total_and_no_process(label):
    rows = [["系列", "计划产量(吨)"], ["一系列", 12000], ["二系列", 13000], [label, 25000]]
    result = read_one("生产计划.xlsx", xlsx_bytes({"计划": rows}))
    assert result.count("keep") == 2
    assert [t.agrees for t in result.sheets[0].totals] == [True]


def test_a_plan_of_the_whole_plant_alone_stays_data():
    result = read_one("生产计划.xlsx", xlsx_bytes({"计划": [["系列", "计划产量(吨)"], ["全厂", 25000]]}))
    assert result.count("keep") == 1


METER_HEADER = ["系列", "表号", "日期", "上次示数", "本次示数", "倍率", "电量(kWh)"]


def _meter(meter, day):
    start = Decimal("100.5") + day
    return ["一系列", meter, f"2024-03-{day:02d}", float(start), float(start + 1), 22000, 22000]


def _meter_rows(written):
    days = [("DB-1A", d) for d in (1, 2, 3)] + [("DB-1B", d) for d in (1, 2, 3)]
    return [_meter(m if w else None, d) for (m, d), w in zip(days, written, strict=True)]


def test_meters_written_once_for_their_rows_are_filled_down_and_asked():
    rows = [METER_HEADER, *_meter_rows([1, 0, 0, 1, 0, 0])]
    sheet = read_one("电表抄表.xlsx", xlsx_bytes({"抄表": rows})).sheets[0]
    kept = sheet.frame.filter(sheet.frame["row_status"] == "keep")
    assert kept["meter_no"].to_list() == ["DB-1A"] * 3 + ["DB-1B"] * 3
    assert any("合并单元格" in q for q in sheet.questions)


def test_a_name_forgotten_once_is_not_filled_down():
    rows = [METER_HEADER, *_meter_rows([1, 1, 0, 1, 1, 1])]
    result = read_one("电表抄表.xlsx", xlsx_bytes({"抄表": rows}))
    assert (result.count("keep"), result.count("quarantine")) == (5, 1)


def test_a_sheet_for_each_product_names_it():
    header = ["日期", "入库量(t)", "出库量(t)"]
    sheets = {
        "重熔用铝锭": [header, *([f"2024-03-{d:02d}", 100 + d, 90 + d] for d in range(1, 6))],
        "铸造铝合金": [header, *([f"2024-03-{d:02d}", 50 + d, 40 + d] for d in range(1, 6))],
    }
    result = read_one("产品出入库台账.xlsx", xlsx_bytes(sheets))
    assert [s.frame["product"].unique().to_list() for s in result.sheets] == [["铝锭"], ["铝基合金"]]
    assert all(any("工作表名" in q for q in s.questions) for s in result.sheets)


def test_day_numbers_of_the_month_are_dates_and_other_whole_numbers_are_none():
    header = ["转运单号", "系列", "哪天", "块数", "重量(t)"]
    rows = [[f"ZY{d:05d}", "一系列", 45351 + d, 100 + d, (100 + d) * 1.1] for d in range(1, 8)]
    result = read_one(
        "阳极转运单.csv", "\n".join(",".join(map(str, r)) for r in [header, *rows]).encode(), CONTEXT
    )
    assert [d.day for d in result.sheets[0].frame["slip_date"]] == list(range(1, 8))


def test_sums_since_january_are_told_from_the_month_of_the_form():
    rows = [
        ["指标名称", "单位", "代码", "12月", "1-12月", "上年12月", "上年1-12月"],
        ["工业总产值", "千元", "01", 224550, 2639204, 229017, 2690096],
        ["原铝(电解铝)", "吨", "3316039900", 12033, 141863, 12125, 145012],
    ]
    (result,) = read_delivery("P/2024/B204-1表.xlsx", xlsx_bytes({"年报": rows}), YEAR)
    output = result.sheets[0].frame.to_dicts()[1]
    names = ("month_value", "cum_value", "last_year_month_value", "last_year_cum_value")
    assert [int(output[n]) for n in names] == [12033, 141863, 12125, 145012]
    assert result.kind == "b204_annual"


def test_months_are_not_taken_for_the_values_of_deposits():
    header = ["数据所属期", "系列", "参数", "单位", "上传数值", "上传日期", "上传文件"]
    rows = [
        [f"2024-{m:02d}", "一系列", "铝液产量", "t", 12000 + m, f"2024-{m + 1:02d}-10", f"{m}.pdf"]
        for m in range(1, 7)
    ]
    sheet = read_one("存证登记簿.xlsx", xlsx_bytes({"存证": [header, *rows]}), YEAR).sheets[0]
    assert sheet.frame["data_month"].to_list() == [f"2024-{m:02d}" for m in range(1, 7)]
    assert [int(v) for v in sheet.frame["value"]] == [12000 + m for m in range(1, 7)]


def test_a_column_that_repeats_itself_is_no_number_of_tickets():
    header = ["吸铝编号", "系列", "统计日期", "过磅时间", "毛重(kg)", "皮重(kg)", "净重(kg)", "铝液用途"]
    rows = [
        [
            f"0{i % 4}",
            "一系列",
            "2024-03-05",
            f"2024-03-05 {8 + i // 4:02d}:{i % 4 * 10:02d}:00",
            24440 + i * 20,
            17240,
            7200 + i * 20,
            "外销",
        ]
        for i in range(24)
    ]
    result = read_one("铝液抬包过磅明细.xlsx", xlsx_bytes({"台账": [header, *rows]}))
    assert result.count("duplicate") == 0


def test_many_rows_of_one_key_are_asked_about():
    header = ["日期", "块数", "重量(t)"]
    rows = [[f"2024-03-{d:02d}", 100 + d + s, (100 + d + s) * 1.1] for d in range(1, 8) for s in range(3)]
    (sheet,) = read_one("自产阳极生产台账.xlsx", xlsx_bytes({"自产阳极": [header, *rows]})).sheets
    assert any("同键" in q for q in sheet.questions)
