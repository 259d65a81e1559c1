"""What became of findings, in words: status, answer, decision, and how many of each a plant has.

Statuses are the register's (`warehouse.finding_register`); nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from reporting.labels import DISPOSITION_ORDER
from reporting.numbers import amount, plain, short
from warehouse.finding_register import UNANSWERED

STATUS = {
    "open": ("未答复", "open"),
    "carried": ("以前期间结转，未答复", "carried"),
    "refused": ("答复已退回", "refused"),
    "answered": ("已答复，待复核", "answered"),
    "closed": ("已关闭", "closed"),
    "corrected": ("已更正", "corrected"),
}
# The colour a status has on pages and in workbooks; closed and corrected alone are good news.
SHADE = {
    "open": "nonconformity",
    "carried": "nonconformity",
    "refused": "nonconformity",
    "answered": "explain",
    "closed": "pass",
    "corrected": "pass",
}
HANDLING = {"explained": "解释说明", "corrected": "已更正重报", "disputed": "不认可"}
FOR_THE_UNIT = "（待重点排放单位填写）"
NOT_MENDED = "未整改"


def status_label(row: Mapping[str, Any]) -> str:
    """Chinese label of a row's status, with what makes it urgent."""
    label = STATUS.get(row["status"], (row["status"],))[0]
    return f"{label}（逾期）" if row["is_overdue"] else label


def shade(status: str) -> str:
    """The colour of a status; an unknown one is no good news."""
    return SHADE.get(status, "nonconformity")


def answer_words(row: Mapping[str, Any]) -> str:
    """The plant's answer in one text; says so when there is none."""
    if not row["answer_hash"]:
        return FOR_THE_UNIT
    parts = [
        ("处理类型", HANDLING.get(row["handling"] or "")), ("原因", row["cause"]), ("措施", row["correction"]),
        ("答复岗位", row["responsible"]), ("日期", row["answered_date"]), ("支持文件", row["documents"]),
    ]  # fmt: skip
    return "；".join(f"{name}：{short(plain(value), 400)}" for name, value in parts if value)


def decision_words(row: Mapping[str, Any]) -> str:
    """The decision in force with person, day and reason, or why there is none."""
    if row["status"] == "corrected":
        return "按最新报送数据重新核对，问题不再出现"
    if not row["decision"]:
        return row["note_zh"] or ""
    words = {
        "accepted": "说明已接受",
        "refused": "退回",
        "conservative": f"按保守值 {row['decided_value']} 处理",
    }
    said = words.get(row["decision"], row["decision"])
    reason = f"：{short(row['decision_reason'], 400)}" if row["decision_reason"] else ""
    return f"{said}（{row['decided_by']}，{row['decided_date']}）{reason}"


def conclusion(row: Mapping[str, Any]) -> str:
    """The verifier's conclusion of annex 3; anything undecided is not mended."""
    if row["status"] == "corrected":
        return "已整改（最新报送数据中不再出现）"
    if row["status"] == "closed":
        return decision_words(row)
    details = {"answered": "已答复，待复核", "refused": "答复已退回"}
    detail = details.get(row["status"], "逾期未答复" if row["is_overdue"] else "")
    return f"{NOT_MENDED}（{detail}）" if detail else NOT_MENDED


def effects(finding: Mapping[str, Any]) -> str:
    """Effect on emissions and allowances, and the conservative value proposed, where they are known."""
    known = (
        ("影响排放量 {} tCO₂e", finding["effect_tco2e"]), ("影响配额 {} t", finding["effect_allowance_t"]),
        ("建议保守值 {}", finding["conservative_value"]),
    )  # fmt: skip
    return "；".join(words.format(amount(value)) for words, value in known if value is not None)


def counts(rows: pl.DataFrame) -> dict[str, int]:
    """How many findings there are of each status, and how many are overdue."""
    found = dict(rows.group_by("status").len().iter_rows())
    return {
        **{status: int(found.get(status, 0)) for status in STATUS},
        "overdue": int(rows["is_overdue"].sum() or 0),
    }


def in_order(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows of the register as people read them: overdue first, then what is undecided, worst disposition first."""
    rank = {code: index for index, code in enumerate(DISPOSITION_ORDER)}
    order = {code: index for index, code in enumerate(STATUS)}
    return rows.sort(
        pl.col("is_overdue").not_(),
        pl.col("status").replace_strict(order, default=-1, return_dtype=pl.Int64),
        pl.col("disposition").replace_strict(rank, default=-1, return_dtype=pl.Int64),
        "plant", "period", "process", "requirements", "finding_id",
    ).to_dicts()  # fmt: skip


def to_answer(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows a plant still has to answer, in the order of people."""
    return in_order(rows.filter(pl.col("status").is_in(list(UNANSWERED))))
