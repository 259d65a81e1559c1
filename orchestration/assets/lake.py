"""The lake as this close sees it: one asset per lake table, as views over an explicit list of files."""

from collections.abc import Iterator
from datetime import date

import dagster as dg

from orchestration.partitions import months
from orchestration.resources import CloseScope, PotlineHome, tell
from warehouse.tables import all_tables


def _spec(table: str) -> dg.AssetSpec:
    declared = all_tables()[table]
    return dg.AssetSpec(
        key=["lake", table],
        group_name="lake",
        deps=[dg.AssetDep(["intake", "deliveries"])],
        partitions_def=months,
        description=f"{declared.label_zh} · {declared.grain}",
        kinds={"parquet"},
        metadata={
            "dagster/column_schema": dg.TableSchema(
                columns=[
                    dg.TableColumn(name, column.type, f"{column.label_zh} {column.unit or ''}".strip())
                    for name, column in declared.columns.items()
                ]
            )
        },
    )


@dg.multi_asset(
    name="lake_tables",
    specs=[_spec(table) for table in sorted(all_tables())],
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def lake_tables(
    context: dg.AssetExecutionContext, potline_home: PotlineHome, close_scope: CloseScope
) -> Iterator[dg.MaterializeResult]:
    """Open a fresh working database over the files this close needs, and count what each table holds."""
    from warehouse.duck import prepare
    from warehouse.publication import lake_row_counts

    asked = sorted(context.partition_keys)
    as_of = date.fromisoformat(close_scope.as_of) if close_scope.as_of else None
    tell("lake")
    database = prepare(potline_home.home(), asked, close_scope.year_list(), as_of)
    counts = lake_row_counts(database)
    for table in sorted(all_tables()):
        yield dg.MaterializeResult(
            asset_key=["lake", table], metadata={"dagster/row_count": counts.get(table, 0)}
        )


# What the step above writes beside the lake's views; models read it, nothing else makes it.
BESIDE_THE_LAKE = [
    dg.AssetSpec(
        key=[schema, table], group_name="lake", deps=[["lake", "delivery_register"]], description=text
    )
    for schema, table, text in (
        ("catalogue", "files", "Delivered files and whether they could be read. 文件目录。"),
        ("catalogue", "totals", "Printed totals against their own rows. 合计核对。"),
        ("run", "scope_months", "Months of this close, asked and context. 本次结账月份。"),
        ("run", "scope_years", "Years of this close, asked and context. 本次结账年度。"),
        ("run", "parameters_entered", "Parameters that headquarters entered. 总部录入参数。"),
    )
]
