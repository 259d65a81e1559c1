"""The `potline` command: thin wrappers; the work is in the packages they call.

Commands are imported when they are asked for: Dagster, dbt and Great Expectations cost seconds to
load, and `potline --help` or `potline export` need none of them.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import click

COMMANDS = {
    "ingest": "take in a folder of deliveries / 接收报送文件夹",
    "close": "compute, check and publish months or a year / 月结、年结",
    "export": "write the published tables as CSV / 导出结果表",
    "receipts": "write the receipts of what was delivered / 生成报送回执",
    "map": "show what is understood of one file / 查看文件识别结果",
    "watch": "take in files as they arrive in a drop folder / 监视投递文件夹",
    "lint": "check a printed inventory or verification report / 检查已出具的报告",
    "decide": "accept or refuse plants' answers to findings, by a second person / 复核答复",
    "certify": "certify a published close, by a second person / 复核确认",
    "verify-log": "find any altered byte in log, originals or lake / 校验日志与存档",
    "ui": "open the Dagster UI on the loopback address / 打开调度界面",
}


class LazyGroup(click.Group):
    """A click group that imports a command's module only when the command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order a person meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command object, imported from its module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"orchestration.commands.{cmd_name.replace('-', '_')}")
        return module.command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands with their one-line help without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


home_option = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: os.environ.get("POTLINE_HOME", "potline_home"),
    show_default="$POTLINE_HOME or ./potline_home",
    help="where Potline keeps its data / 数据目录",
)


@click.group(cls=LazyGroup)
def potline() -> None:
    """Verification warehouse of an aluminium group / 铝业集团碳数据核查数据仓库."""


def main() -> None:
    """Entry point: a click error shows its message, anything else a sentence and exit code 2."""
    try:
        # Outside click's standalone mode the code of ctx.exit() comes back as the value.
        code = potline(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as problem:
        problem.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "已中断；已完成的内容不会丢失，重新运行即可继续 / interrupted; what was done is kept, run again to go on",
            err=True,
        )
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)
    except Exception as problem:
        if os.environ.get("POTLINE_DEBUG"):
            raise
        click.echo(
            f"未能完成：{_said(problem)}\ncould not finish: {type(problem).__name__}: {problem}\n"
            "(POTLINE_DEBUG=1 shows where / 设置 POTLINE_DEBUG=1 查看详情)",
            err=True,
        )
        sys.exit(2)


def _said(problem: Exception) -> str:
    from warehouse.machine import words_of

    return words_of(problem) if isinstance(problem, OSError) else str(problem)


if __name__ == "__main__":
    main()
