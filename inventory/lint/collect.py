"""Findings of the linter, the registry of its rules, and how far an error reaches.

Rules are rows of ``rules.csv`` (severity, threshold, explanation); the checks report through `Findings`.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

RULES = Path(__file__).with_name("rules.csv")
SEVERITIES = ("nonconformity", "explain", "advisory")
MOVES = ("nothing", "category", "total", "materiality")


@dataclass(frozen=True)
class Rule:
    """One row of the rule registry."""

    rule: str
    severity: str
    threshold: str
    unit: str
    title_zh: str
    title_en: str
    explanation_zh: str
    explanation_en: str

    @property
    def limit(self) -> Decimal:
        """The rule's threshold as a number."""
        return Decimal(self.threshold)


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """All rules by id, in registry order."""
    with RULES.open(encoding="utf-8", newline="") as lines:
        return {row["rule"]: Rule(**row) for row in csv.DictReader(lines)}


@dataclass(frozen=True)
class LintFinding:
    """One finding: rule, severity, where, what is printed, what was expected, size in tCO2e and how far it reaches."""

    rule: str
    severity: str
    table: str
    item: str
    printed: str
    expected: str
    delta_tco2e: Decimal | None
    moves: str
    message_zh: str
    message_en: str


@dataclass
class Reach:
    """Turns a size into how far it reaches: total, materiality share and materiality band of the report."""

    total: Decimal | None = None
    materiality: Decimal | None = None
    bands: list[tuple[Decimal, Decimal]] = field(default_factory=list)

    def moves(self, delta: Decimal | None, *, counts: bool = True, within_total: bool = False) -> str:
        """`counts`: the size is in the printed total; `within_total`: it only shifts between categories."""
        if not delta or not counts:
            return "nothing"
        if within_total:
            return "category"
        if self.total is None:
            return "total"
        limit = self.materiality or self._band(self.total)
        over = limit is not None and abs(delta) >= limit * abs(self.total)
        crosses = self._band(self.total) != self._band(self.total - delta)
        return "materiality" if over or crosses else "total"

    def _band(self, value: Decimal) -> Decimal | None:
        return next((share for floor, share in sorted(self.bands, reverse=True) if value >= floor), None)


@dataclass
class Findings:
    """Collects findings of all checks; severity comes from the rule registry unless a check lowers it."""

    reach: Reach = field(default_factory=Reach)
    rows: list[LintFinding] = field(default_factory=list)

    def add(
        self,
        rule: str,
        table: str,
        item: str,
        *,
        zh: str,
        en: str,
        printed: str = "",
        expected: str = "",
        delta: Decimal | None = None,
        moves: str | None = None,
        counts: bool = True,
        severity: str = "",
    ) -> None:
        """Report one finding; the same finding is kept once."""
        where = re.sub(r"^表?\s*(?=\d)", "表 ", table.split("/")[0])
        reach = moves or self.reach.moves(delta, counts=counts)
        found = LintFinding(
            rule, severity or rules()[rule].severity, where, item, printed, expected, delta, reach, zh, en
        )
        if found not in self.rows:
            self.rows.append(found)

    def sorted(self) -> list[LintFinding]:
        """Worst first, then farthest reach, then size, in a fixed order."""
        return sorted(
            self.rows,
            key=lambda f: (
                SEVERITIES.index(f.severity), -MOVES.index(f.moves), -abs(f.delta_tco2e or Decimal(0)), f.rule, f.table,
                f.item, f.printed, f.message_zh,
            ),
        )  # fmt: skip
