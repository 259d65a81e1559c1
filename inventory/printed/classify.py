"""Tell what kind of table a block is, from its caption and header words.

The words are rows of `TABLE_WORDS`; reading the cells belongs in ``tables`` and ``quantify``.
"""

from __future__ import annotations

import re

from inventory.printed.blocks import Block

HEADER_ROWS = 3
FORM_WORDS = {
    "受核查方",
    "受核查名称",
    "受核查方名称",
    "委托方名称",
    "统一社会信用代码",
    "报告期",
    "温室气体种类",
    "覆盖的时间段",
}
LETTER = re.compile(r"^[A-Z]\d?$|^[A-Z]\d?\s*[=＝].+")
NUMBER = re.compile(r"^-?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?$")

# (kind, words that must all stand in header or caption, words that must not); the first row that fits decides.
TABLE_WORDS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("bands", ("数据质量等级分类",), ()),
    ("bands", ("数据等级", "数值范围"), ()),
    ("findings", ("不符合项描述",), ()),
    ("schedule", ("日期", "时间安排"), ()),
    ("methods", ("计算方法",), ()),
    ("methods", ("核算方法", "排放源类别"), ()),
    ("gwp", ("GWP",), ("排放量", "活动数据")),
    ("gwp", ("全球变暖潜",), ("排放量", "活动数据")),
    ("parameters", ("活动水平数据", "排放因子/计算系数"), ()),
    ("factors", ("排放因子名称",), ()),
    ("factors", ("排放因子数值",), ()),
    ("factors", ("因子名称", "来源"), ()),
    ("uncertainty", ("不确定",), ()),
    ("scores", ("加权",), ()),
    ("scores", ("质量得分", "排放源"), ()),
    ("stocks", ("期初", "期末"), ()),
    ("sources", ("温室气体种类", "设备"), ()),
    ("sources", ("气体种类", "排放源", "设施"), ("数值", "排放量")),
    ("activity", ("活动数据", "计量单位"), ("排放因子", "EF", "排放量(", "tCO2e")),
    ("activity", ("活动数据", "数据来源"), ("排放因子", "EF", "tCO2e")),
    ("outputs", ("产品", "产量"), ("排放量",)),
)


def classify(block: Block) -> str:
    """Kind of a table (`vocabulary.TABLE_KINDS`), or "keyvalue" for two-column forms such as a cover page."""
    head = " ".join([block.title, *(cell for row in block.rows[:HEADER_ROWS] for cell in row)])
    if block.rows[0][0].startswith("数据值"):
        return "datum"
    if block.rows[0][0].startswith(("组织边界", "报告边界")):
        return "boundary"
    for kind, words, banned in TABLE_WORDS:
        if all(word in head for word in words) and not any(word in head for word in banned):
            return kind
    if any(is_letter_row(row) for row in block.rows[:6]):
        return "quantification"
    return _by_shape(block, head)


def _by_shape(block: Block, head: str) -> str:
    width = max(len([cell for cell in row if cell]) for row in block.rows)
    first = [cell for cell in block.rows[0] if cell]
    if first[:2] == ["序号", "内容"] or ("序号" in first and len(first) == 2 and not _numeric(block)):
        return "evidence"
    if sum("类别" in cell for cell in first[1:]) >= 2 and first[0] in {
        "类别",
        "气体",
        "温室气体",
        "GHG种类",
        "场所",
    }:
        return "matrix"
    if "排放量" in head and "排放因子" in head and _numeric(block):
        return "quantification"
    if "排放量" in head and _numeric(block):
        return "summary"
    is_form = any(cell in FORM_WORDS for row in block.rows for cell in row[::2])
    return "keyvalue" if width <= 4 and is_form else "other"


def is_letter_row(row: list[str]) -> bool:
    """A row of column letters and formulas: A, B, C=A*B."""
    cells = [cell for cell in row if cell]
    return len(cells) >= 2 and all(LETTER.match(cell) for cell in cells)


def _numeric(block: Block, share: float = 0.3) -> bool:
    rows = [row for row in block.rows if any(NUMBER.match(cell) for cell in row[1:])]
    return len(rows) >= max(1, share * len(block.rows))
