"""What follows an ingest: receipts of what it touched, and the new plants made known to the UI's records.

Taking in is ``ingestion.landing.ingest``, what a receipt says ``ingestion.receipts.facts``. Dagster is loaded only where the
home has its records.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ingestion.landing.ingest_summary import IngestSummary
from warehouse.home import Home, open_home
from warehouse.periods import is_month, next_month, previous_month


def take_in(
    root: Path,
    folder: Path,
    receipts: bool = True,
    progress: Callable[[str], object] | None = None,
    *,
    reread: bool = False,
) -> tuple[IngestSummary, int]:
    """Take in a folder; returns what became of its files and how many plants and periods got their receipts.

    :param reread: read files again that are landed and understood already.
    """
    from ingestion.landing.ingest import ingest_folder

    summary = ingest_folder(root, folder, progress=progress, reread=reread)
    home = open_home(root)
    written = write_touched(home, summary, progress) if receipts else 0
    register_new_plants(home)
    return summary, written


def write_touched(home: Home, summary: IngestSummary, progress: Callable[[str], object] | None = None) -> int:
    """Write the receipts of the plants and periods an ingest touched; returns how many plants and periods.

    A ticket counted in a month can take the place of one in the month beside it: their receipts are renewed as well.
    """
    from ingestion.receipts.facts import receipt_places
    from reporting.documents import write_receipts_of

    if progress is not None:
        progress("回执 / receipts")
    known = set(receipt_places(home))
    beside = {
        (plant, near)
        for plant, period in summary.touched
        if is_month(period)
        for near in (previous_month(period), next_month(period))
    }
    written = write_receipts_of(home, summary.touched | (beside & known))
    return len({path.parent for path in written})


def register_new_plants(home: Home) -> None:
    """Make plants of the group list known as partitions where the home has the UI's records; else do nothing."""
    if not (home.root / "dagster" / "history").exists():
        return
    import dagster as dg

    from ingestion.landing.context import group_facts
    from orchestration.partitions import register_plants
    from orchestration.records import dagster_home

    os.environ["DAGSTER_HOME"] = str(dagster_home(home.root))
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    with dg.DagsterInstance.get() as instance:
        register_plants(instance, list(group_facts(home).plants))
