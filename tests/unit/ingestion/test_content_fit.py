"""What the cells say against a header's words wins; a row nobody can name is never kept."""

import pytest

from ingestion.recognition.headers import pool_scores, spelled, split_header, squeeze
from tests.unit.ingestion.build import CONTEXT, YEAR, read_one, xlsx_bytes


def _frame(name, rows, context=CONTEXT):
    (sheet,) = [s for s in read_one(name, xlsx_bytes({"Sheet1": rows}), context).sheets if s.table_name]
    return sheet.frame


def test_a_column_with_the_plants_own_name_is_no_process():
    own = next(p.short_name for p in CONTEXT.plants if p.code == CONTEXT.plant_code)
    rows = [["磅单号", "厂别", "抬包号", "过磅时间", "毛重(t)", "皮重(t)", "净重(t)"]]
    rows += [[f"000{n}", own, "3", f"2024-03-02 0{n}:00", 24.44, 17.24, 7.2] for n in range(1, 6)]
    frame = _frame("一系列铝液过磅.xlsx", rows)
    assert set(frame["process"]) == {"1#"} and set(frame["row_status"]) == {"keep"}


def test_a_column_of_times_is_no_receiving_shop():
    rows = [["日期", "器具编号", "数据项", "日累计值(t)", "接收的时间点"]]
    rows += [
        [f"2024-03-{d:02d}", "A-1", "一系列铝液产量", 470, f"2024-03-{d + 1:02d} 00:20"] for d in range(1, 6)
    ]
    frame = _frame("一系列平台上传数据.xlsx", rows)
    assert set(frame["process"]) == {"1#"}


def test_a_column_of_numbers_is_no_verdict():
    rows = [["器具编号", "证书编号", "检定日期", "有效期至", "校准结果", "检定机构", "结论"]]
    rows += [[f"QCH-{n}", f"JL{n}", "2024-01-05", "2025-01-04", 0.1, "计量所", "合格"] for n in range(1, 5)]
    frame = _frame("检定记录.xlsx", rows, YEAR)
    assert [str(v.normalize()) for v in frame["accuracy_pct"]] == ["0.1"] * 4
    assert set(frame["conclusion"]) == {"合格"}


def test_a_unit_of_another_quantity_in_the_header_decides():
    rows = [["工序", "铝液产量本月(t)", "铝液产量累计(t)", "阳极用量(块)", "炭阳极消耗 本月(t)", "炭阳极消耗 累计(t)"],
            ["一系列", 14691, 14691, 6356, 6962.19, 6962.19], ["二系列", 23453, 23453, 10110, 11146, 11146]]  # fmt: skip
    frame = _frame("生产月报.xlsx", rows)
    assert frame["anode_blocks"].to_list() == [6356, 10110]
    assert [float(v) for v in frame["anode_t"]] == [6962.19, 11146]


def test_a_row_without_its_key_is_set_aside():
    rows = [["项目", "单位", "本年数"], ["工业总产值", "万元", 837593], [None, "万元", 12]]
    frame = _frame("财务报表摘要.xlsx", rows, YEAR)
    assert frame["row_status"].to_list() == ["keep", "quarantine"]
    assert frame["requirement"].to_list() == [None, "X-TYPE"]


@pytest.mark.parametrize(
    ("header", "pool"),
    [
        ("当月出铝量(t)", "output_month"),
        ("1-本月出铝量(t)", "output_cum"),
        ("炭阳极消耗 累计", "anode_cum"),
        ("AO消耗(kg)", "alumina"),
        ("电度表号码", "meter"),
        ("槽昼夜", "pot_days"),
    ],
)
def test_other_spellings_of_one_notion(header, pool):
    scores = pool_scores(split_header(header).base)
    assert scores[pool].score >= 0.95
    assert scores[pool].score == max(s.score for s in scores.values())


def test_period_words_in_front_and_behind_are_one():
    assert spelled(squeeze("本月铝液产量")) == spelled(squeeze("铝液产量（当月）"))


def test_a_figure_that_was_not_found_is_asked_for():
    rows = [["日期", "系列", "运行槽数", "铝液产量(t)", "甲乙丙丁"]]
    rows += [[f"2024-03-{d:02d}", "一系列", 210, 470, 12345] for d in range(1, 6)]
    (sheet,) = read_one("生产日报.xlsx", xlsx_bytes({"Sheet1": rows})).sheets
    assert any("甲乙丙丁" in q and "alumina_t" in q for q in sheet.questions)


def test_a_form_beside_itself_is_one_table():
    rows = [
        ["项目", "内容", "项目", "内容"],
        ["企业名称", "某公司", "法定代表人", "某某"],
        ["企业类型", "有限责任公司", "注册资本", "1000"],
    ]
    result = read_one("数据质量控制方案.xlsx", xlsx_bytes({"B.2企业情况": rows}), YEAR)
    assert {s.table_name for s in result.sheets} == {"plan_profile"}
    assert len({s.sheet for s in result.sheets}) == 2


def test_a_column_whose_header_and_cells_are_both_the_fields_own_is_no_question():
    rows = [
        ["工厂代码", "企业名称", "简称", "统一社会信用代码", "业务", "统计月", "日界", "报送期限"],
        *(
            [
                f"P{n}",
                f"示例{n}铝业有限公司",
                f"示例{n}",
                f"9137168{n}MA00000X{n}A",
                "电解铝",
                "自然月",
                "08:00",
                "次月8日",
            ]
            for n in range(1, 5)
        ),
    ]
    (sheet,) = read_one("工厂清单.xlsx", xlsx_bytes({"工厂清单": rows}), YEAR).sheets
    assert set(sheet.frame["day_cut_hour_minutes"]) == {480}
    assert not [question for question in sheet.questions if "日界" in question]
