"""Groups with other plants, habits and faults than the example's: what was planted is found, what is clean stays quiet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.generator.score import score
from tests.pipeline.conftest import ROOT, close_group, potline


def closed(folder: Path, seed: int, faults: str) -> tuple[Path, Path]:
    """Make a group, close its year, export; returns (truth, export)."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.generator", "--seed", str(seed), "--out", str(folder), "--faults", faults],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    home = folder / "home"
    close = close_group(home, folder / "deliveries", "--year", "2024")
    assert close.returncode in (0, 1), close.stderr
    assert potline("export", "--home", str(home), "--out", str(home / "export")).returncode == 0
    return folder / "truth", home / "export"


def test_planted_faults_of_another_group_are_found(tmp_path: Path) -> None:
    found, tables = score(*closed(tmp_path, 302, "some"))
    assert found.injected > 15
    assert ([fault["id"] for fault in found.missed], found.lawful, found.false) == ([], [], [])
    wrong = {table.name: table.wrong for table in tables if table.name in {"values", "counts", "rows"}}
    assert wrong == {"values": [], "counts": [], "rows": []}


@pytest.mark.parametrize("seed", [13])
def test_nothing_of_a_clean_group_is_raised_above_advisory(tmp_path: Path, seed: int) -> None:
    found, tables = score(*closed(tmp_path, seed, "none"))
    assert (found.lawful, found.false) == ([], [])
    assert all(table.right > 0 for table in tables if table.name in {"values", "counts"})
