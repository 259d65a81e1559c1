"""Documents for people: receipts, workbooks, reports and the group's pages, from published tables only."""

import dagster as dg

from orchestration.assets.publication import published_close
from orchestration.partitions import months
from orchestration.resources import PotlineHome, tell


@dg.asset(
    key=["documents", "close"],
    group_name="documents",
    partitions_def=months,
    backfill_policy=dg.BackfillPolicy.single_run(),
    deps=[published_close],
    kinds={"excel"},
    description="Receipts, annex workbooks, verification reports and the group's pages. 回执、附件工作簿、核查报告与汇总页面。",
)
def close_documents(context: dg.AssetExecutionContext, potline_home: PotlineHome) -> dg.MaterializeResult:
    """Write every document of the published close."""
    from reporting.documents import write_documents

    tell("documents")
    written = write_documents(potline_home.home())
    return dg.MaterializeResult(
        metadata={"documents": dg.MetadataValue.json([str(path) for path in written])}
    )
