"""Printed digits: what is read, and that interval arithmetic never loses the true value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.intervals import Interval, exact, read_printed

NUMBERS = st.decimals("-10000", "10000", places=3)


@pytest.mark.parametrize(
    ("text", "value", "half"),
    [
        pytest.param("75401.91", "75401.91", "0.005", id="plain"),
        pytest.param("79462. 4360", "79462.4360", "0.00005", id="space-in-number"),
        pytest.param("1,234", "1234", "0.5", id="thousands"),
        pytest.param("５.０１％", "0.0501", "0.00005", id="full-width-percent"),
        pytest.param("7.45e-05", "0.0000745", "0.00000005", id="scientific"),
        pytest.param(Decimal("0.4419"), "0.4419", "0.00005", id="decimal"),
    ],
)
def test_printed_number_carries_its_digits(text, value, half):
    printed = read_printed(text)
    assert printed is not None
    assert (printed.value, printed.half_unit) == (Decimal(value), Decimal(half))


@pytest.mark.parametrize("text", ["", "-", "未量化", None, True, "1.2.3", "nan", "12abc"])
def test_no_number_is_none(text):
    assert read_printed(text) is None


@given(
    a=NUMBERS, b=NUMBERS, c=NUMBERS, d=NUMBERS, x=st.decimals(0, 1, places=3), y=st.decimals(0, 1, places=3)
)
def test_the_true_value_stays_inside(a, b, c, d, x, y):
    one, other = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    mine = one.low + (one.high - one.low) * x
    theirs = other.low + (other.high - other.low) * y
    assert (one + other).contains(mine + theirs)
    assert (one - other).contains(mine - theirs)
    assert (one * other).contains(mine * theirs)
    if not other.contains(Decimal(0)):
        quotient = one / other
        tiny = Decimal("1e-18")
        assert quotient.low - tiny <= mine / theirs <= quotient.high + tiny


def test_division_by_an_interval_around_zero_is_refused():
    with pytest.raises(ZeroDivisionError):
        exact(Decimal(1)) / Interval(Decimal(-1), Decimal(1))


def test_a_short_cell_is_not_taken_as_roughly_rounded():
    printed = read_printed("2")
    assert printed is not None
    assert printed.capped(Decimal("0.005")) == Interval(Decimal("1.99"), Decimal("2.01"))
