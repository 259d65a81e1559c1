"""`potline receipts`: what was understood of every delivery, and what was not."""

from __future__ import annotations

from pathlib import Path

import click

from orchestration.cli import home_option


@click.command("receipts")
@home_option
@click.option("--plant", help="one plant only / 只生成一家工厂")
@click.option("--period", help="one period only / 只生成一个期间")
def command(home: Path, plant: str | None, period: str | None) -> None:
    """Write receipts (HTML and XLSX) under <home>/receipts/<plant>/<period>/."""
    from reporting.documents import write_receipts
    from warehouse.home import open_home

    for path in write_receipts(open_home(home), plant=plant, period=period):
        click.echo(str(path))
