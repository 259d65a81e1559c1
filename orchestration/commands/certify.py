"""`potline certify`: a second person certifies a published close."""

from __future__ import annotations

from pathlib import Path

import click

from orchestration.cli import home_option


@click.command("certify")
@home_option
@click.option("--close", "close_id", help="name of the close; default: the one published last / 结账名称")
@click.option("--by", required=True, help="who certifies / 复核人")
@click.option("--reason", default="", help="on what grounds / 依据")
def command(home: Path, close_id: str | None, by: str, reason: str) -> None:
    """Certify a published close on its root hash; a later close that changes a number takes it away."""
    from warehouse.certification import CertificationError, certify
    from warehouse.home import open_home
    from warehouse.publish import published_close_id

    place = open_home(home)
    name = close_id or published_close_id(place)
    if name is None:
        raise click.ClickException("尚未发布任何结账 / nothing is published yet")
    try:
        state = certify(place, name, by, reason)
    except CertificationError as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"{name}：{state.state}  {state.root_hash}  {state.certified_by}")
