"""Merged cells: what a whole sheet fills down, the first part of it already gives away."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.cells.running import NotInPartsError
from ingestion.content.facts import content_rules
from ingestion.reading.read_parts import _refuse_merged
from ingestion.rows.merged import PROCESS, looks_merged, merged_names
from tests.unit.ingestion.build import read_one, xlsx_bytes

cells = st.lists(st.none() | st.sampled_from([f"名{n}" for n in range(60)]), min_size=1, max_size=80)
merged = st.lists(st.integers(1, 9), min_size=1, max_size=12).map(
    lambda runs: [cell for n, run in enumerate(runs) for cell in [f"名{n}", *[None] * (run - 1)]]
)


def texts(written):
    return pl.Series(written, dtype=pl.String)


@given(written=cells | merged, at=st.integers(1, 80))
def test_the_beginning_of_a_merged_column_looks_merged(written, at):
    if looks_merged(texts(written)):
        assert looks_merged(texts(written[:at]))


@given(written=merged)
def test_a_name_for_each_run_of_rows_looks_merged(written):
    assert looks_merged(texts(written))


@pytest.mark.parametrize(
    "written",
    [
        pytest.param([None, "一", None], id="nothing-in-the-first-row"),
        pytest.param(["一", None, "一"], id="a-name-twice"),
        pytest.param([f"名{n}" for n in range(51)], id="too-many-names"),
        pytest.param([None, None], id="no-name"),
        pytest.param([], id="no-row"),
    ],
)
def test_columns_that_are_not_merged(written):
    assert not looks_merged(texts(written))


@pytest.mark.parametrize("name", [PROCESS, *content_rules()["written_once"]])
def test_a_first_part_is_given_up_for_every_column_that_the_whole_would_fill(name):
    first = pl.DataFrame({"row_no": [2, 3, 4], name: ["甲", None, None]})
    assert merged_names(first) == [name]
    with pytest.raises(NotInPartsError):
        _refuse_merged(first, "ladle_tickets")


def test_names_that_come_again_are_read_in_parts():
    _refuse_merged(
        pl.DataFrame({PROCESS: ["一", "二", "一"], "shift": ["白班", None, "白班"]}), "anode_store"
    )


def test_a_first_part_that_names_no_process_at_all_is_given_up():
    with pytest.raises(NotInPartsError):
        _refuse_merged(pl.DataFrame({PROCESS: texts([None, None])}), "anode_store")


REPORT = ["日期", "系列", "在产槽数", "铝液产量(t)", "阳极用量（块）"]


def report_days(days, lines=("一系列", "二系列")):
    rows = [[day, lines[n % len(lines)], 200, 400.5 + n, 210 + n] for n, day in enumerate(days)]
    sheet = read_one("电解生产日报.xlsx", xlsx_bytes({"日报": [REPORT, *rows]})).sheets[0]
    return [str(day) for day in sheet.frame["report_date"]], sheet


def test_a_day_written_once_is_that_of_the_rows_beneath_and_asked():
    days, sheet = report_days(["2024-03-01", None, "2024-03-02", None, "2024-03-03", None])
    assert days == [f"2024-03-0{n}" for n in (1, 1, 2, 2, 3, 3)] and sheet.count("keep") == 6
    assert any("日期" in question and "合并单元格" in question for question in sheet.questions)


@pytest.mark.parametrize(
    "days",
    [
        pytest.param(
            ["2024-03-01", None, "2024-03-02", "2024-03-03", "2024-03-04", "2024-03-05"], id="one-forgotten"
        ),
        pytest.param([None, "2024-03-01", None, "2024-03-02", None, None], id="the-first-without-a-day"),
        pytest.param(["2024-03-01", None, "2024-03-01", None, None, None], id="a-day-twice"),
        pytest.param(["2024-03-01", None, "2024-03-32", None, "2024-03-03", None], id="one-that-is-no-day"),
        pytest.param(["2024-03-01", None, None, "2024-03-03", None, None], id="more-rows-than-lines"),
    ],
)
def test_days_that_are_missing_are_not_filled(days):
    found, sheet = report_days(days)
    missing = [at for at, day in enumerate(days) if day is None]
    assert all(found[at] == "None" for at in missing)
    assert sheet.count("quarantine") >= len(missing)


def test_a_first_part_with_days_written_once_is_given_up():
    days = pl.Series([date(2024, 3, 1), None, None], dtype=pl.Date)
    with pytest.raises(NotInPartsError):
        _refuse_merged(pl.DataFrame({"issue_date": days}), "anode_store")
    _refuse_merged(pl.DataFrame({"issue_date": days.fill_null(strategy="forward")}), "anode_store")
