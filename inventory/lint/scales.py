"""Scales between printed units: what a product of printed columns must be multiplied by.

Unit algebra comes from ``inventory.units``; a unit that names alternatives ("万Nm3或t") cannot decide a scale.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from inventory.lint.numbers import parse
from inventory.lint.view import LineView, View
from inventory.registry import normalise_gas
from inventory.units import UnitError, parse_unit, product_scale

ANY = (Decimal(1), Decimal("0.001"), Decimal(1000), Decimal("0.000001"))
AMBIGUOUS = re.compile(r"或|、|；|;|tonnes of|/.*[^/]/.*/")
GWP_DEFAULT = {"CO2": Decimal(1)}


def is_clear(unit: str) -> bool:
    """True when a printed unit names one readable unit."""
    if not unit or AMBIGUOUS.search(unit):
        return False
    try:
        parse_unit(unit)
    except UnitError:
        return False
    return True


def line_scales(line: LineView, symbols: Sequence[str], result: str) -> tuple[Decimal, ...]:
    """Scales a product of columns may need: the one the units give, or any usual power of ten without clear units."""
    kept = [s for s in symbols if s in line.columns and line.columns[s].role != "gwp"]
    units = tuple(line.unit(s) for s in kept if line.unit(s) not in {"%", "％", "/"})
    target = line.unit(result) or "tCO2e"
    activity = line.symbol("activity")
    has_alternatives = activity in kept and "/" in line.unit(activity)
    if has_alternatives or not all(map(is_clear, units)):
        return ANY
    try:
        scale = product_scale(tuple(u for u in units), target if is_clear(target) else "tCO2e").value
    except UnitError:
        return ANY
    return (scale,)


def gwp_values(view: View) -> dict[str, Decimal]:
    """GWP per gas as printed in the report's own table."""
    values = dict(GWP_DEFAULT)
    for row in view.report.gwp:
        number, gas = parse(row.text), gas_of(f"{row.name} {row.gas}")
        if number and gas:
            values[gas] = number.value
    return values


def gas_of(text: str) -> str:
    """Registry gas a printed name speaks of: R-14,四氟化碳,CF4 -> CF4; a blend wins over its parts."""
    for part in re.split(r"[,，、：:\s()（）]+", text):
        gas = normalise_gas(part)
        if gas:
            return gas
    return ""
