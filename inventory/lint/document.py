"""Write docs/lint.md: every rule with its explanation, and what the linter finds in reports given as declared forms.

Run as ``python -m inventory.lint.document REPORT.xlsx ... [--out docs/lint.md]``; nothing in the page is typed by hand.
"""

from __future__ import annotations

import argparse
from collections import Counter
from decimal import Decimal
from pathlib import Path

from inventory.lint.collect import SEVERITIES, LintFinding, rules
from inventory.lint.numbers import show
from inventory.lint.recompute import Recomputed, recompute
from inventory.lint.run import lint_report
from inventory.lint.view import build_view
from inventory.printed.extract import load_report

HEAD = """# The linter of printed reports

`potline lint REPORT --out D` reads a printed inventory or verification report, checks it against itself and against
the factor registry, and writes `D/lint.csv` and `D/lint.html` (self-contained, printable, Chinese first).
REPORT is a declared form (.xlsx, see [printed-report-form.md](printed-report-form.md)) or a document (.txt, .md,
.docx, .pdf) that the extractor turns into one; what the extractor guessed is listed at the end of the page.
Exit code: 0 nothing above advisory, 1 findings, 2 the report could not be read. With `--home H --plant P --year Y` the
result is also kept for the next close to publish (`lint_findings`, [inventory.md](inventory.md)).

The rules know no report. Thresholds and explanations are rows of `inventory/lint/rules.csv`; names of sources
`aliases.csv`, data sets and materials `proxies.csv`, rates and quantities per tonne `plausibility.csv`, provenance and
rubric levels `rubric_words.csv`, grid areas `grid_areas.csv`; factors, GWPs and limits `inventory/registry/`.

- A printed number stands for every value that rounds to it; a whole number of up to four digits is exact.
- A cell is recomputed from its formula text; without one, from the roles of its columns and the units.
- An operand printed with more digits elsewhere (factor table, arithmetic in its provenance, its own formula) is used
  with those digits. What only unprinted digits could explain is `L-ROUNDING`, never an error.
- `delta_tco2e` is printed minus expected. `moves`: `nothing` (the number is not in the total), `category` (shifts
  between categories), `total`, `materiality` (reaches the threshold, or the total falls into another band).
- Recall and precision by rule, measured on random inventories: [lint-recall.md](lint-recall.md).

This page is written by `python -m inventory.lint.document`; do not edit.

## Rules

| rule | severity | 规则 | what it asks |
|---|---|---|---|
"""


def main() -> None:
    """Command line of the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path("docs/lint.md"))
    arguments = parser.parse_args()
    arguments.out.write_text(page(arguments.reports), encoding="utf-8")


def page(paths: list[Path]) -> str:
    """The whole page as Markdown."""
    lines = [HEAD.rstrip()]
    for rule in rules().values():
        limit = f" Threshold: {rule.threshold} {rule.unit}." if rule.threshold else ""
        lines.append(
            f"| {rule.rule} | {rule.severity} | {rule.title_zh}: {rule.explanation_zh} | {rule.explanation_en}{limit} |"
        )
    for path in paths:
        lines += _report(path)
    return "\n".join(lines) + "\n"


def _report(path: Path) -> list[str]:
    report = load_report(path)
    findings = lint_report(report)
    rows = recompute(build_view(report), findings)
    counts = Counter(f.severity for f in findings)
    tally = ", ".join(f"{counts[s]} {s}" for s in SEVERITIES)
    return [
        "",
        f"## {report.first('organisation')} {report.first('title_year')} (`examples/reports/{path.name}`)",
        "",
        f"{len(findings)} findings: {tally}.",
        "",
        "### Recomputed line by line",
        "",
        "| 表 | 类别 | 排放源 | printed tCO2e | recomputed | difference | cause |",
        "|---|---|---|---|---|---|---|",
        *(_line(row) for row in rows),
        *_totals(rows),
        "",
        "### Findings",
        "",
        "| rule | severity | where | item | printed | expected | tCO2e | moves | 说明 |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_finding(found) for found in findings),
    ]


def _line(row: Recomputed) -> str:
    value = show(row.recomputed) if row.recomputed is not None else "-"
    gap = show(row.difference) if row.recomputed is not None else "-"
    return f"| {row.table} | {row.category} | {_cell(row.name)} | {row.printed} | {value} | {gap} | {_cell(row.cause_zh)} |"


def _totals(rows: list[Recomputed]) -> list[str]:
    printed = sum((row.printed for row in rows), Decimal(0))
    again = sum((row.recomputed if row.recomputed is not None else row.printed for row in rows), Decimal(0))
    return [f"| | | **合计** | {show(printed)} | {show(again)} | {show(printed - again)} | |"]


def _finding(found: LintFinding) -> str:
    size = "" if found.delta_tco2e is None else show(found.delta_tco2e)
    cells = (
        found.rule,
        found.severity,
        found.table,
        found.item,
        found.printed,
        found.expected,
        size,
        found.moves,
    )
    return "| " + " | ".join(map(_cell, (*cells, found.message_zh))) + " |"


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")


if __name__ == "__main__":
    main()
