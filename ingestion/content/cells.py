"""Columns told by cells that no other column of the form has: credit codes, statistical months, endings of files.

Pure series in, (column, field, evidence) out; the patterns are rows of ``content_cells.yml``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import polars as pl

from ingestion.cells.shares import share_matching
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.registry import FOLDER
from warehouse.yaml_files import load_yaml

Told = tuple[int, str, str]
_FEWEST = 2


@cache
def cell_patterns() -> dict[str, dict[str, dict[str, str]]]:
    """Patterns of cells by table and field."""
    patterns: dict[str, Any] = load_yaml((FOLDER / "content_cells.yml").read_text(encoding="utf-8"))
    return patterns


def has_cells_of(table: str, field: str, written: pl.Series, enough: float) -> bool:
    """Whether written cells are such as only this field has."""
    pattern = cell_patterns().get(table, {}).get(field)
    return pattern is not None and share_matching(written.str.strip_chars(), pattern["cells"]) >= enough


def by_cells(
    plan: SheetPlan, texts: Mapping[int, pl.Series], header: Callable[[int], str], enough: float
) -> list[Told]:
    """Columns that alone fit one missing field and no other; none where two columns or two fields could be meant."""
    fits: dict[str, dict[int, float]] = {}
    for name, pattern in cell_patterns().get(plan.table.name, {}).items():
        if name in plan.fields or plan.table.field(name) is None:
            continue
        shares = {
            i: share_matching(cells.str.strip_chars(), pattern["cells"], _FEWEST)
            for i, cells in texts.items()
            if _named(header(i), pattern)
        }
        fits[name] = {i: share for i, share in shares.items() if share >= enough}
    told = []
    for name, columns in fits.items():
        if len(columns) != 1:
            continue
        index, share = next(iter(columns.items()))
        if sum(index in other for other in fits.values()) == 1:
            told.append((index, name, f"单元格 cells {share:.0%}"))
    return told


def _named(header: str, pattern: Mapping[str, str]) -> bool:
    return "header" not in pattern or bool(
        pl.Series([header]).str.contains(pattern["header"]).fill_null(False)[0]
    )
