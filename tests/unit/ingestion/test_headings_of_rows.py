"""What stands once above rows: the process of a section and the day of a sheet are those of each row beneath."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ingestion.cells.month_names import months_of_names
from tests.unit.ingestion.build import CONTEXT, read_one, statuses, xlsx_bytes

HEADER = ["日期", "运行槽数", "铝液产量(t)", "氧化铝(t)", "交流电量(kWh)"]
DAYS = range(1, 29)


def _days(base):
    return [[f"2024-03-{day:02d}", 210, base + day, 770, 5404994] for day in DAYS]


def _kept(result):
    rows = [row for sheet in result.sheets for row in sheet.frame.to_dicts() if row["row_status"] == "keep"]
    return [(row["process"], row["report_date"], int(row["output_t"])) for row in rows]


SECTIONS = [
    (process, date(2024, 3, day), base + day) for process, base in (("1#", 400), ("2#", 500)) for day in DAYS
]
TOTALS = {base: ["合计", 210 * 28, base * 28 + 406, 770 * 28, 5404994 * 28] for base in (400, 500)}


def _sections(titles, header_again=True, totals=False):
    rows = [] if header_again else [HEADER]
    for title, base in zip(titles, (400, 500), strict=True):
        rows += [
            [title],
            *([HEADER] if header_again else []),
            *_days(base),
            *([TOTALS[base]] if totals else []),
            [None],
        ]
    return read_one("电解日报.xlsx", xlsx_bytes({"Sheet1": rows}))


@pytest.mark.parametrize("header_again", [True, False])
@pytest.mark.parametrize(
    "titles", [("一系列生产日报", "二系列生产日报"), ("一系列", "二系列"), ("1#系列3月日报", "2#系列3月日报")]
)
def test_sections_under_titles_of_processes_are_theirs(titles, header_again):
    result = _sections(titles, header_again)
    assert _kept(result) == SECTIONS and not statuses(result)


def test_totals_of_sections_are_checked_against_their_own_rows():
    result = _sections(("一系列", "二系列"), totals=True)
    assert _kept(result) == SECTIONS
    assert [t.agrees for sheet in result.sheets for t in sheet.totals] == [True] * 6


def test_a_remark_that_names_a_process_begins_no_section():
    rows = [
        ["一系列生产日报"],
        HEADER,
        *_days(400),
        ["二系列停槽检修，未报产量"],
        ["二系列"],
        *_days(500)[:2],
    ]
    result = read_one("电解日报.xlsx", xlsx_bytes({"Sheet1": rows}))
    assert [k for k in _kept(result) if k[0] == "1#"] == SECTIONS[:28]


def _of_day(day, titles=()):
    return [
        *([title] for title in titles),
        ["系列", "运行槽数", "铝液产量(t)", "氧化铝(t)", "交流电量(kWh)"],
        ["一系列", 210, 400 + day, 770, 5404994],
        ["二系列", 250, 500 + day, 970, 6404994],
        ["合计", 460, 900 + 2 * day, 1740, 11809988],
    ]


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        pytest.param("{}日", [], id="day-alone"),
        pytest.param("3.{}", [], id="month-and-day"),
        pytest.param("Sheet{}", ["2024年3月{}日"], id="title-of-a-daily-report"),
    ],
)
def test_rows_of_a_sheet_for_each_day_are_of_that_day(name, titles):
    sheets = {name.format(day): _of_day(day, [t.format(day) for t in titles]) for day in (5, 6, 7)}
    kept = _kept(read_one("电解日报.xlsx", xlsx_bytes(sheets)))
    assert kept == [
        row
        for d in (5, 6, 7)
        for row in (("1#", date(2024, 3, d), 400 + d), ("2#", date(2024, 3, d), 500 + d))
    ]


def test_a_sheet_of_a_day_outside_the_period_is_not_of_it():
    result = read_one("电解日报.xlsx", xlsx_bytes({"3.1": _of_day(1), "4.1": _of_day(1)}))
    assert [requirement for _, _, requirement in statuses(result)] == ["X-PERIOD"] * 2
    assert [day for _, day, _ in _kept(result)] == [date(2024, 3, 1)] * 2


def test_days_after_the_cut_off_are_of_the_month_before():
    context = replace(CONTEXT, month_end_day=25)
    result = read_one("电解日报.xlsx", xlsx_bytes({"26日": _of_day(26), "25日": _of_day(25)}), context)
    assert [day for _, day, _ in _kept(result)] == [date(2024, 2, 26)] * 2 + [date(2024, 3, 25)] * 2


@pytest.mark.parametrize("title", ["2024年3月1日至31日", "2024年3月1日-3月31日", "2024年3月"])
def test_a_span_or_a_month_gives_no_day_and_the_day_is_asked_for(title):
    result = read_one("电解日报.xlsx", xlsx_bytes({"Sheet1": _of_day(1, [title])}))
    assert [day for _, day, _ in _kept(result)] == [None, None]
    assert any("日期" in question for sheet in result.sheets for question in sheet.questions)


def test_sheets_numbered_past_twelve_are_of_days_and_no_book_of_months():
    assert months_of_names([str(n) for n in range(1, 32)]) == [None] * 31
    assert months_of_names([str(n) for n in range(1, 13)])[11] == (12, None)
