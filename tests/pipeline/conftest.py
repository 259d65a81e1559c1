"""One close of the example group, shared by every test that looks at its result."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DELIVERIES = ROOT / "examples" / "deliveries"
TRUTH = ROOT / "tests" / "truth"
POTLINE = Path(sys.executable).parent / "potline"
PERIOD = ["--period", "2024-01..2024-03", "--year", "2024"]


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


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    home = tmp_path_factory.mktemp("example") / "home"
    close = close_group(home, DELIVERIES, *PERIOD)
    assert close.returncode in (0, 1), close.stderr
    export = home / "export"
    exported = potline("export", "--home", str(home), "--out", str(export))
    assert exported.returncode == 0, exported.stderr
    return Example(home, export, close)
