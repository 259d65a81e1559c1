"""Rows that speak of goods sent back (退库, 返库, 冲销) with a mass like any other: asked, never judged.

Whether such a row counts, counts the other way round or was written down for the record only, its form does not say.
"""

from __future__ import annotations

import re

import polars as pl

from ingestion.cells.distinct import plain_frame
from ingestion.recognition.furniture import SMALL
from ingestion.recognition.sheet_plan import SheetPlan, column_name
from ingestion.registry import furniture

_TABLES = {
    "anode_direct",
    "anode_slips",
    "anode_store",
    "anode_trucks",
    "intra_in",
    "intra_out",
    "product_flow",
    "purchase_ledger",
    "sales_ledger",
}
_FIGURES = ("net_t", "mass_t", "quantity_t", "in_t", "out_t", "blocks")
# A large file that is read in parts is asked about by its first rows; so is one that is read in one piece.
_LOOK_AT = SMALL - 1
_MOST = 0.5
_ROWS_TOLD = 5


def ask_about_returns(plan: SheetPlan, frame: pl.DataFrame) -> None:
    """A question where rows of a positive mass say that something came back or was written off again."""
    columns = _columns(plan)
    figures = [plan.fields[n].column for n in _FIGURES if n in plan.fields]
    if plan.table.name not in _TABLES or not columns or not figures:
        return
    body = plain_frame(
        frame.slice(plan.first_data_row, _LOOK_AT).select(*columns, *set(figures) - set(columns))
    )
    pattern = furniture()["sent_back"]
    says = pl.any_horizontal(pl.col(c).str.contains(pattern).fill_null(False) for c in columns)
    is_negative = pl.any_horizontal(pl.col(c).str.contains(r"^\s*[-－(（]").fill_null(False) for c in figures)
    counts = pl.any_horizontal(pl.col(c).str.contains(r"\d").fill_null(False) for c in figures)
    rows = body.select(says & counts & ~is_negative).to_series().arg_true()
    if rows.is_empty() or len(rows) > body.height * _MOST:
        return
    told = "、".join(str(plan.first_data_row + 1 + row) for row in rows.head(_ROWS_TOLD))
    more = "…" if len(rows) > _ROWS_TOLD else ""
    plan.questions.append(
        f"{len(rows)}行（第{told}{more}行）写有退库、退回或冲销而数量为正，按正数计入，请确认 / {len(rows)} rows ({told}{more}) "
        "speak of goods sent back or written off but have a positive figure; they count as such, please confirm"
    )


def _columns(plan: SheetPlan) -> list[str]:
    """Columns whose words are read into no figure: those without a field, and remarks."""
    taken = {fp.match.column_index: fp.field for fp in plan.fields.values()}
    found = []
    for index, cell in enumerate(plan.header.cells):
        field = taken.get(index)
        is_open = cell is not None and (field is None or field.name in ("remark", "summary"))
        if is_open and not re.search(r"退", cell.raw if cell else ""):
            found.append(column_name(index))
    return found
