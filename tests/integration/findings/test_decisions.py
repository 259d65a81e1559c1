"""Decisions are a second person's, on an answer that is there, and never close a nonconformity by words."""

from __future__ import annotations

import pytest

from orchestration.decision_list import read_decisions
from tests.integration.findings.closes import OTHER, PLANT, Raised, answer, close, deliver, state
from warehouse.certification import certify, close_state
from warehouse.decisions import DecisionError, Wish, decide
from warehouse.event_log import read_events, record
from warehouse.verify import verify_log

EXPLAIN, WRONG = Raised("P-03.days"), Raised("P-07.form", "nonconformity")
FOREIGN = Raised("P-03.days", plant=OTHER)


@pytest.fixture
def answered(home, deliveries):
    close(home, "2024-01", ["2024-01"], [EXPLAIN, WRONG, FOREIGN, Raised("X-DUP.ladle", "data_error")])
    rows = [answer(EXPLAIN.number), answer(WRONG.number)]
    deliver(home, deliveries, f"{PLANT}/2024-01/a.xlsx", rows)
    deliver(home, deliveries, f"{OTHER}/2024-01/b.xlsx", [answer(FOREIGN.number, 责任人岗位=None)])
    return home


@pytest.mark.parametrize(
    ("wish", "by", "says"),
    [
        pytest.param(Wish(EXPLAIN.number, "accepted"), "统计岗", "另一人复核", id="who-answered"),
        pytest.param(Wish(EXPLAIN.number, "accepted"), " 统 计 岗 ", "另一人复核", id="who-answered-spaced"),
        pytest.param(Wish(EXPLAIN.number, "accepted"), " ", "写明复核人", id="nobody"),
        pytest.param(Wish(EXPLAIN.number, "refused"), "复核岗", "写明理由", id="refused-without-reason"),
        pytest.param(Wish(WRONG.number, "accepted"), "复核岗", "不能仅凭说明关闭", id="words-on-a-nonconformity"),
        pytest.param(Wish(FOREIGN.number, "accepted"), "复核岗", "责任人岗位", id="answer-without-a-post"),
        pytest.param(Wish(Raised("X-DUP.ladle").number, "refused", "x"), "复核岗", "尚未答复", id="not-answered"),
        pytest.param(Wish(Raised("P-99.x").number, "refused", "x"), "复核岗", "没有编号", id="not-in-the-register"),
        pytest.param(Wish(WRONG.number, "conservative", "", "100"), "复核岗", "写明理由", id="value-without-reason"),
        pytest.param(Wish(WRONG.number, "conservative", "x", "abc"), "复核岗", "给出数值", id="value-no-number"),
        pytest.param(Wish(WRONG.number, "conservative", "x", "100.01"), "复核岗", "不如建议保守值", id="laxer-value"),
        pytest.param(Wish(EXPLAIN.number, "perhaps"), "复核岗", "未知的决定", id="unknown-decision"),
    ],
)  # fmt: skip
def test_what_must_not_be_decided_is_refused_and_leaves_no_event(answered, wish, by, says) -> None:
    with pytest.raises(DecisionError, match=says):
        decide(answered, [Wish(EXPLAIN.number, "accepted"), wish], by)
    assert list(read_events(answered, types=["decide"])) == []


@pytest.mark.parametrize(
    "value", [pytest.param("100", id="the-proposed-one"), pytest.param("99", id="a-safer-one")]
)
def test_conservative_value_is_at_least_as_safe_as_proposed(answered, value) -> None:
    decide(answered, [Wish(WRONG.number, "conservative", "按保守值", value)], "复核岗")
    assert (state(answered, WRONG)["status"], state(answered, WRONG)["decided_value"]) == ("closed", value)


def test_decisions_are_events_of_the_chain_and_can_be_taken_back(answered) -> None:
    decide(answered, [Wish(EXPLAIN.number.lower(), "accepted", "属实")], "复核岗")
    decide(answered, [Wish(EXPLAIN.number, "refused", "证据不足")], "复核岗")
    events = list(read_events(answered, types=["decide"]))
    assert [event.payload["decision"] for event in events] == ["accepted", "refused"]
    assert state(answered, EXPLAIN)["status"] == "refused"
    assert list(verify_log(answered)) == []


def test_nothing_is_decided_before_a_close(home) -> None:
    with pytest.raises(DecisionError, match="尚未发布"):
        decide(home, [Wish(EXPLAIN.number, "accepted")], "复核岗")


@pytest.mark.parametrize(
    ("numbers", "state"),
    [pytest.param("same", "certified", id="an-answer-came-in"), pytest.param("other", "decertified", id="a-number-moved")],
)  # fmt: skip
def test_only_a_changed_number_takes_a_certificate_away(home, numbers, state) -> None:
    close(home, "2024-01", ["2024-01"], [EXPLAIN])
    root = next(read_events(home, types=["close"])).payload["root_hash"]
    record(home, "close", {"close_id": "2024-01", "root_hash": root, "numbers_hash": "same"}, who="first")
    certify(home, "2024-01", "second", "")
    record(
        home, "close", {"close_id": "2024-01", "root_hash": "f" * 64, "numbers_hash": numbers}, who="first"
    )
    assert close_state(home, "2024-01").state == state


@pytest.mark.parametrize(
    ("text", "encoding", "says"),
    [
        pytest.param("编号,意见\nF1,关闭\n", "utf-8", "缺少列", id="no-decision-column"),
        pytest.param("编号,决定\nF1,也许\n", "gb18030", "第 2 行的决定“也许”无法识别", id="unknown-word"),
    ],
)
def test_list_that_cannot_be_understood_says_where(tmp_path, text, encoding, says) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(DecisionError, match=says):
        list(read_decisions(path))


def test_line_without_a_decision_is_left_for_another_day(tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("编号,决定,理由,保守值\nF1,,,\nF2,保守值,无法补正,100\n", encoding="utf-8-sig")
    assert list(read_decisions(path)) == [Wish("F2", "conservative", "无法补正", "100")]
