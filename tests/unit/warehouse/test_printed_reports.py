"""Lint results in a home: kept whole, read back by year, replaced, and never read when damaged."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from warehouse.event_log import read_events
from warehouse.home import Home, open_home
from warehouse.printed_reports import SCHEMA, PrintedReport, PrintedReportError, keep_result, kept_findings

ROW = {
    "report": "member", "rule": "L-SUM", "severity": "nonconformity", "table": "表 1", "item": "合计", "printed": "12",
    "expected": "10", "delta_tco2e": "2.0000", "moves": "total", "message_zh": "合计不符", "message_en": "total differs",
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "member.txt").write_text("报告", encoding="utf-8")
    return open_home(tmp_path / "home")


def kept(home: Home, plant: str = "M1", year: str = "2024") -> Path:
    return keep_result(home, PrintedReport(plant, year, home.root.parent / "member.txt"), [ROW])


def test_what_was_kept_comes_back_with_plant_and_year(home: Home) -> None:
    kept(home)
    found = kept_findings(home, ["2024"]).to_dicts()
    assert found == [{**ROW, "delta_tco2e": Decimal("2.0000"), "plant": "M1", "period": "2024"}]
    assert kept_findings(home, ["2023"]).height == 0


def test_without_a_result_the_table_is_empty_and_typed(home: Home) -> None:
    assert kept_findings(home, ["2024"]).schema == dict(SCHEMA)


def test_the_log_knows_what_was_checked(home: Home) -> None:
    kept(home)
    payload = next(read_events(home, ["printed_report"])).payload
    assert (payload["plant"], payload["period"], payload["findings"]) == ("M1", "2024", 1)


@pytest.mark.parametrize(
    ("plant", "year"),
    [
        pytest.param("", "2024", id="no-plant"),
        pytest.param("../M1", "2024", id="leaves-its-folder"),
        pytest.param("_group", "2024", id="not-a-plant"),
        pytest.param("M1", "2024-03", id="a-month"),
    ],
)
def test_a_place_that_is_none_is_refused(home: Home, plant: str, year: str) -> None:
    with pytest.raises(PrintedReportError, match=" / "):
        kept(home, plant, year)


def test_a_damaged_result_is_named(home: Home) -> None:
    kept(home).write_bytes(b"{")
    with pytest.raises(PrintedReportError, match=r"reports/M1/2024/member.txt.json"):
        kept_findings(home, ["2024"])
