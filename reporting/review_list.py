"""The list on which headquarters or the verifier decides on answers; `potline decide --list` takes it back."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from reporting import labels
from reporting.annexes import place_of
from reporting.lifecycle import answer_words, in_order, shade
from reporting.numbers import short
from reporting.published import Published
from reporting.sheets import Book

NAME = "答复复核清单"
SHOWN = (
    ("编号", 17), ("工厂", 10), ("工序与期间", 14), ("性质", 10), ("核查项", 12), ("问题描述", 40), ("企业答复", 46),
    ("影响tCO2e", 10), ("影响配额t", 10), ("建议保守值", 12), ("备注", 30),
)  # fmt: skip
TO_FILL = (("决定", 10), ("理由", 30), ("保守值", 12))
NOTES = (
    "在浅黄色列填写决定：关闭（接受说明）、退回（须写理由）、保守值（须写理由）。不符合项和数据错误不能凭说明关闭。复核人须为答复岗位以外"
    "的第二人。填好后执行 potline decide --list 本文件 --by 复核人；整份清单一并生效，有一行不符即全部不生效。",
    "Fill in the yellow columns, then: potline decide --list THIS_FILE --by NAME. All lines take effect, or none.",
)


def write_review_list(published: Published, folder: Path) -> list[Path]:
    """Write the list of answers that wait for a decision below `folder`; nothing when none does."""
    rows = in_order(published.register.rows.filter(pl.col("status") == "answered"))
    if not rows:
        return []
    columns = [*SHOWN, *TO_FILL]
    path = folder / f"{NAME}.xlsx"
    with Book(path, NAME) as book:
        sheet = book.sheet(NAME, NAME, [width for _, width in columns], NOTES)
        sheet.head([label for label, _ in columns])
        for row in rows:
            sheet.row([
                row["finding_id"], row["plant"], place_of(row), labels.disposition_label(row["disposition"]),
                row["requirements"], short(row["message_zh"], 400), answer_words(row), row["effect_tco2e"],
                row["effect_allowance_t"], row["conservative_value"], row["note_zh"], *[""] * len(TO_FILL),
            ], shade(row["status"]), open_from=len(SHOWN))  # fmt: skip
        sheet.choices(len(SHOWN), len(rows), ["关闭", "退回", "保守值"])
    return [path]
