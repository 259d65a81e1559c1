"""What becomes of a finding from close to close: every status, both sides of it, and the due day itself."""

from __future__ import annotations

import itertools
import shutil
from datetime import date

import polars as pl
import pytest

from tests.integration.findings.closes import PLANT, Raised, answer, close, deliver, register, state
from tests.integration.landing.group import plant_list
from tests.integration.landing.group import register as put_register
from warehouse.decisions import Wish, decide
from warehouse.finding_register import NO_LONGER_DECIDED, NOT_LOOKED, STILL_ARISES, WORDS_ALONE

JANUARY = ("2024-01", ["2024-01"])
FEBRUARY = ("2024-02", ["2024-02"])
EXPLAIN = Raised("P-03.days")
WRONG = Raised("P-07.form", "nonconformity")


def test_finding_without_an_answer_is_open(home) -> None:
    close(home, *JANUARY, [EXPLAIN])
    row = state(home, EXPLAIN)
    assert (row["status"], row["is_carried"], row["is_overdue"]) == ("open", False, False)
    assert (row["first_seen"], row["answer_due"], row["age_days"]) == (date(2024, 2, 8), date(2024, 2, 18), 0)


@pytest.mark.parametrize("status", ["pass", "missing", "not_assessable", "not_applicable", "advisory"])
def test_only_what_must_be_answered_is_in_the_register(home, status) -> None:
    close(home, *JANUARY, [Raised("P-03.days", status)])
    assert register(home).rows.is_empty()


def test_answer_makes_it_answered_and_names_its_row(home, deliveries) -> None:
    close(home, *JANUARY, [EXPLAIN])
    deliver(home, deliveries, f"{PLANT}/2024-01/a.xlsx", [answer(EXPLAIN.number)])
    row = state(home, EXPLAIN)
    assert (row["status"], row["cause"], row["is_overdue"]) == ("answered", "两套系统取数时点不同", False)
    assert row["answer_source"] == f"{PLANT}/2024-01/a.xlsx!Sheet1!2"


@pytest.mark.parametrize(
    ("decision", "status"),
    [pytest.param("accepted", "closed", id="accepted"), pytest.param("refused", "refused", id="refused")],
)
def test_decision_closes_or_sends_back_what_was_to_be_explained(home, deliveries, decision, status) -> None:
    close(home, *JANUARY, [EXPLAIN])
    deliver(home, deliveries, f"{PLANT}/2024-01/a.xlsx", [answer(EXPLAIN.number)])
    decide(home, [Wish(EXPLAIN.number, decision, "已核对")], "复核岗")
    row = state(home, EXPLAIN)
    assert (row["status"], row["decided_by"], row["decision_reason"]) == (status, "复核岗", "已核对")
    assert row["decided_date"] == date(2024, 3, 3)


@pytest.mark.parametrize(
    ("handling", "note"),
    [pytest.param("解释说明", WORDS_ALONE, id="explained"), pytest.param("已更正重报", STILL_ARISES, id="said-corrected")],
)  # fmt: skip
def test_words_do_not_close_a_nonconformity_and_the_register_says_so(
    home, deliveries, handling, note
) -> None:
    close(home, *JANUARY, [WRONG])
    deliver(home, deliveries, f"{PLANT}/2024-01/a.xlsx", [answer(WRONG.number, 处理类型=handling)])
    row = state(home, WRONG)
    assert (row["status"], row["note_zh"], row["note_en"]) == ("answered", *note)


def test_conservative_value_closes_a_nonconformity(home) -> None:
    close(home, *JANUARY, [WRONG])
    decide(home, [Wish(WRONG.number, "conservative", "按保守值核算")], "复核岗")
    row = state(home, WRONG)
    assert (row["status"], row["decided_value"]) == ("closed", "100")


@pytest.mark.parametrize("status", ["pass", "advisory", "not_applicable"])
def test_it_is_corrected_when_the_rule_looked_again_and_found_nothing(home, status) -> None:
    close(home, *JANUARY, [WRONG])
    close(home, *JANUARY, [Raised(WRONG.rule, status)])
    row = state(home, WRONG)
    assert (row["status"], row["disposition"], row["is_overdue"]) == ("corrected", "nonconformity", False)


