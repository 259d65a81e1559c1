"""Recompute a printed inventory line by line from its own operands, and say where each difference comes from.

The findings that explain a difference come from ``run``; the arithmetic is that of ``replay``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from inventory.intervals import Interval, exact
from inventory.lint.collect import LintFinding
from inventory.lint.numbers import middle
from inventory.lint.replay import best_known, candidates, missing_conversion, precise_factors, value_of
from inventory.lint.view import LineView, View, base_table

CAUSES = ("L-TYPO", "L-REPLAY", "L-SCALE", "L-FORMULA", "L-ROUNDING", "L-BLANK")


@dataclass(frozen=True)
class Recomputed:
    """A line: printed emission, the one its operands give, the difference (tCO2e) and its cause.

    `recomputed` is None when the line prints no formula or operands to recompute it from.
    """

    table: str
    category: str
    name: str
    printed: Decimal
    recomputed: Decimal | None
    cause_zh: str
    cause_en: str

    @property
    def difference(self) -> Decimal:
        """Printed minus recomputed; zero when the line could not be recomputed."""
        return self.printed - self.recomputed if self.recomputed is not None else Decimal(0)


def recompute(view: View, findings: Iterable[LintFinding]) -> list[Recomputed]:
    """Every quantification line recomputed, in printed order."""
    claims = precise_factors(view)
    by_line = {(f.table, f.item): f for f in reversed(list(findings)) if f.rule in CAUSES}
    rows = []
    for line in view.lines:
        if line.emission is None:
            continue
        value = _emission(line, view, best_known(line, claims))
        found = by_line.get((f"表 {base_table(line.table)}", line.label))
        rows.append(_row(line, line.emission.value, value, found))
    return rows


def _row(line: LineView, printed: Decimal, value: Decimal | None, found: LintFinding | None) -> Recomputed:
    gap = abs(printed - value) if value is not None else Decimal(0)
    slack = line.emission.slack if line.emission else Decimal(0)
    zh, en = ("", "") if gap <= slack else ("修约", "rounding")
    if value is None:
        zh, en = "没有可复算的公式或操作数", "no formula or operands to recompute from"
    elif found is not None and gap > slack:
        zh, en = found.message_zh, found.message_en
    return Recomputed(base_table(line.table), line.category, line.label, printed, value, zh, en)


def _emission(line: LineView, view: View, known: dict[str, Interval]) -> Decimal | None:
    """Emission from first operands: cells that follow from others are recomputed before they are used."""
    values = dict(known)
    for column in line.columns.values():
        if column.symbol not in line.numbers:
            continue
        others = {s: v for s, v in values.items() if s != column.symbol}
        for text, scale in candidates(line, column, view):
            value = value_of(text, others)
            if value is not None:
                missing = missing_conversion(line, column) if column.formula else None
                values[column.symbol] = exact(middle(value.scaled(scale * (missing or 1))))
                break
    symbol = line.symbol("emission", "co2")
    derived = any(True for _ in candidates(line, line.columns[symbol], view)) if symbol else False
    return middle(values[symbol]) if derived and symbol in values else None
