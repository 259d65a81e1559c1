"""The second evaluation measures what the registry's limit kinds mean, exactly at the limit too."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.check_gate import measure, read_limits

D = Decimal


@pytest.mark.parametrize(
    ("kind", "expected", "observed", "slack", "found"),
    [
        pytest.param("relative", "100", "101", "0", "0.01", id="relative-at-one-percent"),
        pytest.param("relative", "100", "98.5", "0", "0.015", id="relative-has-no-sign"),
        pytest.param("relative", "100", "101", "0.5", "0.005", id="relative-less-slack"),
        pytest.param("absolute", "100", "100.4", "0.5", "0", id="absolute-inside-slack"),
        pytest.param("at_most", "100", "99", "0", "-0.01", id="at-most-below"),
        pytest.param("at_most", "100", "103", "0", "0.03", id="at-most-beyond"),
        pytest.param("at_least", "100", "97", "0", "0.03", id="at-least-below"),
        pytest.param("range", "2", "3.834", "0", "1.917", id="range-is-numerator-over-denominator"),
        pytest.param("relative", "0", "0", "0", "0", id="nothing-over-zero"),
        pytest.param("relative", "0", "1", "0", "1000000000", id="something-over-zero-is-beyond"),
    ],
)
def test_measure(kind: str, expected: str, observed: str, slack: str, found: str) -> None:
    assert measure(kind, D(expected), D(observed), D(slack)) == D(found)


@pytest.mark.parametrize("sides", [(None, D(1)), (D(1), None)])
def test_absent_side_has_no_measure(sides: tuple[Decimal | None, Decimal | None]) -> None:
    assert measure("relative", *sides, D(0)) is None


masses = st.decimals(min_value=D("0.001"), max_value=D("1000000"), places=3)


@given(masses, masses, st.decimals(min_value=D(0), max_value=D("0.2"), places=4))
def test_relative_measure_agrees_with_comparing_by_multiplication(expected: D, observed: D, limit: D) -> None:
    found = measure("relative", expected, observed, D(0))
    assert found is not None
    assert (found <= limit) == (abs(observed - expected) <= limit * expected)


def test_every_comparing_rule_has_a_limit() -> None:
    class Every(dict[str, Decimal]):
        def __missing__(self, key: str) -> Decimal:
            return D("0.01")

    limits = read_limits(Every())
    assert len(limits) > 50
    assert all(limit.low is not None or limit.high is not None for limit in limits.values())
