"""`potline verify-log`: has any byte of the log, the originals, the lake or what is made of them been changed?"""

from __future__ import annotations

from pathlib import Path

import click

from orchestration.cli import home_option


@click.command("verify-log")
@home_option
@click.option(
    "--head",
    metavar="HASH",
    help="hash of a head noted earlier: the log must still hold that event / 先前记下的日志哈希",
)
@click.pass_context
def command(ctx: click.Context, home: Path, head: str | None) -> None:
    """Find any altered, removed, reordered or inserted byte of log, originals, lake, catalogue and published tables.

    Exits 0 when there is none, else 1.
    """
    from ingestion.records.catalogue_check import verify_catalogue
    from warehouse.event_log import log_file, read_head
    from warehouse.home import open_home
    from warehouse.verify import interrupted, verify_log
    from warehouse.verify_published import verify_closes, verify_published

    if not home.is_dir():
        # a mistyped folder must not be called intact
        raise click.ClickException(f"数据目录不存在：{home} / there is no home {home}")
    problems = verify_log(home, expected_head=head)
    closes = [] if any(problem.place.startswith("log/") for problem in problems) else verify_closes(home)
    problems += [*verify_published(home), *closes]
    waiting = 0 if problems else interrupted(home)
    if not problems and not waiting:
        # built of sidecars and lake: nothing can be compared with them before they are whole
        problems = verify_catalogue(home)
    for problem in problems:
        click.echo(str(problem))
    if waiting:
        click.echo(
            f"有{waiting}项事件因运行中断尚未完成，内容未丢失，下次运行会自动补齐；目录表届时再校验"
            f" / {waiting} events of an interrupted run wait for the next run, which completes them; nothing is lost. "
            "Catalogue tables can be compared after it"
        )
    if not problems and not log_file(open_home(home)).exists():
        click.echo("此处没有日志，尚未接收过任何文件 / there is no log here, nothing was ever taken in")
    elif not problems:
        click.echo("日志、原件与数据湖完整 / log, originals and lake are intact")
        end = read_head(open_home(home))
        click.echo(
            f"日志末尾 / head #{end.seq} {end.hash}（请另处记下，日后以 --head 校验 / note it elsewhere for --head）"
        )
    ctx.exit(1 if problems else 0)
