"""A plant's answers are recognised by content, and a row that answers nothing or nobody's finding is set aside."""

from __future__ import annotations

import polars as pl
import pytest

from ingestion.records.catalogue import files_table, rows_table
from tests.integration.findings.closes import HEADER, OTHER, PLANT, Raised, answer, deliver
from warehouse.register_sources import answers

FIRST, SECOND = Raised("P-03.days"), Raised("X-DUP.ladle")


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(f"{PLANT}/2024-01/核查发现答复表.xlsx", id="named-like-the-form"),
        pytest.param(f"{PLANT}/2024-01/新建工作簿1.xlsx", id="named-anyhow"),
        pytest.param(f"{PLANT}/2024/回复.csv", id="csv-in-the-years-folder"),
        pytest.param(f"{PLANT}/2024-02/a.csv", id="csv-in-a-later-month"),
    ],
)
def test_file_is_recognised_whatever_its_name_and_period(home, deliveries, file) -> None:
    deliver(home, deliveries, file, [answer(FIRST.number), answer(SECOND.number)])
    found = files_table(home.root).filter(pl.col("file") == file).to_dicts()[0]
    assert (found["kind"], found["status"], found["rows_keep"]) == ("finding_answers", "read", 2)
    given = answers(home)[PLANT, FIRST.number]
    assert (given.words["cause"], given.words["handling"]) == ("两套系统取数时点不同", "explained")


def test_other_header_words_are_understood(home, deliveries) -> None:
    header = ["问题编号", "原因分析", "纠正措施", "答复类型", "答复人", "回复日期", "证明材料"]
    row = answer(FIRST.number, 处理类型="已更正并重新报送")
    deliver(home, deliveries, f"{PLANT}/2024-01/x.xlsx", [row, answer(SECOND.number)], header)
    given = answers(home)[PLANT, FIRST.number].words
    assert (given["handling"], given["responsible"]) == ("corrected", "统计岗")


@pytest.mark.parametrize(
    ("row", "requirement", "reason"),
    [
        pytest.param(answer("P-03"), "X-DOMAIN", "unknown_finding", id="no-number-of-a-finding"),
        pytest.param(answer("FFFFFFF-FFFFFFFF"), "X-DOMAIN", "unknown_finding", id="check-digits-wrong"),
        pytest.param(
            answer(Raised("P-03.days", plant=OTHER).number), "X-DOMAIN", "unknown_finding", id="another-plants"
        ),
        pytest.param(
            answer(FIRST.number, 原因说明=None, 整改措施="无", 处理类型=None), "X-TYPE", "no_answer", id="answers-nothing"
        ),
    ],
)  # fmt: skip
def test_row_that_answers_no_finding_is_set_aside_with_its_reason(
    home, deliveries, row, requirement, reason
) -> None:
    file = f"{PLANT}/2024-01/答复.xlsx"
    deliver(home, deliveries, file, [row, answer(SECOND.number)])
    found = rows_table(home.root).filter(pl.col("file") == file).to_dicts()
    assert [(r["status"], r["requirement"], r["row"]) for r in found] == [("quarantine", requirement, 2)]
    assert set(answers(home)) == {(PLANT, SECOND.number)}
    lake = pl.read_parquet(home.lake / "finding_answers" / PLANT / "2024-01" / "*.parquet")
    assert lake["reason_code"].drop_nulls().to_list() == [reason]


def test_later_delivery_supersedes_row_by_row(home, deliveries) -> None:
    deliver(home, deliveries, f"{PLANT}/2024-01/答复.xlsx", [answer(FIRST.number), answer(SECOND.number)])
    newer = [answer(FIRST.number, 原因说明="仓库盘点口径不同")]
    deliver(home, deliveries, f"{PLANT}/2024-01/答复(修订).xlsx", newer)
    given = answers(home)
    assert given[PLANT, FIRST.number].words["cause"] == "仓库盘点口径不同"
    assert given[PLANT, SECOND.number].words["cause"] == "两套系统取数时点不同"


def test_hostile_answer_stays_text(home, deliveries) -> None:
    evil = '=HYPERLINK("http://evil.example","x")<script>'
    deliver(home, deliveries, f"{PLANT}/2024-01/答复.xlsx", [answer(FIRST.number, 原因说明=evil)], HEADER)
    assert "HYPERLINK" in answers(home)[PLANT, FIRST.number].words["cause"]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        pytest.param("停槽记录", ["编号", "工序", "日期", "原因说明", "处理措施", "责任人"], id="stops"),
        pytest.param(
            "不符合项",
            ["编号", "类别", "问题描述", "原因分析", "整改措施", "责任人", "完成日期"],
            id="earlier-nc",
        ),
    ],
)
def test_list_with_the_same_words_and_no_number_of_a_finding_is_something_else(
    home, deliveries, name, header
) -> None:
    file = f"{PLANT}/2024/{name}.csv"
    deliver(home, deliveries, file, [[f"{n}", *["内容"] * (len(header) - 1)] for n in range(1, 4)], header)
    found = files_table(home.root).filter(pl.col("file") == file).to_dicts()[0]
    assert found["kind"] != "finding_answers"
