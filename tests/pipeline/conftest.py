"""One close of the example group, shared by every test that looks at its result."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.workers import deal, made_once

ROOT = Path(__file__).resolve().parents[2]
DELIVERIES = ROOT / "examples" / "deliveries"
TRUTH = ROOT / "tests" / "truth"
POTLINE = Path(sys.executable).parent / "potline"
GROUPS: dict[str, str] = {}
LONGEST = ("test_answers", "test_other_groups", "test_example_close", "test_close_under_stress")
APART = ("test_example_close", "test_other_groups", "test_lint_command")
PERIOD = ["--period", "2024-01..2024-03", "--year", "2024"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal the tests of this folder out to workers."""
    deal(items, Path(__file__).resolve().parent, GROUPS, LONGEST, APART)


def potline(*arguments: str, timeout: float = 900) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, without a terminal."""
    return subprocess.run(
        [str(POTLINE), *arguments], capture_output=True, text=True, timeout=timeout, check=False, cwd=ROOT
    )


@dataclass(frozen=True)
class Example:
    """A closed home of the example group, its export, and what the commands said."""

    home: Path
    export: Path
    close: subprocess.CompletedProcess[str]


def close_group(home: Path, deliveries: Path, *period: str) -> subprocess.CompletedProcess[str]:
    """Ingest a folder into `home` and close it; the ingest must have run."""
    ingested = potline("ingest", "--home", str(home), str(deliveries))
    assert ingested.returncode == 0, ingested.stderr
    return potline("close", "--home", str(home), *period)


def _close_example(folder: Path) -> Example:
    home = folder / "home"
    close = close_group(home, DELIVERIES, *PERIOD)
    assert close.returncode in (0, 1), close.stderr
    export = home / "export"
    exported = potline("export", "--home", str(home), "--out", str(export))
    assert exported.returncode == 0, exported.stderr
    return Example(home, export, close)


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """The example group, closed once for all workers; a test that changes a home takes a copy."""
    return made_once(tmp_path_factory, "example", _close_example)
