"""`potline ui`: the Dagster UI, on the loopback address only."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from orchestration.cli import home_option

LOOPBACK = "127.0.0.1"


@click.command("ui")
@home_option
@click.option("--port", type=int, default=3000, show_default=True)
def command(home: Path, port: int) -> None:
    """Open the Dagster UI with its daemon on 127.0.0.1; the open version has no login, so nowhere else."""
    from orchestration.records import dagster_home
    from warehouse.home import open_home

    root = open_home(home).root
    environment = {
        **os.environ,
        "POTLINE_HOME": str(root),
        "DAGSTER_HOME": str(dagster_home(root)),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    click.echo(f"http://{LOOPBACK}:{port}")
    arguments = ["-m", "dagster", "dev", "-m", "orchestration.definitions", "-h", LOOPBACK, "-p", str(port)]
    os.execve(sys.executable, [sys.executable, *arguments], environment)
