"""Plans, other months and sums beside the figure itself are never taken for it in silence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.ingestion.build import read_one, xlsx_bytes

DAYS = range(1, 29)


def _daily(first, second, height):
    """A daily report whose figures have another column each to their left, in one header row or two."""
    if height == 2:
        header = [
            ["日期", "系列", "铝液产量(t)", None, "交流电量(kWh)", None],
            [None, None, *[first, second] * 2],
        ]
    else:
        header = [
            [
                "日期",
                "系列",
                *(
                    f"{word}{w}{unit}"
                    for word, unit in (("铝液产量", "(t)"), ("交流电量", "(kWh)"))
                    for w in (first, second)
                ),
            ]
        ]
    body = [[f"2024-03-{d:02d}", "一系列", 409 + d, 400 + d, 5504994, 5404994 + d] for d in DAYS]
    return [*header, *body]


@pytest.mark.parametrize("height", [1, 2])
@pytest.mark.parametrize(
    ("first", "second"), [("计划", "实际"), ("累计", "当日"), ("去年同期", "今年"), ("上月", "本月")]
)
def test_the_figure_itself_is_read_whichever_stands_first(first, second, height):
    (sheet,) = read_one("电解日报.xlsx", xlsx_bytes({"日报": _daily(first, second, height)})).sheets
    assert sheet.frame["output_t"].to_list() == [Decimal(400 + d) for d in DAYS]
    assert sheet.frame["ac_kwh"].to_list() == [Decimal(5404994 + d) for d in DAYS]


def test_months_over_the_columns_of_a_count_are_told_apart():
    rows = [
        ["品名", "上月", None, "本月", None],
        [None, *["账面(t)", "实盘(t)"] * 2],
        ["铝锭", 11, 12, 21, 22],
        ["氧化铝", 13, 14, 23, 24],
    ]
    (sheet,) = read_one("盘库.xlsx", xlsx_bytes({"x": rows})).sheets
    assert sheet.frame.select("book_t", "counted_t").rows() == [(21, 22), (23, 24)]


def test_a_month_before_beside_every_process_is_left_out():
    items = [
        ("单槽日产量(kg)", 2250),
        ("电流效率(%)", 93),
        ("平均电流(kA)", 299),
        ("平均电压(V)", 4),
        ("交流电耗(kWh/t)", 13450),
    ]
    rows = [
        ["指标", "一系列", None, "二系列", None],
        [None, *["上月", "本月"] * 2],
        *([n, v * 0.99, v, v * 0.98, v] for n, v in items),
    ]
    result = read_one("技术经济指标.xlsx", xlsx_bytes({"x": rows}))
    kept = [r for s in result.sheets for r in s.frame.to_dicts() if r["row_status"] == "keep"]
    assert [(r["process"], r["avg_current_ka"]) for r in kept] == [("1#", 299), ("2#", 299)]


def test_the_only_column_is_read_and_asked_about():
    rows = [
        ["日期", "系列", "计划产量(t)", "氧化铝(t)", "电量(kWh)"],
        *([f"2024-03-{d:02d}", "一系列", 400, 770, 5404994] for d in DAYS),
    ]
    (sheet,) = read_one("电解日报.xlsx", xlsx_bytes({"日报": rows})).sheets
    assert (
        "output_t" not in sheet.frame.columns
        or sheet.frame["output_t"].is_null().all()
        or any("计划数" in q for q in sheet.questions)
    )


def test_words_of_another_time_that_are_a_figures_own_stay():
    rows = [
        ["品名", "上月结存(t)", "本月产量(t)", "本月销售(t)", "本月结存(t)"],
        ["铝锭", 10, 20, 5, 25],
        ["铝液", 0, 9, 9, 0],
    ]
    (sheet,) = read_one("产销存.xlsx", xlsx_bytes({"x": rows})).sheets
    assert sheet.frame.select("opening_t", "closing_t").rows() == [(10, 25), (0, 0)]
    assert not any("上期数" in q for q in sheet.questions)
