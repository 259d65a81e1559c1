"""The second evaluation measures what the registry's limit kinds mean, exactly at the limit too."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.check_gate import Row, as_float, disagreements, judged_places, read_operands
from expectations.formulas import measure
from expectations.limits import Limit, read_limits, read_settings, seed
from expectations.shapes import NO_NUMBER, SETTINGS_OF_MEASURES, SETTINGS_OF_SELECTION, SHAPES

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


class Every(dict[str, Decimal]):
    """A value for every parameter."""

    def __missing__(self, key: str) -> Decimal:
        return D("0.01")


LIMITS = read_limits(Every())
RULES = [row for pack in ("rules", "rules_domain") for row in seed(pack)]


def test_every_rule_with_a_numeric_limit_is_evaluated_a_second_time() -> None:
    assert [rule for rule, limit in LIMITS.items() if limit.has_number and limit.shape not in SHAPES] == []


def test_every_rule_of_an_evaluated_shape_has_a_limit_to_be_held_to() -> None:
    registry = read_settings() | {
        f"parameter:{name}": D("0.1") for name in ("identical_share", "pots_idle_rel")
    }
    bare = [
        rule
        for rule, limit in LIMITS.items()
        if limit.shape in SHAPES
        and all(test.bound(limit, registry) is None for test in SHAPES[limit.shape].tests)
    ]
    assert bare == []


def test_every_shape_is_evaluated_or_said_to_have_no_number() -> None:
    shapes = {row["shape"] for row in RULES}
    assert shapes == set(SHAPES) | set(NO_NUMBER)
    assert not set(SHAPES) & set(NO_NUMBER)


def test_every_threshold_beside_the_rules_is_held_or_said_to_choose_what_is_measured() -> None:
    held = {name for shape in SHAPES.values() for test in shape.tests for name in (*test.over, *test.under)}
    settings = set(read_settings())
    assert settings == (held & settings) | SETTINGS_OF_MEASURES | set(SETTINGS_OF_SELECTION)


def test_operands_are_read_back() -> None:
    assert read_operands("a=1;b=|a=2;b=x") == [{"a": "1", "b": ""}, {"a": "2", "b": "x"}]
    assert read_operands("") == []


@given(st.decimals(-5, 5, places=30), st.decimals(-5, 5, places=2))
def test_a_float_lies_on_the_side_of_the_limit_that_its_decimal_lies_on(exact: D, bound: D) -> None:
    near = as_float(exact, [bound])
    assert (near > float(bound), near < float(bound)) == (exact > bound, exact < bound)


PLACE = ("R", "A", "1#", "2024-01")
PAIR = Limit("R", "R-1", "", "explain", "pair", "relative", None, D("0.01"), D(0), "", "output")


def verdict(reason: str, refused: bool | None) -> str:
    """What one pair says: refused or not by number, or without a measure."""
    measures: dict[str, Decimal | None] = {} if refused is None else {"measure": D(1)}
    row = Row("0", PLACE, reason, {}, measures, {"measure": True} if refused else {})
    return judged_places([row], {"R": PAIR})[PLACE]


@pytest.mark.parametrize(
    ("reason", "refused", "status", "agrees"),
    [
        pytest.param("", True, "explain", True, id="breach-raised"),
        pytest.param("", True, "pass", False, id="breach-passed-over"),
        pytest.param("", True, "advisory", False, id="breach-made-softer"),
        pytest.param("", True, "nonconformity", False, id="breach-made-harder"),
        pytest.param("", True, "not_assessable", False, id="breach-hidden"),
        pytest.param("", False, "pass", True, id="within-passes"),
        pytest.param("", False, "explain", False, id="within-raised"),
        pytest.param("", False, "not_assessable", False, id="within-hidden"),
        pytest.param("", None, "not_assessable", True, id="a-side-absent"),
        pytest.param("", None, "pass", False, id="passed-without-a-number"),
        pytest.param("open", None, "not_assessable", True, id="open-for-a-reason"),
        pytest.param("open", None, "pass", False, id="open-yet-passed"),
        pytest.param("rest", True, "explain", True, id="the-rest-open-a-breach-counts"),
        pytest.param("rest", False, "pass", False, id="the-rest-open-is-no-pass"),
        pytest.param("raised", None, "explain", True, id="raised-on-other-grounds"),
        pytest.param("raised", None, "pass", False, id="other-grounds-passed-over"),
        pytest.param("quiet", None, "pass", True, id="nothing-to-measure"),
        pytest.param("quiet", None, "explain", False, id="nothing-measured-yet-raised"),
    ],
)
def test_numbers_and_status_agree(reason: str, refused: bool | None, status: str, agrees: bool) -> None:
    says = {PLACE: verdict(reason, refused)}
    assert (disagreements(says, {PLACE: status}, {"R": PAIR}) == []) is agrees


def test_a_judged_answer_without_evidence_is_named() -> None:
    [found] = disagreements({}, {PLACE: "pass"}, {"R": PAIR})
    assert "R A 1# 2024-01" in found
