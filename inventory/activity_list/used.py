"""The factor of a line in the registry's unit, and the shape of a finding about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from inventory.activity_list.line_findings import line_finding
from inventory.activity_list.rows import Line
from inventory.findings import Finding
from inventory.intervals import Interval
from inventory.registry import Registry
from inventory.units import UnitError, product_scale


@dataclass(frozen=True)
class Used:
    """The factor of a line in the registry's unit, with the interval its printed digits leave open."""

    line: Line
    value: Decimal
    span: Interval
    to_emission: Decimal

    def effect(self, expected: Decimal) -> Decimal:
        """Emission of the line minus what it would be with the expected factor, tCO2e."""
        return (self.value - expected) * self.to_emission


def used_factor(line: Line, unit: str, registry: Registry) -> Used | None:
    """Convert a line's factor to `unit`; None when the cells or units do not allow it."""
    if line.factor is None or line.activity is None or line.scale is None or not unit:
        return None
    try:
        scale = product_scale((line.factor_unit,), unit).value
    except UnitError:
        return None
    cap = registry.value("operand_rounding_cap", "relative")
    span = line.factor.capped(cap).scaled(scale)
    return Used(line, line.factor.value * scale, span, line.activity.value * line.scale / scale)


def factor_finding(
    rule: str, disposition: str, used: Used, expected: Decimal | None, zh: str, en: str
) -> Finding:
    """Finding about a line's factor, sized by what the expected factor would change."""
    return line_finding(
        rule,
        disposition,
        used.line,
        zh,
        en,
        observed=f"{used.value:f}",
        expected="" if expected is None else f"{expected:f}",
        delta=None if expected is None else used.effect(expected),
    )
