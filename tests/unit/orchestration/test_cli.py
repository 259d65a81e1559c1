"""The command tells its story by exit codes and sentences, never by a stack trace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from orchestration import cli
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


@pytest.mark.parametrize(
    "variable", [pytest.param("POTLINE_WORKERS", id="workers"), pytest.param("SOURCE_DATE_EPOCH", id="clock")]
)
def test_a_variable_that_is_no_number_is_named(
    tmp_path: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "many")
    file = tmp_path / "deliveries" / "A" / "2024-01" / "a.csv"
    file.parent.mkdir(parents=True)
    file.write_text("a,b\n1,2\n")
    done = run("ingest", "--home", str(tmp_path / "home"), str(tmp_path / "deliveries"))
    assert done.returncode == 2 and variable in done.stderr and "Traceback" not in done.stderr


def test_a_command_that_is_interrupted_says_that_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(**_options: object) -> None:
        raise click.Abort

    monkeypatch.setattr(cli, "potline", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 130 and "重新运行" in capsys.readouterr().err


def test_verify_log_of_an_empty_home_finds_nothing_and_calls_nothing_intact(tmp_path: Path) -> None:
    done = run("verify-log", "--home", str(tmp_path))
    assert done.returncode == 0 and "intact" not in done.stdout and "没有日志" in done.stdout


def test_verify_log_of_a_home_that_is_not_there_is_no_good_news(tmp_path: Path) -> None:
    done = run("verify-log", "--home", str(tmp_path / "mistyped"))
    assert done.returncode == 2 and "不存在" in done.stderr
    assert not (tmp_path / "mistyped").exists()
