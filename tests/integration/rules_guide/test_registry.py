"""The registry itself: every requirement has a rule, every rule can be judged and worded."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import duckdb
import pytest

from tests.integration.rules_guide import base_plants
from tests.integration.rules_guide.registry import read, rules_of
from tests.integration.rules_guide.rendering import PROJECT, build

RULES = read("rules")
REQUIREMENTS = {row["id"]: row for row in read("requirements")}
GUIDE = [row for row in REQUIREMENTS if not row.startswith("X-")]
DISPOSITIONS = {"nonconformity", "explain", "advisory", "data_error", "missing", "not_assessable"}
CADENCES = {"month", "year", "year_month", "month_in_year"}


def test_the_guide_has_131_requirements_and_the_group_27() -> None:
    assert (len(GUIDE), len(REQUIREMENTS) - len(GUIDE)) == (131, 27)


def test_every_requirement_has_a_rule_and_every_rule_a_requirement() -> None:
    named = {name for rule in [*RULES, *read("rules_domain")] for name in rule["requirements"].split("|")}
    assert named == set(REQUIREMENTS)


def test_rule_ids_are_unique() -> None:
    ids = [rule["rule_id"] for rule in [*RULES, *read("rules_domain")]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", RULES, ids=[rule["rule_id"] for rule in RULES])
def test_a_rule_is_complete(rule: dict[str, str]) -> None:
    assert rule["disposition"] in DISPOSITIONS
    assert set(rule["period_kind"].split("|")) <= CADENCES
    assert rule["grain"] in {"process", "plant"}
    for column in ("title_zh", "title_en", "message_zh", "message_en", "clause", "source", "valid_from"):
        assert rule[column], column
    places = re.findall(r"\{(\w+)\}", rule["message_zh"])
    assert sorted(places) == sorted(re.findall(r"\{(\w+)\}", rule["message_en"]))
    assert set(places) <= {"expected", "observed", "deviation", "limit", "unit", "detail"}


def test_limits_named_by_rules_are_parameters() -> None:
    parameters = {row["parameter"] for row in read("parameters") if row["is_default"] == "true"}
    assert {rule["limit_parameter"] for rule in RULES} - {""} <= parameters


def test_a_limit_is_given_once() -> None:
    assert [
        r["rule_id"] for r in rules_of("pair") if bool(r["limit_high"]) == bool(r["limit_parameter"])
    ] == []


def test_every_shape_has_a_model() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in Path(PROJECT, "models/checks/guide").glob("*.sql"))
    assert {rule["shape"] for rule in RULES if f"'{rule['shape']}'" not in text} == set()


def test_a_rule_of_a_known_shape_is_one_row() -> None:
    """What docs/rules.md says: one registry row, no code."""
    with duckdb.connect() as connection:
        base_plants.load(connection)
        connection.execute(
            "insert into rules by name select * replace ("
            "  'P-06.extra' as rule_id, 'P-06' as requirements, 'daily_report' as left_source, 'ladle_tickets' as right_source,"
            "  null as limit_parameter, cast(0.000001 as decimal(38, 12)) as limit_high, 'advisory' as disposition"
            ") from rules where rule_id = 'P-06.report'"
        )
        connection.execute(
            "update fct_observations set value = value + 1 where plant = 'TDP' and process = '1#' and period = '2024-01' "
            "and source_system = 'ladle_tickets' and parameter = 'output' and basis = 'accounting'"
        )
        base_plants.finish(connection)
        build(connection)
        rows = connection.sql(
            "select plant, process, period, requirement, disposition, observed from fct_findings where rule_id = 'P-06.extra'"
        ).fetchall()
        output = connection.sql(
            "select process, regexp_replace(regexp_replace(cast(value as varchar), '0+$', ''), '\\.$', '') from fct_observations "
            "where plant = 'TDP' and process = '1#' and period = '2024-01' and source_system = 'ladle_tickets' "
            "and parameter = 'output' and basis = 'accounting'"
        ).fetchall()
    assert rows == [("TDP", process, "2024-01", "P-06", "advisory", value) for process, value in output]


def test_the_coverage_page_is_up_to_date() -> None:
    page = runpy.run_path(str(PROJECT.parent / "scripts" / "coverage.py"))["page"]()
    assert (PROJECT.parent / "docs" / "coverage.md").read_text(encoding="utf-8") == page
