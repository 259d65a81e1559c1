"""Lint one printed report: read it, run every check, write lint.csv and the readable report.

The checks are modules of this package; the command line is ``orchestration.cli``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from inventory.lint.balance import check_balance
from inventory.lint.collect import Findings, LintFinding
from inventory.lint.completeness import check_completeness
from inventory.lint.declared import check_declared
from inventory.lint.evidence import check_evidence
from inventory.lint.factors import check_factors
from inventory.lint.factorunits import check_factor_units
from inventory.lint.facts import check_facts
from inventory.lint.gases import check_gases
from inventory.lint.gridfactors import check_grid_factors
from inventory.lint.htmlreport import write_html
from inventory.lint.numbers import show
from inventory.lint.provenance import check_provenance
from inventory.lint.quality import check_quality
from inventory.lint.replay import check_replay
from inventory.lint.rubric import check_rubric
from inventory.lint.sensitivity import check_sensitivity
from inventory.lint.structure import check_structure
from inventory.lint.sums import check_sums
from inventory.lint.texts import check_texts
from inventory.lint.view import View, build_view
from inventory.printed.extract import load_report
from inventory.printed.model import Report
from warehouse.formula_text import guarded_text

COLUMNS = (
    "report", "rule", "severity", "table", "item", "printed", "expected", "delta_tco2e", "moves", "message_zh",
    "message_en",
)  # fmt: skip
CHECKS: tuple[Callable[[View, Findings], None], ...] = (
    check_replay, check_sums, check_completeness, check_declared, check_factors, check_grid_factors,
    check_factor_units, check_provenance, check_gases, check_balance, check_quality, check_rubric,
    check_structure, check_facts, check_texts, check_evidence, check_sensitivity,
)  # fmt: skip
CLEAN, FOUND = 0, 1
DELTA_DECIMALS = 4


def lint_report(report: Report) -> list[LintFinding]:
    """Findings of every rule on one report, worst first; sizes in tCO2e are printed minus expected."""
    view = build_view(report)
    found = Findings(view.reach())
    for check in CHECKS:
        check(view, found)
    return found.sorted()


def run(report_path: Path, out_dir: Path | None) -> list[dict[str, str]]:
    """Findings of one report as rows of `lint.csv`; with a folder, the CSV and the readable page are written there.

    Raises FormError when the report cannot be read.
    """
    report = load_report(report_path)
    findings = lint_report(report)
    rows = [as_row(report.name, found) for found in findings]
    if out_dir is not None:
        out_dir.mkdir(parents=True, exist_ok=True)
        write_csv(rows, out_dir / "lint.csv")
        write_html(report, findings, out_dir / "lint.html")
    return rows


def exit_code(rows: list[dict[str, str]]) -> int:
    """0 when nothing is above advisory, 1 when something is."""
    return FOUND if any(row["severity"] != "advisory" for row in rows) else CLEAN


def as_row(name: str, found: LintFinding) -> dict[str, str]:
    """One finding in the columns of `lint.csv`; sizes as plain decimals."""
    size = "" if found.delta_tco2e is None else show(found.delta_tco2e, DELTA_DECIMALS)
    values = (
        name, found.rule, found.severity, found.table, found.item, found.printed, found.expected, size, found.moves,
        found.message_zh, found.message_en,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def write_csv(rows: list[dict[str, str]], path: Path) -> None:
    """Write the findings as CSV, UTF-8 with a header row; no text of a report is a formula."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: guarded_text(text) for name, text in row.items()} for row in rows)
