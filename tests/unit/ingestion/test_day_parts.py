"""Dates whose month and day stand in columns of their own: each row is of the month that its own columns name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.ingestion.build import CONTEXT, YEAR, read_one, statuses, xlsx_bytes

FIGURES = ["系列", "铝液产量(t)", "氧化铝(t)", "交流电量(kWh)"]
CUT_OFF = replace(CONTEXT, month_end_day=25)


def _values(month: int, day: int):
    return ["一系列", 400 + 10 * month + day, 770, 5404994]


def _days(*months: int, last: int = 28):
    return [(month, day) for month in months for day in range(1, last + 1)]


def _read(header, dates, context=CONTEXT, name="电解日报.xlsx", **laid):
    rows = [*header, *([*parts, *_values(*day)] for day, parts in dates), *laid.get("below", ())]
    return read_one(name, xlsx_bytes({"Sheet1": rows}), context)


def _plain(*dates):
    return [(d, d) for d in dates]


def _output(result):
    return [
        (row["report_date"], int(row["output_t"]))
        for sheet in result.sheets
        for row in sheet.frame.to_dicts()
        if row["row_status"] == "keep"
    ]


MARCH = [(date(2024, 3, d), 430 + d) for d in range(1, 29)]


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        pytest.param([["月", "日"]], lambda m, d: (m, d), id="plain"),
        pytest.param([["月份", "日期"]], lambda m, d: (f"{m}月", f"{d}日"), id="with-signs"),
        pytest.param([["月份", "日"]], lambda m, d: (f"2024年{m}月", d), id="a-year-with-each-month"),
        pytest.param([["月份", "日"]], lambda m, d: (f"2024-{m:02d}-01 00:00:00", d), id="months-of-a-sheet"),
        pytest.param([["月份", "日"]], lambda m, d: ("一二三"[m - 1] + "月", d), id="in-words"),
        pytest.param([["月", "日"]], lambda m, d: (m if d == 1 else None, d), id="written-once"),
    ],
)
def test_every_month_of_a_sheet_gets_its_own_rows(header, parts):
    dates = [((m, d), parts(m, d)) for m, d in _days(1, 2, 3)]
    result = _read([[*header[0], *FIGURES]], dates)
    assert _output(result) == MARCH
    assert result.months == ("2024-01", "2024-02", "2024-03")
    assert not [q for s in result.sheets for q in s.questions if "月" in q.split(" / ")[0] and "列“月" in q]


def test_a_year_over_month_and_day_or_beside_them_is_read():
    over = [["2024年", None, *FIGURES], ["月", "日", *(None for _ in FIGURES)]]
    beside = [["年", "月", "日", *FIGURES]]
    assert _output(_read(over, _plain(*_days(3)))) == MARCH
    assert _output(_read(beside, [((m, d), (2024, m, d)) for m, d in _days(3)])) == MARCH
    last_year = _read(beside, [((m, d), (2023, m, d)) for m, d in _days(3)])
    assert {requirement for _, _, requirement in statuses(last_year)} == {"X-PERIOD"} and not _output(
        last_year
    )


def test_rows_of_another_month_are_no_rows_of_the_folders():
    result = _read([["月", "日", *FIGURES]], _plain(*_days(3), (4, 1), (4, 2)))
    assert _output(result) == MARCH
    assert statuses(result) == [(30, "quarantine", "X-PERIOD"), (31, "quarantine", "X-PERIOD")]


def test_a_sheet_of_another_month_alone_is_no_sheet_of_the_folders():
    result = _read([["月", "日", *FIGURES]], _plain(*_days(2)))
    assert not _output(result)


def test_days_that_a_month_does_not_have_are_set_aside():
    result = _read([["月", "日", *FIGURES]], _plain(*_days(3), (2, 30)))
    assert (30, "quarantine", "X-DATE") in statuses(result)


@pytest.mark.parametrize(
    "named",
    [pytest.param(lambda m, d: m, id="natural-month"), pytest.param(lambda m, d: 3, id="statistical-month")],
)
def test_days_before_the_cut_off_are_of_the_month_before_whichever_month_is_named(named):
    days = [*((2, d) for d in range(26, 30)), *((3, d) for d in range(1, 26))]
    result = _read([["月", "日", *FIGURES]], [(d, (named(*d), d[1])) for d in days], CUT_OFF)
    assert [day for day, _ in _output(result)] == [date(2024, m, d) for m, d in days]


def test_a_total_in_the_column_of_months_stays_a_total():
    total = ["合计", None, None, sum(v for _, v in MARCH), 770 * 28, 5404994 * 28]
    result = _read([["月", "日", *FIGURES]], _plain(*_days(3)), below=[total])
    assert _output(result) == MARCH
    assert [t.agrees for s in result.sheets for t in s.totals] == [True] * 3


def test_the_folder_of_a_year_counts_each_month_in_its_own():
    assert _read([["月", "日", *FIGURES]], _plain(*_days(1, 2, 3)), YEAR).months == (
        "2024-01",
        "2024-02",
        "2024-03",
    )
