"""The published tables as CSV for outsiders: UTF-8, header row, ISO dates, plain decimals.

File names and columns are those of the interface; more columns may follow the named ones.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from warehouse.finding_register import register_of
from warehouse.formula_text import guarded
from warehouse.home import open_home
from warehouse.publish import current_close

# The interface's columns come first, in its order; whatever else a table has follows.
INTERFACE_COLUMNS: dict[str, list[str]] = {
    "findings": [
        "plant", "process", "period", "requirement", "disposition", "parameter", "expected", "observed", "deviation",
        "limit", "unit", "effect_tco2e", "message_zh", "message_en", "evidence",
    ],
    "checks": ["plant", "process", "period", "requirement", "status"],
    "observations": [
        "plant", "process", "period_kind", "period", "basis", "parameter", "item", "source_system", "value", "unit",
    ],
    "emissions": [
        "plant", "process", "period_kind", "period", "anode_t", "output_t", "anode_net_t", "e_anode_tco2",
        "e_pfc_tco2e", "e_total_tco2e", "anode_adjusted_t", "output_adjusted_down_t", "output_adjusted_up_t",
        "adjusted_anode_net_t", "adjusted_e_anode_tco2", "adjusted_e_pfc_tco2e", "adjusted_e_total_tco2e",
    ],
    "allowances": [
        "plant", "process", "emissions", "output", "intensity", "balance_value", "X", "alpha", "allowance_rule_2024",
        "allowance_rule_2025",
    ],
    "files": [
        "file", "sha256", "kind", "version", "rows_total", "rows_keep", "rows_quarantine", "rows_duplicate",
        "rows_superseded",
    ],
    "inventories": [
        "plant", "period", "row_kind", "category", "source", "activity_value", "unit", "factor", "factor_unit",
        "printed_tco2e", "recomputed_tco2e", "difference_tco2e",
    ],
    "inventory_findings": [
        "plant", "period", "rule", "disposition", "item", "observed", "expected", "unit", "delta_tco2e", "message_zh",
        "message_en",
    ],
    "lint_findings": [
        "report", "rule", "severity", "table", "item", "printed", "expected", "delta_tco2e", "moves", "message_zh",
        "message_en", "plant", "period",
    ],
    "rows": ["file", "sheet", "row", "kind", "key", "status", "requirement", "reason_zh", "reason_en"],
}  # fmt: skip


class ExportError(RuntimeError):
    """There is nothing to export, or a published table lacks a column of the interface."""


def plain_decimal(column: pl.Expr) -> pl.Expr:
    """A decimal as text without trailing zeros or exponent: `14691`, `0.034`, `-31.68`."""
    text = column.cast(pl.String)
    trimmed = text.str.replace(r"(\.\d*?)0+$", "$1").str.replace(r"\.$", "")
    return pl.when(text.str.contains(".", literal=True)).then(trimmed).otherwise(text)


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Every column in the form outsiders rely on, no text a formula; nulls stay empty."""
    expressions = []
    for name, dtype in frame.schema.items():
        if dtype.is_decimal():
            expressions.append(plain_decimal(pl.col(name)).alias(name))
        elif dtype == pl.Date:
            expressions.append(pl.col(name).dt.strftime("%Y-%m-%d").alias(name))
        elif dtype == pl.Datetime:
            expressions.append(pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S").alias(name))
        elif dtype == pl.String:
            expressions.append(guarded(pl.col(name)).alias(name))
        elif dtype.is_float():
            raise ExportError(f"column {name} is a binary float: masses and factors are decimals here")
    return frame.with_columns(expressions)


def export_tables(root: Path, out: Path) -> list[Path]:
    """Write every published table to `out` as `<table>.csv`; returns the paths, in the interface's order.

    Raises :class:`ExportError` when nothing has been published yet.
    """
    home = open_home(root)
    close = current_close(home)
    if close is None:
        raise ExportError(
            "尚未发布任何结账，请先执行 potline close / nothing is published yet: run potline close first"
        )
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for table, columns in INTERFACE_COLUMNS.items():
        frame = pl.read_parquet(close / f"{table}.parquet")
        absent = [column for column in columns if column not in frame.columns]
        if absent:
            raise ExportError(f"published table {table} lacks {absent}")
        ordered = frame.select(*columns, *[c for c in frame.columns if c not in columns])
        path = out / f"{table}.csv"
        as_text(ordered).write_csv(path, include_bom=False)
        written.append(path)
    # Not published but derived: decisions made since the close are in it.
    register = out / "finding_register.csv"
    as_text(register_of(home, close).rows).write_csv(register, include_bom=False)
    return [*written, register]
