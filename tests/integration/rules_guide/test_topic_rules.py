"""Rules of their own shape, case by case: each case changes its own copy of a plant without a fault."""

from __future__ import annotations

import pytest

from expectations.check_gate import Evidence
from tests.integration.rules_guide.registry import read
from tests.integration.rules_guide.topics import CASE_ROWS

#: shapes whose cases are made from the registry or kept in another file
ELSEWHERE = {
    "pair",
    "range",
    "facts_equal",
    "facts_pattern",
    "credit_code",
    "fact_valid_to",
    "evidence",
    "attestation",
}


@pytest.fixture(scope="module")
def statuses(topics: Evidence) -> dict[tuple[str, str, str, str], str]:
    return {
        (code, rule, process, period): status
        for (rule, code, process, period), status in topics.statuses.items()
    }


@pytest.mark.parametrize(
    "number", range(len(CASE_ROWS)), ids=[f"{c['rule_id']}-{c['case']}" for c in CASE_ROWS]
)
def test_a_case_has_its_status(statuses: dict[tuple[str, str, str, str], str], number: int) -> None:
    case = CASE_ROWS[number]
    found = statuses.get((f"C{number:03}", case["rule_id"], case["process"], case["period"]))
    assert found == (case["status"] or None), "an empty status means: no answer, so the index says missing"


def test_every_rule_of_these_shapes_has_a_case_that_passes_and_one_that_does_not() -> None:
    outcomes: dict[str, set[bool]] = {}
    for case in CASE_ROWS:
        outcomes.setdefault(case["rule_id"], set()).add(case["status"] == "pass")
    rules = [rule["rule_id"] for rule in read("rules") if rule["shape"] not in ELSEWHERE]
    always_passes = {"R-07.findings"}
    assert {
        r: outcomes.get(r) for r in rules if r not in always_passes and outcomes.get(r) != {True, False}
    } == {}


# Rules whose breach is itself that nothing can be judged, or that speak of answers and not of deliveries.
NEVER_OPEN = {
    "D-06.anode", "D-07.anode_gross", "R-04.fields", "R-05.fields", "R-06.fields", "R-09.number", "R-01.findings",
    "R-07.findings", "O-04.findings",
}  # fmt: skip


def test_every_rule_of_these_shapes_has_a_case_that_cannot_be_judged() -> None:
    opened = {case["rule_id"] for case in CASE_ROWS if case["status"] in {"", "not_assessable", "missing"}}
    rules = {rule["rule_id"] for rule in read("rules") if rule["shape"] not in ELSEWHERE}
    assert rules - opened - NEVER_OPEN == set()
