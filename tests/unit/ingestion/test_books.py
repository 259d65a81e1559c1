"""Books of several months: every month is read as its own file would be, and nothing counts twice."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from ingestion.cells.month_names import heading_month, month_in, months_of_names
from ingestion.reading import books_dates
from ingestion.reading.read import read_delivery
from tests.unit.ingestion.build import CONTEXT, YEAR, csv_bytes, xlsx_bytes

DAILY = ["日期", "系列", "在产槽数", "铝液产量(t)", "氧化铝消耗(t)", "交流电耗(万kWh)"]
NAME = "电解生产日报.xlsx"


def day_rows(month, days=6, written="{d}", output=400):
    return [
        [written.format(m=month, d=d), "一系列", 200, output + d, 800 + d, 540.5 + d]
        for d in range(1, days + 1)
    ]


def book(names, written="{d}", header=True):
    return {
        name: [*([DAILY] if header else []), *day_rows(m, written=written)] for m, name in enumerate(names, 1)
    }


def read(content, period="2024-03", folder="2024-03", name=NAME, context=CONTEXT):
    return read_delivery(f"P/{folder}/{name}", content, replace(context, period=period))


def days(result):
    return [str(d) for s in result.sheets if s.rows for d in s.frame["report_date"]]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("1月", (1, None)), ("12月份", (12, None)), ("202401", (1, 2024)), ("2024年1月", (1, 2024)),
        ("2024-03", (3, 2024)), ("24年3月", (3, 2024)), ("Jan", (1, None)), ("September 2024", (9, 2024)),
        ("一月", (1, None)), ("十二月", (12, None)), ("一车间1月", (1, None)), ("日报2月", (2, None)),
        ("1-3月", None), ("一季度", None), ("1月和2月", None), ("Sheet1", None), ("2024年度", None),
        ("1#系列", None), ("March", (3, None)), ("Summary", None), ("汇总", None), ("2024年3月5日", None),
    ],
)  # fmt: skip
def test_a_month_is_told_by_its_name(text, month):
    assert month_in(text) == month


@pytest.mark.parametrize("text", ["合计", "3月合计", "3月5日", "累计", "注：3月停产", "1月1日", "小计"])
def test_what_only_mentions_a_month_heads_no_rows(text):
    assert heading_month(text) is None


def test_plain_numbers_are_months_where_several_sheets_are_named_so():
    assert months_of_names(["1", "02", "汇总"]) == [(1, None), (2, None), None]
    assert months_of_names(["1", "数据"]) == [None, None]


@pytest.mark.parametrize(
    "names",
    [["1月", "2月", "3月"], ["202401", "202402", "202403"], ["Jan", "Feb", "Mar"],
     ["2024年1月", "2024年2月", "2024年3月"], ["1", "2", "3"], ["一月", "二月", "三月"]],
    ids=lambda names: names[0],
)  # fmt: skip
def test_a_sheet_for_each_month_is_read_for_the_month_of_its_name(names):
    content = xlsx_bytes(book(names))
    (own,) = read(content)
    assert own.months == ("2024-01", "2024-02", "2024-03") and own.kind == "daily_report"
    assert days(own) == [f"2024-03-0{d}" for d in range(1, 7)] and own.count("keep") == 6
    (first,) = read(content, period="2024-01")
    assert days(first) == [f"2024-01-0{d}" for d in range(1, 7)]


def test_a_summary_and_months_still_to_come_count_for_nothing():
    prepared = [DAILY, *([d, "一系列", None, None, None, None] for d in range(1, 31))]
    sheets = {"目录": [["1月"], ["2月"]], **book(["1月", "2月", "3月"]), "4月": prepared, "汇总": [
        ["月份", "系列", "铝液产量(t)"], ["1月", "一系列", 2421]]}  # fmt: skip
    (own,) = read(xlsx_bytes(sheets))
    assert own.months == ("2024-01", "2024-02", "2024-03")
    assert [s.sheet for s in own.sheets if s.rows] == ["3月"]
    notes = " ".join(n for s in own.sheets for n in s.notes)
    assert "汇总其他工作表" in notes and "尚无数据" in notes and "2024-01" in notes


@pytest.mark.parametrize("folder", ["2024-03", "2024"])
def test_months_under_headings_of_one_sheet_are_parted(folder):
    rows = [["2024年1月电解生产日报"], DAILY]
    for month in (1, 2, 3):
        rows += [[f"{month}月份"], *([DAILY] if month == 2 else []), *day_rows(month)]
        rows.append([f"{month}月合计", None, None, 2421, 4821, 3264])
    content = xlsx_bytes({"台账": rows})
    for month in ("2024-01", "2024-02", "2024-03"):
        (result,) = read(content, period=month, folder=folder)
        assert days(result) == [f"{month}-0{d}" for d in range(1, 7)] and result.count("keep") == 6
        assert [t.agrees for s in result.sheets for t in s.totals] == [True] * 3
    assert read(content, period="2024-04", folder=folder) == []


def test_the_heading_of_the_first_month_is_no_row():
    (result,) = read(xlsx_bytes({"台账": [DAILY, ["3月"], *day_rows(3)]}))
    assert result.count("keep") == result.rows_total == 6 and result.months == ("2024-03",)


def test_rows_dated_over_several_months_count_in_theirs():
    rows = [r for m in (1, 2, 3) for r in day_rows(m, written="2024-{m:02d}-{d:02d}")]
    rows.insert(9, ["2024-02-31", "一系列", 200, 400, 800, 540])
    content = csv_bytes([DAILY, *rows])
    read_as = {
        m: read(content, period=m, name="电解生产日报.csv")[0] for m in ("2024-01", "2024-02", "2024-03")
    }
    assert [(r.count("keep"), r.count("quarantine")) for r in read_as.values()] == [(6, 0), (6, 1), (6, 0)]
    assert read_as["2024-03"].months == tuple(read_as)


def test_a_few_rows_of_another_month_are_strays_and_set_aside():
    rows = [*day_rows(2, 2, "2024-{m:02d}-{d:02d}"), *day_rows(3, 28, "2024-{m:02d}-{d:02d}")]
    (result,) = read(csv_bytes([DAILY, *rows]), name="电解生产日报.csv")
    frame = result.sheets[0].frame
    assert frame.filter(frame["row_status"] != "keep")["requirement"].to_list() == ["X-PERIOD"] * 2
    assert result.months == ()


def test_the_days_of_a_statistical_month_stay_together():
    context = replace(CONTEXT, month_end_day=25)
    rows = [[f"2024-{m:02d}-{d:02d}", "一系列", 200, 400 + d, 800 + d, 540.5] for m, d in (
        *((1, d) for d in range(26, 32)), *((2, d) for d in range(1, 30)), *((3, d) for d in range(1, 26)))]  # fmt: skip
    (own,) = read(csv_bytes([DAILY, *rows]), name="电解生产日报.csv", context=context)
    assert (days(own)[0], days(own)[-1], own.count("keep")) == ("2024-02-26", "2024-03-25", 29)
    assert own.months == ("2024-02", "2024-03")


def test_a_register_of_a_year_with_a_sheet_for_each_month_stays_whole():
    header = ["数据月份", "工序", "参数", "单位", "数值", "存证日期", "生产状态"]
    sheets = {f"{m}月": [header, [f"2024-{m:02d}", "一系列", "铝液产量", "t", "9000.00", f"2024-{m + 1:02d}-25", "正常"]]
              for m in (1, 2, 3)}  # fmt: skip
    (result,) = read(xlsx_bytes(sheets), "2024", "2024", "月度信息化存证记录.xlsx", YEAR)
    assert (result.kind, result.months, result.count("keep")) == ("deposits", (), 3)


def test_forms_without_dates_keep_their_month_by_the_sheet():
    header = ["品名", "期初", "产量", "购入", "销售", "自用", "损耗", "期末"]
    sheets = {
        f"{m}月": [["单位：吨"], header, ["铝液", 10 * m, 500, 0, 480, 0, 0, 10 * m + 20]] for m in (1, 2, 3)
    }
    for m in (1, 2, 3):
        (result,) = read(xlsx_bytes(sheets), f"2024-0{m}", name="购销存台账.xlsx")
        (frame,) = [s.frame for s in result.sheets if s.rows]
        assert frame["opening_t"].to_list() == [Decimal(10 * m)]


def test_december_in_the_folder_of_february_is_last_years():
    (result,) = read(xlsx_bytes({"12月": [DAILY, *day_rows(12)], "1月": [DAILY, *day_rows(1)],
                                 "2月": [DAILY, *day_rows(2)]}), "2024-02", "2024-02")  # fmt: skip
    assert result.months == ("2023-12", "2024-01", "2024-02")


@pytest.mark.parametrize("cut", [0, 480])
@pytest.mark.parametrize("end_day", [None, 25])
@pytest.mark.parametrize("seed", range(12))
def test_the_months_of_rows_are_the_same_by_their_ends_and_one_by_one(seed, end_day, cut, monkeypatch):
    luck = random.Random(seed)
    context = replace(CONTEXT, month_end_day=end_day, day_cut_minutes=cut)
    start = datetime(2024, 2, luck.choice([1, 20, 26, 29]))
    spans = [datetime(2024, 3, luck.choice([2, 24, 25, 26, 31]), 9), datetime(2024, 4, 1, 7, 59)]
    span = (luck.choice(spans) - start).total_seconds()
    instants = [start + timedelta(seconds=int(luck.random() * span)) for _ in range(40)]
    texts = [f"{at:%Y-%m-%d %H:%M:%S}{luck.choice(['', '.5'])}" for at in instants]
    for row in luck.sample(range(40), 4):
        texts[row] = luck.choice(
            [None, "2024-02-30 08:00:00", texts[row][:10], texts[row][:10] + " 24:00:00"]
        )
    rows = [[n, "一系列", f"鲁A{n}", text, 22.5, 12.5, 10.0] for n, text in enumerate(texts)]
    content = xlsx_bytes(
        {"一系列": [["单号", "电解系列", "车牌", "称重时间", "毛重(t)", "皮重(t)", "净重(t)"], *rows]}
    )

    def months_read():
        (result,) = read(content, name="铝液抬包过磅.xlsx", context=context)
        return result.months, result.count("keep"), result.count("quarantine"), result.status

    quick = months_read()
    monkeypatch.setattr(books_dates, "_the_one_period", lambda *_: None)
    assert months_read() == quick and quick[3] == "read"
