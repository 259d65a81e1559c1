"""When things run by themselves: jobs, the monthly schedule, the drop-folder sensor, and alerts."""

import json
from collections.abc import Iterator
from datetime import timedelta

import dagster as dg

from orchestration.assets.intake import DropFolder
from orchestration.partitions import month_plant_key, months, months_by_plant, range_tags, register_plants
from orchestration.resources import PotlineHome

ingest_job = dg.define_asset_job(
    "ingest_deliveries",
    selection=dg.AssetSelection.groups("intake"),
    partitions_def=months_by_plant,
    description="Take in what plants delivered. 接收报送。",
)
close_job = dg.define_asset_job(
    "close_group",
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups("intake"),
    partitions_def=months,
    description="Compute, check and publish the group's months. 集团月结：计算、核查、发布。",
)


@dg.schedule(
    job=close_job,
    cron_schedule="0 6 9 * *",
    execution_timezone="Asia/Shanghai",
    description="The 9th at 06:00, the morning after the plants' due day: closes the month before. 每月9日6时结上月。",
)
def monthly_close(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Ask for the close of the month before the scheduled day."""
    month = (context.scheduled_execution_time.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    return dg.RunRequest(run_key=f"close-{month}", partition_key=month)


@dg.sensor(
    job=ingest_job,
    minimum_interval_seconds=60,
    description="Files that lie complete in the drop folder start an intake run. 投递文件夹到件即接收。",
)
def drop_folder_sensor(
    context: dg.SensorEvaluationContext, potline_home: PotlineHome, drop_folder: DropFolder
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """One run per plant and month with files not seen before; a file counts once it stopped growing."""
    from ingestion.landing.watch import scan

    seen = json.loads(context.cursor or "{}")
    found = scan(drop_folder.path, seen)
    context.update_cursor(json.dumps(found.state, sort_keys=True))
    register_plants(context.instance, sorted({plant for plant, _ in found.ready}))
    if not found.ready:
        yield dg.SkipReason("no new complete file in the drop folder / 没有新的完整文件")
    for plant, month in sorted(found.ready):
        key = month_plant_key(month, plant)
        yield dg.RunRequest(run_key=f"{key}-{found.fingerprint}", tags=range_tags(key, key))


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[close_job],
    minimum_interval_seconds=60,
    description="After a close: bad, late or missing data are sent to the configured channels. 结账后告警。",
)
def findings_alert(context: dg.RunStatusSensorContext, potline_home: PotlineHome) -> None:
    """Send one message per close to the channels in `<home>/config/alerts.yml`, if there are any."""
    from orchestration.alerts import alert_on_close

    alert_on_close(potline_home.home(), context.log.info)
