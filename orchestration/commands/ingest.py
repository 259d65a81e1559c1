"""`potline ingest`: take in a folder of deliveries."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from orchestration.cli import home_option


@click.command("ingest")
@home_option
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_context
def command(ctx: click.Context, home: Path, folder: Path) -> None:
    """Take in FOLDER (layout <plant>/<period>/<file>, with _group/); a bad file never stops the others."""
    from ingestion.ingest import ingest_folder
    from orchestration.progress import StepDisplay

    with StepDisplay(sys.stderr) as display:
        summary = ingest_folder(home, folder, progress=display.step)
    click.echo(summary.text())
