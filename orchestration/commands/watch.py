"""`potline watch`: take in files as they arrive."""

from __future__ import annotations

from pathlib import Path

import click

from orchestration.cli import home_option
from orchestration.commands.ingest import receipts_option, tell_receipts


@click.command("watch")
@home_option
@receipts_option
@click.argument("place")
@click.option(
    "--every",
    "every_seconds",
    type=click.FloatRange(min=0.2),
    default=10.0,
    show_default=True,
    help="seconds between looks",
)
@click.option("--rounds", type=int, default=None, help="stop after so many looks; default: never")
@click.option("--needs-done", is_flag=True, help="a file counts only when <file>.done lies beside it")
def command(
    home: Path, receipts: bool, place: str, every_seconds: float, rounds: int | None, needs_done: bool
) -> None:
    """Watch PLACE (a folder, or an fsspec address such as s3://bucket/drop) and take in complete files."""
    from ingestion.landing.watch import StoreError, watch
    from orchestration.taking_in import take_in

    def take(folder: Path) -> None:
        summary, written = take_in(home, folder, receipts)
        click.echo(summary.text())
        tell_receipts(home, written)

    try:
        handed = watch(
            place, take, every_seconds=every_seconds, rounds=rounds, needs_done=needs_done, tell=click.echo
        )
    except (StoreError, ImportError) as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"接收文件 {handed} 个 / files handed over: {handed}")
