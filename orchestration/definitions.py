"""Everything Dagster knows of Potline, assembled; nothing is defined here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.assets.documents import close_documents
from orchestration.assets.gates import check_gate, intake_gate
from orchestration.assets.intake import DropFolder, deliveries, deliveries_are_readable
from orchestration.assets.inventories import inventory_replay
from orchestration.assets.lake import BESIDE_THE_LAKE, lake_tables
from orchestration.assets.models import dbt_models
from orchestration.assets.publication import published_close
from orchestration.automation import close_job, drop_folder_sensor, findings_alert, ingest_job, monthly_close
from orchestration.resources import CloseScope, PotlineHome
from warehouse.home import default_home


def build_defs(home: Path | None = None, **resources: Any) -> dg.Definitions:
    """All assets, checks, jobs, schedules and sensors, over `home`; resources can be replaced by name."""
    root = str((home or default_home()).expanduser().resolve())
    return dg.Definitions(
        assets=[
            deliveries,
            lake_tables,
            *BESIDE_THE_LAKE,
            inventory_replay,
            dbt_models,
            published_close,
            close_documents,
        ],
        asset_checks=[deliveries_are_readable, intake_gate, check_gate],
        jobs=[ingest_job, close_job],
        schedules=[monthly_close],
        sensors=[drop_folder_sensor, findings_alert],
        resources={
            "potline_home": PotlineHome(root=root),
            "close_scope": CloseScope(),
            "drop_folder": DropFolder(path=str(Path(root) / "drop")),
            **resources,
        },
        executor=dg.in_process_executor,
    )


defs = build_defs()
