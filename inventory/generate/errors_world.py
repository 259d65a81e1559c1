"""Errors of the inventory itself: a wrong factor, number or class carried consistently through the whole report."""

from __future__ import annotations

import copy
from decimal import Decimal
from random import Random

from inventory.generate.catalogue import DATASETS, LIBRARY
from inventory.generate.plant import in_world, off, source_of, weighs
from inventory.generate.world import PrintedFactor, Source, World, show
from inventory.registry import gwp, load_registry

POWER = "外购电力"


def _power(world: World) -> Source:
    return next(source for source in world.sources if source.name == POWER)


@in_world("L-REPLAY", "L-TYPO", "L-FORMULA", "L-BALANCE", "L-PLAUSIBLE")
def line_does_not_replay(rng: Random, world: World) -> bool:
    """The result of one line is wrong, and every table repeats it."""
    source = source_of(rng, world, lambda s: Decimal(s.emission) > 10)
    if source is None:
        return False
    source.override = off(rng, source.emission)
    return True


@in_world("L-SCALE", "L-REPLAY", "L-FORMULA", "L-TYPO", "L-PLAUSIBLE")
def line_off_by_a_power_of_ten(rng: Random, world: World) -> bool:
    """The decimal point of one result slipped."""
    source = source_of(rng, world, lambda s: Decimal(s.emission) > 100 and s.layout != "fuel")
    if source is None:
        return False
    exact = sum(source.gas_emissions.values(), Decimal(0))
    source.override = show(exact * rng.choice((Decimal(1000), Decimal("0.001"), Decimal(10))))
    return True


def _grid(world: World, region: str, year: int) -> bool:
    factor = _power(world).factor("B")
    factor.text = f"{load_registry().value('grid_ef', 'electricity', region=region, year=year):f}"
    factor.basis = f"《{year}年省级电力平均二氧化碳排放因子》{region}电网{year}年排放因子"
    return True


@in_world("L-FACTOR-REGION", "L-TEMPLATE")
def factor_of_another_province(rng: Random, world: World) -> bool:
    """The grid factor of another province, rightly labelled."""
    registry = load_registry()
    areas = {row.region for row in registry.find("region_kind")}
    others = sorted(set(registry.regions) - areas - {world.region})
    return _grid(world, rng.choice(others), world.year)


@in_world("L-FACTOR-YEAR", "L-YEAR")
def factor_of_another_year(rng: Random, world: World) -> bool:
    """The grid factor of another year, rightly labelled."""
    return _grid(world, world.region, rng.choice([year for year in (2021, 2022, 2023) if year != world.year]))


@in_world("L-FACTOR-VALUE", "L-FACTOR-RANGE")
def factor_is_not_the_published_one(rng: Random, world: World) -> bool:
    """A number that is not the published factor it claims to be."""
    factor = _power(world).factor("B")
    factor.text = off(rng, factor.text, 5, 25)
    return True


@in_world("L-FACTOR-DEFAULT", "L-PLAUSIBLE", "L-FACTOR-RANGE")
def default_is_not_the_default(rng: Random, world: World) -> bool:
    """A heat value called the default that is another number."""
    source = source_of(rng, world, lambda s: s.layout == "fuel")
    assert source is not None
    factor = source.factor("B")
    factor.text = off(rng, factor.text, 2, 6)
    return True


@in_world("L-FACTOR-RANGE", "L-FACTOR-VALUE", "L-FACTOR-DEFAULT")
def freight_factor_out_of_range(rng: Random, world: World) -> bool:
    """A freight factor a hundred times too high."""
    source = source_of(rng, world, lambda s: s.layout == "freight")
    assert source is not None
    factor = source.factor("B")
    factor.text = f"{(Decimal(factor.text) * 100).normalize():f}"
    factor.basis = "承运商提供"
    return True


@in_world("L-FACTOR-RANGE", "L-PLAUSIBLE", "L-FACTOR-SOURCE", "L-EVIDENCE")
def heat_value_out_of_range(rng: Random, world: World) -> bool:
    """A measured heat value ten times too low."""
    source = next(s for s in world.sources if s.key == "natural_gas")
    factor = source.factor("B")
    factor.text, factor.basis = "38.931", "供应商提供的检测报告"
    return True


