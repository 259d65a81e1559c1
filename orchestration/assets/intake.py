"""What plants delivered, by month and plant: the only assets that read the drop folder."""

from pathlib import Path

import dagster as dg

from orchestration.partitions import months_by_plant
from orchestration.resources import PotlineHome, tell


class DropFolder(dg.ConfigurableResource):
    """The folder that plants deliver into (layout: <plant>/<period>/<file>)."""

    path: str = ""


@dg.asset(
    key=["intake", "deliveries"],
    group_name="intake",
    partitions_def=months_by_plant,
    backfill_policy=dg.BackfillPolicy.single_run(),
    kinds={"excel", "polars"},
    description="Files of one plant and month, landed by SHA-256 and read into typed rows; "
    "a row that cannot be used is set aside with its reason. 报送文件接收：逐行入湖，问题行隔离。",
)
def deliveries(
    context: dg.AssetExecutionContext, potline_home: PotlineHome, drop_folder: DropFolder
) -> dg.MaterializeResult:
    """Take in whatever new lies in the drop folder."""
    from ingestion.landing.ingest import ingest_folder
    from orchestration.taking_in import write_touched

    summary = ingest_folder(Path(potline_home.root), Path(drop_folder.path), progress=tell)
    write_touched(potline_home.home(), summary, tell)
    return dg.MaterializeResult(metadata={"summary": dg.MetadataValue.md(str(summary))})


@dg.asset_check(
    asset=["intake", "deliveries"],
    partitions_def=months_by_plant,
    description="Every file of this plant and month could be read, and no row was lost. 文件可读、行数守恒。",
)
def deliveries_are_readable(
    context: dg.AssetCheckExecutionContext, potline_home: PotlineHome
) -> dg.AssetCheckResult:
    """Fails for a plant's month in which a file could not be read."""
    from ingestion.records.catalogue import read_table

    keys = [months_by_plant.get_partition_key_from_str(key) for key in context.partition_keys]
    wanted = {(key.keys_by_dimension["plant"], key.keys_by_dimension["month"]) for key in keys}
    bad = [
        {"file": row["file"], "status": row["status"], "message": row["message_zh"]}
        for row in read_table(potline_home.home(), "files").iter_rows(named=True)
        if row["status"] != "read" and (row["plant_code"], row["period"]) in wanted
    ]
    return dg.AssetCheckResult(
        passed=not bad,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"files": dg.MetadataValue.json(bad)},
    )
