"""Rows of a plan, another period or a sum, told by a column beside them, are never counted as the month's own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.ingestion.build import csv_bytes, ladle_rows, read_one, statuses, xlsx_bytes

DAYS = range(1, 10)


def _sheet(name, rows):
    (sheet,) = read_one(name, xlsx_bytes({"Sheet1": rows})).sheets
    return sheet


def _daily(header, words, figure_of):
    """Rows of each day, one for every word; each word has its own figure."""
    rows = [["日期", header, "系列", "铝液产量(t)", "氧化铝(t)", "交流电量(kWh)"]]
    for day in DAYS:
        rows += [[f"2024-03-{day:02d}", word, "一系列", figure_of(word, day), 770, 5404994] for word in words]
    return rows


@pytest.mark.parametrize(
    ("header", "other", "own"),
    [
        pytest.param("项目类别", "计划", "实际", id="plan"),
        pytest.param("类别", "本月计划", "本月完成", id="plan-of-the-month"),
        pytest.param("口径", "累计", "当日", id="sum-of-days"),
        pytest.param("口径", "本月", "本日", id="month-beside-the-day"),
        pytest.param("期间", "上月", "本月", id="month-before"),
        pytest.param("类型", "1-3月累计", "本月", id="since-january"),
        pytest.param("类型", "去年同期", "今年", id="year-before"),
        pytest.param("统计口径", "本年累计", "本月实际", id="sum-of-the-year"),
        pytest.param(None, "预算", "实绩", id="no-header"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_only_the_months_own_rows_are_data(header, other, own, is_first):
    words = (other, own) if is_first else (own, other)
    sheet = _sheet("电解日报.xlsx", _daily(header, words, lambda word, day: 400 + day + 9 * (word == other)))
    assert sheet.frame["output_t"].to_list() == [Decimal(400 + day) for day in DAYS]
    assert sheet.count("keep") == len(DAYS)
    assert any(other in note for note in sheet.notes)


def test_names_written_once_for_plan_and_outcome_are_those_of_both():
    rows = [["日期", "系列", "类型", "铝液产量(t)", "氧化铝(t)", "交流电量(kWh)"]]
    for day in DAYS:
        rows.append([f"2024-03-{day:02d}", "一系列", "计划", 400, 770, 5404994])
        rows.append([None, None, "实际", 400 + day, 771, 5404994])
    sheet = _sheet("电解日报.xlsx", rows)
    kept = [(r["report_date"].day, r["process"], r["output_t"]) for r in sheet.frame.to_dicts()]
    assert kept == [(day, "1#", Decimal(400 + day)) for day in DAYS]


def test_a_word_written_once_stands_for_the_rows_beneath_it():
    rows = [["口径", "存货名称", "账面数(t)", "实盘数(t)"]]
    rows += [
        ["上月", "铝锭", 100, 101],
        [None, "氧化铝", 200, 201],
        ["本月", "铝锭", 110, 111],
        [None, "氧化铝", 210, 211],
    ]
    assert _sheet("盘点表.xlsx", rows).frame["book_t"].to_list() == [110, 210]


def test_totals_of_a_plan_are_no_totals_of_the_rows():
    rows = [["类别", "系列", "铝液产量(t)", "氧化铝(t)", "交流电量(kWh)"]]
    for word, figure in (("计划", 500), ("实际", 400), ("累计", 1200)):
        rows += [[word, s, figure, 770, 5404994] for s in ("一系列", "二系列")]
        rows.append([word, "合计", 2 * figure, 1540, 10809988])
    sheet = _sheet("电解日报.xlsx", rows)
    assert sheet.frame["output_t"].to_list() == [400, 400]
    assert [t.agrees for t in sheet.totals] == [True] * len(sheet.totals)


def test_rows_of_other_months_are_not_read_as_the_folders():
    rows = [["月份", "系列", "平均电流(kA)", "平均电压(V)", "电流效率(%)", "交流电耗(kWh/t)", "单槽日产(kg)"]]
    rows += [[f"{m}月", s, 300 + m, 4.0, 93.1, 13450, 2250] for m in (1, 2, 3) for s in ("一系列", "二系列")]
    assert _sheet("技术经济指标台账.xlsx", rows).frame["avg_current_ka"].to_list() == [303, 303]


def test_a_plan_keeps_its_own_rows():
    rows = [["系列", "类别", "计划产量(t)"]]
    rows += [
        [s, word, figure] for s in ("一系列", "二系列") for word, figure in (("计划", 12000), ("实际", 11000))
    ]
    assert _sheet("生产计划.xlsx", rows).frame["planned_output_t"].to_list() == [12000, 12000]


def test_a_sheet_of_sums_alone_is_asked_about():
    sheet = _sheet("电解日报.xlsx", _daily("口径", ("累计",), lambda _, day: 400 * day))
    assert sheet.frame.is_empty()
    assert any("没有本期实际数" in question for question in sheet.questions)


def test_a_word_nobody_knows_is_asked_about():
    rows = _daily("类别", ("计划", "实际"), lambda word, day: 400 + day + 9 * (word == "计划"))
    rows.append(["2024-03-10", "试产", "一系列", 12, 770, 5404994])
    sheet = _sheet("电解日报.xlsx", rows)
    assert sheet.count("keep") == len(DAYS) + 1
    assert any("试产" in question for question in sheet.questions)


def test_remarks_that_speak_of_a_plan_tell_no_rows_apart():
    body = [[*row, "计划" if i == 5 else ""] for i, row in enumerate(ladle_rows(20)[1:])]
    result = read_one("铝液抬包过磅明细.csv", csv_bytes([[*ladle_rows(0)[0], "附记"], *body]))
    assert result.count("keep") == 20 and not statuses(result)
