"""The register of findings as a sheet of the plant's workbook, and the answers beside what is to be explained.

Rows and statuses are the register's; layout only.
"""

from __future__ import annotations

from typing import Any

from reporting import labels
from reporting.annexes import place_of
from reporting.lifecycle import FOR_THE_UNIT, answer_words, decision_words, in_order, shade, status_label
from reporting.numbers import short
from reporting.published import Published
from reporting.sheets import Book

REGISTER_NOTE = (
    "首次发现、最近发现为结账截止日；以前期间未关闭的事项结转列示，直至最新数据中不再出现或答复被接受。未答复不等于没有问题。"
    "需说明的事项接受说明后关闭；不符合项和数据错误须更正或按保守值处理（核查指南第3章、3.5）。"
)


def answered(cause: dict[str, Any], known: dict[str, dict[str, Any]]) -> tuple[str, str]:
    """What the plant answered to a cause, and what was decided."""
    found = [known[number] for number in cause["finding_id"] if number in known]
    if not found:
        return (FOR_THE_UNIT if cause["disposition"] == "explain" else "（可不填）"), ""
    return "\n".join(answer_words(row) for row in found), "\n".join(
        f"{status_label(row)} {decision_words(row)}".strip() for row in found
    )


def write_register(book: Book, published: Published, code: str) -> None:
    """Write the sheet of one plant: every finding that needs an answer, and what became of it."""
    sheet = book.sheet(
        "整改台账",
        "整改台账",
        [19, 18, 10, 16, 14, 14, 50, 14, 14, 14, 12, 12, 12, 10, 40, 36],
        [REGISTER_NOTE],
    )
    sheet.head([
        "编号", "状态", "性质", "工序与期间", "核查项", "参数", "问题描述", "影响 tCO₂e", "影响配额 t", "建议保守值", "首次发现",
        "最近发现", "答复期限", "结转期数", "重点排放单位答复", "复核",
    ])  # fmt: skip
    rows = in_order(published.register.of_plant(code))
    for row in rows:
        sheet.row([
            row["finding_id"], status_label(row), labels.disposition_label(row["disposition"]), place_of(row),
            row["requirements"], labels.parameter_label(row["parameter"]), short(row["message_zh"], 400),
            row["effect_tco2e"], row["effect_allowance_t"], row["conservative_value"], row["first_seen"], row["last_seen"],
            row["answer_due"], row["carried_periods"], answer_words(row), decision_words(row),
        ], shade(row["status"]))  # fmt: skip
    if not rows:
        sheet.empty("没有需要答复的事项。 / Nothing to answer.")
    for name in published.register.gaps:
        sheet.note(
            f"结账 {name} 的结果表已不在，其事项未列入。 / The tables of close {name} are gone: not listed."
        )
