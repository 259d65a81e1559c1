"""What a pass says is no fault: the answers of a plant without one, as people read them."""

from __future__ import annotations

import duckdb
import pytest

from tests.integration.rules_guide import base_plants
from tests.integration.rules_guide.rendering import build


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    """One message of every rule that the plant passes."""
    with duckdb.connect() as connection:
        base_plants.load(connection)
        base_plants.clone(connection, [("C000", "TDP")])
        base_plants.finish(connection)
        build(connection, ["int_checks__guide_answers"])
        return dict(
            connection.execute(
                "select rule_id, min(message_zh) from int_checks__guide_answers "
                "where plant_code = 'C000' and status = 'pass' and process in ('1#', 'ALL') group by rule_id"
            ).fetchall()
        )


def test_a_pass_accuses_of_nothing(words: dict[str, str]) -> None:
    accused = ("计入", "只有单一来源", "未采用", "却", "多出")
    assert {rule: text for rule, text in words.items() if any(word in text for word in accused)} == {}


def test_a_pass_never_ends_in_a_colon(words: dict[str, str]) -> None:
    assert {rule: text for rule, text in words.items() if text.endswith("：")} == {}
    assert words["D-02.valid"] == "TDP-DB-1A、TDP-DB-1B、TDP-QCH-01：符合。"
    assert words["D-07.output"].startswith("铝液产量与报告来源不同的数据来源 ")
