"""`potline close`: compute, check, publish, then say what was found."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from orchestration.cli import home_option


@click.command("close")
@home_option
@click.option("--period", help="month or range / 月份或区间: 2024-03, 2024-01..2024-03")
@click.option("--year", help="year with its annual checks, report and allowance / 年度: 2024")
@click.option("--as-of", "as_of", help="only what was received up to this day (ISO) / 截至日期")
@click.option(
    "--record", is_flag=True, help="keep the run and its checks for the UI / 在调度界面留存运行记录"
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.pass_context
def command(
    ctx: click.Context,
    home: Path,
    period: str | None,
    year: str | None,
    as_of: str | None,
    record: bool,
    lang: str,
) -> None:
    """Close months or a year; exits 0 with nothing found, 1 with findings, 2 when it could not run."""
    from orchestration.headless import CloseError, run_close
    from orchestration.progress import StepDisplay
    from orchestration.summary import print_summary
    from warehouse.scope import ScopeError, resolve_scope

    try:
        months, years = resolve_scope(home, period, year)
        with StepDisplay(sys.stderr) as display:
            run = run_close(home, months, years, as_of or "", on_step=display.step, record=record)
    except (ScopeError, CloseError, ValueError) as problem:
        raise click.ClickException(str(problem)) from None
    found = print_summary(home, run, lang)
    ctx.exit(1 if found else 0)
