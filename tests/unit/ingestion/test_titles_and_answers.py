"""A title that speaks of another month or plant is a question; 无 in a form of values is an answer."""

from __future__ import annotations

import pytest

from tests.unit.ingestion.build import YEAR, csv_bytes, ladle_rows, read_one, xlsx_bytes


def _titled(title: str) -> bytes:
    return csv_bytes([[title], *ladle_rows(30)])


@pytest.mark.parametrize(
    ("title", "word"),
    [
        pytest.param("2024年2月铝液过磅明细", "2024-02", id="another-month"),
        pytest.param("示例乙铝业有限公司铝液过磅明细", "示例乙铝业有限公司", id="another-plant"),
    ],
)
def test_a_title_that_does_not_fit_the_folder_is_a_question_and_costs_no_row(title, word):
    result = read_one("铝液.csv", _titled(title))
    assert result.count("keep") == 30
    assert any(word in q and ("确认" in q or "放错" in q) for q in result.sheets[0].questions)


@pytest.mark.parametrize("title", ["2024年3月铝液过磅明细", "示例甲铝业有限公司铝液过磅明细", "铝液过磅明细"])
def test_a_title_that_fits_the_folder_asks_nothing(title):
    asked = read_one("铝液.csv", _titled(title)).sheets[0].questions
    assert asked == read_one("铝液.csv", csv_bytes(ladle_rows(30))).sheets[0].questions


def test_a_declared_value_of_none_stays_the_word():
    profile = [["项目", "内容"], ["单位名称", "示例甲铝业有限公司"], ["变更情况", "无"], ["备用电源", "-"]]
    facilities = [
        ["工序", "设计电流(kA)", "设计电压(V)", "槽数", "整流器", "产能(t)"],
        ["1#", 300, 4, 200, 5, 100000],
    ]
    result = read_one(
        "数据质量控制计划.xlsx", xlsx_bytes({"B.2 企业基本情况": profile, "B.3 设施": facilities}), YEAR
    )
    (sheet,) = [s for s in result.sheets if s.table_name == "plan_profile"]
    assert dict(sheet.frame.select("item", "value").rows())["变更情况"] == "无"
    assert dict(sheet.frame.select("item", "value").rows())["备用电源"] is None
