"""A close that is killed, or that meets another close, leaves what was published whole and ends with the same bytes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipeline.conftest import POTLINE, ROOT, close_group, potline
from warehouse.publish import current_close, root_hash

MONTH = ["--period", "2024-02"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small group with one closed month."""
    folder = tmp_path_factory.mktemp("stress")
    made = subprocess.run(
        [sys.executable, "-m", "tests.generator", "--seed", "5", "--out", str(folder), "--months", "2024-01..2024-02",
         "--faults", "none", "--habits", "plain"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    close = close_group(folder / "home", folder / "deliveries", *MONTH)
    assert close.returncode in (0, 1), close.stderr
    return folder / "home"


def start_close(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(POTLINE), "close", "--home", str(home), *MONTH],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip


@pytest.mark.parametrize("stage", ["opening the lake", "threshold gate"])
def test_killed_close_changes_nothing_and_runs_again_to_the_same_root(home: Path, stage: str) -> None:
    before, folder = root_hash(home), current_close(home)
    running = start_close(home)
    assert running.stderr is not None
    for line in running.stderr:
        if stage in line:
            break
    time.sleep(0.5)
    running.send_signal(signal.SIGKILL)
    running.wait(timeout=60)
    assert (root_hash(home), current_close(home)) == (before, folder)
    again = potline("close", "--home", str(home), *MONTH)
    assert again.returncode in (0, 1), again.stderr
    assert root_hash(home) == before
    assert potline("verify-log", "--home", str(home)).returncode == 0


def test_two_closes_at_once_both_end_with_the_same_root(home: Path) -> None:
    before = root_hash(home)
    runs = [start_close(home), start_close(home)]
    ended = [run.communicate(timeout=600) for run in runs]
    assert [run.returncode in (0, 1) for run in runs] == [True, True], ended
    assert root_hash(home) == before
