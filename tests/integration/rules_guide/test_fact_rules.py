"""Rules over basic information: the same fact in two documents, and facts that must have a form."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from tests.integration.rules_guide.registry import Row, raised, rules_of
from tests.integration.rules_guide.rendering import Renderer
from tests.integration.rules_guide.synthetic import create_places, place

CASES = Path(__file__).resolve().parent / "cases" / "pattern_rules.csv"
EQUAL = rules_of("facts_equal")
PATTERNS = rules_of("facts_pattern", "credit_code", "fact_valid_to")
_FACTS = """create or replace table int_checks__facts as
    select code as plant_code, '2024-01' as period, source, fact, value,
        {comparable} as comparable, {number} as number_value, 'document' as evidence from stated"""

Stated = tuple[str, str, str, str | None]


def judge(model: str, rules: Iterable[tuple[Row, str]], stated: list[Stated]) -> dict[str, str]:
    """Run a facts model over places and facts; status by plant code."""
    renderer = Renderer()
    with duckdb.connect() as connection:
        create_places(connection, (place(rule, code) for rule, code in rules))
        connection.execute("create table stated (code varchar, source varchar, fact varchar, value varchar)")
        connection.executemany("insert into stated values (?, ?, ?, ?)", [list(row) for row in stated])
        texts = renderer.render("{{ comparable_text('value') }}~~{{ leading_number('value') }}").split("~~")
        connection.execute(_FACTS.format(comparable=texts[0], number=texts[1]))
        return dict(connection.sql(f"select plant_code, status from ({renderer.models()[model]})").fetchall())


def side(selector: str, rule: Row) -> tuple[str, str]:
    source, fact = (*selector.split(":"), "")[:2]
    return source, fact or rule["parameter"]


#: kind -> value of the document compared with, value of the document checked, expected ("raised": by the rule)
EQUAL_KINDS: dict[str, tuple[str | None, str | None, str]] = {
    "equal": ("甲示例铝业有限公司", "甲示例铝业有限公司", "pass"),
    "same but for blanks and width": ("甲示例（铝业）有限公司", " 甲示例(铝业) 有限公司", "pass"),
    "same day in another style": ("2014年1月20日", "2014-01-20 00:00:00", "pass"),
    "different": ("甲示例铝业有限公司", "甲示例铝业公司", "raised"),
    "left empty": ("甲示例铝业有限公司", None, "raised"),
    "not stated by the other": (None, "甲示例铝业有限公司", "not_assessable"),
}


@pytest.fixture(scope="module")
def equal_answers() -> dict[str, str]:
    rules, stated = [], []
    for rule in EQUAL:
        for kind, (left, right, _) in EQUAL_KINDS.items():
            code = f"{rule['rule_id']} {kind}"
            rules.append((rule, code))
            stated += [
                (code, *side(rule["left_source"], rule), left),
                (code, *side(rule["right_source"], rule), right),
            ]
    return judge("int_checks__facts_equal", rules, stated)


@pytest.mark.parametrize("kind", EQUAL_KINDS)
def test_a_fact_in_two_documents(equal_answers: dict[str, str], kind: str) -> None:
    status = EQUAL_KINDS[kind][2]
    wrong = {
        rule["rule_id"]: equal_answers.get(f"{rule['rule_id']} {kind}")
        for rule in EQUAL
        if equal_answers.get(f"{rule['rule_id']} {kind}") != (raised(rule) if status == "raised" else status)
    }
    assert wrong == {}


def test_amounts_agree_when_only_their_writing_differs() -> None:
    rule = next(r for r in EQUAL if r["rule_id"] == "T1-05.capital")
    stated: list[Stated] = [("x", "licence", "capital", "39,000万元"), ("x", "declared", "capital", "39000")]
    assert judge("int_checks__facts_equal", [(rule, "x")], stated) == {"x": "pass"}


def test_a_fact_without_a_row_in_the_document_is_missing() -> None:
    rule = next(r for r in EQUAL if r["rule_id"] == "T1-05.legal_rep")
    stated: list[Stated] = [("x", "licence", "legal_rep", "某人"), ("x", "declared", "name", "某公司")]
    assert judge("int_checks__facts_equal", [(rule, "x")], stated) == {"x": "missing"}


def pattern_cases() -> list[Row]:
    with CASES.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize(
    "number", range(len(pattern_cases())), ids=[f"{c['rule_id']}-{c['value']}" for c in pattern_cases()]
)
def test_a_fact_must_have_its_form(pattern_answers: dict[str, str], number: int) -> None:
    assert pattern_answers[str(number)] == pattern_cases()[number]["status"]


@pytest.fixture(scope="module")
def pattern_answers() -> dict[str, str]:
    by_id = {rule["rule_id"]: rule for rule in PATTERNS}
    rules, stated = [], []
    for number, case in enumerate(pattern_cases()):
        rule = by_id[case["rule_id"]]
        rules.append((rule, str(number)))
        stated.append((str(number), *side(rule["right_source"], rule), case["value"] or None))
    return judge("int_checks__facts_pattern", rules, stated)


def test_every_form_has_a_case_that_passes_and_one_that_fails() -> None:
    outcomes: dict[str, set[bool]] = {}
    for case in pattern_cases():
        outcomes.setdefault(case["rule_id"], set()).add(case["status"] == "pass")
    assert {rule["rule_id"]: outcomes.get(rule["rule_id"]) for rule in PATTERNS} == {
        rule["rule_id"]: {True, False} for rule in PATTERNS
    }
