"""Texts that a spreadsheet would run as a formula when it opens a CSV file, and their harmless form."""

from __future__ import annotations

import re

import polars as pl

_FORMULA = r"^[=+\-@\t\r]."
# A sign before a plain figure, with a unit or not, is a number and stays one.
_FIGURE = r"^[+\-]\s?\d[\d.,]*(?:[eE][+\-]?\d+)?\s?(?:%|‰|[^\W\d_]|[/²³·])*$"


def guarded(column: pl.Expr) -> pl.Expr:
    """A column of texts, with an apostrophe before each that would be a formula."""
    is_formula = column.str.contains(_FORMULA) & ~column.str.contains(_FIGURE)
    return pl.when(is_formula).then(pl.concat_str(pl.lit("'"), column)).otherwise(column)


def guarded_text(text: str) -> str:
    """One text, with an apostrophe before it when it would be a formula."""
    is_formula = re.match(_FORMULA, text) is not None and re.match(_FIGURE, text) is None
    return f"'{text}" if is_formula else text
