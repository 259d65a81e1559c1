"""Turn a random world into an inventory of the computation, and a group of worlds into members with shared flows.

The printed report and the computed inventory of one world must agree; tests and the bench rely on it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from inventory.compute import (
    Approach,
    Exclusion,
    Inventory,
    Line,
    Organisation,
    Output,
    Period,
    Quality,
    Site,
)
from inventory.compute import sources as build
from inventory.compute.model import FactorUse
from inventory.compute.sources import Activity, Place
from inventory.generate.world import PrintedFactor, Source, World
from inventory.registry import normalise_gas

SITE = "A"
ACTIVITY_CLASS = {6: "continuous", 3: "periodic", 1: "estimated"}
FACTOR_CLASS = {6: "measured", 5: "process", 4: "supplier", 3: "regional", 2: "national", 1: "international"}
CALIBRATION_CLASS = {6: "compliant", 3: "accepted", 1: "none"}


def _use(factor: PrintedFactor, unit: str = "") -> FactorUse:
    return build.given(factor.name, Decimal(factor.text), unit or factor.unit, factor.basis or "未写明")


def _fuel(source: Source, activity: Activity, place: Place) -> list[Line]:
    item = source.key if source.key == "natural_gas" else "diesel"
    mode = "stationary" if item == "natural_gas" else "offroad"
    names = {"B": "ncv", "C": "carbon_content", "D": "oxidation"}
    own = {names[factor.symbol]: _use(factor) for factor in source.factors if factor.symbol in names}
    return build.fuel(activity, item, place, mode, own=own)


def lines_of(source: Source, place: Place) -> list[Line]:
    """Lines of one printed source, with the factors it prints."""
    quality = Quality(
        ACTIVITY_CLASS.get(source.scores[0], ""),
        FACTOR_CLASS.get(source.scores[1], ""),
        CALIBRATION_CLASS.get(source.scores[2], ""),
    )
    activity = Activity(source.name, source.name, Decimal(source.activity), source.unit, quality)
    if source.layout == "fuel":
        return _fuel(source, activity, place)
    if source.layout == "sewage":
        return [build.sewage(activity, place)]
    factor = source.factor("B")
    if source.layout == "release":
        return [build.released(activity, normalise_gas(source.gases[0]), _use(factor), place)]
    unit = "tCO2e/t" if source.layout == "direct" else factor.unit
    line = build.direct(activity, _use(factor, unit), place, source.cls, source.category)
    is_split = source.layout == "energy" or source.gases[0] == "CO2"
    return [replace(line, gas="CO2")] if is_split else [line]


def inventory_of(world: World) -> Inventory:
    """Inventory of a world, from its printed operands."""
    place = Place(world.region, world.year, site=SITE)
    organisation = Organisation(
        world.name, Approach.OPERATIONAL_CONTROL, (Site(SITE, "一厂区", world.region),), Decimal(1)
    )
    silent = [number for number in range(1, 7) if number not in world.categories]
    return Inventory(
        organisation=organisation,
        period=Period(date.fromisoformat(world.start), date.fromisoformat(world.end)),
        gwp_set=world.gwp_set,
        lines=tuple(line for source in world.sources for line in lines_of(source, place)),
        exclusions=tuple(Exclusion(number, world.exclusion_reason) for number in silent),
        outputs=(Output(world.product, Decimal(world.output_t), "t"),),
    )
