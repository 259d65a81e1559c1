"""Columns that say which ticket is void by a mark of their own: 是否作废 with 是 and 否, 作废 with a tick, 是否有效.

They are read beside the fields of the table and never reach the lake; what a mark means is ``ingestion.rows.void_marks``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingestion.contracts import Field
from ingestion.recognition.sheet_plan import FieldPlan, SheetPlan, column_name
from ingestion.registry import furniture
from ingestion.results import ColumnMatch

VOID_MARK = "void_mark"


def is_void_header(header: str) -> bool:
    """Whether a header asks if a ticket is void, or valid."""
    return any(header_says(how, header) for how in ("void", "said", "valid"))


def header_says(how: str, header: str) -> bool:
    """Whether a header has the words of ``void_columns`` (``synonyms/furniture.yml``) for one way of asking."""
    squeezed = re.sub(r"\s+", "", header).lower()
    return re.search(furniture()["void_columns"][how], squeezed) is not None


def add_void_columns(plan: SheetPlan) -> None:
    """Give every such column of a table of tickets a field of its own, whatever else it was taken for."""
    if plan.table.field("ticket_state") is None:
        return
    found = [c for c in plan.columns if is_void_header(c.header_raw)]
    for number, match in enumerate(found):
        for name in [n for n, fp in plan.fields.items() if fp.match.column_index == match.column_index]:
            del plan.fields[name]
        name = f"{VOID_MARK}_{number}"
        told = replace(match, field="ticket_state", score=1.0, evidence="asks whether the ticket is void")
        field = Field(name, "extra", (), "text", None)
        plan.fields[name] = FieldPlan(field, column_name(match.column_index), told)
        plan.columns = [_told(c, told) for c in plan.columns]


def _told(column: ColumnMatch, told: ColumnMatch) -> ColumnMatch:
    return told if column.column_index == told.column_index else column
