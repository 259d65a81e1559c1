"""The limits of the rule registries, read from their own files: what the second evaluation holds numbers to.

Reads `rules.csv`, `rules_domain.csv` and `rules_domain_settings.csv`; a limit may name a parameter, whose value in force
the caller gives. Nothing here reads a database or knows what a limit is applied to (:mod:`expectations.shapes`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

SEEDS = Path(__file__).resolve().parent.parent / "dbt_project" / "seeds"
SETTINGS = "rules_domain_settings"


@dataclass(frozen=True)
class Limit:
    """One rule of a registry with its own limits in force; an open side is None."""

    rule_id: str
    requirements: str
    clause: str
    disposition: str
    shape: str
    kind: str
    low: Decimal | None
    high: Decimal | None
    floor: Decimal
    item: str
    parameter: str

    @property
    def has_number(self) -> bool:
        """True when the registry gives the rule a numeric limit of its own."""
        return self.low is not None or self.high is not None

    @property
    def breach(self) -> str:
        """Status that a breach has: a data error is a nonconformity until the row is mended."""
        return "nonconformity" if self.disposition == "data_error" else self.disposition


@cache
def seed(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one registry file."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def read_limits(parameters: Mapping[str, Decimal]) -> dict[str, Limit]:
    """Every rule of both packs with its limits; `parameters` are the values in force.

    A parameter can be overridden by headquarters, so its value is not read from the seed here.
    """
    return {
        row["rule_id"]: _limit(row, parameters) for pack in ("rules", "rules_domain") for row in seed(pack)
    }


def _limit(row: Mapping[str, str], parameters: Mapping[str, Decimal]) -> Limit:
    named = row["limit_parameter"]
    return Limit(
        row["rule_id"], row["requirements"], row["clause"], row["disposition"], row["shape"], row["limit_kind"],
        _number(row["limit_low"]), parameters[named] if named else _number(row["limit_high"]),
        _number(row["floor_abs"]) or Decimal(0), row["item"], row["parameter"],
    )  # fmt: skip


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def read_settings() -> dict[str, Decimal]:
    """Further thresholds of the domain rules, by `family.setting`."""
    return {f"{row['rule_family']}.{row['setting']}": Decimal(row["value"]) for row in seed(SETTINGS)}
