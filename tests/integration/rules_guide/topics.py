"""The cases of the topics, each on its own copy of a plant without a fault, judged once for every test that asks."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import duckdb

from expectations.check_gate import Evidence
from tests.integration.rules_guide import base_plants
from tests.integration.rules_guide.registry import Row
from tests.integration.rules_guide.rendering import build

CASES = Path(__file__).resolve().parent / "cases" / "topic_rules.csv"


def read_cases() -> list[Row]:
    """Rows of the file of cases."""
    with CASES.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


CASE_ROWS = read_cases()
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


def judged_topics() -> Evidence:
    """Every case of the topics (plant ``C000``, ``C001``...), then what stands beside them."""
    cases = [
        (case["base"], [change for change in case["changes"].split(" ;; ") if change]) for case in CASE_ROWS
    ]
    return judged([*cases, *((base, [change]) for change in FURTHER for base in ("TDP", "CBP"))])
