"""Merged cells: what a whole sheet fills down, the first part of it already gives away."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.cells.running import NotInPartsError
from ingestion.content.facts import content_rules
from ingestion.reading.read_parts import _refuse_merged
from ingestion.rows.merged import PROCESS, looks_merged, merged_names

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
        _refuse_merged(first)


def test_names_that_come_again_are_read_in_parts():
    _refuse_merged(pl.DataFrame({PROCESS: ["一", "二", "一"], "shift": ["白班", None, "白班"]}))


def test_a_first_part_that_names_no_process_at_all_is_given_up():
    with pytest.raises(NotInPartsError):
        _refuse_merged(pl.DataFrame({PROCESS: texts([None, None])}))
