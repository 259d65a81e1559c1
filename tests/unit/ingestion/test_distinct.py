"""A function worked out once per distinct value gives what it gives over the column."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion import distinct
from ingestion.conform import _folded
from ingestion.distinct import by_distinct, few_values, stripped
from ingestion.furniture import _has_sign
from ingestion.numbers import nothing_as_null, parse_numbers

CELLS = [
    "1号秤",
    " 2号秤",
    "\u3000甲",
    "",
    "-",
    "无",
    "7.08",
    "7.08t",
    "1,234.5",
    "１２",
    "约9",
    "5 %",
    "合计",
    "a\tb",
    None,
]
FUNCTIONS = {"nothing as null": nothing_as_null, "furniture signs": _has_sign, "folded": _folded}


@pytest.fixture(autouse=True)
def small_columns_count_as_large(monkeypatch):
    monkeypatch.setattr(distinct, "_LARGE", 16)


def column(cells: list[str | None]) -> pl.Series:
    return pl.Series("c0", cells * 16, dtype=pl.String)


@pytest.mark.parametrize("function", list(FUNCTIONS.values()), ids=list(FUNCTIONS))
@settings(max_examples=40, deadline=None)
@given(cells=st.lists(st.sampled_from(CELLS), min_size=1, max_size=12))
def test_by_distinct_value_and_cell_by_cell_agree(function, cells):
    texts = column(cells)
    few = few_values(texts)
    assert few is not None
    assert by_distinct(texts, few, function).equals(function(texts))


@settings(max_examples=40, deadline=None)
@given(cells=st.lists(st.sampled_from(CELLS), min_size=1, max_size=12))
def test_numbers_by_distinct_value_and_cell_by_cell_agree(cells):
    texts = nothing_as_null(column(cells).str.strip_chars())
    by_value, by_cell = parse_numbers(texts, few_values(texts)), parse_numbers(texts)
    assert by_value.values.equals(by_cell.values)
    assert by_value.is_bad.equals(by_cell.is_bad)
    assert by_value.cell_units == by_cell.cell_units


@settings(max_examples=40, deadline=None)
@given(cells=st.lists(st.sampled_from(CELLS), min_size=1, max_size=12))
def test_stripping_knows_every_distinct_value(cells):
    texts = column(cells)
    frame, few, _ = stripped(texts.to_frame())
    assert frame["c0"].equals(texts.str.strip_chars())
    assert set(frame["c0"].drop_nulls()) == set(few["c0"].drop_nulls())


def test_a_column_of_many_values_or_few_rows_is_taken_as_it_is():
    assert few_values(pl.Series([str(n) for n in range(5_000)])) is None
    assert few_values(pl.Series(["a"] * 15)) is None
