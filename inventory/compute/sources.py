"""Build the lines of the usual sources: fuels, process, anode, PFC, energy, transport, materials, waste,
sewage, gases.

Each builder takes its factors from the registry for a place (region, year, standard) or from the caller,
and keeps the provenance and the findings of the choice with the line. The sum is done in ``engine``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from inventory.compute.model import FactorUse, Line, Quality
from inventory.findings import Finding
from inventory.registry import Registry, Request, choose, load_registry

CARBON_TO_CO2 = Decimal(44) / Decimal(12)
COMBUSTION_MODES = ("stationary", "offroad", "road")


@dataclass(frozen=True)
class Place:
    """Where and when a source stands: what its factors are chosen for."""

    region: str = ""
    year: int | None = None
    standard: str = ""
    site: str = ""


@dataclass(frozen=True)
class Activity:
    """An activity datum: source id, printed name, value and unit, with its quality."""

    source_id: str
    source: str
    value: Decimal
    unit: str
    quality: Quality = field(default_factory=Quality)


def given(name: str, value: Decimal, unit: str, provenance: str) -> FactorUse:
    """Take a factor that is not in the registry (measured, supplier); its provenance must be said."""
    if not provenance.strip():
        raise ValueError(f"因子 {name} 没有来源，请补充。 / Factor {name} has no provenance: give one.")
    return FactorUse(name, value, unit, provenance)


def from_registry(
    parameter: str, item: str, place: Place, registry: Registry | None = None
) -> tuple[FactorUse, tuple[Finding, ...]]:
    """Take a registry factor for a place, with the findings that the choice raises.

    Raises LookupError when the registry has neither the parameter nor the item.
    """
    request = Request(parameter, item, place.region, place.year, place.standard)
    choice = choose(request, registry or load_registry())
    row = choice.factor
    return FactorUse(f"{parameter}/{item}", row.value, row.unit, row.provenance, row), choice.findings


def _line(
    activity: Activity,
    category: int,
    cls: str,
    gas: str,
    chain: tuple[FactorUse, ...],
    place: Place,
    **more: object,
) -> Line:
    return Line(
        source_id=activity.source_id,
        category=category,
        cls=cls,
        source=activity.source,
        gas=gas,
        activity=activity.value,
        unit=activity.unit,
        chain=chain,
        site=place.site,
        quality=activity.quality,
        **more,  # type: ignore[arg-type]
    )


def _chosen(
    own: FactorUse | None, parameter: str, item: str, place: Place
) -> tuple[FactorUse, tuple[Finding, ...]]:
    return (own, ()) if own is not None else from_registry(parameter, item, place)


def fuel(
    activity: Activity,
    item: str,
    place: Place,
    mode: str = "stationary",
    category: int = 1,
    own: dict[str, FactorUse] | None = None,
) -> list[Line]:
    """Combustion of a fuel: CO2 by heat value x carbon content x oxidation x 44/12, CH4 and N2O by heat.

    `own` replaces registry factors by name (ncv, carbon_content, oxidation). CH4 and N2O lines are built
    when the registry has the fuel's factors for the mode.
    """
    if mode not in COMBUSTION_MODES:
        raise ValueError(
            f"燃烧方式 {mode!r} 应为 {COMBUSTION_MODES} 之一 / mode must be one of {COMBUSTION_MODES}"
        )
    own = own or {}
    ncv, said = _chosen(own.get("ncv"), "ncv", item, place)
    carbon, said_carbon = _chosen(own.get("carbon_content"), "carbon_content", item, place)
    oxidation, said_oxidation = _chosen(own.get("oxidation"), "oxidation", item, place)
    to_co2 = FactorUse("44/12", CARBON_TO_CO2, "tCO2/tC", "44/12")
    cls = "固定燃烧" if mode == "stationary" else "移动燃烧"
    chain = (ncv, carbon, oxidation, to_co2)
    lines = [
        _line(activity, category, cls, "CO2", chain, place, findings=said + said_carbon + said_oxidation)
    ]
    for gas in ("CH4", "N2O"):
        parameter = f"{gas.lower()}_ef_{mode}"
        if load_registry().find(parameter, item):
            use, found = from_registry(parameter, item, place)
            lines.append(
                _line(activity, category, cls, gas, (ncv, use), place, target=f"t{gas}", findings=found)
            )
    return lines


def direct(
    activity: Activity, factor: FactorUse, place: Place, cls: str = "工艺排放", category: int = 1
) -> Line:
    """Emission by one factor: process, carbonate, carbon balance, material, waste, upstream."""
    return _line(activity, category, cls, "CO2e", (factor,), place)


def registered(activity: Activity, parameter: str, item: str, place: Place, cls: str, category: int) -> Line:
    """Emission by one registry factor (carbonate_ef, freight_ef, material_ef, waste_ef...)."""
    use, findings = from_registry(parameter, item, place)
    return _line(activity, category, cls, "CO2e", (use,), place, findings=findings)


def electricity(activity: Activity, place: Place, own: FactorUse | None = None) -> Line:
    """Imported electricity: average grid factor of the place, or the supplier's own."""
    use, findings = _chosen(own, "grid_ef", "electricity", place)
    return _line(activity, 2, "外购电力", "CO2e", (use,), place, findings=findings)


