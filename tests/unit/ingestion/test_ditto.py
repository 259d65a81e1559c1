"""Cells that say 同上 hold what stands above them, and the receipt says so."""

import pytest

from ingestion.cells.distinct import plain
from ingestion.content.facts import content_rules
from tests.unit.ingestion.build import csv_bytes, ladle_rows, read_one, statuses


def read(column: str, cells: list[str]):
    """The sheet of as many tickets as cells, with a column of customers."""
    header, *rows = ladle_rows(len(cells))
    header = [*header, "收货单位"]
    rows = [[*row, "某公司"] for row in rows]
    for row, cell in zip(rows, cells, strict=True):
        row[header.index(column)] = cell
    return read_one("铝液抬包过磅明细.csv", csv_bytes([header, *rows]))


def values(result, name: str) -> list:
    return plain(result.sheets[0].frame[name]).to_list()


@pytest.mark.parametrize("mark", content_rules()["ditto"])
def test_a_ditto_mark_is_the_name_above_it_and_noted(mark: str) -> None:
    result = read("收货单位", ["甲公司", mark, mark, "乙公司", mark])
    assert values(result, "customer") == ["甲公司"] * 3 + ["乙公司"] * 2
    assert any("3处“同上”" in note for note in result.sheets[0].notes)


def test_a_ditto_mark_beneath_an_empty_cell_says_nothing() -> None:
    result = read("收货单位", ["甲公司", "", "同上", "乙公司", "同上"])
    assert values(result, "customer") == ["甲公司", None, None, "乙公司", "乙公司"]


def test_a_ditto_mark_in_the_first_row_says_nothing() -> None:
    result = read("收货单位", ["同上", "甲公司", "甲公司", "乙公司", "乙公司"])
    assert values(result, "customer")[0] is None


def test_a_ditto_mark_is_the_day_above_it() -> None:
    result = read("统计日期", ["2024-03-01", "同上", "2024-03-02", "同上", "同上"])
    assert [day.day for day in values(result, "stat_date")] == [1, 1, 2, 2, 2]


def test_a_ditto_mark_among_weights_is_set_aside() -> None:
    result = read("净重(kg)", ["7200", "同上", "7240", "7260", "7280"])
    assert [(row, status) for row, status, _ in statuses(result)] == [(3, "quarantine")]
