"""How closes are cut: statistical months, and months x plants for what plants deliver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dagster as dg
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
    PARTITION_NAME_TAG,
)

from warehouse.periods import month_range

FIRST_MONTH = "2019-01"

months = dg.MonthlyPartitionsDefinition(start_date=FIRST_MONTH, fmt="%Y-%m", end_offset=1)
plants = dg.DynamicPartitionsDefinition(name="plants")
months_by_plant = dg.MultiPartitionsDefinition({"month": months, "plant": plants})


def range_tags(first: str, last: str) -> dict[str, str]:
    """Run tags that make one run cover every partition from `first` to `last`."""
    return {ASSET_PARTITION_RANGE_START_TAG: first, ASSET_PARTITION_RANGE_END_TAG: last}


def months_of_run(tags: Mapping[str, str]) -> list[str]:
    """The months that a run of the close covers, from its tags: one partition, or a range of them."""
    single = tags.get(PARTITION_NAME_TAG)
    first = tags.get(ASSET_PARTITION_RANGE_START_TAG, single)
    last = tags.get(ASSET_PARTITION_RANGE_END_TAG, single)
    if first is None or last is None:
        raise ValueError("请选择要结账的月份 / a close needs a month, or a range of months")
    return month_range(first, last)


def month_plant_key(month: str, plant: str) -> str:
    """The key of one plant's month, as Dagster spells it."""
    return str(dg.MultiPartitionKey({"month": month, "plant": plant}))


def register_plants(instance: dg.DagsterInstance, codes: Sequence[str]) -> None:
    """Make every plant of the group list known as a partition; plants already known are left alone."""
    known = set(instance.get_dynamic_partitions("plants"))
    new = [code for code in sorted(codes) if code not in known]
    if new:
        instance.add_dynamic_partitions("plants", new)
