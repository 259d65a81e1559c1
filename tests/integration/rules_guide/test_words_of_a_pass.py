"""Answers as people read them: what a pass says is no fault, what a breach says is in words and said once."""

from __future__ import annotations

import duckdb
import pytest

from tests.integration.rules_guide import base_plants
from tests.integration.rules_guide.rendering import build

BREACHES = (
    "update stg_calibrations set accuracy_pct = 0.25 where plant = '{p}' and instrument_no = 'TDP-QCH-01'",
    "update stg_declared_items set data_source = '铝电解车间外电子吊秤' where plant = '{p}' and item = 'output'",
)


def _messages(status: str, changes: tuple[str, ...] = ()) -> dict[str, str]:
    """One message of every rule that has this status at a plant that the changes spoilt."""
    with duckdb.connect() as connection:
        base_plants.load(connection)
        base_plants.clone(connection, [("C000", "TDP")])
        base_plants.apply(connection, "C000", changes)
        base_plants.finish(connection)
        build(connection, ["int_checks__guide_answers"])
        return dict(
            connection.execute(
                "select rule_id, min(message_zh) from int_checks__guide_answers "
                f"where plant_code = 'C000' and status = '{status}' and process in ('1#', 'ALL') group by rule_id"
            ).fetchall()
        )


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    """One message of every rule that the plant passes."""
    return _messages("pass")


def test_a_pass_accuses_of_nothing(words: dict[str, str]) -> None:
    accused = ("计入", "只有单一来源", "未采用", "却", "多出")
    assert {rule: text for rule, text in words.items() if any(word in text for word in accused)} == {}


def test_a_pass_says_what_it_rests_on(words: dict[str, str]) -> None:
    assert {rule for rule, text in words.items() if not text} == set()
    assert words["O-05.history"] == "符合。"


def test_a_pass_never_ends_in_a_colon(words: dict[str, str]) -> None:
    assert {rule: text for rule, text in words.items() if text.endswith("：")} == {}
    assert words["D-02.valid"] == "TDP-DB-1A、TDP-DB-1B、TDP-QCH-01：符合。"
    assert words["D-07.output"].startswith("铝液产量与报告来源不同的数据来源 ")


def test_a_breach_names_ways_in_words_and_an_instrument_once() -> None:
    said = _messages("nonconformity", BREACHES)
    assert "应为 生产系统电子汽车衡，实为 铝电解车间外电子吊秤" in said["P-01.way"]
    assert said["D-03.output"].startswith("TDP-QCH-01：校准准确度 0.25% 超出规定 ")
