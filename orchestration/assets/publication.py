"""Publication: the marts leave the working database as Parquet with a manifest and a root hash."""

import dagster as dg

from orchestration.partitions import months
from orchestration.resources import CloseScope, PotlineHome, tell


@dg.asset(
    key=["published", "close"],
    group_name="published",
    partitions_def=months,
    backfill_policy=dg.BackfillPolicy.single_run(),
    deps=[
        "fct_findings",
        "fct_checks",
        "fct_rule_answers",
        "fct_observations",
        "fct_emissions",
        "fct_allowances",
    ],
    kinds={"parquet"},
    description="The published tables of this close, swapped in by one atomic rename. 发布结果表（原子切换）。",
)
def published_close(
    context: dg.AssetExecutionContext, potline_home: PotlineHome, close_scope: CloseScope
) -> dg.MaterializeResult:
    """Publish the marts; the root hash depends on the deliveries and the rules, not on the clock."""
    from orchestration.closing import publish_all
    from orchestration.gate_results import read_results

    tell("publish")
    home, asked = potline_home.home(), list(context.partition_keys)
    database = close_scope.database(home, asked)
    published = publish_all(
        home, close_scope.close_id(sorted(asked)), database, read_results(database.parent)
    )
    return dg.MaterializeResult(
        metadata={
            "root_hash": published.root_hash,
            "tables": dg.MetadataValue.json(published.row_counts),
        }
    )
