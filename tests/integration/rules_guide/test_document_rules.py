"""Rules over the evidence register and the verifier's record, each on its own copy of a plant without a fault."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.integration.rules_guide import base_plants
from tests.integration.rules_guide.registry import Row, raised, rules_of
from tests.integration.rules_guide.rendering import build

EVIDENCE = rules_of("evidence")
ATTESTATION = [rule for rule in rules_of("attestation") if rule["disposition"] != "missing"]

#: kind -> (changes, expected); {item} stands for the rule's pattern
EVIDENCE_KINDS: dict[str, tuple[list[str], str]] = {
    "provided": ([], "pass"),
    "not provided": (
        [
            "update stg_evidence set is_provided = false where plant = '{p}' and regexp_matches(document_name, '{item}')"
        ],
        "raised",
    ),
    "not in the register": (
        ["delete from stg_evidence where plant = '{p}' and regexp_matches(document_name, '{item}')"],
        "raised",
    ),
    "in force to the last day": (
        [
            "update stg_evidence set valid_to = '2024-12-31' where plant = '{p}' and regexp_matches(document_name, '{item}')"
        ],
        "pass",
    ),
    "in force to the day before": (
        [
            "update stg_evidence set valid_to = '2024-12-30' where plant = '{p}' and regexp_matches(document_name, '{item}')"
        ],
        "raised",
    ),
    "provided, no file named": (
        [
            "update stg_evidence set file_name = null where plant = '{p}' and "
            "regexp_matches(document_name, '{item}')"
        ],
        "raised",
    ),
    "no register names files": (["update stg_evidence set file_name = null where plant = '{p}'"], "pass"),
    "said not to apply, with a reason": (
        [
            "update stg_evidence set is_provided = false, provided_raw = '不适用', remark = '本年度未发生' "
            "where plant = '{p}' and regexp_matches(document_name, '{item}')"
        ],
        "advisory",
    ),
    "said not to apply, without a reason": (
        [
            "update stg_evidence set is_provided = false, provided_raw = '不适用', remark = null "
            "where plant = '{p}' and regexp_matches(document_name, '{item}')"
        ],
        "raised",
    ),
    "no register": (["delete from stg_evidence where plant = '{p}'"], "no answer"),
    "register in words not understood": (
        ["update stg_evidence set document_name = 'x' where plant = '{p}'"],
        "missing",
    ),
}
RECORD_KINDS: dict[str, tuple[list[str], str]] = {
    "recorded": ([], "pass"),
    "not recorded": (
        ["delete from stg_site_visit where plant = '{p}' and "
         "regexp_matches(coalesce(person_role, '') || ' ' || coalesce(subject, ''), '{item}')"],
        "raised",
    ),
    "recorded as contrary": (["update stg_site_visit set record = '与书面材料不一致' where plant = '{p}'"], "nonconformity"),
    "could not be asked": (["update stg_site_visit set record = '未能联系到本人' where plant = '{p}'"], "nonconformity"),
    "nothing contrary seen": (
        ["update stg_site_visit set record = record || '；现场查看未见异常，未发现不一致' where plant = '{p}'"], "pass",
    ),
    "no record": (["delete from stg_site_visit where plant = '{p}'"], "no answer"),
    "record in words not understood": (
        ["update stg_site_visit set person_role = 'x', subject = 'x' where plant = '{p}'"], "missing",
    ),
}  # fmt: skip


def answers(
    rules: list[Row], kinds: dict[str, tuple[list[str], str]], model: str
) -> Iterator[dict[str, str]]:
    codes = {(rule["rule_id"], kind): f"{rule['rule_id']} {kind}" for rule in rules for kind in kinds}
    with duckdb.connect() as connection:
        base_plants.load(connection)
        base_plants.clone(connection, [(code, "TDP") for code in codes.values()])
        for rule in rules:
            for kind, (changes, _) in kinds.items():
                code = codes[rule["rule_id"], kind]
                base_plants.apply(connection, code, [c.replace("{item}", rule["item"]) for c in changes])
        build(connection, [model])
        yield dict(connection.sql(
            f"select plant_code, status from {model} where starts_with(plant_code, rule_id || ' ')"
        ).fetchall())  # fmt: skip


@pytest.fixture(scope="module")
def evidence() -> Iterator[dict[str, str]]:
    yield from answers(EVIDENCE, EVIDENCE_KINDS, "int_checks__evidence")


@pytest.fixture(scope="module")
def record() -> Iterator[dict[str, str]]:
    yield from answers(ATTESTATION, RECORD_KINDS, "int_checks__attestation")


def wrong(found: dict[str, str], rules: list[Row], kind: str, status: str) -> dict[str, str | None]:
    result = {}
    for rule in rules:
        expected = {"raised": raised(rule), "no answer": None}.get(status, status)
        observed = found.get(f"{rule['rule_id']} {kind}")
        if observed != expected:
            result[rule["rule_id"]] = observed
    return result


@pytest.mark.parametrize("kind", EVIDENCE_KINDS)
def test_a_document_is_judged_by_the_register(evidence: dict[str, str], kind: str) -> None:
    assert wrong(evidence, EVIDENCE, kind, EVIDENCE_KINDS[kind][1]) == {}


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_an_interview_is_judged_by_the_record(record: dict[str, str], kind: str) -> None:
    assert wrong(record, ATTESTATION, kind, RECORD_KINDS[kind][1]) == {}
