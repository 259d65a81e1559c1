"""The form on which a plant answers findings: what was found, then empty columns; ingestion reads it back.

The header words are those of `ingestion/contracts/finding_answers.yml`. One row per finding that still has to be
answered; a plant that has none gets no form.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reporting import labels
from reporting.lifecycle import HANDLING, to_answer
from reporting.numbers import short
from reporting.published import Published
from reporting.sheets import Book

NAME = "核查发现答复表"
FOUND = (
    ("编号", 17), ("期间", 8), ("工序", 7), ("条款", 10), ("参数", 10), ("应有值", 11), ("实测值", 11), ("偏差", 8),
    ("限值", 8), ("影响tCO2e", 9), ("问题描述", 36), ("性质", 8), ("建议保守值", 10), ("答复期限", 10),
)  # fmt: skip
TO_FILL = (
    ("原因说明", 26), ("整改措施", 26), ("处理类型", 11), ("责任人岗位", 10), ("答复日期", 10), ("支持文件", 14),
)  # fmt: skip
# Points: room to write by hand on a printed form.
LOWEST_ROW = 46.0
NOTES = (
    "请在浅黄色各列逐条答复，保存后随报送文件一并交回（任一期间文件夹，文件名不限）；“编号”请勿改动，不得留空。处理类型："
    "解释说明、已更正重报、不认可。需说明的事项经集团或核查机构复核接受后关闭；不符合项和数据错误须更正并重新报送数据，"
    "或按保守值处理，不能仅凭说明关闭（核查指南第3章、3.5）。再次答复时以后报送的为准。",
    "Answer each line in the yellow columns and deliver the file with your data; leave the numbers as they are. "
    "A nonconformity or data error is closed by correction or a conservative value, not by an explanation alone.",
)


def form_file(plant: str) -> str:
    """File name of a plant's form."""
    return f"{plant}_{NAME}.xlsx"


def write_answer_forms(published: Published, folder: Path) -> list[Path]:
    """Write one form per plant with something to answer below `folder`; returns the paths."""
    written = []
    for plant in published.table("plants").sort("plant").to_dicts():
        rows = to_answer(published.register.of_plant(plant["plant"]))
        if rows:
            written.append(_write(plant, rows, folder / form_file(plant["plant"])))
    return written


def _write(plant: dict[str, Any], rows: list[dict[str, Any]], path: Path) -> Path:
    columns = [*FOUND, *TO_FILL]
    with Book(path, f"{plant['plant_name']} {NAME}") as book:
        widths = [width for _, width in columns]
        sheet = book.sheet(NAME, f"{plant['plant_name']} {NAME}", widths, NOTES)
        sheet.head([label for label, _ in columns])
        for row in rows:
            sheet.row([*_found(row), *[""] * len(TO_FILL)], "text", open_from=len(FOUND), lowest=LOWEST_ROW)
        sheet.choices([label for label, _ in columns].index("处理类型"), len(rows), list(HANDLING.values()))
    return path


def _found(row: dict[str, Any]) -> list[Any]:
    refused = (
        f"【上次答复退回：{short(row['decision_reason'], 300)}】" if row["decision"] == "refused" else ""
    )
    return [
        row["finding_id"], row["period"], labels.place_label(row["process"]), row["requirements"],
        labels.parameter_label(row["parameter"]), labels.with_unit(row["expected"], row["unit"]),
        labels.with_unit(row["observed"], row["unit"]), row["deviation"], row["limit"], row["effect_tco2e"],
        f"{refused}{short(row['message_zh'], 600)}", labels.disposition_label(row["disposition"]),
        row["conservative_value"], row["answer_due"],
    ]  # fmt: skip
