"""Where Dagster keeps its own records of a home: its folder and settings. Nothing here loads Dagster."""

from __future__ import annotations

from pathlib import Path


def dagster_home(root: Path) -> Path:
    """The folder of Dagster's own records below the home; it tells nobody of its use and asks for no address."""
    folder = root / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "dagster.yaml"
    if not settings.exists():
        settings.write_text(
            "telemetry:\n  enabled: false\nnux:\n  enabled: false\n"
            # An untouched run would otherwise hang forever when its process was killed.
            "run_monitoring:\n  enabled: true\n"
        )
    return folder
