"""Both data-quality schemes: figures as published reports print them, grades at their edges."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.compute import rounded
from inventory.quality import MEAN, PRODUCT, Rated, grade_of, rate

D = Decimal


def rated(activity, factor, calibration, emission, source="s"):
    calibrated = None if calibration is None else D(calibration)
    return Rated(source, D(activity), D(factor), calibrated, D(emission))


def test_product_scheme_replays_a_published_table():
    result = rate(
        [rated(6, 2, None, "38788.23"), rated(6, 2, None, "991.71"), rated(6, 3, None, "75401.91")], PRODUCT
    )
    assert rounded(result.total) == D("15.93")
    assert [rounded(row.share * 100) for row in result.rows] == [D("33.68"), D("0.86"), D("65.46")]
    assert result.grade == 4


@pytest.mark.parametrize(
    ("scores", "mean"), [((6, 2, 6), "4.7"), ((3, 5, 6), "4.7"), ((3, 1, 3), "2.3"), ((1, 6, 3), "3.3")]
)
def test_mean_scheme_replays_a_published_row(scores, mean):
    assert rounded(rate([rated(*scores, 10)], MEAN).rows[0].score, 1) == D(mean)


@pytest.mark.parametrize(
    ("scheme", "total", "grade"),
    [
        (MEAN, "5", 1), (MEAN, "4.99", 2), (MEAN, "4", 2), (MEAN, "1.9", 5),
        (PRODUCT, "31", 1), (PRODUCT, "30.4", 2), (PRODUCT, "30.5", 1), (PRODUCT, "0.2", 6),
        (PRODUCT, "4.6", 6),
    ],
)  # fmt: skip
def test_grade_at_its_edges(scheme, total, grade):
    assert grade_of(D(total), scheme) == grade


def test_the_mean_scheme_needs_a_calibration_score():
    with pytest.raises(ValueError, match="calibration"):
        rate([rated(6, 2, None, 1)], MEAN)


def test_an_unknown_scheme_is_named():
    with pytest.raises(ValueError, match="DQ-OTHER"):
        rate([rated(6, 2, 6, 1)], "DQ-OTHER")


ROW = st.tuples(
    st.sampled_from([6, 3, 1]),
    st.integers(1, 6),
    st.sampled_from([6, 3, 1]),
    st.decimals("0.01", "100000", places=2),
)


@given(rows=st.lists(ROW, min_size=1, max_size=10), scheme=st.sampled_from([MEAN, PRODUCT]))
def test_the_total_lies_between_the_worst_and_the_best_source(rows, scheme):
    result = rate([rated(*row) for row in rows], scheme)
    tiny = D("1e-20")
    scores = [row.score for row in result.rows]
    assert min(scores) - tiny <= result.total <= max(scores) + tiny
    assert abs(sum(row.share for row in result.rows) - 1) < tiny


def test_without_emissions_every_share_is_zero():
    assert rate([rated(6, 2, 6, 0)], MEAN).total == 0
