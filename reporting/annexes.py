"""The four annexes of the verification report as plain rows, for the workbook and the report alike.

Values come from the marts as they are; the guide's order and labels (appendix, annexes 1 to 4) are added here.
Columns that only the plant can fill are left open and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from reporting import labels
from reporting.lifecycle import FOR_THE_UNIT, conclusion, in_order
from reporting.numbers import amount, percent, plain, short
from reporting.published import Published
from warehouse.finding_register import TO_CORRECT

FORMS = {
    "C.1": "重点排放单位基本信息及相关信息",
    "C.2": "铝电解工序生产设施信息（C.2）",
    "C.3": "铝电解工序能源作为原料用途排放表（C.3）",
    "C.4": "铝电解工序阳极效应排放表（C.4）",
    "C.5": "铝电解工序生产数据及排放量汇总表（C.5）",
}
NOT_DELIVERED = "排放报告中未提供"
ANNEX3_NOTE = (
    "注：类别包括重点排放单位基本信息、核算边界，以及铝电解工序温室气体排放核算涉及的方法、核算数据、"
    "数据质量控制方案制定及执行、现场核查发现的其他问题、其他内容。“原因分析”和“纠正措施”取自重点排放单位的答复；"
    "重新报送的数据经核对不再出现该问题，或经复核按保守值处理之前，核查结论一律为“未整改”（核查指南第3章、3.5）。"
)
# Examples of supporting documents in the guide's annex 4, in our own order and words.
EXPECTED_DOCUMENTS = (
    "营业执照", "排污许可证", "组织机构图", "业务许可证", "厂区平面图", "工艺流程图", "项目批复",
    "备案的数据质量控制方案", "计量器具台账及检定/校准证明", "月度阳极炭块质量原始记录", "阳极转运单、生产报表及入厂计量台账",
    "铝液产量原始记录及台账", "铝液与铝产品入库台账、盘库报告、销售台账", "生产统计报表、指标台账、生产日志、生产计划",
    "B204-1表",
)  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """One line of annex 1; `is_same` is null when there is nothing to compare."""

    process: str
    label: str
    before: Any
    after: Any
    is_same: bool | None
    change: str
    reason: str


def annex1(published: Published, plant: str, year: str) -> dict[str, list[Compared]]:
    """Lines of annex 1 by form; form C.1 in the guide's order, with a line for every item of the guide."""
    rows = published.of_plant("annex1", plant).filter(pl.col("period") == year)
    by_form: dict[str, list[Compared]] = {form: [] for form in FORMS}
    by_form["C.1"] = list(_basic(rows.filter(pl.col("section") == "C.1")))
    # The plant's total stands below its processes.
    numbers = rows.filter(pl.col("section") != "C.1").sort(
        "section", pl.col("process") == "ALL", "process", "item_no", "item"
    )
    for row in numbers.iter_rows(named=True):
        by_form.setdefault(row["section"], []).append(_numeric(row))
    return by_form


def _basic(rows: pl.DataFrame) -> Iterator[Compared]:
    delivered = rows.sort("item_no", "item").to_dicts()
    by_fact: dict[str | None, list[dict[str, Any]]] = {}
    for row in delivered:
        by_fact.setdefault(labels.fact_of(row["item"]), []).append(row)
    for item in labels.rows_of(labels.WORDS / "profile_items.csv"):
        found = by_fact.pop(item["fact"], [])
        if not found:
            yield Compared("ALL", item["label_zh"], None, None, None, "", NOT_DELIVERED)
        for row in found:
            yield _textual(item["label_zh"], row)
    for others in by_fact.values():
        for row in others:
            yield _textual(row["label_zh"], row)


def _textual(label: str, row: dict[str, Any]) -> Compared:
    change = "" if row["is_same"] else "文字不同"
    return Compared(
        "ALL", label, row["before_text"], row["after_text"], row["is_same"], change, row["reason_zh"]
    )


def _numeric(row: dict[str, Any]) -> Compared:
    unit = f"（{row['unit']}）" if row["unit"] else ""
    before, after = row["before_value"], row["after_value"]
    reason = row["reason_zh"] or ""
    if before is None and after is not None:
        reason = reason or NOT_DELIVERED
    elif after is None:
        reason = reason or "缺少核查所需资料"
    is_same = None if before is None or after is None else row["is_same"]
    change = "" if row["change_pct"] is None or row["is_same"] else percent(row["change_pct"])
    return Compared(row["process"], f"{row['label_zh']}{unit}", before, after, is_same, change, reason)


def same_word(is_same: bool | None) -> str:
    """是, 否, or that it cannot be said."""
    return "无法判定" if is_same is None else ("是" if is_same else "否")


