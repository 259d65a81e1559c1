"""Ten-day parts of a month are set aside; the row of the whole month, if there is one, is what counts."""

from decimal import Decimal

import pytest

from tests.unit.ingestion.build import csv_bytes, read_one

HEADER = ["物料名称", "旬别", "期初库存(t)", "本期购入(t)", "本期消耗(t)", "期末库存(t)"]
PARTS = [
    ["氧化铝", "上旬", 100, 50, 40, 110],
    ["氧化铝", "中旬", 110, 50, 40, 120],
    ["氧化铝", "下旬", 120, 50, 40, 130],
]


def rows(body: list[list]):
    """Status, reason and consumption of the rows of a ledger of alumina."""
    frame = read_one("氧化铝购销存台账.csv", csv_bytes([HEADER, *body])).sheets[0].frame
    return frame.select("row_no", "row_status", "reason_code", "own_use_t").rows()


def test_the_first_ten_days_are_not_taken_for_the_month() -> None:
    assert [(status, code) for _, status, code, _ in rows(PARTS)] == [("quarantine", "part_of_month")] * 3


@pytest.mark.parametrize("word", ["全月", "本月"])
def test_a_row_of_the_whole_month_is_read_beside_its_parts(word: str) -> None:
    found = rows([*PARTS, ["氧化铝", word, 100, 150, 120, 130]])
    assert [(no, used) for no, status, _, used in found if status == "keep"] == [(5, Decimal(120))]


def test_months_are_found_before_the_ten_days() -> None:
    parts = [[row[0], f"3月{row[1]}", *row[2:]] for row in PARTS]
    assert {status for _, status, _, _ in rows(parts)} == {"quarantine"}


def test_a_word_for_one_part_alone_sets_nothing_aside() -> None:
    body = [["氧化铝", "上旬", 100, 150, 120, 130], ["氟化铝", "", 10, 5, 4, 11], ["石油焦", "", 9, 5, 4, 10]]
    assert "part_of_month" not in {code for _, _, code, _ in rows(body)}
