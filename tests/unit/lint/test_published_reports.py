"""What the linter must find in the two published reports, as declared forms; the lists are expected_*.csv."""

from __future__ import annotations

import csv
import importlib.util
from functools import lru_cache
from pathlib import Path

import pytest

from inventory.lint.collect import LintFinding
from inventory.lint.run import lint_report
from inventory.printed.workbook import read_form

HERE = Path(__file__).parent
REPORTS = HERE.parents[2] / "examples" / "reports"
NAMES = ("nanshan_2023", "zhongya_2024")


def expected() -> list:
    cases = []
    for name in NAMES:
        with (HERE / f"expected_{name}.csv").open(encoding="utf-8", newline="") as lines:
            cases += [
                pytest.param(name, row, id=f"{name}-{row['rule']}-{row['what']}".replace(" ", "_"))
                for row in csv.DictReader(lines)
            ]
    return cases


@lru_cache(maxsize=2)
def findings(name: str) -> tuple[LintFinding, ...]:
    return tuple(lint_report(read_form(REPORTS / f"{name}.xlsx")))


@pytest.mark.parametrize(("name", "row"), expected())
def test_known_error_is_found(name: str, row: dict[str, str]):
    hits = [
        f
        for f in findings(name)
        if f.rule == row["rule"]
        and row["table"] in f.table
        and all(word in f.item for word in row["item"].split())
        and row["printed"] in f.printed
    ]
    assert hits, [(f.table, f.item, f.printed) for f in findings(name) if f.rule == row["rule"]]


def test_size_of_the_foreign_grid_factor_reaches_materiality():
    hit = next(f for f in findings("zhongya_2024") if f.rule == "L-FACTOR-REGION")
    assert (hit.moves, hit.severity) == ("materiality", "nonconformity")
    assert hit.delta_tco2e is not None and 40287 < hit.delta_tco2e < 40288


def test_size_of_the_line_that_does_not_replay():
    hit = next(f for f in findings("zhongya_2024") if f.rule == "L-REPLAY")
    assert (hit.expected, hit.moves) == ("37911.79", "total")


def test_building_the_examples_gives_the_committed_bytes(tmp_path: Path):
    spec = importlib.util.spec_from_file_location("build_reports", REPORTS / "build.py")
    assert spec and spec.loader
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    for name in NAMES:
        target = tmp_path / f"{name}.xlsx"
        build.write_form(build.read_encoded(REPORTS / "encoded" / name), target)
        assert target.read_bytes() == (REPORTS / f"{name}.xlsx").read_bytes()
