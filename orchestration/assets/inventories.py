"""Activity lists of organisation-level inventories, replayed before the models read what was found."""

from collections.abc import Iterator

import dagster as dg

from orchestration.partitions import months
from orchestration.resources import CloseScope, PotlineHome, tell

DESCRIPTIONS = {
    "inventory_findings": "What the replay of delivered ISO 14064-1 activity lists says. 组织层面清单复算发现。",
    "inventory_lines": "Every line of the delivered activity lists, computed again. 组织层面清单逐行复算。",
}


@dg.multi_asset(
    name="inventory_replay",
    specs=[
        dg.AssetSpec(
            key=["run", table],
            group_name="inventories",
            deps=[["lake", "iso_inventory"], ["lake", "group_plants"]],
            partitions_def=months,
            description=text,
            kinds={"python"},
        )
        for table, text in DESCRIPTIONS.items()
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def inventory_replay(
    context: dg.AssetExecutionContext, potline_home: PotlineHome, close_scope: CloseScope
) -> Iterator[dg.MaterializeResult]:
    """Replay the lists this close reads; the last step that prepares the working database."""
    from orchestration.inventory_step import replay_lists

    tell("inventories")
    written = replay_lists(close_scope.database(potline_home.home(), list(context.partition_keys)))
    for table in DESCRIPTIONS:
        yield dg.MaterializeResult(asset_key=["run", table], metadata={"dagster/row_count": written[table]})
