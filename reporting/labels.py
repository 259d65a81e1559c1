"""Words that people see: Chinese first, English beside it. Codes stay as the interface has them.

Names of parameters and sources come from the registries of the dbt project, the rest from ``reporting/words``.
A code that no list knows shows as itself, never as good news.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import dbt_project
from reporting.numbers import plain

WORDS = Path(__file__).parent / "words"
SEEDS = Path(dbt_project.__file__).parent / "seeds"

STATUS = {
    "nonconformity": ("不符合项", "nonconformity"),
    "missing": ("未核查（缺资料）", "missing"),
    "not_assessable": ("无法判定", "not assessable"),
    "explain": ("需说明", "explain"),
    "advisory": ("合理性提示", "advisory"),
    "pass": ("通过", "pass"),
    "not_applicable": ("不适用", "not applicable"),
}
STATUS_ORDER = list(STATUS)
DISPOSITION = {
    "nonconformity": ("不符合项", "nonconformity"),
    "data_error": ("数据错误", "data error"),
    "explain": ("需说明", "explain"),
    "advisory": ("合理性提示", "advisory"),
}
DISPOSITION_ORDER = list(DISPOSITION)
CATEGORY = {
    "T1": "重点排放单位基本信息",
    "T2": "核算边界",
    "M": "核算方法",
    "D": "核算数据",
    "A": "核算数据",
    "P": "核算数据",
    "Q": "数据质量控制方案制定及执行",
    "O": "其他内容",
    "R": "其他内容",
    "X": "核算数据",
}
ON_SITE = "现场核查发现的其他问题"
KIND_OF_ANSWER = {
    "data": ("数据核对", "computed"),
    "document": ("文件查阅", "document"),
    "attestation": ("现场询问、查看", "attestation"),
}
BRIDGE = {
    "metal": ("铝液", "liquid aluminium"),
    "anode": ("阳极", "anodes"),
    "alumina": ("氧化铝", "alumina"),
}
BASIS = {"accounting": "账务月", "natural": "自然月", "plant": "工厂口径"}
CASE = {
    "valid_within": "及时校准、准确度符合规定：按实际检测结果",
    "valid_outside": "及时校准、准确度超出规定：按超差修正",
    "not_calibrated": "未校准（或校准未覆盖的时段）：按规定准确度修正",
    "class_converted": "以准确度等级标示，按最大允许误差换算后判断",
}
# Units that are counts of something, as people read them; all others stay as they are.
UNIT = {"rows": "行", "files": "个文件", "d": "天", "tickets": "票", "kinds": "类"}
GATE = {"intake": ("进料关（行级）", "intake"), "thresholds": ("限值关（结果级）", "thresholds")}
SOURCE_BASIS = {"tickets": "原始计量记录", "declared": "排放报告申报值", "mixed": "原始计量记录与申报值合并"}
# Declared months have one mass and no days: a correction that changes within one can only be shared out.
ESTIMATED_SHARE = "含按天数分摊的估算"
ESTIMATED_CORRECTION = f"修正量{ESTIMATED_SHARE}"
SETTLED_MASS = "核定质量"
# Why annexes 1 and 2 and the allowance may differ from the table of emissions (ADR 0004).
SETTLED_NOTE = (
    "核定质量：有月份的原始计量记录有行未采用、被改动或存疑，而生产日报与申报值或存证一致，该月采用一致的文件质量；附件1、附件2、"
    "年度比较和配额测算均按此，与只按采用行汇总的排放量表可有差异，差额见对账桥。",
    "Settled mass: where tickets of a month were set aside, restated or are doubtful, and the daily report agrees with the "
    "declared or deposited month, that mass stands. Annexes 1 and 2, the comparison of years and the allowance use it; the table "
    "of emissions rests on the rows kept, and the bridge shows the difference.",
)
# Parameters of one requirement that are treated in different chapters of the report.
CHAPTER_OF_PARAMETER = {
    "anode_loss_rate": "3.4.1.2",
    "anode_sulphur": "3.4.2.1",
    "anode_ash": "3.4.2.1",
    "ef_cf4": "3.4.2.2",
    "ef_c2f6": "3.4.2.2",
    "gwp_cf4": "3.4.2.3",
    "gwp_c2f6": "3.4.2.3",
}
YEAR_ON_YEAR = {
    "emissions": "温室气体排放总量（tCO₂e）",
    "anode_net": "阳极净耗量（t）",
    "ac_energy": "电解工序交流电耗（MW·h）",
    "output": "铝液产量（t）",
    "ac_per_t": "铝液交流电耗（kW·h/tAl）",
    "anode_net_per_t": "吨铝液阳极净耗量（t/tAl）",
}


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of one registry."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def _column(path: Path, key: str, value: str) -> dict[str, str]:
    return {row[key]: row[value] for row in rows_of(path)}


def status_label(code: str) -> str:
    """Chinese label of a status."""
    return STATUS.get(code, (code, code))[0]


def status_english(code: str) -> str:
    """English label of a status."""
    return STATUS.get(code, (code, code))[1]


def disposition_label(code: str) -> str:
    """Chinese label of a disposition."""
    return DISPOSITION.get(code, (code, code))[0]


def gate_label(code: str) -> str:
    """Chinese label of a gate."""
    return GATE.get(code, (code, code))[0]


def mass_basis_label(row: Mapping[str, Any]) -> str:
    """What an emission stands on, and whether its calibration correction is an estimate."""
    basis = str(row.get("source_basis") or "")
    parts = [SOURCE_BASIS.get(basis, basis)]
    if row.get("is_correction_estimated"):
        parts.append(ESTIMATED_CORRECTION)
    return "；".join(filter(None, parts))


def case_label(row: Mapping[str, Any]) -> str:
    """State of an instrument in the days of a calibration effect, and whether their mass is an estimate."""
    case = CASE.get(row["case_code"], row["case_code"])
    return f"{case}（{ESTIMATED_SHARE}）" if row.get("is_estimated") else case


def answer_label(code: str) -> str:
    """How a requirement is answered, in Chinese."""
    return KIND_OF_ANSWER.get(code, (code, code))[0]


def place_label(process: str) -> str:
    """`1#` as it is; `ALL` is the whole plant, for cells headed 工序."""
    return "全厂" if process == "ALL" else process


def process_label(process: str) -> str:
    """`1#` as the template names it; `ALL` is the whole plant."""
    return "全厂" if process == "ALL" else f"{process}铝电解工序"


def parameter_label(code: str | None) -> str:
    """Chinese names of the parameters in `code`; several are joined by `|` or `;`."""
    names = _column(WORDS / "subjects.csv", "code", "zh") | _column(
        SEEDS / "parameter_catalog.csv", "parameter", "label_zh"
    )
    return "、".join(names.get(part, part) for part in re.split(r"[|;,]\s*", code or "") if part)


def source_label(code: str | None) -> str:
    """Chinese names of the source systems in `code`."""
    names = _column(SEEDS / "source_systems.csv", "source_system", "label_zh")
    return "、".join(names.get(part, part) for part in re.split(r"[|;,]\s*", code or "") if part)


def with_unit(text: str | None, unit: str | None) -> Any:
    """A value with its unit as text; a bare number as a number."""
    try:
        value = Decimal(text or "")
    except InvalidOperation:
        return text
    if not value.is_finite():
        return text
    return f"{plain(value)} {UNIT.get(unit, unit)}" if unit else value


def requirement_text(requirement: str) -> str:
    """What a requirement asks for, in Chinese; empty when no words are written for it."""
    return _column(WORDS / "requirements.csv", "id", "zh").get(requirement, "")


def chapters_of(requirement: str, parameter: str | None = None) -> list[str]:
    """Chapters of the report a requirement belongs to; a finding goes where its parameter is treated."""
    named = _column(WORDS / "requirements.csv", "id", "chapter").get(requirement, "3.6").split("|")
    if requirement.startswith("X-") and parameter:
        if parameter.startswith("anode") or parameter == "unit_weight":
            return ["3.4.1.1"]
        if parameter.startswith("output") or parameter == "backpour":
            return ["3.4.1.4"]
    own = CHAPTER_OF_PARAMETER.get(parameter or "")
    return [own] if own in named else named


def category_of(requirement: str, kind: str = "data") -> str:
    """Category of the list of nonconformities (annex 3) that a requirement belongs to."""
    return ON_SITE if kind == "attestation" else CATEGORY.get(requirement.partition("-")[0], "其他内容")


@cache
def fact_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Which printed item of the basic information is which fact; the first pattern that fits wins."""
    return tuple(
        (row["fact"], re.compile(row["pattern"]))
        for row in sorted(rows_of(SEEDS / "fact_names.csv"), key=lambda row: int(row["order_no"]))
    )


def fact_of(item: str) -> str | None:
    """The fact that a printed item names, None when no pattern fits."""
    bare = re.sub(r"\s", "", item)
    return next((fact for fact, pattern in fact_patterns() if fact == bare or pattern.search(bare)), None)
