"""`potline export`: the published tables as CSV."""

from __future__ import annotations

from pathlib import Path

import click

from orchestration.cli import home_option


@click.command("export")
@home_option
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
def command(home: Path, out: Path) -> None:
    """Write the published tables as CSV (UTF-8, header row, ISO dates, plain decimals)."""
    from warehouse.export import export_tables

    for path in export_tables(home, out):
        click.echo(str(path))
