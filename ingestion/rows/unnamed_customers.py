"""Sold liquid metal whose ticket names no customer, at a plant whose other tickets do: asked, never judged.

Such a ticket counts like any other. Who took the metal decides whether it left the plant at all (output by sales and
stocks, tables 4 3b and 4 note 5), so that somebody has to say.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from ingestion.recognition.sheet_plan import SheetPlan

# A plant that names the customer of fewer of its sales does not keep the column.
_NAMED_SHARE = 0.5
_ROWS_TOLD = 5


class UnnamedSales:
    """The sales of one sheet, whose rows come at once or part by part."""

    def __init__(self, plan: SheetPlan) -> None:
        self._is_told = plan.table.name == "ladle_tickets" and {"customer", "use_raw", "net_t"} <= set(
            plan.fields
        )
        self._sold = self._unnamed = 0
        self._tonnes = Decimal(0)
        self._rows: list[int] = []

    def add(self, rows: pl.DataFrame) -> None:
        """Count lake rows that are kept."""
        if not self._is_told or rows.is_empty():
            return
        is_sale, is_kept = pl.col("use_code") == "liquid_sale", pl.col("row_status") == "keep"
        is_sold = rows.select(is_sale & (pl.col("net_t") > 0) & is_kept).to_series()
        self._sold += int(is_sold.sum())
        if not rows["customer"].null_count():
            return
        unnamed = rows.select("row_no", "net_t").filter(is_sold & rows["customer"].is_null())
        self._unnamed += unnamed.height
        self._tonnes += sum(unnamed["net_t"].to_list(), Decimal(0))
        self._rows += unnamed["row_no"].head(_ROWS_TOLD - len(self._rows)).to_list()

    def ask(self, plan: SheetPlan) -> None:
        """Add one question: how many sales without a customer, their tonnes, where they stand."""
        if not self._unnamed or self._unnamed > self._sold * (1 - _NAMED_SHARE):
            return
        tonnes = f"{self._tonnes.normalize():f}"
        rows = ", ".join(map(str, self._rows)) + ("…" if self._unnamed > _ROWS_TOLD else "")
        plan.questions.append(
            f"{self._unnamed}张外销铝液磅单（第{rows}行，共{tonnes} t）没有写客户，请补填 / {self._unnamed} tickets of sold "
            f"liquid metal (rows {rows}, {tonnes} t) name no customer; please fill it in"
        )
