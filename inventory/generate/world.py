"""A random organisation whose inventory is right: sources with printed operands, factors with provenance,
scores.

Numbers are printed texts from the start, because a report is computed from what it prints. How it is laid
out in tables is the business of ``render``; which sources exist is that of ``catalogue``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
# Unit of the line: unit of the activity table and how many times.
SMALL_UNITS = {"t": ("kg", 1000), "万Nm3": ("Nm3", 10000), "MWh": ("kWh", 1000)}
SHORT_NAMES = re.compile("燃烧|甲烷逸散|制冷剂逸散|二氧化碳(?=灭火)|原材料(?=（)|外购(?=蒸汽)")


def show(value: Decimal, places: int = 2) -> str:
    """Print a value with fixed decimals, rounded half up."""
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


@dataclass
class PrintedFactor:
    """A row of the factor table; `symbol` is the operand of the line that uses it."""

    name: str
    text: str
    unit: str
    basis: str
    symbol: str


@dataclass
class Source:
    """One source: names, printed activity, factors, gases and data-quality scores.

    `layout` says which quantification table it stands in (fuel, direct, energy, freight, material, release,
    sewage). `gas_emissions` is filled by `compute`, in tCO2e per gas; `override` replaces the line's result
    (a planted error).
    """

    key: str
    layout: str
    category: int
    cls: str
    name: str
    facility: str
    gases: tuple[str, ...]
    activity: str
    unit: str
    factors: list[PrintedFactor]
    evidence: str
    method: str
    scores: tuple[int, int, int]
    activity_text: str = ""
    activity_unit: str = ""
    override: str = ""
    gas_emissions: dict[str, Decimal] = field(default_factory=dict)
    operands: dict[str, str] = field(default_factory=dict)

    @property
    def emission(self) -> str:
        """Printed emission of the line, tCO2e with two decimals."""
        return self.override or self.operands["result"]

    def factor(self, symbol: str) -> PrintedFactor:
        """Factor that stands in a column.

        Raises StopIteration when the source has none there.
        """
        return next(factor for factor in self.factors if factor.symbol == symbol)


@dataclass(frozen=True)
class Style:
    """How a report prints: habits that differ between bodies and are no errors.

    `small_units`: activity data in kg, Nm3 and kWh while the lines have t, 10^4 Nm3 and MWh. `short_names`: other
    tables name a source more shortly than its line. `facilities`: lines name the facility. `exact_totals`: totals are
    added up before rounding. `arabic`: categories with Arabic numerals.
    """

    small_units: bool = False
    short_names: bool = False
    facilities: bool = True
    exact_totals: bool = False
    arabic: bool = False


@dataclass
class World:
    """The organisation and everything its report says."""

    number: int
    region: str
    year: int
    start: str
    end: str
    gwp_set: str
    gwps: dict[str, str]
    sources: list[Source]
    output_t: str
    scheme: str
    credit_code: str
    product: str
    is_smelter: bool
    alumina_t: str = ""
    exclusion_reason: str = "数据获取难度大，经重要性评价不显著"
    style: Style = field(default_factory=Style)

    @property
    def name(self) -> str:
        """Name of the organisation; plainly that of an example."""
        return f"{self.region}示例铝业{self.number}号有限公司"

    @property
    def categories(self) -> list[int]:
        """Categories that are quantified, ascending."""
        return sorted({source.category for source in self.sources})

    def category_total(self, category: int) -> Decimal:
        """Sum of a category, of its printed lines or of what they were rounded from."""
        return sum((self._amount(s) for s in self.sources if s.category == category), Decimal(0))

    @property
    def total(self) -> Decimal:
        """Sum of all lines, printed or before rounding."""
        return sum((self._amount(source) for source in self.sources), Decimal(0))

    def _amount(self, source: Source) -> Decimal:
        if self.style.exact_totals and not source.override:
            return sum(source.gas_emissions.values(), Decimal(0))
        return Decimal(source.emission)

    def set_activity(self, source: Source, text: str) -> None:
        """Give a source an activity; the activity table follows, in its small unit where the style has them."""
        source.activity, source.activity_text, source.activity_unit = text, "", ""
        if self.style.small_units and source.unit in SMALL_UNITS:
            unit, times = SMALL_UNITS[source.unit]
            source.activity_text, source.activity_unit = show(Decimal(text) * times), unit

    def name_of(self, source: Source) -> str:
        """Name of a source outside its line."""
        return SHORT_NAMES.sub("", source.name).strip("（）") if self.style.short_names else source.name


def _fuel(source: Source, gwps: dict[str, str]) -> None:
    amount, heat = Decimal(source.activity), Decimal(source.factor("B").text)
    masses = {
        "CO2": amount * heat * Decimal(source.factor("E").text) / 1000,
        "CH4": amount * heat * Decimal(source.factor("F").text) / 1000000,
        "N2O": amount * heat * Decimal(source.factor("G").text) / 1000000,
    }
    source.operands = {"A": source.activity} | {factor.symbol: factor.text for factor in source.factors}
    source.operands |= {"H": show(masses["CO2"]), "I": show(masses["CH4"], 4), "J": show(masses["N2O"], 4)}
    printed = {"CO2": "H", "CH4": "I", "N2O": "J"}
    source.gas_emissions = {
        gas: Decimal(source.operands[symbol]) * Decimal(gwps[gas]) for gas, symbol in printed.items()
    }
    source.operands["result"] = show(sum(source.gas_emissions.values(), Decimal(0)))


def _sewage(source: Source, gwps: dict[str, str]) -> None:
    capacity, correction = Decimal(source.factor("D").text), Decimal(source.factor("E").text)
    factor = capacity * correction
    methane = Decimal(source.activity) * factor / 1000
    source.operands = {"A": source.activity, "B": "0", "C": "0", "D": f"{capacity}", "E": f"{correction}"}
    source.operands |= {"F": f"{factor.normalize():f}", "G": show(methane, 5)}
    emission = Decimal(source.operands["G"]) * Decimal(gwps["CH4"])
    source.gas_emissions = {"CH4": emission}
    source.operands["result"] = show(emission)


def _simple(source: Source, gwps: dict[str, str]) -> None:
    amount, factor = Decimal(source.activity), Decimal(source.factor("B").text)
    scale = {"energy": Decimal(1), "direct": Decimal(1), "release": CENT}.get(source.layout, Decimal("0.001"))
    emission = amount * factor * scale
    source.operands = {"A": source.activity, "B": source.factor("B").text}
    gas = source.gases[0]
    if source.layout == "release":
        source.operands["C"] = gwps[gas]
        emission *= Decimal(gwps[gas])
    source.operands["result"] = show(emission)
    source.gas_emissions = {gas: emission}


def compute(world: World) -> None:
    """Fill every source's operands, emission and gases from its printed activity and factors."""
    layouts = {"fuel": _fuel, "sewage": _sewage}
    for source in world.sources:
        layouts.get(source.layout, _simple)(source, world.gwps)