@pytest.mark.parametrize(
    "again",
    [
        pytest.param([Raised(WRONG.rule, "missing")], id="missing"),
        pytest.param([Raised(WRONG.rule, "not_assessable")], id="not-assessable"),
        pytest.param([], id="not-asked"),
    ],
)
def test_not_looked_at_is_not_corrected(home, again) -> None:
    close(home, *JANUARY, [WRONG])
    close(home, *JANUARY, again)
    row = state(home, WRONG)
    assert (row["status"], row["note_zh"]) == ("open", NOT_LOOKED[0])


@pytest.mark.parametrize(
    ("month", "day", "is_overdue"),
    [
        pytest.param("2024-02-17", date(2024, 2, 17), False, id="the-day-before"),
        pytest.param("2024-02-18", date(2024, 2, 18), False, id="on-the-due-day"),
        pytest.param("2024-02-19", date(2024, 2, 19), True, id="the-day-after"),
    ],
)
def test_unanswered_is_overdue_from_the_day_after_the_due_day(home, month, day, is_overdue) -> None:
    close(home, *JANUARY, [EXPLAIN])
    close(home, f"2024-01@{month}", JANUARY[1], [EXPLAIN])
    row = state(home, EXPLAIN)
    assert (row["is_overdue"], row["age_days"]) == (is_overdue, (day - date(2024, 2, 8)).days)


def test_what_is_not_closed_is_carried_to_the_next_period_with_its_age(home) -> None:
    close(home, *JANUARY, [EXPLAIN])
    close(home, *FEBRUARY, [Raised("X-DUP.ladle", "data_error", "2024-02")])
    row = state(home, EXPLAIN)
    assert (row["status"], row["is_carried"], row["carried_periods"]) == ("carried", True, 1)
    assert (row["first_seen"], row["first_seen_close"], row["age_days"]) == (date(2024, 2, 8), "2024-01", 29)
    assert row["is_overdue"]
    assert register(home).rows.height == 2


def test_findings_of_later_periods_are_not_in_an_earlier_close(home) -> None:
    close(home, *FEBRUARY, [Raised("X-DUP.ladle", "data_error", "2024-02")])
    close(home, *JANUARY, [EXPLAIN])
    assert register(home).rows["period"].to_list() == ["2024-01"]


def test_settled_findings_leave_the_register_with_their_year(home) -> None:
    close(home, *JANUARY, [EXPLAIN])
    close(home, *JANUARY, [Raised(EXPLAIN.rule, "pass"), WRONG])
    close(home, "2024-03", ["2024-03"], [])
    assert set(register(home).rows["status"]) == {"corrected", "carried"}
    close(home, "2024", ["2024"], [])
    assert set(register(home).rows["status"]) == {"corrected", "carried"}


def test_new_answer_or_new_numbers_are_to_be_decided_again(home, deliveries) -> None:
    close(home, *JANUARY, [EXPLAIN])
    deliver(home, deliveries, f"{PLANT}/2024-01/a.xlsx", [answer(EXPLAIN.number)])
    decide(home, [Wish(EXPLAIN.number, "accepted")], "复核岗")
    close(home, *JANUARY, [Raised(EXPLAIN.rule, observed="250")])
    row = state(home, EXPLAIN)
    assert (row["status"], row["decision"], row["note_zh"]) == ("answered", None, NO_LONGER_DECIDED[0])
    close(home, *JANUARY, [EXPLAIN])
    assert state(home, EXPLAIN)["status"] == "closed"
    deliver(home, deliveries, f"{PLANT}/2024-02/b.xlsx", [answer(EXPLAIN.number, 原因说明="另有原因")])
    assert state(home, EXPLAIN)["status"] == "answered"


