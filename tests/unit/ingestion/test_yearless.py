"""Dates without a year in registers that span years: told by the rest of the row, or asked, never silently wrong."""

from datetime import date

import pytest

from ingestion.results import ReadContext
from tests.unit.ingestion.build import PLANTS, PROCESSES, csv_bytes, read_one

YEAR = ReadContext("P", "2024", plants=PLANTS, processes=PROCESSES, received_date=date(2025, 1, 20))
HEADER = ["器具编号", "器具名称", "证书编号", "检定日期", "有效期至", "实际准确度(%)", "检定机构", "结论"]


def read(*rows):
    body = [[no, "电子汽车衡", number, made, to, "0.12", "某计量所", "合格"] for no, number, made, to in rows]
    return read_one("检定校准记录.csv", csv_bytes([HEADER, *body]), YEAR)


def validities(result):
    frame = result.sheets[0].frame
    return [
        (str(r["calibrated_date"]), None if r["valid_to"] is None else str(r["valid_to"]), r["row_status"])
        for r in frame.sort("row_no").to_dicts()
    ]


@pytest.mark.parametrize("number", ["6523JL20230619144", "JD2023-0456", "(2023)量字第77号", "No.20230619-01"])
def test_the_certificate_number_tells_the_year(number):
    result = read(("H1", number, "6月19日", "2024-06-18"))
    assert validities(result) == [("2023-06-19", "2024-06-18", "keep")]


@pytest.mark.parametrize(
    ("made", "to"),
    [("6月19日", "6月18日"), ("06-19", "06-18"), ("6.19", "6.18"), ("六月十九日", "六月十八日")],
)
def test_two_yearly_certificates_that_follow_one_another_have_one_way_to_touch_the_year(made, to):
    result = read(("H1", "A1", made, to), ("H1", "A2", "6月11日", "6月10日"))
    assert validities(result) == [("2023-06-19", "2024-06-18", "keep"), ("2024-06-11", "2025-06-10", "keep")]
    assert result.sheets[0].notes and not result.sheets[0].questions


def test_the_sheets_usual_validity_tells_the_end():
    rows = [("H1", "A20230303", "2023-03-03", "2024-03-02"), ("H2", "B20240505", "5月5日", "5月4日")]
    assert validities(read(*rows))[1] == ("2024-05-05", "2025-05-04", "keep")


def test_the_next_certificate_tells_the_end_of_the_one_before():
    rows = [("H1", "A20220303", "3月3日", "3月2日"), ("H1", "A20240215", "2月15日", "2月14日")]
    assert validities(read(*rows))[0] == ("2022-03-03", "2024-03-02", "keep")


def test_an_end_that_may_be_of_several_years_stays_empty_and_is_asked():
    result = read(("M1", "6523JL20220715226", "7月15日", "7月14日"))
    assert validities(result) == [("2022-07-15", None, "keep")]
    assert any("有效期" in q and "/" in q for q in result.sheets[0].questions)


def test_a_validity_within_the_year_needs_no_more():
    assert validities(read(("H1", "2024-9", "2月1日", "12月31日"))) == [("2024-02-01", "2024-12-31", "keep")]


def test_a_start_before_a_whole_end_is_the_last_such_day():
    assert validities(read(("H1", "A9", "9月1日", "2024-03-31"))) == [("2023-09-01", "2024-03-31", "keep")]


def test_a_lone_pair_that_nothing_tells_is_set_aside_with_its_cell():
    result = read(("H1", "A9", "6月19日", "6月18日"))
    ((_, _, status),) = validities(result)
    row = result.sheets[0].frame.to_dicts()[0]
    assert (status, row["requirement"], row["reason_code"]) == ("quarantine", "X-DATE", "no_year")
    assert "D2" in row["reason_zh"] and "D2" in row["reason_en"]


def test_whole_dates_are_left_alone():
    rows = [("H1", "A20210101", "2023-06-19", "2024-06-18"), ("H2", "B", "2024/5/5", "2022/5/5")]
    result = read(*rows)
    assert validities(result) == [("2023-06-19", "2024-06-18", "keep"), ("2024-05-05", "2022-05-05", "keep")]
    assert not result.sheets[0].notes


def test_a_deposit_is_made_after_its_month():
    header = ["数据月份", "工序", "参数", "单位", "数值", "存证日期", "生产状态"]
    body = [["2024-11", "一系列", "铝液产量", "t", "9000.00", "12月28日", "正常"],
            ["2024-12", "一系列", "铝液产量", "t", "9100.00", "1月25日", "正常"]]  # fmt: skip
    result = read_one("月度信息化存证记录.csv", csv_bytes([header, *body]), YEAR)
    assert [str(d) for d in result.sheets[0].frame["deposited_date"]] == ["2024-12-28", "2025-01-25"]


def test_versions_of_a_plan_do_not_go_back_in_time():
    header = ["版本号", "制定（修订）时间", "修订内容"]
    body = [
        ["1.0", "11月20日", "首次制定"],
        ["1.1", "3月5日", "更换衡器"],
        ["1.2", "2024年8月1日", "更换电表"],
    ]
    result = read_one(
        "数据质量控制方案.csv", csv_bytes([["数据质量控制方案版本及修订"], header, *body]), YEAR
    )
    frame = next(s.frame for s in result.sheets if s.table_name == "plan_version")
    assert [str(d) for d in frame["made_date"]] == ["2023-11-20", "2024-03-05", "2024-08-01"]


def test_a_document_without_its_year_is_read_as_of_the_folder_and_asked():
    header = ["序号", "文件名称", "文件编号", "文件日期", "有效期至", "文件名", "是否提供", "保存年限"]
    body = [[1, "营业执照", "ZC-001", "3月8日", "长期", "01.pdf", "是", 5],
            [2, "排污许可证", "ZC-002", "6月8日", "6月7日", "02.pdf", "是", 5]]  # fmt: skip
    result = read_one("支持性文件清单.csv", csv_bytes([header, *body]), YEAR)
    frame = result.sheets[0].frame.sort("row_no")
    assert [str(d) for d in frame["document_date"]] == ["2024-03-08", "None"]
    assert frame["row_status"].to_list() == ["keep", "keep"]
    assert len(result.sheets[0].questions) >= 2


def test_a_month_of_daily_rows_keeps_the_months_year():
    from tests.unit.ingestion.build import CONTEXT, ladle_row, ladle_rows

    rows = [ladle_rows(0)[0], *(ladle_row(i, 统计日期=f"3月{i % 28 + 1}日") for i in range(9))]
    result = read_one("铝液抬包过磅明细.csv", csv_bytes(rows), CONTEXT)
    assert result.count("keep") == 9 and str(result.sheets[0].frame["stat_date"][0]) == "2024-03-01"
