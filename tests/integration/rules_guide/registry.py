"""The rule registry as the tests read it: straight from its files."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"

Row = dict[str, str]


def read(name: str) -> list[Row]:
    """Rows of one seed."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def rules_of(*shapes: str) -> list[Row]:
    """Rules of the named shapes, in registry order."""
    return [row for row in read("rules") if row["shape"] in shapes]


def limit_of(rule: Row) -> Decimal:
    """The limit of a rule: its own, or the default of the parameter it names."""
    if not rule["limit_parameter"]:
        return Decimal(rule["limit_high"])
    [value] = [
        row["value"] for row in read("parameters")
        if row["parameter"] == rule["limit_parameter"] and row["is_default"] == "true"
    ]  # fmt: skip
    return Decimal(value)


def raised(rule: Row) -> str:
    """Status that a breach of the rule has."""
    return "nonconformity" if rule["disposition"] == "data_error" else rule["disposition"]
