"""A function worked out once per distinct value gives what it gives over the column."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.cells import distinct
from ingestion.cells.distinct import by_distinct, few_values, stripped
from ingestion.cells.numbers import WIDE, nothing_as_null, parse_numbers
from ingestion.recognition.furniture import _has_sign
from ingestion.rows.conform import _fits, _folded
from warehouse.text_codes import coded, codes_kept, the_one_value, values_by_code, with_all_values

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
    cells = stripped(texts.to_frame())
    assert cells.frame["c0"].equals(texts.str.strip_chars())
    assert set(cells.frame["c0"].drop_nulls()) == set(cells.few["c0"].drop_nulls())


@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(st.none() | st.text(st.sampled_from("!7A~ \t\x7fé一"), max_size=3), max_size=8),
    start=st.integers(0, 3),
)
def test_columns_of_plain_signs_are_told(cells, start):
    texts = pl.Series("c0", cells, dtype=pl.String).slice(start)
    found = stripped(texts.to_frame())
    written = "".join(texts.drop_nulls())
    assert ("c0" in found.signs) == (written != "" and all("!" <= sign <= "~" for sign in written))
    assert found.signs <= found.tidy
    assert ("c0" in found.tidy) == all("!" <= s <= "~" or "\u4e00" <= s <= "\u9fff" for s in written)


def test_a_column_of_many_values_or_few_rows_is_taken_as_it_is():
    assert few_values(pl.Series([str(n) for n in range(5_000)])) is None
    assert few_values(pl.Series(["a"] * 15)) is None


def test_what_is_worked_out_of_codes_is_kept_until_a_part_brings_new_texts():
    asked = []

    def lengths(texts: pl.Series) -> pl.Series:
        asked.append(texts.to_list())
        return texts.str.len_chars()

    kind = coded()
    first, second = pl.Series(["a", "bb", "a"], dtype=kind), pl.Series(["ccc", None, "a"], dtype=kind)
    assert by_distinct(first, None, lengths).to_list() == [1, 2, 1]
    assert by_distinct(first.head(1), None, lengths).to_list() == [1]
    assert by_distinct(second, None, lengths).to_list() == [3, None, 1]
    assert by_distinct(first, None, lengths).to_list() == [1, 2, 1]
    assert asked == [["a", "bb"], ["a", "bb", "ccc"]]


def test_codes_stay_as_given_while_no_column_of_theirs_is_left():
    kept = codes_kept()
    first = with_all_values(pl.Series(["b", "a"], dtype=kept.dtype))
    assert by_distinct(first, None, _doubled).to_list() == ["bb", "aa"]
    del first
    second = with_all_values(pl.Series(["a", "c", "b"], dtype=kept.dtype))
    assert by_distinct(second, None, _doubled).to_list() == ["aa", "cc", "bb"]


def test_a_column_that_says_when_it_has_more_values_is_known_as_one_that_is_asked():
    kind = coded()
    first = with_all_values(pl.Series(["a", "b"], dtype=kind))
    second = pl.Series(["c", "a"], dtype=kind)
    assert values_by_code(first).to_list() == ["a", "b"]
    assert values_by_code(with_all_values(second)).to_list() == ["a", "b", "c"]
    assert the_one_value(first.tail(1)) == "b" and the_one_value(first) is None
    assert the_one_value(first.head(0)) is None


def _doubled(texts: pl.Series) -> pl.Series:
    return texts + texts


@settings(max_examples=60, deadline=None)
@given(cells=st.lists(st.sampled_from([*CELLS, "鲁A12345", "0000012", "é", "\x7f"]), min_size=1, max_size=12))
def test_a_tidy_column_has_nothing_to_strip_or_fold(cells):
    texts = pl.Series("c0", cells, dtype=pl.String)
    found = stripped(texts.to_frame())
    assert found.frame["c0"].equals(texts.str.strip_chars())
    if "c0" in found.tidy:
        assert _folded(texts).equals(texts)


NEAR = st.one_of(
    st.none(),
    st.sampled_from(
        [Decimal(10) ** 12, Decimal(10) ** 12 - 1, 1 - Decimal(10) ** 12, Decimal("999999999999.9999999")]
    ),
    st.decimals("-100000", "100000", places=9),
)


@settings(max_examples=60, deadline=None)
@given(values=st.lists(NEAR, min_size=1, max_size=6))
def test_numbers_too_large_for_the_lake_become_empty_and_raise_nothing(values):
    column, narrow = pl.Series(values, dtype=WIDE), pl.Decimal(18, 6)
    cast = column.cast(narrow, strict=_fits(column, narrow))
    assert cast.equals(column.cast(narrow, strict=False))