def heat(activity: Activity, place: Place, own: FactorUse | None = None) -> Line:
    """Imported heat or steam in units of heat."""
    use, findings = _chosen(own, "heat_ef", "heat", place)
    return _line(activity, 2, "外购热力", "CO2e", (use,), place, findings=findings)


def steam_heat(mass_t: Decimal, enthalpy_kj_kg: Decimal) -> Decimal:
    """Heat of steam in GJ: mass x (enthalpy - reference) / 1000, reference from the registry."""
    reference = load_registry().value("steam_reference_enthalpy", "water")
    return mass_t * (enthalpy_kj_kg - reference) / 1000


def hot_water_heat(mass_t: Decimal, temperature_degc: Decimal) -> Decimal:
    """Heat of hot water in GJ: mass x (temperature - reference) x heat capacity / 1000."""
    registry = load_registry()
    reference = registry.value("hot_water_reference", "temperature")
    return mass_t * (temperature_degc - reference) * registry.value("water_heat_capacity", "water") / 1000


def anode(activity: Activity, place: Place, own: dict[str, FactorUse] | None = None) -> Line:
    """Anode as raw material. Activity in t of anode (net), or in t-Al with `own["anode_net"]` in
    t-anode/t-Al.

    Carbon is what is left after sulphur and ash.
    """
    own = own or {}
    sulphur, said = _chosen(own.get("anode_sulphur"), "anode_sulphur", "anode", place)
    ash, said_ash = _chosen(own.get("anode_ash"), "anode_ash", "anode", place)
    carbon = FactorUse(
        "1-S-A", 1 - sulphur.value - ash.value, "tC/t-anode", f"1 - {sulphur.provenance} - {ash.provenance}"
    )
    to_co2 = FactorUse("44/12", CARBON_TO_CO2, "tCO2/tC", "44/12")
    net = (own["anode_net"],) if "anode_net" in own else ()
    return _line(activity, 1, "工艺排放", "CO2", (*net, carbon, to_co2), place, findings=said + said_ash)


def pfc(activity: Activity, place: Place, own: dict[str, FactorUse] | None = None) -> list[Line]:
    """Anode effect: one line for CF4 and one for C2F6, activity in t-Al."""
    own = own or {}
    lines = []
    for gas in ("CF4", "C2F6"):
        use, findings = _chosen(own.get(gas), "pfc_ef", gas, place)
        lines.append(_line(activity, 1, "工艺排放", gas, (use,), place, target=f"t{gas}", findings=findings))
    return lines


def slope(technology: str, minutes: Decimal, place: Place) -> dict[str, FactorUse]:
    """PFC factors by the slope method: coefficient x effect minutes per cell-day; C2F6 by ratio."""
    coefficient, _ = from_registry("slope_cf4", technology, place)
    ratio, _ = from_registry("ratio_c2f6_cf4", technology, place)
    cf4 = coefficient.value * minutes
    text = f"{coefficient.provenance} x {minutes} min"
    return {
        "CF4": FactorUse("slope_cf4", cf4, "kgCF4/t-Al", text),
        "C2F6": FactorUse("slope_c2f6", cf4 * ratio.value, "kgC2F6/t-Al", f"{text} x {ratio.value}"),
    }


def sewage(
    activity: Activity, place: Place, sludge: Decimal = Decimal(0), recovered_t: Decimal = Decimal(0)
) -> Line:
    """Methane of sewage: (load - sludge) x capacity x correction - recovered; load in kg BOD."""
    capacity, said = from_registry("sewage_bo", "domestic", place)
    correction, said_too = from_registry("sewage_mcf", "septic_tank", place)
    load = Activity(
        activity.source_id, activity.source, activity.value - sludge, activity.unit, activity.quality
    )
    chain = (capacity, correction)
    findings = said + said_too
    return _line(
        load, 1, "逸散排放", "CH4", chain, place, target="tCH4", recovered=recovered_t, findings=findings
    )


def released(activity: Activity, gas: str, rate: FactorUse, place: Place) -> Line:
    """Release of a gas from its charge (refrigerant, extinguisher, SF6): charge x rate x potential."""
    return _line(activity, 1, "逸散排放", gas, (rate,), place, target="t")


def freight(activity: Activity, factor: FactorUse, place: Place) -> Line:
    """Transport by tonne-kilometres."""
    return _line(activity, 3, "运输", "CO2e", (factor,), place)
