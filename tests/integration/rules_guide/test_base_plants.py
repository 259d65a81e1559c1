"""Two plants without a fault: everything due is answered and nothing is raised."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.integration.rules_guide import base_plants
from tests.integration.rules_guide.rendering import build


@pytest.fixture(scope="module")
def built() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        base_plants.load(connection)
        base_plants.finish(connection)
        build(connection)
        yield connection


def test_nothing_is_raised_above_advisory(built: duckdb.DuckDBPyConnection) -> None:
    raised = built.sql("select plant, process, period, requirement, message_en from fct_findings "
                       "where disposition <> 'advisory'").fetchall()  # fmt: skip
    assert raised == []


def test_every_guide_requirement_that_applies_is_answered(built: duckdb.DuckDBPyConnection) -> None:
    unanswered = built.sql(
        "select distinct requirement from fct_checks where status = 'missing' and requirement not like 'X-%' "
        "and period in ('2024', '2024-01') order by all"
    ).fetchall()
    assert unanswered == [("O-01",), ("O-02",), ("O-03",)], "only what no document of the two plants answers"


def test_a_requirement_of_another_way_of_weighing_does_not_apply(built: duckdb.DuckDBPyConnection) -> None:
    rows = dict(built.sql(
        "select plant || ' ' || requirement, any_value(status) from fct_checks "
        "where requirement in ('P-08', 'P-15', 'A-18') group by all"
    ).fetchall())  # fmt: skip
    assert rows == {
        "TDP P-08": "pass", "TDP P-15": "not_applicable", "TDP A-18": "not_applicable",
        "CBP P-08": "not_applicable", "CBP P-15": "not_applicable", "CBP A-18": "pass",
    }  # fmt: skip


def test_the_index_holds_every_requirement_for_every_plant(built: duckdb.DuckDBPyConnection) -> None:
    counts = built.sql(
        "select plant, count(distinct requirement) from fct_checks group by plant order by plant"
    ).fetchall()
    [wanted] = built.sql("select count(*) from requirements").fetchall()
    assert counts == [("CBP", wanted[0]), ("TDP", wanted[0])]


def test_what_nobody_answers_is_missing(built: duckdb.DuckDBPyConnection) -> None:
    statuses = built.sql("select distinct status from fct_checks where requirement = 'X-DELIVERY'").fetchall()
    assert statuses == [("missing",)], "no delivery rule ran here, so nothing may look good"
