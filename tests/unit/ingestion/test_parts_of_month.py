"""Ten-day parts of a month are set aside; the row of the whole month, if there is one, is what counts."""

from decimal import Decimal

import pytest

from tests.unit.ingestion.build import csv_bytes, read_one, xlsx_bytes

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


WHOLE = {"1#": (12400, 4960), "2#": (15400, 6160)}


def _month(rows: list[list], name: str = "3月生产旬报.xlsx") -> dict[str, tuple[int, int]]:
    """Output and anodes by process of the rows kept."""
    frames = [
        s.frame for s in read_one(name, xlsx_bytes({"Sheet1": rows})).sheets if s.kind == "monthly_report"
    ]
    kept = [row for frame in frames for row in frame.to_dicts() if row["row_status"] == "keep"]
    return {row["process"]: (int(row["output_t"]), int(row["anode_t"])) for row in kept}


@pytest.mark.parametrize("whole", ["全月", "合计", "本月"])
def test_the_months_column_beside_columns_of_ten_days_is_read(whole: str) -> None:
    spans = ["上旬", "中旬", "下旬", whole]
    rows = [
        ["2024年3月电解生产旬报", *[None] * 9],
        ["项目", "单位", "一系列", None, None, None, "二系列", None, None, None],
        [None, None, *spans, *spans],
        ["铝液产量", "吨", 4000, 4100, 4300, 12400, 5000, 5100, 5300, 15400],
        ["阳极消耗量", "吨", 1600, 1640, 1720, 4960, 2000, 2040, 2120, 6160],
    ]
    assert _month(rows) == WHOLE


@pytest.mark.parametrize("whole", ["全月", "合计", "小计"])
def test_the_months_row_beneath_ten_days_is_read_for_each_process(whole: str) -> None:
    header = [["旬别", "一系列", None, "二系列", None], [None, *["铝液产量(t)", "阳极消耗量(t)"] * 2]]
    parts = [[word, 4000, 1600, 5000, 2000] for word in ("上旬", "中旬", "下旬")]
    assert _month([*header, *parts, [whole, 12400, 4960, 15400, 6160]]) == WHOLE


def test_items_of_processes_over_columns_of_ten_days_are_read() -> None:
    header = ["系列", "指标", "单位", "上旬", "中旬", "下旬", "全月"]
    rows = [
        ["一系列", "铝液产量", "吨", 4000, 4100, 4300, 12400],
        [None, "阳极消耗量", "吨", 1600, 1640, 1720, 4960],
        ["二系列", "铝液产量", "吨", 5000, 5100, 5300, 15400],
        [None, "阳极消耗量", "吨", 2000, 2040, 2120, 6160],
    ]
    assert _month([header, *rows]) == WHOLE


def test_a_cell_behind_ten_days_is_named_as_it_stands_on_the_sheet() -> None:
    sheet = [
        ["项目", "单位", "上旬", "中旬", "下旬", "全月"],
        ["铝液产量", "吨", 4000, 4100, 4300, 12400],
        ["阳极消耗量", "吨", 1600, 1640, 1720, "约5000"],
    ]
    (found,) = read_one("3月生产旬报.xlsx", xlsx_bytes({"Sheet1": sheet})).sheets
    assert [text for text in found.frame["reason_zh"].drop_nulls() if "F3" in text]


def test_ten_days_without_the_month_are_refused_as_that() -> None:
    rows = [
        ["项目", "单位", "一系列", None, None, "二系列", None, None],
        [None, None, *["上旬", "中旬", "下旬"] * 2],
        ["铝液产量", "吨", 4000, 4100, 4300, 5000, 5100, 5300],
        ["阳极消耗量", "吨", 1600, 1640, 1720, 2000, 2040, 2120],
    ]
    result = read_one("3月生产旬报.xlsx", xlsx_bytes({"Sheet1": rows}))
    assert result.count("keep") == 0
    assert "没有全月的数" in result.message_zh
