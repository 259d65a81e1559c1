"""`potline lint`: the linter of printed inventories and verification reports."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("lint")
@click.argument("report", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.pass_context
def command(ctx: click.Context, report: Path, out: Path) -> None:
    """Check a printed inventory or verification report; writes lint.csv and a readable report."""
    from inventory import lint

    ctx.exit(lint.run(report, out))