@in_world("L-FACTOR-PROXY")
def data_set_of_another_substance(rng: Random, world: World) -> bool:
    """The data set of another material stands behind a factor."""
    source = source_of(rng, world, lambda s: s.layout == "material")
    assert source is not None
    other = rng.choice([name for name in DATASETS if name != source.facility])
    factor = source.factor("B")
    factor.basis = f"{source.facility}（{DATASETS[other][1]}）"
    return True


@in_world("L-FACTOR-BASIS", "L-FACTOR-PROXY")
def factor_per_dry_mass(rng: Random, world: World) -> bool:
    """A factor per pure substance in solution, used on the mass as delivered."""
    source = source_of(rng, world, lambda s: s.layout == "material")
    assert source is not None
    source.name, source.facility = "原材料（液碱）", "液碱"
    factor = source.factor("B")
    factor.name, factor.text = "原材料（液碱）排放因子", "1.29"
    factor.basis = "液碱（market for sodium hydroxide, without water, in 50% solution state; GLO; cut-off）"
    return True


@in_world("L-FACTOR-SOURCE")
def factor_without_provenance(rng: Random, world: World) -> bool:
    """A factor whose provenance cell is empty."""
    source = source_of(rng, world, lambda s: s.layout in ("energy", "freight", "material"))
    assert source is not None
    source.factor("B").basis = ""
    return True


@in_world("L-CAPTIVE", "L-FACTOR-SOURCE", "L-FACTOR-YEAR", "L-RUBRIC", "L-EVIDENCE")
def captive_power_as_purchased(rng: Random, world: World) -> bool:
    """Power of the own plant booked as purchased."""
    factor = _power(world).factor("B")
    factor.text, factor.basis = "0.8260", f"根据自备电厂{world.year}年核查结果"
    return True


@in_world("L-GWP-MIX", "L-GWP")
def potential_of_another_set(rng: Random, world: World) -> bool:
    """One gas takes its potential from another assessment report."""
    gas = rng.choice(("CH4", "N2O", "R410A"))
    other = "AR5" if world.gwp_set == "AR6" else "AR6"
    world.gwps[gas] = f"{gwp(gas, other).normalize():f}"
    return True


@in_world("L-SAME-NUMBER", "L-BALANCE", "L-PLAUSIBLE")
def same_number_for_two_materials(rng: Random, world: World) -> bool:
    """The amount of one material copied to another."""
    materials = [source for source in world.sources if source.layout == "material"]
    one, other = rng.sample(materials, 2)
    world.set_activity(other, one.activity)
    return True


@in_world("L-PLAUSIBLE")
def power_per_tonne_impossible(rng: Random, world: World) -> bool:
    """A smelter that needs twice or half the power any smelter needs."""
    if not world.is_smelter:
        return False
    power = _power(world)
    world.set_activity(power, show(Decimal(power.activity) * rng.choice((Decimal(2), Decimal("0.45"))), 3))
    return True


@in_world("L-PLAUSIBLE")
def anode_below_the_physical_limit(rng: Random, world: World) -> bool:
    """A net anode consumption below what the reaction needs."""
    if not world.is_smelter:
        return False
    anode = next(source for source in world.sources if source.name == "碳阳极消耗")
    world.set_activity(anode, show(Decimal(world.output_t) * Decimal("0.27"), 3))
    return True


@in_world("L-CLASS", "L-METHOD", "L-TEMPLATE")
def stationary_fuel_as_mobile(rng: Random, world: World) -> bool:
    """Natural gas of furnaces under mobile combustion."""
    next(source for source in world.sources if source.key == "natural_gas").cls = "移动燃烧"
    return True


@in_world("L-UNIT", "L-FACTOR-VALUE", "L-FACTOR-RANGE")
def power_factor_per_heat(rng: Random, world: World) -> bool:
    """The power factor printed per GJ."""
    _power(world).factor("B").unit = "tCO2/GJ"
    return True


