"""Sold metal whose ticket or ledger line names no customer, at a plant whose others do: asked, never judged.

Such a row counts like any other. Who took the metal decides whether it left the plant at all (output by sales and
stocks, tables 4 3b and 4 note 5), so that somebody has to say.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from ingestion.cells.distinct import plain
from ingestion.recognition.sheet_plan import SheetPlan

# A plant that names the customer of fewer of its sales does not keep the column.
_NAMED_SHARE = 0.5
_ROWS_TOLD = 5
# The mass of a row by table, and the column that says which rows are sales where not all are.
_MASS = {"ladle_tickets": "net_t", "sales_ledger": "quantity_t"}
_USE = {"ladle_tickets": "use_raw"}


class UnnamedSales:
    """The sales of one sheet, whose rows come at once or part by part."""

    def __init__(self, plan: SheetPlan) -> None:
        self._table = plan.table.name
        self._mass = _MASS.get(self._table, "")
        needed = {"customer", self._mass, _USE.get(self._table, "customer")}
        self._is_told = self._table in _MASS and needed <= set(plan.fields)
        self._sold = self._unnamed = 0
        self._tonnes = Decimal(0)
        self._rows: list[int] = []
        self._is_first_named: bool | None = None
        self._last_name: str | None = None
        self._has_neighbours = False

    def add(self, rows: pl.DataFrame) -> None:
        """Count lake rows that are kept."""
        if not self._is_told or rows.is_empty():
            return
        is_kept = (pl.col("row_status") == "keep") & (pl.col(self._mass) > 0)
        if self._table in _USE:
            is_kept &= pl.col("use_code") == "liquid_sale"
        is_sold = rows.select(is_kept.fill_null(False)).to_series()
        self._sold += int(is_sold.sum())
        self._look_for_names(rows["customer"], is_sold)
        if not rows["customer"].null_count():
            return
        unnamed = rows.select("row_no", mass=self._mass).filter(is_sold & rows["customer"].is_null())
        self._unnamed += unnamed.height
        self._tonnes += sum(unnamed["mass"].to_list(), Decimal(0))
        self._rows += unnamed["row_no"].head(_ROWS_TOLD - len(self._rows)).to_list()

    def _look_for_names(self, customers: pl.Series, is_sold: pl.Series) -> None:
        """Whether the first sale is named, and whether any two after each other name the same customer."""
        if self._has_neighbours or not is_sold.any():
            return
        names = plain(customers.filter(is_sold))
        if self._is_first_named is None:
            self._is_first_named = names[0] is not None
        # the sale before the first of a part stands in the part before
        before = names.shift(1, fill_value=self._last_name)
        self._has_neighbours = bool((names == before).any())
        self._last_name = names[-1]

    def _is_written_once(self) -> bool:
        """Whether names stand in the first of their rows alone, as merged cells and unrepeated names do."""
        return bool(self._is_first_named) and not self._has_neighbours and self._unnamed < self._sold

    def ask(self, plan: SheetPlan) -> None:
        """Add one question: how many sales without a customer, their tonnes, where they stand."""
        is_once = self._is_written_once()
        if not self._unnamed or (self._unnamed > self._sold * (1 - _NAMED_SHARE) and not is_once):
            return
        tonnes = f"{self._tonnes.normalize():f}"
        rows = ", ".join(map(str, self._rows)) + ("…" if self._unnamed > _ROWS_TOLD else "")
        what_zh, what_en = (
            ("张外销铝液磅单", "tickets of sold liquid metal")
            if self._table == "ladle_tickets"
            else ("行销售", "sales")
        )
        remedy_zh, remedy_en = ("请补填", "please fill it in")
        if is_once:
            remedy_zh = "如是合并单元格或只写在首行，请逐行填写（可写“同上”），未代为填写"
            remedy_en = "if the name above is theirs (merged cells), please write it in every row (or 同上); none was assumed"
        plan.questions.append(
            f"{self._unnamed}{what_zh}（第{rows}行，共{tonnes} t）没有写客户，{remedy_zh} / {self._unnamed} {what_en} "
            f"(rows {rows}, {tonnes} t) name no customer; {remedy_en}"
        )
