"""Masks of a column's cells, and how many are of a kind, as a share of those it is told by."""

from __future__ import annotations

import polars as pl


def true_alone(flags: pl.Series) -> pl.Series:
    """A mask with false where it has null; one without null is given back as it is, which costs nothing."""
    return flags.fill_null(False) if flags.null_count() else flags


def share_of(flags: pl.Series, fewest: int = 1) -> float:
    """Share of a mask's rows that are true, 0 to 1; null counts as false, and fewer rows than ``fewest`` tell nothing (0)."""
    return float(true_alone(flags).sum()) / len(flags) if len(flags) >= fewest else 0.0


def share_matching(cells: pl.Series, pattern: str, fewest: int = 1) -> float:
    """Share of the cells written in a column that a pattern is found in; see `share_of`. Blanks around them are the caller's."""
    return share_of(cells.drop_nulls().str.contains(pattern), fewest)
