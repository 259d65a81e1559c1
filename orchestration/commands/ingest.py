"""`potline ingest`: take in a folder of deliveries."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from orchestration.cli import home_option

receipts_option = click.option(
    "--receipts/--no-receipts",
    default=True,
    show_default=True,
    help="write the receipts of the plants and periods taken in / 生成所接收工厂和期间的回执",
)


@click.command("ingest")
@home_option
@receipts_option
@click.option(
    "--reread",
    is_flag=True,
    help="read the files of FOLDER again that are landed already, as after a machine ran short of memory"
    " / 重新读取已接收的文件",
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_context
def command(ctx: click.Context, home: Path, receipts: bool, reread: bool, folder: Path) -> None:
    """Take in FOLDER (layout <plant>/<period>/<file>, with _group/); a bad file never stops the others."""
    from orchestration.progress import StepDisplay
    from orchestration.taking_in import take_in

    with StepDisplay(sys.stderr) as display:
        summary, written = take_in(home, folder, receipts, display.step, reread=reread)
    click.echo(summary.text())
    tell_receipts(home, written)


def tell_receipts(home: Path, written: int) -> None:
    """Say where the receipts are, when any were written."""
    if written:
        click.echo(f"回执 / receipts {written}：{home / 'receipts'}")
