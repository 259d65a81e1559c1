"""The gate's own evaluation of the guide's rules agrees with the models on every case, and notices a changed status."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

from expectations.check_gate import Evaluation, Evidence, disagreements, evaluate
from expectations.limits import seed
from expectations.shapes import SHAPES
from tests.integration.rules_guide import base_plants
from tests.integration.rules_guide.rendering import build
from tests.integration.rules_guide.test_topic_rules import CASE_ROWS
from tests.integration.second_evaluation import changed_and_found

SHAPE = {row["rule_id"]: row["shape"] for row in seed("rules")}
JUDGED_SHAPES = sorted(set(SHAPE.values()) & set(SHAPES))
# Beside the cases of the topics: both sides far apart, a register without a document, a record without a topic.
FURTHER = [
    "update fct_observations set value = value * 2 where plant = '{p}' and source_system in ('daily_report', 'monthly_report')",
    "update fct_observations set value = value / 2 where plant = '{p}' and parameter like 'alumina%'",
    "delete from stg_evidence where plant = '{p}' and row_no = (select min(row_no) from stg_evidence where plant = '{p}')",
    "delete from stg_site_visit where plant = '{p}' and row_no = (select min(row_no) from stg_site_visit where plant = '{p}')",
]
ANSWERS = "select rule_id, plant_code, process, period, status from int_checks__guide_answers"
COMPARISONS = "select rule_id, plant_code, process, period, operands, reason from int_checks__comparisons"


def judged(cases: list[tuple[str, list[str]]]) -> Evidence:
    """Evidence and statuses of clones of base plants, each with its own changes."""
    with duckdb.connect() as connection:
        base_plants.load(connection)
        base_plants.clone(connection, [(f"C{number:03}", base) for number, (base, _) in enumerate(cases)])
        for number, (_, changes) in enumerate(cases):
            base_plants.apply(connection, f"C{number:03}", changes)
        base_plants.finish(connection)
        build(connection, ["int_checks__guide_answers", "int_checks__comparisons"])
        parameters = connection.execute(
            "select parameter, value from dim_parameters where is_default"
        ).fetchall()
        return Evidence(
            connection.execute(COMPARISONS).fetchall(),
            {(a, b, c, d): e for a, b, c, d, e in connection.execute(ANSWERS).fetchall()},
            {name: Decimal(value) for name, value in parameters},
        )


@pytest.fixture(scope="module")
def evidence() -> Iterator[Evidence]:
    cases = [
        (case["base"], [change for change in case["changes"].split(" ;; ") if change]) for case in CASE_ROWS
    ]
    yield judged([*cases, *((base, [change]) for change in FURTHER for base in ("TDP", "CBP"))])


@pytest.fixture(scope="module")
def evaluation(evidence: Evidence) -> Evaluation:
    return evaluate(evidence)


def test_both_evaluations_agree_on_every_case_also_at_the_limit(
    evidence: Evidence, evaluation: Evaluation
) -> None:
    assert disagreements(evaluation.verdicts, evidence.statuses, evaluation.limits) == []


@pytest.mark.parametrize("shape", JUDGED_SHAPES)
@pytest.mark.parametrize(("now", "then"), [("raised", "pass"), ("pass", "raised")])
def test_a_status_changed_in_the_database_is_noticed(
    evidence: Evidence, evaluation: Evaluation, shape: str, now: str, then: str
) -> None:
    place, found = changed_and_found(evidence, evaluation, SHAPE, shape, now, then)
    assert found == [place]
