"""The page docs/lint.md, and the line-by-line recomputation it shows."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from inventory.lint.collect import rules
from inventory.lint.document import page
from inventory.lint.recompute import recompute
from inventory.lint.run import lint_report
from inventory.lint.view import build_view
from inventory.printed.model import Report
from inventory.printed.workbook import read_form

ROOT = Path(__file__).parents[3]
REPORTS = [ROOT / "examples" / "reports" / f"{name}.xlsx" for name in ("nanshan_2023", "zhongya_2024")]


def test_page_is_what_its_generator_writes():
    assert (ROOT / "docs" / "lint.md").read_text(encoding="utf-8") == page(REPORTS)


def test_page_explains_every_rule():
    text = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")
    assert not [rule for rule in rules() if f"| {rule} |" not in text]


@pytest.mark.parametrize(
    ("path", "printed", "difference"),
    [
        pytest.param(REPORTS[0], "10765537.17", "-94.85", id="nanshan"),
        pytest.param(REPORTS[1], "115181.85", "876.44", id="zhongya"),
    ],
)
def test_every_line_is_recomputed_and_every_difference_has_a_cause(path: Path, printed: str, difference: str):
    report = read_form(path)
    rows = recompute(build_view(report), lint_report(report))
    assert sum(row.printed for row in rows) == Decimal(printed)
    assert round(sum(row.difference for row in rows), 2) == Decimal(difference)
    assert all(row.recomputed is not None for row in rows)
    assert all(row.cause_zh for row in rows if abs(row.difference) > Decimal("0.005"))


def test_a_clean_report_recomputes_to_itself(report: Report):
    rows = recompute(build_view(report), lint_report(report))
    assert [(row.name, round(row.difference, 2)) for row in rows] == [("天然气 熔炼炉", 0), ("外购电力", 0)]
