"""The command tells its story by exit codes and sentences, never by a stack trace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.cli import COMMANDS

POTLINE = Path(sys.executable).parent / "potline"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(POTLINE), *arguments], capture_output=True, text=True, check=False, timeout=120
    )


def test_help_lists_every_command_without_a_terminal() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    assert run(name, "--help").returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["close", "--period", "2024-13"], id="impossible-month"),
        pytest.param(["close", "--period", "2024-03..2024-01"], id="range-backwards"),
        pytest.param(["close"], id="no-period"),
        pytest.param(["close", "--year", "24"], id="not-a-year"),
        pytest.param(["close", "--year", "2024"], id="nothing-delivered"),
        pytest.param(["export", "--out", "{home}/out"], id="nothing-published"),
        pytest.param(["certify", "--by", "somebody"], id="nothing-to-certify"),
        pytest.param(["ingest", "{home}/no-such-folder"], id="no-such-folder"),
        pytest.param(["no-such-command"], id="no-such-command"),
    ],
)
def test_what_cannot_run_exits_2_with_a_sentence(tmp_path: Path, arguments: list[str]) -> None:
    filled = [argument.format(home=tmp_path) for argument in arguments]
    done = run(*filled, *([] if filled[0] == "no-such-command" else ["--home", str(tmp_path)]))
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr + done.stdout


def test_verify_log_of_an_empty_home_finds_nothing(tmp_path: Path) -> None:
    assert run("verify-log", "--home", str(tmp_path)).returncode == 0