def annex2(published: Published, plant: str, year: str) -> list[tuple[str, str, str, Any]]:
    """Lines of annex 2: group, item, unit, verified value."""
    rows = published.of_plant("annex2", plant).filter(pl.col("period") == year).sort("process").to_dicts()
    facts = rows[0] if rows else next((p for p in published.plants if p["plant"] == plant), {})
    names = {
        "plant_name": "重点排放单位名称",
        "credit_code": "统一社会信用代码",
        "province": "省",
        "city": "市",
        "county": "区县",
    }
    lines: list[tuple[str, str, str, Any]] = [
        ("基本信息", label, "/", facts.get(name)) for name, label in names.items()
    ]
    lines.append(("基本信息", "纳入全国碳排放权交易市场的行业子类", "/", "电解铝"))
    parts = [
        ("pots", "电解槽数量", "个"),
        ("rectifiers", "整流器", "套"),
        ("design_current_ka", "设计电流", "kA"),
        ("design_voltage_v", "设计电压", "V"),
        ("output_t", "铝液产量", "t"),
        ("verified_emissions_tco2e", "经核查排放量", "tCO₂e"),
    ]
    for row in rows:
        group = "全部铝电解工序合计" if row["process"] == "ALL" else labels.process_label(row["process"])
        shown = parts[-2:] if row["process"] == "ALL" else parts
        lines += [(group, label, unit, row[name]) for name, label, unit in shown]
    return lines


@dataclass(frozen=True)
class Nonconformity:
    """One line of annex 3."""

    number: int
    category: str
    description: str
    english: str
    requirements: str
    place: str
    parameter: str
    disposition: str
    effect_tco2e: Decimal | None
    cause: str
    correction: str
    conclusion: str
    finding_id: str
    effect_allowance_t: Decimal | None
    conservative_value: Decimal | None
    status: str


def annex3(published: Published, plant: str, year: str = "") -> list[Nonconformity]:
    """Lines of annex 3: nonconformities and data errors of the register, undecided first; of one year or of all.

    Cause and correction are the plant's answer, the conclusion follows from decision and newest data.
    """
    found = published.register.of_plant(plant).filter(
        pl.col("period").str.starts_with(year) & pl.col("disposition").is_in(list(TO_CORRECT))
    )
    return [
        Nonconformity(
            number=number,
            category=_category(published, row["requirements"].split()),
            description=short(row["message_zh"], 600),
            english=row["message_en"] or "",
            requirements="、".join(row["requirements"].split()),
            place=place_of(row),
            parameter=labels.parameter_label(row["parameter"]),
            disposition=labels.disposition_label(row["disposition"]),
            effect_tco2e=row["effect_tco2e"],
            cause=short(row["cause"], 600) or FOR_THE_UNIT,
            correction=short(row["correction"], 600) or FOR_THE_UNIT,
            conclusion=conclusion(row),
            finding_id=row["finding_id"],
            effect_allowance_t=row["effect_allowance_t"],
            conservative_value=row["conservative_value"],
            status=row["status"],
        )
        for number, row in enumerate(in_order(found), start=1)
    ]


def place_of(row: dict[str, Any]) -> str:
    """Process and period of a finding or an answer, in words."""
    return f"{labels.process_label(row['process'])} {row['period']}"


def _category(published: Published, requirements: list[str]) -> str:
    """The category of the first requirement of the guide that a cause raises; domain rules come last."""
    first = min(requirements, key=lambda code: (code.startswith("X-"), code))
    return labels.category_of(first, str(published.requirements.get(first, {}).get("kind") or "data"))


def annex4(published: Published, plant: str, years: list[str]) -> list[dict[str, Any]]:
    """Lines of annex 4 from the plant's register, or the guide's list when there is no register."""
    rows = published.of_plant("evidence", plant)
    if years:
        rows = rows.filter(pl.col("period").is_in(years))
    if rows.is_empty():
        return [
            {"seq": number, "name": name, "number": "", "date": "", "valid_to": "", "file": "",
             "is_provided": "未提供清单", "years": "", "keeper": ""}
            for number, name in enumerate(EXPECTED_DOCUMENTS, start=1)
        ]  # fmt: skip
    return [
        {
            "seq": number,
            "name": row["document_name"],
            "number": row["document_no"],
            "date": row["document_date"],
            "valid_to": row["valid_to"] or row["valid_to_raw"],
            "file": row["file_name"],
            "is_provided": {True: "是", False: "否"}.get(row["is_provided"], "未注明"),
            "years": row["retention_years"],
            "keeper": row["keeper"],
        }
        for number, row in enumerate(rows.sort("period", "seq", "document_name").to_dicts(), start=1)
    ]


def shown(value: object) -> str:
    """A cell of an annex as text: grouped digits for numbers, a dash for nothing."""
    return (
        amount(value)
        if isinstance(value, Decimal | int) and not isinstance(value, bool)
        else plain(value) or "—"
    )
