"""Readings with a column for each meter: the energy of a day is from the reading before it to its own, times the multiplier."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.unit.ingestion.build import CONTEXT, PROCESSES, read_one, xlsx_bytes

ONE = replace(CONTEXT, processes=PROCESSES[:1])
DAYS = range(1, 32)
HEADER, FACTORS = ["日期", "1A", "1B"], ["倍率", 132000, 66000]


def _reading(day):
    return [1000 + day * 1.5, 2000 + day * 0.5]


BODY = [[f"2024-03-{d:02d}", *_reading(d)] for d in DAYS]


def _energies(rows, column=1):
    """Rows kept and set aside, and the energy of each meter."""
    result = read_one("电表抄表记录.xlsx", xlsx_bytes({"Sheet1": rows}), ONE)
    frames = [s.frame for s in result.sheets if s.table_name == "meter_readings" and s.rows]
    if not frames:
        return None
    kept = frames[0].filter(frames[0]["row_status"] == "keep")
    sums = {m: kept.filter(kept["meter_no"] == m)["energy_kwh"].sum() for m in sorted(set(kept["meter_no"]))}
    return result.count("keep"), result.count("quarantine"), sums


WHOLE = {"1A": Decimal(31 * 198000), "1B": Decimal(31 * 33000)}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([HEADER, FACTORS, ["上月底", *_reading(0)], *BODY], id="opening-by-name"),
        pytest.param([HEADER, FACTORS, ["2024-02-29", *_reading(0)], *BODY], id="opening-by-day"),
        pytest.param([FACTORS, HEADER, *BODY, ["2024-04-01", *_reading(32)]], id="at-the-begin-of-days"),
        pytest.param([["日期", "1#整流", "2#整流"], ["表号", "1A", "1B"], FACTORS, ["期初", *_reading(0)], *BODY], id="numbers"),
        pytest.param([["3月表底数"], HEADER, FACTORS, ["期初", *_reading(0)], *BODY, ["合计", None, None]], id="title"),
    ],
)  # fmt: skip
def test_readings_of_meters_across_give_their_energy(rows):
    assert _energies(rows) == (62, 0, WHOLE)


def test_the_first_day_without_a_reading_before_it_is_set_aside():
    kept, aside, sums = _energies([HEADER, FACTORS, *BODY])
    assert (kept, aside, sums["1A"]) == (60, 2, 30 * 198000)


def test_a_day_that_was_not_read_is_in_the_next():
    body = [[label, a, None if label.endswith("-04") else b] for label, a, b in BODY]
    assert _energies([HEADER, FACTORS, ["期初", *_reading(0)], *body]) == (61, 0, WHOLE)


def test_a_reading_below_the_one_before_is_set_aside():
    body = [[label, a, 5 + i if i > 20 else b] for i, (label, a, b) in enumerate(BODY)]
    assert _energies([HEADER, FACTORS, ["期初", *_reading(0)], *body])[:2] == (61, 1)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([HEADER, ["期初", *_reading(0)], *BODY], id="without-multipliers"),
        pytest.param([HEADER, FACTORS, *([d, 330000 + i % 5, 275000 - i] for i, (d, _, _) in enumerate(BODY))], id="energies"),
    ],
)  # fmt: skip
def test_what_are_no_readings_with_multipliers_is_not_read_as_such(rows):
    assert _energies(rows) is None
