"""Rows that a word like 合计 in a free text makes look like a total, though they are whole tickets: 与上车合计, 合计外销.

Conservative: a total counted as a ticket doubles everything. The row must have its own number, time and masses and what was
weighed on, and the word must stand where people write remarks, never in a column of numbers, days, processes or without a field.
"""

from __future__ import annotations

import polars as pl

from ingestion.cells.distinct import plain_frame
from ingestion.recognition import furniture
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.registry import furniture as furniture_words

_NUMBERS, _TIMES = ("ticket_no", "slip_no"), ("weighed_at", "stat_date", "slip_date")
_CARRIERS = ("vehicle_no", "ladle_no", "shift")
_MASSES = ("gross_t", "tare_t", "net_t", "mass_t")
_FREE_TEXTS = {"remark", "use_raw", "customer", "supplier", "party", "operator", "unit_name", "material_raw"}
_DIGIT = r"\d"


def tickets_are_data(classes: pl.Series, body: pl.DataFrame, plan: SheetPlan) -> pl.Series:
    """The classes with whole tickets among the totals told as data; cells are stripped."""
    needed = [
        [plan.fields[name].column for name in names if name in plan.fields]
        for names in (_NUMBERS, _TIMES, _CARRIERS, _MASSES)
    ]
    totals = classes.is_in([furniture.TOTAL, furniture.SUBTOTAL])
    if not all(needed) or not totals.any():
        return classes
    numbers, times, carriers, masses = needed
    free = {fp.column for name, fp in plan.fields.items() if name in _FREE_TEXTS}
    has = {c: pl.col(c).str.contains(_DIGIT).fill_null(False) for c in (*numbers, *times, *masses)}
    is_ticket = pl.all_horizontal(
        *(has[c] for c in (*numbers, *masses)),
        pl.any_horizontal(has[c] for c in times),
        pl.any_horizontal((pl.col(c) != "").fill_null(False) for c in carriers),
        ~pl.any_horizontal(_speaks_of_total(c) for c in body.columns if c not in free),
    )
    found = totals.arg_true().filter(plain_frame(body.filter(totals)).select(is_ticket).to_series())
    return classes.scatter(found, furniture.DATA) if len(found) else classes


def _speaks_of_total(column: str) -> pl.Expr:
    words = furniture_words()
    text = pl.col(column).str.replace_all(r"\s+", "")
    patterns = (words["total"], words["subtotal"], words["prefix_total"])
    return pl.any_horizontal(text.str.contains(pattern).fill_null(False) for pattern in patterns)
