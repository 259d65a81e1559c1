"""Global warming potentials by gas and set, blends from their composition, and the class of each gas.

One set per inventory: mixing sets is noticed by the computation, which is told the set by name.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from inventory.registry.rows import Factor, Registry, load_registry

GWP_STANDARD = "IPCC-GWP100"
_REFRIGERANT = re.compile(r"^(?:HFC|HCFC|R)-?([0-9]{2,4})([A-Z]*)$", re.IGNORECASE)


def gwp_sets(registry: Registry | None = None) -> tuple[str, ...]:
    """Names of the sets the registry holds (SAR, TAR, AR4, AR5, AR5-CCF, AR6)."""
    rows = (registry or load_registry()).find("gwp", "CO2")
    return tuple(sorted(row.version for row in rows))


def known_gases(registry: Registry | None = None) -> tuple[str, ...]:
    """Every gas and blend with a potential, sorted."""
    registry = registry or load_registry()
    gases = {row.item for row in registry.find("gwp")}
    return tuple(sorted(gases | {row.item.split("/")[0] for row in registry.find("blend_fraction")}))


def normalise_gas(text: str, registry: Registry | None = None) -> str:
    """Registry name of a gas as printed (R-410a -> R410A, R32 -> HFC-32, R-14 -> CF4), or an empty text."""
    registry = registry or load_registry()
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "")
    gases = {gas.upper(): gas for gas in known_gases(registry)}
    alias = {row.item.upper(): row.note for row in registry.find("gas_alias")}
    key = plain.upper()
    if key in gases or key in alias:
        return gases.get(key) or alias[key]
    match = _REFRIGERANT.match(plain)
    if match is None:
        return ""
    number, suffix = match.group(1), match.group(2)
    for name in (f"R{number}{suffix}", f"HFC-{number}{suffix}", f"HCFC-{number}{suffix}"):
        if name.upper() in gases:
            return gases[name.upper()]
    return ""


def gwp(gas: str, gwp_set: str, registry: Registry | None = None) -> Decimal:
    """100-year potential of a gas in a set; a blend is the mass-weighted sum of its parts.

    Raises LookupError when the set has no value for the gas: a missing potential is never taken as zero.
    """
    registry = registry or load_registry()
    parts = [row for row in registry.find("blend_fraction") if row.item.startswith(f"{gas}/")]
    if parts:
        return sum((row.value * gwp(row.item.split("/")[1], gwp_set, registry) for row in parts), Decimal(0))
    rows = registry.find("gwp", gas, version=gwp_set)
    if not rows:
        raise LookupError(
            f"GWP 版本 {gwp_set} 中没有气体 {gas}，请核对气体名称或在 gwp.csv 中补充。 "
            f"Set {gwp_set} has no potential for {gas}: check the name or add a row to gwp.csv."
        )
    return rows[0].value


def gwp_candidates(gas: str, low: Decimal, high: Decimal, registry: Registry | None = None) -> list[str]:
    """Sets whose potential of the gas lies in the closed interval: which set a printed value is from."""
    registry = registry or load_registry()
    hits = []
    for name in gwp_sets(registry):
        try:
            value = gwp(gas, name, registry)
        except LookupError:
            continue
        if low <= value <= high:
            hits.append(name)
    return hits


def gas_class(gas: str, registry: Registry | None = None) -> str:
    """Class of a registry gas (CO2, CH4, N2O, HFCs, PFCs, SF6, NF3, HCFCs), or an empty text."""
    registry = registry or load_registry()
    rows: list[Factor] = registry.find("gas_class", gas.split("_")[0])
    if rows:
        return rows[0].note
    for prefix, name in (("HFC-", "HFCs"), ("HCFC-", "HCFCs")):
        if gas.startswith(prefix):
            return name
    is_blend = any(row.item.startswith(f"{gas}/") for row in registry.find("blend_fraction"))
    return "HFCs" if is_blend else ""
