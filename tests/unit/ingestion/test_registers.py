"""Lists of facts that look alike: told by their captions, their items and the sides of their columns."""

from __future__ import annotations

import pytest

from ingestion.recognition.registers import is_caption
from tests.unit.ingestion.build import YEAR, read_one, xlsx_bytes

LICENCE = [["企业名称", "示例甲铝业有限公司"], ["法定代表人", "某某"], ["经营范围", "铝冶炼"]]
PERMIT = [
    ["单位名称", "示例甲铝业有限公司"],
    ["许可证编号", "91371681MA00000001001P"],
    ["有效期限", "2026-06-30"],
]
PLATFORM = [["企业名称", "示例甲铝业有限公司"], ["行业代码", "3216"], ["报告联系人", "李四"]]
SECTIONS = {"licence": LICENCE, "permit": PERMIT, "platform": PLATFORM}
PROFILE = [["企业名称", "示例甲铝业有限公司"], ["法定代表人", "张三"], ["阳极来源", "外购"]]
CONTROL = [["计量器具管理规定", "有"], ["内部审核", "每年12月"], ["台账保存年限", "10年"]]
VERSION = [["版本号", "制定时间", "修订内容"], ["1.0", "2023-11-20", "首次"]]
HEADER = ["项目", "内容"]


def _rows(result, *names):
    return [tuple(r[n] for n in names) for s in result.sheets for r in s.frame.to_dicts()]


def _asked(result):
    return " ".join(q for s in result.sheets for q in s.questions)


def _expected():
    return [(section, item, value) for section, facts in SECTIONS.items() for item, value in facts]


CAPTIONS = ["（一）工商营业执照", "（二）排污许可证信息", "（三）碳市场管理平台"]


def _under_captions():
    return [HEADER, *(row for c, f in zip(CAPTIONS, SECTIONS.values(), strict=True) for row in ([c], *f))]


def _with_headers():
    return [row for c, f in zip(CAPTIONS, SECTIONS.values(), strict=True) for row in ([c], HEADER, *f, [])]


def _in_a_column():
    names = ["营业执照", "排污许可证", "管理平台"]
    body = [
        [name if i == 0 else None, *fact]
        for name, facts in zip(names, SECTIONS.values(), strict=True)
        for i, fact in enumerate(facts)
    ]
    return [["证照", *HEADER], *body]


@pytest.mark.parametrize("sheet", ["汇总", "平台登记及证照"])
@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(_under_captions(), id="captions"),
        pytest.param(_with_headers(), id="captions-with-headers"),
        pytest.param(_in_a_column(), id="merged-column"),
    ],
)
def test_facts_of_several_documents_on_one_sheet_keep_their_document(rows, sheet):
    result = read_one("证照信息.xlsx", xlsx_bytes({sheet: rows}), YEAR)
    assert _rows(result, "section", "item", "value") == _expected()
    assert result.count("keep") == len(_expected())


def test_facts_of_several_documents_without_captions_are_asked_about():
    rows = [HEADER, *LICENCE, *PERMIT[1:], *PLATFORM[1:]]
    assert "分节标题" in _asked(read_one("证照信息.xlsx", xlsx_bytes({"汇总": rows}), YEAR))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("二、排污许可证", True),
        ("平台登记信息", True),
        ("第二部分 企业概况", True),
        ("排污许可证编号", False),
        ("一期产能", False),
        ("传真", False),
    ],
)
def test_captions_are_told_from_items_without_a_value(text, is_one):
    assert is_caption((text, None)) == is_one


@pytest.mark.parametrize("names", [("2", "3"), ("概况", "管理")])
@pytest.mark.parametrize("header", [HEADER, ["事项", "说明"], ["项", "填写"]])
def test_lists_of_the_plan_are_told_by_their_items(names, header):
    sheets = {"1": VERSION, names[0]: [header, *PROFILE], names[1]: [header, *CONTROL]}
    result = read_one("数据质量控制方案.xlsx", xlsx_bytes(sheets), YEAR)
    assert [s.table_name for s in result.sheets] == ["plan_version", "plan_profile", "plan_control"]
    facts = [r for s in result.sheets[1:] for r in s.frame.select("item", "value").rows()]
    assert facts == [tuple(f) for f in (*PROFILE, *CONTROL)]


def test_lists_of_the_plan_that_nothing_tells_apart_are_asked_about():
    sheets = {"1": VERSION, "2": [HEADER, ["甲项", "一"], ["乙项", "二"]]}
    assert "也像" in _asked(read_one("数据质量控制方案.xlsx", xlsx_bytes(sheets), YEAR))


def test_a_list_of_both_kinds_of_items_is_asked_about():
    sheets = {"1": VERSION, "企业情况": [HEADER, *PROFILE[:2], *CONTROL]}
    assert "也像" in _asked(read_one("数据质量控制方案.xlsx", xlsx_bytes(sheets), YEAR))


def test_a_plan_on_one_sheet_is_cut_at_its_titles():
    rows = [
        ["一、版本"],
        *VERSION,
        [],
        ["二、企业概况"],
        HEADER,
        *PROFILE,
        [],
        ["三、内部质控管理"],
        HEADER,
        *CONTROL,
    ]
    result = read_one("数据质量控制方案.xlsx", xlsx_bytes({"方案": rows}), YEAR)
    assert [(s.table_name, s.count("keep")) for s in result.sheets] == [
        ("plan_version", 1),
        ("plan_profile", 3),
        ("plan_control", 3),
    ]
