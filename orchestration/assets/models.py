"""The dbt models as assets, and dbt's tests as their checks; dbt runs in this process, once."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets

from orchestration.dbt_runner import DbtError, NodeResult, build, ensure_manifest
from orchestration.partitions import months
from orchestration.resources import CloseScope, PotlineHome, tell

MANIFEST = ensure_manifest()


class PotlineTranslator(DagsterDbtTranslator):
    """Groups by layer, and a Chinese-first description from the model's yml."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer: the first folder below models/ (seeds are the registries)."""
        if dbt_resource_props["resource_type"] == "seed":
            return "registries"
        return str(dbt_resource_props["fqn"][1])

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Sources are the lake's assets; everything else goes by its own name."""
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        return dg.AssetKey(dbt_resource_props["name"])


TRANSLATOR = PotlineTranslator(DagsterDbtTranslatorSettings(enable_asset_checks=True))


@dbt_assets(
    manifest=MANIFEST,
    name="dbt_models",
    partitions_def=months,
    backfill_policy=dg.BackfillPolicy.single_run(),
    dagster_dbt_translator=TRANSLATOR,
    exclude="resource_type:unit_test",
)
def dbt_models(
    context: dg.AssetExecutionContext, potline_home: PotlineHome, close_scope: CloseScope
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Build every model on this close's working database and report node by node."""
    results = build(close_scope.database(potline_home.home(), list(context.partition_keys)), on_node=tell)
    yield from _events(context, results)
    broken = [result for result in results if result.is_bad]
    if broken:
        raise DbtError("; ".join(f"{r.unique_id}: {r.message}" for r in broken))


def _events(
    context: dg.AssetExecutionContext, results: list[NodeResult]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """One materialization per model or seed that was built, one check result per dbt test that ran."""
    asset_keys = {spec.metadata["dagster_dbt/unique_id"]: spec.key for spec in dbt_models.specs}
    tests = {check.metadata["dagster_dbt/unique_id"]: check for check in dbt_models.check_specs}
    for result in results:
        if result.unique_id in asset_keys and not result.is_bad:
            yield dg.MaterializeResult(
                asset_key=asset_keys[result.unique_id], metadata={"seconds": round(result.seconds, 3)}
            )
        elif result.unique_id in tests and tests[result.unique_id].key in context.selected_asset_check_keys:
            check = tests[result.unique_id]
            yield dg.AssetCheckResult(
                asset_key=check.asset_key,
                check_name=check.name,
                passed=not result.is_bad,
                metadata={"failures": result.failures or 0},
            )
