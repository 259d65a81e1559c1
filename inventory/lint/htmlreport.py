"""The readable lint report: one self-contained HTML page, Chinese first, printable.

Only presentation; findings come from ``run``.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from inventory.lint.collect import SEVERITIES, LintFinding, rules
from inventory.lint.numbers import show
from inventory.printed.model import Record, Report

LABELS = {
    "nonconformity": "不符合 nonconformity",
    "explain": "需说明 explain",
    "advisory": "提示 advisory",
    "nothing": "不影响",
    "category": "影响类别",
    "total": "影响总量",
    "materiality": "影响实质性",
}


def write_html(report: Report, rows: list[LintFinding], path: Path) -> None:
    """Write the page; the same findings give the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(["html", "j2"]),
        trim_blocks=True,
    )
    page = environment.get_template("lint.html.j2").render(
        report=report,
        organisation=report.first("organisation") or report.name,
        period=report.first("period"),
        total=report.first("total") or _total(report),
        groups=[(severity, [row for row in rows if row.severity == severity]) for severity in SEVERITIES],
        counts=Counter(row.severity for row in rows),
        moves=Counter(row.moves for row in rows),
        rules=rules(),
        labels=LABELS,
        to_check=_to_check(report),
        show=show,
    )
    path.write_text(page, encoding="utf-8")


def _total(report: Report) -> str:
    return next((s.text for s in report.summary if s.kind == "total" and not s.category and not s.gas), "")


def _to_check(report: Report) -> list[Record]:
    """Records the extractor was not sure of."""
    records: list[Record] = [
        *report.tables,
        *report.columns,
        *report.factors,
        *report.lines,
        *report.activity,
    ]
    return [record for record in records if record.needs_check]
