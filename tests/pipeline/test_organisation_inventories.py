"""Delivered activity lists and checked reports, from files to the group's table and page, in one close."""

from __future__ import annotations

import shutil
from decimal import Decimal

import openpyxl
import pytest

from tests.pipeline.conftest import DELIVERIES, ROOT, Example, potline
from tests.pipeline.test_example_close import rows

LIST = min(DELIVERIES.glob("*/2024/ISO14064*.xlsx"))
MEMBER = LIST.parts[-3]
SMELTER = min(path for path in DELIVERIES.iterdir() if (path / "2024-01").is_dir())
REPORT = min((ROOT / "examples" / "reports").glob("*.xlsx"))
EMISSION, FACTOR = 7, 5


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """A close with one list that has a wrong line and a wrong factor, one checked report, and one smelter's month."""
    root = tmp_path_factory.mktemp("members")
    drop = root / "drop" / MEMBER / "2024"
    drop.mkdir(parents=True)
    shutil.copytree(DELIVERIES / "_group", root / "drop" / "_group")
    shutil.copytree(SMELTER / "2024-01", root / "drop" / SMELTER.name / "2024-01")
    book = openpyxl.load_workbook(LIST)
    sheet = book.worksheets[0]
    sheet.cell(3, EMISSION).value = "1911.32"
    sheet.cell(5, FACTOR).value = "0.5419"
    sheet.cell(5, EMISSION).value = "24333.49"
    book.save(drop / LIST.name)
    home = root / "home"
    ingested = potline("ingest", "--home", str(home), str(root / "drop"))
    assert ingested.returncode == 0, ingested.stderr
    kept = potline("lint", str(REPORT), "--home", str(home), "--plant", MEMBER, "--year", "2024")
    assert kept.returncode == 1, kept.stderr
    close = potline("close", "--home", str(home), "--period", "2024-01", "--year", "2024")
    assert close.returncode in (0, 1), close.stderr
    exported = potline("export", "--home", str(home), "--out", str(home / "export"))
    assert exported.returncode == 0, exported.stderr
    return Example(home, home / "export", close)


def test_each_kind_of_error_of_a_list_is_raised_once(members: Example) -> None:
    raised = [
        (row["rule_id"], row["disposition"])
        for row in rows(members.export / "findings.csv")
        if row["requirement"] == "X-ISO" and row["disposition"] != "advisory"
    ]
    assert sorted(raised) == [
        ("X-ISO.doubt", "explain"),
        ("X-ISO.line", "nonconformity"),
        ("X-ISO.total", "nonconformity"),
    ]


def test_every_finding_of_a_list_is_published_with_its_row(members: Example) -> None:
    found = {row["rule"]: row for row in rows(members.export / "inventory_findings.csv")}
    assert {"LIST-LINE", "LIST-TOTAL", "LIST-FACTOR-VALUE"} <= set(found)
    assert found["LIST-LINE"]["delta_tco2e"].startswith("1000")
    assert found["LIST-LINE"]["row_no"] == "3"


def test_the_group_table_adds_up(members: Example) -> None:
    table = rows(members.export / "inventories.csv")
    lines = [row for row in table if row["row_kind"] == "line"]
    assert len(lines) == 6
    for column in ("printed_tco2e", "recomputed_tco2e"):
        total = sum(Decimal(row[column]) for row in lines)
        by_kind = {
            kind: sum(Decimal(row[column]) for row in table if row["row_kind"] == kind)
            for kind in ("member_total", "group_category", "group_total")
        }
        assert set(by_kind.values()) == {total}
    assert {row["plant"] for row in table} == {MEMBER, "_group"}


def test_findings_of_a_checked_report_are_published_and_shown(members: Example) -> None:
    found = rows(members.export / "lint_findings.csv")
    assert {(row["plant"], row["period"], row["report"]) for row in found} == {(MEMBER, "2024", REPORT.stem)}
    assert {row["severity"] for row in found} >= {"nonconformity", "explain"}
    page = (members.home / "documents" / "current" / "inventories.html").read_text(encoding="utf-8")
    assert "LIST-LINE" in page and REPORT.stem in page and "集团合计" in page


def test_a_clean_list_raises_nothing_above_advisory(example: Example) -> None:
    said = rows(example.export / "inventory_findings.csv")
    assert {row["disposition"] for row in said} <= {"advisory"}
    raised = [row for row in rows(example.export / "findings.csv") if row["requirement"] == "X-ISO"]
    assert {row["disposition"] for row in raised} <= {"advisory"}
    differences = [Decimal(row["difference_tco2e"]) for row in rows(example.export / "inventories.csv")]
    assert differences and max(map(abs, differences)) < 1
