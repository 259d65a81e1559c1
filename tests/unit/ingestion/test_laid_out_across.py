"""Groups of columns in either nesting, one column per meter, a year's plan, a month beside a day: each as a plain table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingestion.recognition.processes import ProcessMapper
from ingestion.results import ProcessName, ReadContext
from tests.unit.ingestion.build import PLANTS, ladle_rows, read_one, xlsx_bytes

DAYS = range(1, 29)
ONE = ReadContext("P", "2024-03", plants=PLANTS, processes=(ProcessName("1#", "一系列"),))


def _day(day):
    return f"2024-03-{day:02d}"


def _asked(result):
    return " ".join(q for s in result.sheets for q in s.questions)


def test_words_over_the_names_of_processes_are_laid_down():
    rows = [
        ["日期", "铝液产量(t)", None, "氧化铝消耗(t)", None, "交流电耗(kWh)", None],
        [None, *["一系列", "二系列"] * 3],
    ]
    rows += [[_day(d), 400 + d, 500 + d, 770, 960, 5405000, 6755000] for d in DAYS]
    (sheet,) = read_one("电解日报.xlsx", xlsx_bytes({"日报": rows})).sheets
    assert sheet.count("keep") == 2 * len(DAYS)
    second = sheet.frame.filter(sheet.frame["process"] == "2#")
    assert second["output_t"].to_list() == [Decimal(500 + d) for d in DAYS]
    assert second["alumina_t"].unique().to_list() == [Decimal(960)]


def test_in_and_out_over_the_names_of_products_are_laid_down():
    rows = [["日期", "入库(t)", None, "出库(t)", None], [None, *["铝锭", "合金"] * 2]]
    rows += [[_day(d), 300 + d, 50 + d, 290, 40] for d in DAYS]
    (sheet,) = read_one("成品出入库.xlsx", xlsx_bytes({"3月": rows})).sheets
    assert sheet.frame.filter(sheet.frame["product"] == "铝基合金")["in_t"].to_list() == [
        50 + d for d in DAYS
    ]


def test_unknown_words_under_names_of_processes_keep_every_process_apart():
    rows = [["日期", "一系列", None, None, "二系列", None, None], ["日期", *["甲甲", "乙乙", "丙丙"] * 2]]
    rows += [[_day(d), 400 + d, 770 + d, 5405000 + d, 500 + d, 960 + d, 6755000 + d] for d in DAYS]
    result = read_one("附表.xlsx", xlsx_bytes({"日报": [["电解情况"], *rows]}))
    kept = [r for s in result.sheets for r in s.frame.to_dicts() if r["row_status"] == "keep"]
    assert not kept or {(r["process"], int(r["output_t"]) // 100) for r in kept} == {("1#", 4), ("2#", 5)}


def test_one_column_per_meter_is_read_as_energy():
    rows = [["整流机组日用电量 单位：千瓦时"], ["日期", "1A", "1B", "合计"]]
    rows += [[_day(d), 330000 + d % 5, 275000 - d, 605000] for d in DAYS]
    (sheet,) = read_one("各表日电量.xlsx", xlsx_bytes({"3月": rows}), ONE).sheets
    assert sheet.table_name == "meter_readings" and sheet.count("keep") == 2 * len(DAYS)
    own = sheet.frame.filter(sheet.frame["meter_no"] == "1B")
    assert own["energy_kwh"].to_list() == [Decimal(275000 - d) for d in DAYS]


@pytest.mark.parametrize(
    ("name", "title", "step"),
    [
        pytest.param("电表底数", "整流电表", -1, id="named-readings"),
        pytest.param("各表日电量", "整流电量", 100, id="only-rising"),
    ],
)
def test_readings_of_meters_across_are_never_taken_for_energy(name, title, step):
    rows = [[title], ["日期", "1A", "1B"], *([_day(d), 330000 + step * d, 275000 + step * d] for d in DAYS)]
    result = read_one(f"{name}.xlsx", xlsx_bytes({"3月": rows}), ONE)
    assert all(s.frame.is_empty() or s.table_name != "meter_readings" for s in result.sheets)


def test_a_years_plan_gives_the_folders_month():
    months = [f"{m}月" for m in range(1, 13)]
    rows = [
        ["系列", *months],
        ["一系列", *(12000 + m for m in range(1, 13))],
        ["二系列", *(15000 + m for m in range(1, 13))],
    ]
    result = read_one("2024年产量计划.xlsx", xlsx_bytes({"全年": rows}))
    assert result.kind == "plan_output"
    assert result.sheets[0].frame["planned_output_t"].to_list() == [12003, 15003]


def test_a_row_of_both_lines_is_a_total():
    rows = [["线别", "目标(吨)"], ["一系列", 12000], ["二系列", 15500], ["两线合计", 27500]]
    result = read_one("三月排产.xlsx", xlsx_bytes({"Sheet1": rows}))
    assert result.sheets[0].frame["planned_output_t"].to_list() == [12000, 15500]
    assert [t.agrees for t in result.sheets[0].totals] == [True]


THREE = ProcessMapper(
    tuple(ProcessName(f"{n}#", f"{c}系列") for n, c in ((1, "一"), (2, "二"), (3, "三"))), (), "P"
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("电解系列3月份生产日报", None),
        ("电解车间三月份日报", None),
        ("二系列3月", "2#"),
        ("电解一", "1#"),
        ("系列三", "3#"),
    ],
)
def test_a_month_is_no_number_of_a_process(text, code):
    assert THREE.code_in_name(text) == code


def _ticket(n, party):
    blocks = 22 + n % 8
    net = round(blocks * 1.066, 2)
    time = f"{_day(n % 28 + 1)} {8 + n % 9:02d}:{n * 7 % 60:02d}:00"
    return [
        f"G24{n:06d}",
        time,
        f"鲁N{10000 + n % 5 * 37}",
        party,
        "阳极炭块",
        blocks,
        round(net + 15.2, 2),
        15.2,
        net,
    ]


HALF_KNOWN = ["票号", "过磅时间", "车号", "对象", "啥货", "块", "毛重(t)", "皮重(t)", "净重(t)"]
UNKNOWN = list("甲乙丙丁戊己庚辛壬")


@pytest.mark.parametrize("header", [HALF_KNOWN, UNKNOWN], ids=["half-known", "unknown"])
def test_tickets_of_trade_inside_the_group_are_no_deliveries_of_the_plants_own(header):
    rows = [header, *(_ticket(n, "示例乙铝业有限公司") for n in range(40))]
    result = read_one("磅单明细.xlsx", xlsx_bytes({"Sheet1": rows}), ONE)
    assert result.kind not in ("anode_direct", "anode_trucks") and result.count("keep") == 0


def test_a_file_plainly_named_is_read_and_its_parties_asked_about():
    rows = [HALF_KNOWN, *(_ticket(n, "示例乙铝业有限公司") for n in range(40))]
    rows[0] = [*HALF_KNOWN[:3], "供货单位", "物料", *HALF_KNOWN[5:]]
    result = read_one("阳极炭块进厂过磅单.xlsx", xlsx_bytes({"Sheet1": rows}), ONE)
    assert result.kind == "anode_trucks" and "集团内" in _asked(result)


def test_the_unit_of_a_column_nobody_knows_counts_for_its_rows():
    rows = [
        ["存货", "计量", "账", "实", "差"],
        ["铝锭", "千克", 1200500, 1200000, -500],
        ["氧化铝", "千克", 9000000, 9001000, 1000],
    ]
    (sheet,) = read_one("库存盘点.xlsx", xlsx_bytes({"Sheet1": rows})).sheets
    assert sheet.frame["book_t"].to_list() == [Decimal("1200.5"), Decimal(9000)]


def test_rows_in_several_units_are_asked_about():
    rows = [
        ["存货", "计量", "账", "实", "差"],
        ["铝锭", "千克", 1200500, 1200000, -500],
        ["氧化铝", "吨", 9000, 9001, 1],
    ]
    assert "各行的单位不同" in _asked(read_one("库存盘点.xlsx", xlsx_bytes({"Sheet1": rows})))


@pytest.mark.parametrize(("come", "go"), [("入仓", "出仓"), ("进仓", "出仓"), ("收", "发")])
def test_short_words_of_stock_are_known(come, go):
    rows = [["日期", "货品", come, go], *([_day(d), "铝锭", 300 + d, 280 + d] for d in DAYS)]
    (sheet,) = read_one("成品仓流水.xlsx", xlsx_bytes({"3月": rows})).sheets
    assert sheet.table_name == "product_flow"
    assert sheet.frame["in_t"].to_list() == [300 + d for d in DAYS]


def test_a_form_without_a_key_column_is_asked_about():
    rows = [["日期", "入库", "出库"], *([_day(d), 300 + d, 280 + d] for d in DAYS)]
    assert "没有产品名称列" in _asked(read_one("成品出入库.xlsx", xlsx_bytes({"x": rows})))


def test_a_form_without_what_only_some_plants_write_is_not_asked_about():
    header, *rows = ladle_rows(6)
    at = header.index("抬包号")
    sheet = [[cell for column, cell in enumerate(row) if column != at] for row in (header, *rows)]
    assert "没有" not in _asked(read_one("铝液抬包过磅.xlsx", xlsx_bytes({"一系列": sheet})))


@pytest.mark.parametrize("once", [True, False], ids=["named-once", "named-in-each-row"])
@pytest.mark.parametrize("spans", [["本月", "本年累计"], ["本月"]], ids=["with-sums", "month-alone"])
def test_items_beneath_each_other_for_each_process_are_laid_down(once, spans):
    items = [("铝液产量", "吨", 12400, 37000), ("交流电量", "万kWh", 16800, 50000)]
    rows = [["系列", "指标", "单位", *spans]]
    for process in ("一系列", "二系列"):
        rows += [
            [process if not once or i == 0 else None, *item[: 2 + len(spans)]] for i, item in enumerate(items)
        ]
    result = read_one("3月生产月报.xlsx", xlsx_bytes({"Sheet1": rows}))
    frame = result.sheets[0].frame
    assert (result.kind, frame["process"].to_list()) == ("monthly_report", ["1#", "2#"])
    assert frame["output_t"].to_list() == [Decimal(12400)] * 2
    assert frame["ac_kwh"].to_list() == [Decimal(168_000_000)] * 2
    if len(spans) > 1:
        assert frame["output_cum_t"].to_list() == [Decimal(37000)] * 2


def test_outputs_that_the_title_alone_calls_planned_are_a_plan():
    rows = [["2024年3月生产计划"], ["系列", "铝液产量(吨)"], ["一系列", 12000], ["二系列", 13000]]
    result = read_one("3月计划.xlsx", xlsx_bytes({"Sheet1": rows}))
    assert result.kind == "plan_output"
    assert result.sheets[0].frame["planned_output_t"].to_list() == [Decimal(12000), Decimal(13000)]


def test_outputs_that_nothing_calls_planned_are_no_plan():
    rows = [["系列", "铝液产量(吨)", "检修天数"], ["一系列", 12000, 1], ["二系列", 13000, 2]]
    assert read_one("3月情况.xlsx", xlsx_bytes({"Sheet1": rows})).kind != "plan_output"
