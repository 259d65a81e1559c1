"""Every domain rule answers its cases: one that passes, one that fails, one that cannot be judged, one at the limit."""

from __future__ import annotations

import csv

import duckdb
import pytest

from tests.integration.rules_domain.cases import CASES, Case
from tests.integration.rules_domain.render import PROJECT

KINDS = {"pass", "fail", "unknown", "limit"}


def _rules() -> list[dict[str, str]]:
    with (PROJECT / "seeds" / "rules_domain.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.rule}-{c.build.__name__}") for c in CASES])
def test_rule_answers_its_case(case: Case, answers: duckdb.DuckDBPyConnection) -> None:
    found = answers.execute(
        "select status, message_zh from int_checks__domain_answers "
        "where plant_code = ? and process = ? and period = ? and rule_id = ?",
        [case.plant, case.process, case.period, case.rule],
    ).fetchall()
    assert len(found) == 1, (
        f"{len(found)} answers for {case.rule} at {case.plant} {case.process} {case.period}"
    )
    assert found[0][0] == case.status, found[0][1]


@pytest.mark.parametrize("rule", sorted({rule["rule_id"] for rule in _rules()}))
def test_every_rule_has_its_four_kinds_of_case(rule: str) -> None:
    """One that passes, one that fails, one that cannot be judged, one at the limit itself."""
    assert {case.kind for case in CASES if case.rule == rule} == KINDS


def test_every_cell_is_answered_once(answers: duckdb.DuckDBPyConnection) -> None:
    twice = answers.execute(
        "select rule_id, plant_code, process, period, count(*) from int_checks__domain_answers group by all having count(*) > 1"
    ).fetchall()
    cells = answers.execute("select count(*) from int_domain__cells").fetchone()
    given = answers.execute("select count(*) from int_checks__domain_answers").fetchone()
    assert twice == []
    assert cells == given


@pytest.mark.parametrize(("parameter", "safe"), [("output", "least"), ("anode_gross", "greatest")])
def test_the_value_proposed_for_a_changed_deposit_is_the_safe_one(
    answers: duckdb.DuckDBPyConnection, parameter: str, safe: str
) -> None:
    found = answers.execute(
        f"select conservative_value = {safe}(expected, observed) from int_checks__domain_answers "
        "where rule_id like 'X-DEPOSIT.%' and parameter = ? and disposition <> '' and deviation > 0 and unit = 't'",
        [parameter],
    ).fetchall()
    assert found and all(is_safe for (is_safe,) in found)


def test_messages_have_no_open_places(answers: duckdb.DuckDBPyConnection) -> None:
    open_places = answers.execute(
        "select rule_id, message_zh, message_en from int_checks__domain_answers "
        "where message_zh is null or message_en is null or message_zh like '%{%' or message_en like '%{%'"
    ).fetchall()
    assert open_places == []


def test_every_finding_says_where_it_was_seen(answers: duckdb.DuckDBPyConnection) -> None:
    nowhere = answers.execute(
        "select rule_id, plant_code from int_checks__domain_answers where disposition <> '' and evidence = '' "
        "and rule_id not like 'X-HUG.%' and rule_id not like 'X-DEPOSIT-40.%' and rule_id not like 'X-DIGIT.%'"
    ).fetchall()
    assert nowhere == []


def _answer(
    answers: duckdb.DuckDBPyConnection, case: str, rule: str, columns: str, period: str = "2024-01"
) -> tuple | None:
    """Columns of the answer of a rule to a case."""
    plant = next(c.plant for c in CASES if c.build.__name__ == case)
    return answers.execute(
        f"select {columns} from int_checks__domain_answers "
        "where plant_code = ? and rule_id = ? and period = ?",
        [plant, rule, period],
    ).fetchone()


def test_an_output_effect_uses_the_anode_effect_factors(answers: duckdb.DuckDBPyConnection) -> None:
    found = _answer(answers, "a_changed_weight_is_a_restatement", "X-RESTATE.ladle", "effect_tco2e")
    # 0.38 t x (0.034 x 6630 + 0.0034 x 11100) / 1000 = 0.1000008
    assert found is not None and str(found[0]) == "0.10"


