"""What a sheet read in parts carries along is what the whole sheet would give."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.cells.numbers import WIDE
from ingestion.cells.running import (
    Running,
    SeenKeys,
    absolute_median,
    is_about_a_thousandth,
    none_about_a_thousandth,
)
from ingestion.recognition.layout import rows_of_words

parts_of_keys = st.lists(st.lists(st.integers(0, 60), min_size=1, max_size=30, unique=True), max_size=12)
parts_of_values = st.lists(
    st.lists(st.one_of(st.none(), st.integers(-40_000, 40_000)), min_size=1, max_size=20),
    min_size=1,
    max_size=6,
)


@settings(deadline=None)
@given(parts_of_keys)
def test_a_key_is_known_by_the_row_it_was_first_seen_in(parts):
    seen, first, row = SeenKeys(), {}, 0
    for part in parts:
        keys = [f"A{key:03d}" for key in part]
        rows = list(range(row, row + len(keys)))
        before = seen.add(pl.Series(keys), pl.Series(rows, dtype=pl.Int64))
        expected = [first.get(key) for key in keys]
        assert (before.to_list() if before is not None else [None] * len(keys)) == expected
        for key, number in zip(keys, rows, strict=True):
            first.setdefault(key, number)
        row += len(keys)


@settings(deadline=None)
@given(parts_of_values)
def test_the_median_of_all_parts_is_the_columns(parts):
    running = Running()
    whole = pl.Series([v for part in parts for v in part], dtype=pl.Int64)
    for part in parts:
        running.next_part()
        running.median("net_t", pl.Series(part, dtype=pl.Int64))
    true = running.wrong_medians()
    assert true is None or true == {"net_t": absolute_median(whole)}


def test_a_first_part_in_another_unit_is_found_out():
    running = Running()
    for part in ([8000.0] * 5, [8.0] * 20):
        running.next_part()
        running.median("net_t", pl.Series(part))
    assert running.wrong_medians() == {"net_t": 8.0}
    assert Running(medians={"net_t": 8.0}).median("net_t", pl.Series([8000.0])) == 8.0


cells = st.sampled_from([None, "", "12.5", "产量", "一", "2024-03-01", "净重kg", "A1"])


@settings(deadline=None)
@given(st.integers(2, 7).flatmap(lambda n: st.lists(st.tuples(*[cells] * n), min_size=1, max_size=30)))
def test_rows_of_words_are_those_with_most_cells_of_two_characters(rows):
    frame = pl.DataFrame(
        {f"c{i}": pl.Series([r[i] for r in rows], dtype=pl.String) for i in range(len(rows[0]))}
    )
    words = [sum(c in ("产量", "净重kg") for c in r) for r in rows]
    filled = [sum(c is not None for c in r) for r in rows]
    expected = [i for i, (w, f) in enumerate(zip(words, filled, strict=True)) if w >= 2 and w >= f * 0.6]
    assert rows_of_words(frame).to_list() == expected


@settings(deadline=None)
@given(
    st.lists(st.decimals("-50000", "50000", places=2), min_size=1, max_size=20),
    st.decimals("0.01", "50000", places=2),
)
def test_least_and_greatest_value_only_ever_rule_out_what_no_value_is(values, median):
    column = pl.Series("v", values, dtype=WIDE)
    if none_about_a_thousandth(column, float(median)):
        share = is_about_a_thousandth(pl.col("v").cast(pl.Float64).abs(), float(median))
        assert not column.to_frame().select(share.any()).item()


def test_values_of_one_size_are_ruled_out():
    assert none_about_a_thousandth(pl.Series([Decimal("7.8"), Decimal("21.4")], dtype=WIDE), 8.0)
