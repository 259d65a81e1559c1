"""What a person reads when a close has ended: plants x checks, worst first, from published tables."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from orchestration.headless import CloseRun
from warehouse.finding_register import Register, register_of
from warehouse.home import open_home
from warehouse.publish import current_close, root_hash

# Worst first; the invariants' order of statuses.
STATUSES = ["nonconformity", "missing", "not_assessable", "explain", "advisory", "pass", "not_applicable"]
LABELS = {
    "zh": {
        "nonconformity": "不符合", "missing": "未核查", "not_assessable": "无法判定", "explain": "需说明",
        "advisory": "提示", "pass": "通过", "not_applicable": "不适用", "plant": "工厂", "worst": "发现（由重到轻）",
        "data_error": "数据错误", "close": "结账", "published": "结果表", "documents": "回执与报告",
        "none": "未发现问题", "register": "整改台账", "open": "未答复", "carried": "结转", "refused": "已退回",
        "answered": "待复核", "closed": "已关闭", "corrected": "已更正", "overdue": "逾期",
        "unmatched": "编号不在本台账的答复", "gap": "结果表已不在，其事项未列入台账",
    },
    "en": {
        "nonconformity": "nonconf.", "missing": "missing", "not_assessable": "not assess.", "explain": "explain",
        "advisory": "advisory", "pass": "pass", "not_applicable": "n/a", "plant": "plant", "worst": "findings, worst first",
        "data_error": "data error", "close": "close", "published": "tables", "documents": "receipts and reports",
        "none": "nothing found", "register": "register of findings", "open": "open", "carried": "carried",
        "refused": "refused", "answered": "answered", "closed": "closed", "corrected": "corrected", "overdue": "overdue",
        "unmatched": "answers to no known finding", "gap": "tables gone, findings not listed",
    },
}  # fmt: skip
DISPOSITION_ORDER = ["nonconformity", "data_error", "explain", "advisory"]
STYLES = {
    "nonconformity": "bold red",
    "data_error": "red",
    "missing": "magenta",
    "explain": "yellow",
    "advisory": "cyan",
}
SHOWN_FINDINGS = 40
LIFECYCLE = ["open", "carried", "refused", "answered", "closed", "corrected"]


def _checks_table(checks: pl.DataFrame, lang: str) -> Table:
    """Plants down, statuses across, counts of answers in the cells."""
    labels = LABELS[lang]
    table = Table(box=SIMPLE_HEAD)
    table.add_column(labels["plant"])
    for status in STATUSES:
        table.add_column(labels[status], justify="right", style=STYLES.get(status, ""))
    counts = checks.group_by("plant", "status").len()
    cells = {(row["plant"], row["status"]): row["len"] for row in counts.iter_rows(named=True)}
    plants = sorted(
        checks["plant"].unique().to_list(), key=lambda plant: [-cells.get((plant, s), 0) for s in STATUSES]
    )
    for plant in plants:
        table.add_row(plant, *[str(cells.get((plant, status), "·")) for status in STATUSES])
    return table


def _findings_table(findings: pl.DataFrame, lang: str) -> Table:
    """One line per thing found: the requirement ids that one cause raises are joined."""
    labels = LABELS[lang]
    message = "message_zh" if lang == "zh" else "message_en"
    rank = {name: index for index, name in enumerate(DISPOSITION_ORDER)}
    joined = (
        findings.group_by("disposition", "plant", "process", "period", message)
        .agg(pl.col("requirement").sort().str.join(" "))
        .with_columns(rank=pl.col("disposition").replace_strict(rank, default=9))
        .sort("rank", "plant", "period", "process", "requirement")
    )
    table = Table(
        title=f"{labels['worst']} ({joined.height})", title_justify="left", box=SIMPLE_HEAD, show_header=False
    )
    for name in ("", labels["plant"], "", "", "", ""):
        table.add_column(name, overflow="fold")
    for row in joined.head(SHOWN_FINDINGS).iter_rows(named=True):
        table.add_row(
            labels[row["disposition"]], row["plant"], row["process"], row["period"], row["requirement"], row[message],
            style=STYLES.get(row["disposition"], ""),
        )  # fmt: skip
    if joined.height > SHOWN_FINDINGS:
        table.add_row("…", "", "", "", "", f"+{joined.height - SHOWN_FINDINGS}: potline export")
    return table


def _register_table(register: Register, lang: str) -> Table:
    """Plants down, lifecycle statuses across; overdue last."""
    labels = LABELS[lang]
    table = Table(title=labels["register"], title_justify="left", box=SIMPLE_HEAD)
    table.add_column(labels["plant"])
    for status in (*LIFECYCLE, "overdue"):
        table.add_column(labels[status], justify="right", style="red" if status == "overdue" else "")
    for (plant,), rows in register.rows.group_by("plant", maintain_order=True):
        cells = dict(rows.group_by("status").len().iter_rows())
        overdue = int(rows["is_overdue"].sum() or 0)
        table.add_row(str(plant), *(str(cells.get(s, "·")) for s in LIFECYCLE), str(overdue or "·"))
    return table


def print_summary(root: Path, run: CloseRun, lang: str = "zh") -> bool:
    """Print the summary of the close just published; true when anything above `advisory` was found."""
    home = open_home(root)
    folder = current_close(home)
    if folder is None:
        raise RuntimeError("the close ended without publishing")
    checks, findings = (
        pl.read_parquet(folder / "checks.parquet"),
        pl.read_parquet(folder / "findings.parquet"),
    )
    labels, console = LABELS[lang], Console(width=None if Console().is_terminal else 160, soft_wrap=False)
    console.print(_checks_table(checks, lang))
    console.print(_findings_table(findings, lang) if findings.height else labels["none"])
    register = register_of(home, folder)
    if register.rows.height:
        console.print(_register_table(register, lang))
    for answer in register.unmatched:
        console.print(f"{labels['unmatched']}: {answer.finding_id}  {answer.source}", highlight=False)
    for name in register.gaps:
        console.print(f"{name}: {labels['gap']}", highlight=False)
    console.print(f"{labels['close']}: {run.close_id}  root hash {root_hash(home)}", highlight=False)
    console.print(f"{run.wall_seconds:.1f} s (CPU {run.cpu_seconds:.1f} s)", highlight=False)
    console.print(
        f"{labels['published']}: {folder}\n{labels['documents']}: {home.root / 'documents'}", highlight=False
    )
    return bool(findings.filter(pl.col("disposition") != "advisory").height)