def test_a_red_ticket_says_what_it_takes_back_and_offsets_nothing(answers: duckdb.DuckDBPyConnection) -> None:
    found = _answer(answers, "a_red_ticket_beside_a_broken_one", "X-WEIGH.ladle", "message_zh, message_en")
    # 9 t that cannot be read and 7.28 t taken back are both at stake: 16.28 t, not 1.72 t
    assert found is not None
    assert "2 行毛皮净不符，合计约 16.28 t" in found[0] and "红字磅单 1 行冲回 7.28 t" in found[0]
    assert "1 red tickets take back 7.28 t" in found[1]
    # no delivered file has a ticket of 7.28 t
    assert "1 行在已报送的文件中找不到原票" in found[0] and "仍计入" not in found[0]


@pytest.mark.parametrize(
    ("case", "place"),
    [
        pytest.param("a_red_slip_of_the_month_before", "2024-01/anode_slips_v1.csv!Sheet1!2 (ZY10101)", id="slip"),
        pytest.param("a_red_ticket_of_the_month_before", "2024-01/ladle_tickets_v1.csv!Sheet1!2 (0000240101)", id="one"),
        pytest.param("a_red_ticket_that_names_one_of_two", "2024-01/ladle_tickets_v1.csv!Sheet1!2 (0000240103)", id="named"),
        pytest.param("a_red_ticket_that_may_be_of_two", "", id="one-of-two"),
    ],
)  # fmt: skip
def test_a_red_ticket_is_told_with_the_ticket_of_another_file_that_it_takes_back(
    answers: duckdb.DuckDBPyConnection, case: str, place: str
) -> None:
    rule = "X-WEIGH.anode" if "slip" in case else "X-WEIGH.ladle"
    found = _answer(answers, case, rule, "message_zh, message_en", "2024-02")
    assert found is not None
    assert "被冲回的原票仍计入" in found[0] and "找不到原票" not in found[0]
    assert (place in found[0] and place in found[1]) if place else "其他表" not in found[0]


def test_masses_that_cannot_be_do_not_stop_a_close(answers: duckdb.DuckDBPyConnection) -> None:
    found = _answer(answers, "numbers_of_tickets_read_as_masses", "X-RANGE.ladle", "status, message_zh")
    assert found is not None
    assert found[0] == "nonconformity"
    assert "2 行" in found[1]
    assert _answer(answers, "numbers_of_tickets_read_as_masses", "X-TOTAL.ladle", "status") is not None


def test_a_missing_file_is_named_in_words(answers: duckdb.DuckDBPyConnection) -> None:
    found = _answer(answers, "a_required_file_is_missing", "X-DELIVERY.month", "message_zh, message_en")
    assert found is not None
    assert "缺 1 类应报文件：盘库报告。" in found[0]
    assert "Stock count (" in found[1]


@pytest.mark.parametrize(
    ("case", "vehicles", "tickets"),
    [
        pytest.param("one_vehicle_gains_200_kg_from_some_day", 1, 20, id="one-lorry"),
        pytest.param("one_lorry_heavier_beside_one_ticket_under_another_plate", 1, 18, id="beside-another"),
        pytest.param("plates_of_two_lorries_exchanged_from_some_day", 2, 30, id="from-some-day"),
        pytest.param("plates_of_two_lorries_exchanged_and_put_back", 2, 20, id="put-back"),
        pytest.param("plates_of_two_lorries_a_tonne_apart_exchanged_now_and_then", 2, 8, id="now-and-then"),
    ],
)
def test_a_tare_that_moved_names_the_tickets_of_every_lorry(
    answers: duckdb.DuckDBPyConnection, case: str, vehicles: int, tickets: int
) -> None:
    found = _answer(answers, case, "X-TARE.ladle", "message_zh, message_en")
    assert found is not None
    assert f"（{tickets} 票受影响" in found[0], found[0]
    assert f"({tickets} tickets" in found[1]
    assert found[0].startswith("车辆 ")
    assert (f"等 {vehicles} 台车" in found[0]) == (vehicles > 1)
