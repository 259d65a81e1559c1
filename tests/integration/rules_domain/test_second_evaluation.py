"""The gate's own evaluation agrees with the models on every case, and notices when one of the two is changed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from expectations.check_gate import Evaluation, Evidence, disagreements, evaluate, run_check_gate
from expectations.limits import seed
from expectations.results import GateRefusedError
from expectations.shapes import SHAPES
from tests.integration.rules_domain.cases import CASES
from tests.integration.rules_domain.lake import Lake
from tests.integration.rules_domain.render import build, load_seed
from tests.integration.second_evaluation import changed_and_found

SHAPE = {row["rule_id"]: row["shape"] for row in seed("rules_domain")}
JUDGED_SHAPES = sorted(set(SHAPE.values()) & set(SHAPES))
COMPARISONS = (
    "select m.rule_id, m.plant as plant_code, m.process, m.period, m.operands, m.reason "
    "from int_domain__measurements as m join int_domain__cells as c "
    "on m.rule_id = c.rule_id and m.plant = c.plant and m.process = c.process and m.period = c.period and c.is_subject"
)
ANSWERS = "select rule_id, plant_code, process, period, status from int_checks__domain_answers"


def evidence_of(connection: duckdb.DuckDBPyConnection) -> Evidence:
    """What the gate would read, from the tables of the cases."""
    statuses = {(a, b, c, d): e for a, b, c, d, e in connection.execute(ANSWERS).fetchall()}
    parameters = connection.execute("select parameter, value from dim_parameters where is_default").fetchall()
    return Evidence(
        connection.execute(COMPARISONS).fetchall(),
        statuses,
        {name: Decimal(value) for name, value in parameters},
    )


@pytest.fixture(scope="module")
def evidence(answers: duckdb.DuckDBPyConnection) -> Evidence:
    return evidence_of(answers)


@pytest.fixture(scope="module")
def evaluation(evidence: Evidence) -> Evaluation:
    return evaluate(evidence)


def test_both_evaluations_agree_on_every_case_also_at_the_limit(
    evidence: Evidence, evaluation: Evaluation
) -> None:
    assert disagreements(evaluation.verdicts, evidence.statuses, evaluation.limits) == []


@pytest.mark.parametrize("shape", JUDGED_SHAPES)
@pytest.mark.parametrize(
    ("now", "then"), [("raised", "pass"), ("pass", "raised"), ("raised", "not_assessable")]
)
def test_a_status_changed_in_the_database_is_noticed(
    evidence: Evidence, evaluation: Evaluation, shape: str, now: str, then: str
) -> None:
    place, found = changed_and_found(evidence, evaluation, SHAPE, shape, now, then)
    assert found == [place]


@pytest.fixture(scope="module")
def lax() -> tuple[Evidence, Evaluation]:
    """The same deliveries judged by models whose limits in the database were opened a hundredfold."""
    lake = Lake()
    for case in CASES:
        case.build(lake, case.plant)
    with duckdb.connect(":memory:") as connection:
        lake.write(connection)
        load_seed(connection, "rules_domain")
        connection.execute(
            "update rules_domain set limit_high = case when shape = 'repeated_weight' then '0' when shape = 'vehicle_place' "
            "then '0.001' when try_cast(limit_high as decimal(24, 12)) = 0 then '1000000' when limit_high is null "
            "then limit_high else cast(cast(limit_high as decimal(24, 12)) * 100000 as varchar) end, "
            "limit_low = case when shape = 'weighing_pace' then '0' when shape = 'hugging' then '0.9' else limit_low end, "
            "limit_parameter = null"
        )
        connection.execute("update rules_domain set limit_high = '1000000' where shape = 'deposit_day'")
        build(connection, "int_checks__domain_answers")
        found = evidence_of(connection)
    return found, evaluate(found)


@pytest.mark.parametrize("shape", JUDGED_SHAPES)
def test_a_limit_changed_in_the_database_is_noticed(lax: tuple[Evidence, Evaluation], shape: str) -> None:
    evidence, evaluation = lax
    found = disagreements(evaluation.verdicts, evidence.statuses, evaluation.limits)
    assert shape in {SHAPE[line.split()[0]] for line in found}


def test_the_gate_stops_on_a_database_that_was_changed(
    answers: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    database = tmp_path / "warehouse.duckdb"
    answers.execute(f"attach '{database}' as built")
    for schema, table, query in (
        ("checks", "int_checks__comparisons", COMPARISONS),
        ("checks", "int_checks__answers", ANSWERS),
        ("marts", "dim_parameters", "select * from dim_parameters"),
    ):
        answers.execute(f"create schema if not exists built.{schema}")
        answers.execute(f"create table built.{schema}.{table} as {query}")
    answers.execute("detach built")
    assert run_check_gate(database).height > len(JUDGED_SHAPES)
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "update checks.int_checks__answers set status = 'pass' where rule_id = 'X-TARE.ladle' and status = 'explain'"
        )
    with pytest.raises(GateRefusedError, match=r"X-TARE\.ladle P"):
        run_check_gate(database)