@in_world("L-EXCLUSION")
def exclusion_without_reason(rng: Random, world: World) -> bool:
    """Categories left out without a word."""
    world.exclusion_reason = ""
    return len(world.categories) < 6


@in_world("L-RUBRIC", "L-SCORE", "L-GRADE")
def score_the_rubric_does_not_have(rng: Random, world: World) -> bool:
    """An activity score between the rubric's levels."""
    source = rng.choice(world.sources)
    source.scores = (rng.choice((2, 4, 5)), *source.scores[1:])
    return True


@in_world("L-RUBRIC", "L-SCORE", "L-GRADE")
def published_factor_scored_as_measured(rng: Random, world: World) -> bool:
    """A provincial factor with the points of a measured one."""
    power = _power(world)
    power.scores = (power.scores[0], 6, power.scores[2])
    return True


@in_world("L-DUPLICATE", "L-SAME-NUMBER", "L-BALANCE")
def source_counted_twice(rng: Random, world: World) -> bool:
    """One source stands twice in every table and in the total."""
    source = source_of(rng, world, lambda s: weighs(world, s))
    if source is None:
        return False
    world.sources.insert(world.sources.index(source) + 1, copy.deepcopy(source))
    return True


@in_world("L-ZERO", "L-SCORE", "L-RUBRIC")
def source_with_nothing(rng: Random, world: World) -> bool:
    """A source whose activity and emission are zero."""
    source = source_of(rng, world, lambda s: s.layout in ("freight", "material"))
    assert source is not None
    world.set_activity(source, "0.00")
    return True


@in_world("L-FACTOR-SOURCE")
def provenance_outside_the_criteria(rng: Random, world: World) -> bool:
    """A factor from a book the criteria do not name."""
    source = source_of(rng, world, lambda s: s.layout == "freight")
    assert source is not None
    factor = source.factor("B")
    factor.basis = factor.basis.replace(LIBRARY, "《内部经验数据手册（2009）》")
    return True


@in_world("L-ROUNDING", "L-ONEFACT", "L-FORMULA", "L-TYPO", "L-REPLAY", "L-FACTOR-VALUE")
def factor_printed_too_short(rng: Random, world: World) -> bool:
    """A line computed with more digits of its factor than it prints."""
    source = source_of(rng, world, lambda s: s.layout == "energy")
    assert source is not None
    factor = source.factor("B")
    short = Decimal(factor.text).quantize(Decimal("0.01"))
    if abs(short - Decimal(factor.text)) < Decimal("0.001"):
        return False
    source.override = source.emission
    factor.text = f"{short:f}"
    return True


@in_world("L-BALANCE", "L-STOCK", "L-PLAUSIBLE")
def used_but_not_bought(rng: Random, world: World) -> bool:
    """A carbonate used in the process in another amount than was bought, with no stock to explain it."""
    amount = Decimal(rng.randrange(1000, 9000)) + Decimal("0.37")
    used = copy.deepcopy(next(source for source in world.sources if source.layout == "freight"))
    used.key, used.layout, used.category, used.cls = "CaCO3", "direct", 1, "工艺排放"
    used.name, used.facility, used.gases = "碳酸钙使用", "脱硫塔", ("CO2",)
    used.activity, used.unit, used.evidence = show(amount), "t", "《原辅材料统计表》"
    basis = "碳酸钙全部分解，EF=44/100=0.44"
    used.factors = [PrintedFactor("碳酸钙使用排放因子", "0.44", "tCO2/t", basis, "B")]
    bought = copy.deepcopy(next(source for source in world.sources if source.layout == "material"))
    bought.name, bought.facility = "原材料（碳酸钙）", "碳酸钙"
    bought.activity = show(amount * rng.choice((Decimal(400), Decimal(3000))), 1)
    basis = "碳酸钙（market for limestone, crushed, for mill; RoW; cut-off）"
    bought.factors = [PrintedFactor("原材料（碳酸钙）排放因子", "0.401", "kgCO2e/kg", basis, "B")]
    first = next(i for i, source in enumerate(world.sources) if source.category == 2)
    world.sources.insert(first, used)
    world.sources.append(bought)
    return True
