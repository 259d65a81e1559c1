"""Compute an inventory: every line through its factor chain, then totals by category, gas and source.

A line whose units do not fit, or whose gas the set does not know, is a finding and leaves the result
incomplete; it is never counted as zero in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from inventory.compute.checks import check_inventory
from inventory.compute.materiality import band_of
from inventory.compute.model import CATEGORIES, Inventory, Line
from inventory.findings import NONCONFORMITY, Finding, worst_first
from inventory.registry import Registry, gas_class, gwp, load_registry
from inventory.units import UnitError, product_scale

ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True)
class LineResult:
    """A line with the mass of its gas (in its target unit) and its emission in tCO2e, unrounded."""

    line: Line
    mass: Decimal
    emission: Decimal


@dataclass(frozen=True)
class Result:
    """An inventory computed: tCO2e, unrounded; not `is_complete` when a line could not be computed."""

    inventory: Inventory
    lines: tuple[LineResult, ...]
    findings: tuple[Finding, ...]
    is_complete: bool

    def _sum_by(self, key: Callable[[Line], Hashable]) -> dict[Hashable, Decimal]:
        sums: dict[Hashable, Decimal] = defaultdict(lambda: ZERO)
        for item in self.lines:
            sums[key(item.line)] += item.emission
        return dict(sums)

    @property
    def total(self) -> Decimal:
        """Sum of all lines."""
        return sum((item.emission for item in self.lines), ZERO)

    @property
    def by_category(self) -> dict[int, Decimal]:
        """Sum by ISO category, in category order."""
        sums = self._sum_by(lambda line: line.category)
        return {number: sums[number] for number in CATEGORIES if number in sums}

    @property
    def by_source(self) -> dict[str, Decimal]:
        """Sum by source id, in the order of the lines."""
        return {str(name): value for name, value in self._sum_by(lambda line: line.source_id).items()}

    @property
    def by_gas(self) -> dict[str, Decimal]:
        """Sum by gas class (CO2, CH4, N2O, HFCs, PFCs, SF6, NF3; CO2e where the factor holds all gases)."""
        sums = self._sum_by(lambda line: gas_class(line.gas) or line.gas)
        return {str(name): value for name, value in sorted(sums.items(), key=lambda pair: str(pair[0]))}

    @property
    def materiality(self) -> Decimal:
        """Threshold of the band the total falls into, as a fraction."""
        return band_of(self.total)

    @property
    def intensity(self) -> dict[str, Decimal]:
        """tCO2e per unit of each product; a product without output is left out."""
        return {out.product: self.total / out.value for out in self.inventory.outputs if out.value}


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Round half up; the one rounding step of the computation, at its end."""
    return value.quantize(ONE.scaleb(-places), ROUND_HALF_UP)


def _potential(line: Line, gwp_set: str, registry: Registry) -> Decimal:
    return ONE if line.gas == "CO2e" else gwp(line.gas, gwp_set, registry)


def _failed(line: Line, error: Exception) -> Finding:
    zh, _, en = str(error).partition(" ")
    return Finding(
        rule="INV-LINE",
        disposition=NONCONFORMITY,
        item=line.source,
        message_zh=f"{line.source}（{line.gas}）无法计算：{error}",
        message_en=f"{line.source} ({line.gas}) cannot be computed: {en or zh}",
    )


def compute_line(line: Line, gwp_set: str, registry: Registry) -> LineResult:
    """Compute one line.

    Raises UnitError when the units do not reduce to the target, LookupError when the set has no potential
    for the gas.
    """
    scale = product_scale((line.unit, *(use.unit for use in line.chain)), line.target).value
    product = line.activity * scale
    for use in line.chain:
        product *= use.value
    mass = product - line.recovered
    return LineResult(line, mass, mass * _potential(line, gwp_set, registry))


def compute(inventory: Inventory, registry: Registry | None = None) -> Result:
    """Compute every line and gather what has to be said about the inventory, worst first."""
    registry = registry or load_registry()
    results: list[LineResult] = []
    findings: list[Finding] = list(check_inventory(inventory))
    for line in inventory.lines:
        findings += line.findings
        try:
            results.append(compute_line(line, inventory.gwp_set, registry))
        except (UnitError, LookupError) as error:
            findings.append(_failed(line, error))
    return Result(
        inventory=inventory,
        lines=tuple(results),
        findings=tuple(worst_first(list(dict.fromkeys(findings)))),
        is_complete=len(results) == len(inventory.lines),
    )
