"""Times of day apart from their dates: joined to the date of their row or of the sheet, past midnight too."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from tests.unit.ingestion.build import CONTEXT, LADLE_HEADER, ladle_row, read_one, xlsx_bytes

EIGHT = replace(CONTEXT, day_cut_minutes=480)
CLOCKS = ["08:20", "16:40", "23:58", "00:10", "07:50"]


def _sheet(day: str | None, clocks=CLOCKS, tares=None):
    header = [h for h in LADLE_HEADER if h not in ("统计日期", "过磅时间")]
    times = ["过磅时间", *(["皮重时间"] if tares else [])]
    rows = [[*header, *(["统计日期"] if day else []), *times]]
    for i, clock in enumerate(clocks):
        row = dict(zip(LADLE_HEADER, ladle_row(i), strict=True))
        rows.append(
            [*(row[h] for h in header), *([day] if day else []), clock, *([tares[i]] if tares else [])]
        )
    return rows


def _weighed(result, name="weighed_at"):
    return result.sheets[0].frame.sort("row_no")[name].to_list()


@pytest.mark.parametrize(
    ("sheet", "title"),
    [
        pytest.param("5日", None, id="bare-day"),
        pytest.param("3月5日", None, id="month-and-day"),
        pytest.param("台账", "2024年3月5日出铝称量记录", id="title"),
    ],
)
def test_times_alone_are_of_the_day_the_sheet_names(sheet, title):
    rows = [[title], *_sheet(None)] if title else _sheet(None)
    result = read_one("出铝称量.xlsx", xlsx_bytes({sheet: rows}), EIGHT)
    assert _weighed(result) == [
        datetime(2024, 3, 5, 8, 20), datetime(2024, 3, 5, 16, 40), datetime(2024, 3, 5, 23, 58),
        datetime(2024, 3, 6, 0, 10), datetime(2024, 3, 6, 7, 50),
    ]  # fmt: skip


def test_early_hours_of_a_production_day_are_of_the_next_morning():
    result = read_one("出铝称量.xlsx", xlsx_bytes({"台账": _sheet("2024-03-05")}), EIGHT)
    assert [t.day for t in _weighed(result)] == [5, 5, 5, 6, 6]


def test_where_days_turn_at_midnight_early_hours_are_of_their_own_day():
    result = read_one("出铝称量.xlsx", xlsx_bytes({"台账": _sheet("2024-03-05")}), CONTEXT)
    assert [t.day for t in _weighed(result)] == [5, 5, 5, 5, 5]


def test_a_calendar_day_that_begins_before_the_turn_stays_whole():
    clocks = ["00:10", "07:50", "08:20", "16:40", "23:58"]
    result = read_one("出铝称量.xlsx", xlsx_bytes({"台账": _sheet("2024-03-05", clocks)}), EIGHT)
    assert [t.day for t in _weighed(result)] == [5, 5, 5, 5, 5]


def test_the_tare_after_midnight_is_weighed_on_the_next_day():
    tares = ["08:25", "16:45", "00:03", "00:15", "08:02"]
    result = read_one("出铝称量.xlsx", xlsx_bytes({"台账": _sheet("2024-03-05", tares=tares)}), EIGHT)
    assert [t.day for t in _weighed(result, "tare_at")] == [5, 5, 6, 6, 6]


def test_weights_behind_a_point_are_no_days():
    rows = _sheet(None)
    place = rows[0].index("净重(kg)")
    for row, net in zip(rows[1:], ("7.68", "8.93", "7.44", "9.55", "8.61"), strict=True):
        row[place] = net
    result = read_one("出铝称量.xlsx", xlsx_bytes({"5日": rows}), EIGHT)
    assert [t.day for t in _weighed(result)] == [5, 5, 5, 6, 6]


@pytest.mark.parametrize("once", [False, True], ids=["a-day-in-each-row", "days-written-once"])
def test_a_mass_beside_a_time_of_day_is_no_day(once):
    """7.21 beneath 净重 is not the 21st of July."""
    header = ["日期", "磅单号", "抬包号", "毛重(t)", "皮重(t)", "净重(t)", "过磅时间"]
    rows = [
        [
            None if once and i % 4 else f"2024-03-{i:02d}",
            f"A{i}",
            "01",
            24.4 + i / 100,
            17.2,
            7.2 + i / 100,
            "08:00",
        ]
        for i in range(1, 9)
    ]
    sheet = read_one("出铝台账.xlsx", xlsx_bytes({"Sheet1": [header, *rows]})).sheets[0]
    months = {at.month for at in sheet.frame["weighed_at"] if at is not None}
    assert months <= {3}
    assert once or months == {3}
