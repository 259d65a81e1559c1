"""Columns that mark which ticket is void: a mark counts nowhere in silence, and one that cannot be told is asked."""

from types import SimpleNamespace

import polars as pl
import pytest

from ingestion.rows.void_marks import StateCodes
from ingestion.rows.work import Work
from tests.unit.ingestion.build import LADLE_HEADER, csv_bytes, ladle_rows, read_one, statuses

VOID = [(6, "quarantine", None)]
UNCLEAR = [(6, "quarantine", "X-DOMAIN")]


def read(header: list[str], others: list[str], marked: list[str]):
    """Twenty tickets with further columns; the fifth carries the marks."""
    body = [[*row, *others] for row in ladle_rows(20)[1:]]
    body[4][-len(marked) :] = marked
    return read_one("铝液抬包过磅明细.csv", csv_bytes([[*LADLE_HEADER, *header], *body]))


@pytest.mark.parametrize(
    ("header", "other", "mark", "found"),
    [
        pytest.param("是否作废", "否", "是", VOID, id="yes-and-no"),
        pytest.param("是否作废", "", "是", VOID, id="yes-or-blank"),
        pytest.param("作废", "", "√", VOID, id="a-tick"),
        pytest.param("作废标志", "0", "1", VOID, id="one-and-nought"),
        pytest.param("作废标记", "N", "Y", VOID, id="letters"),
        pytest.param("是否作废", "×", "√", VOID, id="crosses-beside-ticks"),
        pytest.param("是否有效", "是", "否", VOID, id="valid-the-other-way-round"),
        pytest.param("有效", "√", "×", VOID, id="valid-by-tick"),
        pytest.param("作废原因", "", "重复开票", VOID, id="a-reason"),
        pytest.param("作废时间", "", "2024-03-06 10:00", VOID, id="a-day"),
        pytest.param("作废标识", "", "×", UNCLEAR, id="a-cross-alone"),
        pytest.param("是否作废", "否", "待定", UNCLEAR, id="not-decided"),
        pytest.param("是否作废", "否", "否", [], id="none-void"),
        pytest.param("是否有效", "", "", [], id="nothing-said"),
    ],
)
def test_a_mark_of_a_void_ticket_is_understood(header, other, mark, found):
    assert statuses(read([header], [other], [mark])) == found


def test_a_mark_beside_a_state_that_says_nothing_of_it_counts():
    assert statuses(read(["磅单状态", "是否作废"], ["已审核", "否"], ["已审核", "是"])) == VOID


def test_a_mark_never_reaches_the_lake():
    frame = read(["是否作废"], ["否"], ["是"]).sheets[0].frame
    assert not [name for name in frame.columns if name.startswith("void_mark")]


def asked(result):
    return [q for sheet in result.sheets for q in sheet.questions if "作废" in q]


@pytest.mark.parametrize("header", ["状态", "磅单状态", "标志"])
@pytest.mark.parametrize(("other", "mark"), [("0", "1"), ("1", "0"), ("正常", "1"), ("", "9"), ("A", "D")])
def test_codes_that_may_mark_void_tickets_are_asked_about(header, other, mark):
    result = read([header], [other], [mark])
    assert not statuses(result)
    (question,) = asked(result)
    assert f"{mark}（1行）" in question


@pytest.mark.parametrize(
    ("header", "other", "mark"),
    [
        pytest.param("状态", "1", "1", id="the-same-for-all"),
        pytest.param("状态", "已审核", "未审核", id="words"),
        pytest.param("状态", "", "", id="nothing-said"),
    ],
)
def test_states_that_mark_no_ticket_are_not_asked_about(header, other, mark):
    assert not asked(read([header], [other], [mark]))


@pytest.mark.parametrize("mark", ["作废", "已删除"])
def test_a_flag_in_words_is_understood(mark):
    assert statuses(read(["标志"], ["正常"], [mark])) == VOID


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        pytest.param([["0", "0"], ["1"]], "0（2行）、1（1行）", id="changes-with-the-part"),
        pytest.param([["已审核"], ["1", "1"]], "1（2行）", id="words-then-codes"),
        pytest.param([["0"], ["0", "0"]], None, id="the-same-in-all-parts"),
        pytest.param([["已审核"], ["未审核"]], None, id="words-alone"),
    ],
)
def test_codes_of_a_file_in_parts_are_asked_about_once_for_the_whole(parts, told):
    column = SimpleNamespace(match=SimpleNamespace(header_raw="状态"))
    plan = SimpleNamespace(fields={"ticket_state": column}, questions=[])
    states = StateCodes(plan)
    for part in parts:
        states.add(Work(pl.DataFrame({"raw__ticket_state": part})))
    states.ask(plan)
    assert len(plan.questions) == (told is not None)
    assert all(told in question for question in plan.questions)
