"""`potline verify-log`: has any byte of the log, the originals or the lake been changed?"""

from __future__ import annotations

from pathlib import Path

import click

from orchestration.cli import home_option


@click.command("verify-log")
@home_option
@click.pass_context
def command(ctx: click.Context, home: Path) -> None:
    """Find any altered, removed, reordered or inserted byte, published tables included; exits 0 when there is none, else 1."""
    from warehouse.event_log import log_file
    from warehouse.home import open_home
    from warehouse.verify import verify_log, verify_published

    if not home.is_dir():
        # a mistyped folder must not be called intact
        raise click.ClickException(f"数据目录不存在：{home} / there is no home {home}")
    problems = [*verify_log(home), *verify_published(home)]
    for problem in problems:
        click.echo(str(problem))
    if not problems and not log_file(open_home(home)).exists():
        click.echo("此处没有日志，尚未接收过任何文件 / there is no log here, nothing was ever taken in")
    elif not problems:
        click.echo("日志、原件与数据湖完整 / log, originals and lake are intact")
    ctx.exit(1 if problems else 0)
