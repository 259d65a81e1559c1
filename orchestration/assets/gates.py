"""The two gates of Great Expectations as asset checks; a gate that cannot run, or disagrees, stops the close."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from orchestration.gate_results import write_results
from orchestration.partitions import months_of_run
from orchestration.resources import CloseScope, PotlineHome, tell
from warehouse.tables import all_tables

DISPOSITIONS = ("nonconformity", "explain", "advisory", "data_error")
INTAKE_SPECS = [
    dg.AssetCheckSpec(
        "intake_gate",
        asset=["lake", table],
        blocking=True,
        description="Kept rows have their key, lie inside the declared ranges, and none was lost. 接收校验。",
    )
    for table in sorted(all_tables())
]
CHECK_SPECS = [
    dg.AssetCheckSpec(
        f"thresholds_{disposition}",
        asset="fct_checks",
        blocking=True,
        description=f"Numeric limits of the registry whose breach is `{disposition}`, evaluated a second time. 阈值复核。",
    )
    for disposition in DISPOSITIONS
]


@dg.multi_asset_check(name="intake_gate", specs=INTAKE_SPECS)
def intake_gate(
    context: dg.AssetCheckExecutionContext, potline_home: PotlineHome, close_scope: CloseScope
) -> Iterator[dg.AssetCheckResult]:
    """Gate one, on what this close reads from the lake."""
    from expectations.intake_gate import GATE, run_intake_gate

    tell("intake_gate")
    database = close_scope.database(potline_home.home(), months_of_run(context.run.tags))
    results = run_intake_gate(database)
    write_results(database.parent, GATE, results)
    for spec in INTAKE_SPECS:
        of_table = results.filter(pl.col("expectation_id").str.starts_with(f"{spec.asset_key.path[-1]}."))
        yield dg.AssetCheckResult(
            asset_key=spec.asset_key,
            check_name=spec.name,
            passed=not of_table["rows_refused"].sum(),
            metadata={"expectations": of_table.height},
        )


@dg.multi_asset_check(name="check_gate", specs=CHECK_SPECS)
def check_gate(
    context: dg.AssetCheckExecutionContext, potline_home: PotlineHome, close_scope: CloseScope
) -> Iterator[dg.AssetCheckResult]:
    """Gate two, on the results of the checks: the registry's limits, enforced on their own."""
    from expectations.check_gate import GATE, run_check_gate

    tell("check_gate")
    database = close_scope.database(potline_home.home(), months_of_run(context.run.tags))
    results = run_check_gate(database)
    write_results(database.parent, GATE, results)
    for spec, disposition in zip(CHECK_SPECS, DISPOSITIONS, strict=True):
        of_kind = results.filter(pl.col("disposition") == disposition)
        # A breach is a finding of the data, shown as a warning; it must not stop the close.
        yield dg.AssetCheckResult(
            asset_key=spec.asset_key,
            check_name=spec.name,
            passed=not of_kind["rows_refused"].sum(),
            severity=dg.AssetCheckSeverity.WARN,
            metadata={
                "expectations": of_kind.height,
                "refused": dg.MetadataValue.json(
                    of_kind.filter(pl.col("rows_refused") > 0)["expectation_id"].to_list()
                ),
            },
        )