def test_explanation_accepted_does_not_cover_what_became_a_nonconformity(home, deliveries) -> None:
    close(home, *JANUARY, [EXPLAIN])
    deliver(home, deliveries, f"{PLANT}/2024-01/a.xlsx", [answer(EXPLAIN.number)])
    decide(home, [Wish(EXPLAIN.number, "accepted")], "复核岗")
    close(home, *JANUARY, [Raised(EXPLAIN.rule, "nonconformity")])
    assert state(home, EXPLAIN)["status"] == "answered"


def test_answer_to_a_finding_never_raised_is_named(home, deliveries) -> None:
    close(home, *JANUARY, [EXPLAIN])
    stray = Raised("P-99.never")
    deliver(home, deliveries, f"{PLANT}/2024-01/a.xlsx", [answer(stray.number), answer(EXPLAIN.number)])
    assert [one.finding_id for one in register(home).unmatched] == [stray.number]


def test_close_whose_tables_are_gone_is_named_as_a_gap(home) -> None:
    folder = close(home, *JANUARY, [EXPLAIN])
    close(home, *FEBRUARY, [])
    shutil.rmtree(folder)
    found = register(home)
    assert (found.gaps, found.rows.height) == ((folder.name,), 0)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_register_does_not_depend_on_the_order_of_closes_or_deliveries(home, deliveries, order) -> None:
    """Closes, and answers of three files, in every order; the close that is looked at comes last."""
    closes = [
        (*JANUARY, [EXPLAIN, WRONG]),
        (*FEBRUARY, [Raised("X-DUP.ladle", "data_error", "2024-02")]),
        ("2024-01..2024-02", ["2024-01", "2024-02"], [EXPLAIN, WRONG, Raised("X-DUP.ladle", "data_error", "2024-02")]),
    ]  # fmt: skip
    files = [
        (f"{PLANT}/2024-01/a.xlsx", [answer(EXPLAIN.number), answer(WRONG.number)]),
        (f"{PLANT}/2024-02/b.xlsx", [answer(EXPLAIN.number, 原因说明="二月更新")]),
        (f"{PLANT}/2024-02/c(修订).xlsx", [answer(EXPLAIN.number, 原因说明="二月修订")]),
    ]
    for step in order:
        deliver(home, deliveries, *files[step])
        close(home, *closes[step])
    close(home, "2024-03", ["2024-03"], [])
    rows = register(home).rows
    assert rows.filter(pl.col("finding_id") == EXPLAIN.number)["cause"].to_list() == ["二月修订"]
    assert rows.select("finding_id", "status", "first_seen", "last_seen", "age_days", "answer_hash").to_dicts() == [
        {"finding_id": number, "status": status, "first_seen": first, "last_seen": date(2024, 3, 8), "age_days": age,
         "answer_hash": rows.filter(pl.col("finding_id") == number)["answer_hash"][0]}
        for number, status, first, age in sorted(
            [(EXPLAIN.number, "answered", date(2024, 2, 8), 60), (WRONG.number, "answered", date(2024, 2, 8), 60)]
        )
    ] + [
        {"finding_id": Raised("X-DUP.ladle", period="2024-02").number, "status": "carried", "first_seen": date(2024, 3, 8),
         "last_seen": date(2024, 3, 8), "age_days": 31, "answer_hash": None}
    ]  # fmt: skip


def test_close_that_looks_back_knows_no_later_answer_or_decision(home, deliveries) -> None:
    close(home, *JANUARY, [EXPLAIN])
    plant_list(deliveries)
    put_register(deliveries, [(f"{PLANT}/2024-01/a.xlsx", "2024-02-20")])
    deliver(home, deliveries, f"{PLANT}/2024-01/a.xlsx", [answer(EXPLAIN.number)])
    decide(home, [Wish(EXPLAIN.number, "accepted")], "复核岗")
    found = []
    for day in ("2024-02-19", "2024-02-20", "2024-03-03"):
        close(home, f"2024-01@{day}", JANUARY[1], [EXPLAIN])
        found.append(state(home, EXPLAIN)["status"])
    assert found == ["open", "answered", "closed"]
