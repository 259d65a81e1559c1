"""The adapter tells three things apart: data that keep a promise, data that break it, and a promise that could not be read."""

from __future__ import annotations

import pandas as pd
import pytest

from expectations.adapter import GateError, Planned, run_suite

FRAME = pd.DataFrame(
    {
        "row_id": ["a", "b", "c", "d"],
        "rule_id": ["R1", "R1", "R2", "R2"],
        "measure": [0.005, 0.02, 0.02, None],
    }
)


def between(rule: str, limit: float, column: str = "measure") -> Planned:
    return Planned(
        "ExpectColumnValuesToBeBetween", {"column": column, "max_value": limit}, rule, "explain", rule_id=rule
    )


def test_breaking_rows_are_named_and_only_those_of_the_rule() -> None:
    one, two = run_suite("s", [between("R1", 0.01), between("R2", 0.05)], FRAME)
    assert (one.refused_row_ids, one.rows_evaluated) == (("b",), 2)
    assert two.passed


def test_value_exactly_on_the_limit_keeps_the_promise() -> None:
    (outcome,) = run_suite("s", [between("R1", 0.02)], FRAME)
    assert outcome.passed


def test_expectation_that_cannot_run_is_an_error_not_a_failure() -> None:
    with pytest.raises(GateError, match="R1"):
        run_suite("s", [between("R1", 0.01, column="no_such_column")], FRAME)


def test_empty_suite_is_an_error() -> None:
    with pytest.raises(GateError):
        run_suite("s", [], FRAME)
