"""The gate's own evaluation of the guide's rules agrees with the models on every case, and notices a changed status."""

from __future__ import annotations

import pytest

from expectations.check_gate import Evaluation, Evidence, disagreements, evaluate
from expectations.limits import seed
from expectations.shapes import SHAPES
from tests.integration.second_evaluation import changed_and_found

SHAPE = {row["rule_id"]: row["shape"] for row in seed("rules")}
JUDGED_SHAPES = sorted(set(SHAPE.values()) & set(SHAPES))


@pytest.fixture(scope="module")
def evaluation(topics: Evidence) -> Evaluation:
    return evaluate(topics)


def test_both_evaluations_agree_on_every_case_also_at_the_limit(
    topics: Evidence, evaluation: Evaluation
) -> None:
    assert disagreements(evaluation.verdicts, topics.statuses, evaluation.limits) == []


@pytest.mark.parametrize("shape", JUDGED_SHAPES)
@pytest.mark.parametrize(("now", "then"), [("raised", "pass"), ("pass", "raised")])
def test_a_status_changed_in_the_database_is_noticed(
    topics: Evidence, evaluation: Evaluation, shape: str, now: str, then: str
) -> None:
    place, found = changed_and_found(topics, evaluation, SHAPE, shape, now, then)
    assert found == [place]
