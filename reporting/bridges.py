"""Reconciliation bridges turned for reading: lines down, periods across. Nothing is added up here."""

from __future__ import annotations

from typing import Any

import polars as pl

from reporting.labels import BASIS, BRIDGE, process_label, source_label


def bridge_tables(bridge: pl.DataFrame) -> list[dict[str, Any]]:
    """One table per subject and process of one plant: title, periods, lines with a value per period."""
    tables = []
    order = {subject: number for number, subject in enumerate(BRIDGE)}
    places = bridge.select("subject", "process").unique().rows()
    for subject, process in sorted(places, key=lambda p: (p[1] != "ALL", order.get(p[0], 9), p[0], p[1])):
        part = bridge.filter((pl.col("subject") == subject) & (pl.col("process") == process))
        zh, en = BRIDGE.get(subject, (subject, subject))
        periods = [str(period) for period in part["period"].unique().sort()]
        tables.append(
            {
                "title": f"{zh}对账桥（{process_label(process)}）",
                "english": f"{en}, {'whole plant' if process == 'ALL' else process}",
                "periods": periods,
                "lines": _lines(part, periods),
            }
        )
    return tables


def _lines(part: pl.DataFrame, periods: list[str]) -> list[dict[str, Any]]:
    lines: dict[tuple[int, str], dict[str, Any]] = {}
    for row in part.sort("line_no", "line_code", "period").iter_rows(named=True):
        line = lines.setdefault(
            (row["line_no"], row["line_code"]),
            {
                "code": row["line_code"],
                "label": row["label_zh"],
                "label_en": row["label_en"],
                "sign": "" if row["is_total"] else ("−" if row["sign"] == -1 else "+"),
                "is_total": row["is_total"],
                "is_rest": row["line_code"].startswith("unexplained") or row["line_code"].endswith("_rest"),
                "source": source_label(row["source_system"]),
                "basis": BASIS.get(row["basis"], row["basis"]),
                "cells": dict.fromkeys(periods),
            },
        )
        line["cells"][row["period"]] = row["value_t"]
    return list(lines.values())
