"""Lists over several years whose dates lack the year: the dates beside tell it, else it stays empty and is asked."""

from datetime import date

import pytest

from ingestion.results import ReadContext
from tests.unit.ingestion.build import PLANTS, PROCESSES, csv_bytes, read_one

YEAR = ReadContext("P", "2024", plants=PLANTS, processes=PROCESSES, received_date=date(2025, 1, 20))
TRADES = ["日期", "业务类型", "配额年度", "数量(t)", "价格(元/t)", "余额(t)"]
VISITS = ["序号", "核查方式", "访谈对象", "访谈内容", "记录", "访谈日期"]


def trades(*days, about=""):
    rows = [[day, "买入", about, 100, "80.00", 100 * n] for n, day in enumerate(days, 1)]
    result = read_one("配额账户台账.csv", csv_bytes([TRADES, *rows]), YEAR)
    (sheet,) = result.sheets
    return [str(d) for d in sheet.frame["trade_date"]], sheet


def test_whole_dates_before_and_after_leave_one_year():
    days, sheet = trades("2022-12-01", "3月5日", "2023-06-01", "11月8日", "2024-02-03")
    assert days == ["2022-12-01", "2023-03-05", "2023-06-01", "2023-11-08", "2024-02-03"]
    assert sheet.notes and not any("年份" in q for q in sheet.questions)


def test_a_list_that_runs_back_is_read_backwards():
    days, _ = trades("2024-02-03", "11月8日", "2023-06-01", "3月5日", "2022-12-01")
    assert days == ["2024-02-03", "2023-11-08", "2023-06-01", "2023-03-05", "2022-12-01"]


def test_nothing_was_traded_after_the_list_came_in():
    days, _ = trades("2024-01-10", "3月5日")
    assert days == ["2024-01-10", "2024-03-05"]


@pytest.mark.parametrize(
    "days",
    [("3月5日", "4月6日"), ("2021-05-05", "3月5日"), ("2024-05-05", "3-5", "2022-01-01", "2023-01-01")],
)
def test_a_year_that_nothing_tells_stays_empty_and_is_asked(days):
    found, sheet = trades(*days)
    assert "None" in found and found[days.index("3月5日") if "3月5日" in days else 1] == "None"
    assert sheet.count("keep") == len(days)
    assert any("没有年份" in q and "year" in q for q in sheet.questions)


def test_the_year_of_the_allowance_leaves_one_year():
    days, _ = trades("12月30日", about="2024")
    assert days == ["2024-12-30"]
    days, _ = trades("1月10日", about="2023")
    assert days == ["None"], "2023, 2024 and 2025 all fit"


def test_a_visit_of_no_year_stays_empty():
    rows = [
        [1, "问", "统计员", "台账", "查看了台账", "3月5日"],
        [2, "看", "电工", "电表", "查看了电表", "3月6日"],
    ]
    result = read_one("现场核查访谈记录.csv", csv_bytes([VISITS, *rows]), YEAR)
    assert result.kind == "site_visit" and result.sheets[0].frame["visit_date"].null_count() == 2
    assert result.count("keep") == 2 and any("没有年份" in q for q in result.sheets[0].questions)


@pytest.mark.parametrize("written", ["2024", "2,024", "２０２４", "2024年度", "2024.0", "2,024.00"])
def test_the_year_of_an_allowance_is_its_four_digits_however_it_is_shown(written):
    _, sheet = trades("2024-12-30", about=written)
    assert sheet.frame["allowance_year"].to_list() == ["2024"] and sheet.count("keep") == 1


def test_an_allowance_of_no_year_is_set_aside():
    _, sheet = trades("2024-12-30", about="本年")
    assert sheet.frame["row_status"].to_list() == ["quarantine"]
    assert sheet.frame["reason_code"].to_list() == ["not_a_year"]
    assert "C2" in sheet.frame["reason_zh"][0] and "四位" in sheet.frame["reason_zh"][0]
