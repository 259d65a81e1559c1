"""Sold liquid metal whose ticket names no customer, at a plant whose other tickets do: asked, never judged.

Such a ticket counts like any other. Who took the metal decides whether it left the plant at all (output by sales and
stocks, tables 4 3b and 4 note 5), so that somebody has to say.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.rows.work import Work

# A plant that names the customer of fewer of its sales does not keep the column.
_NAMED_SHARE = 0.5
_ROWS_TOLD = 5


def ask_unnamed_customers(work: Work, plan: SheetPlan) -> None:
    """Add one question a sheet: how many sales without a customer, their tonnes, where they stand."""
    needed = {"customer", "use_code", "net_t"}
    if plan.table.name != "ladle_tickets" or not needed <= set(work.frame.columns):
        return
    if not {"customer", "use_raw"} <= set(plan.fields):
        return
    is_sale = pl.col("use_code").cast(pl.String) == "liquid_sale"
    sold = (
        work.frame.lazy()
        .filter(is_sale & (pl.col("net_t") > 0))
        .select("row_no", "customer", "net_t")
        .collect()
    )
    unnamed = sold.filter(pl.col("customer").is_null())
    if unnamed.is_empty() or unnamed.height > sold.height * (1 - _NAMED_SHARE):
        return
    tonnes = f"{sum(unnamed['net_t'].to_list(), Decimal(0)).normalize():f}"
    rows = ", ".join(str(row) for row in unnamed["row_no"].head(_ROWS_TOLD).to_list())
    more = "…" if unnamed.height > _ROWS_TOLD else ""
    plan.questions.append(
        f"{unnamed.height}张外销铝液磅单（第{rows}{more}行，共{tonnes} t）没有写客户，请补填 / {unnamed.height} tickets of sold "
        f"liquid metal (rows {rows}{more}, {tonnes} t) name no customer; please fill it in"
    )
