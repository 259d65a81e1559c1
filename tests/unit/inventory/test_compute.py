"""The computation of an organisation's inventory: printed lines and its invariants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.compute import (
    Approach,
    BaseYear,
    Exclusion,
    FactorChange,
    Inventory,
    Organisation,
    Output,
    Period,
    Quality,
    Site,
    band_of,
    combined_uncertainty,
    compute,
    recalculate,
    rounded,
    what_if,
)
from inventory.compute import sources as build
from inventory.compute.baseyear import Change, trend
from inventory.compute.materiality import is_material
from inventory.compute.sources import Activity, Place
from inventory.compute.sources import given as own_factor

D = Decimal
PLACE = Place("山东", 2023, "NDRC-AL", "A")
YEAR = Period(date(2022, 12, 26), date(2023, 12, 25))
REST = tuple(Exclusion(number, "数据无法取得") for number in (3, 4, 5, 6))


def inventory(*lines, **more):
    organisation = Organisation("示例铝业", Approach.OPERATIONAL_CONTROL, (Site("A", "一厂", "山东"),))
    return Inventory(organisation, YEAR, more.pop("gwp_set", "AR6"), tuple(lines), REST, **more)


def energy(value="1000"):
    return build.electricity(Activity("el", "外购电力", D(value), "MWh"), Place("山东", 2023, "", "A"))


def emission_of(*lines, **more):
    return rounded(compute(inventory(*lines, **more)).total)


PUBLISHED = [
    pytest.param(
        lambda: build.fuel(
            Activity("ng", "天然气", D("26145.6052"), "万Nm3"),
            "natural_gas",
            PLACE,
            own={"ncv": own_factor("ncv", D("370.9111"), "GJ/万Nm3", "检测报告")},
        ),
        "539135.61",
        id="natural-gas-three-gases",
    ),
    pytest.param(
        lambda: build.fuel(Activity("d", "柴油", D("2539.81025"), "t"), "diesel", PLACE, "offroad"),
        "8721.37",
        id="diesel-off-road",
    ),
    pytest.param(
        lambda: build.fuel(Activity("d", "柴油", D("108.68336"), "t"), "diesel", PLACE, "road"),
        "341.91",
        id="diesel-road",
    ),
    pytest.param(
        lambda: [build.sewage(Activity("s", "化粪池", D("46957.86667"), "kgBOD"), PLACE)],
        "393.04",
        id="sewage",
    ),
    pytest.param(
        lambda: [
            build.released(
                Activity("f", "灭火器", D("301.022"), "t"),
                "CO2",
                own_factor("率", D(100), "%", "全部释放"),
                PLACE,
            )
        ],
        "301.02",
        id="extinguisher",
    ),
    pytest.param(
        lambda: [
            build.anode(
                Activity("a", "碳阳极消耗", D("466607.446"), "t-Al"),
                PLACE,
                {"anode_net": own_factor("净耗", D("0.411"), "t-anode/t-Al", "2013 年指南")},
            )
        ],
        "686301.16",
        id="anode",
    ),
    pytest.param(
        lambda: build.pfc(Activity("p", "阳极效应", D("466607.446"), "t-Al"), PLACE),
        "136753.31",
        id="pfc-both-gases",
    ),
    pytest.param(
        lambda: [
            build.electricity(
                Activity("e", "电力", D("7644649.516"), "MWh"),
                PLACE,
                own_factor("自备电厂", D("0.826"), "tCO2/MWh", "自备电厂核查结果"),
            )
        ],
        "6314480.50",
        id="electricity-own-factor",
    ),
    pytest.param(
        lambda: [
            build.heat(
                Activity("h", "蒸汽", D("10919093.48"), "GJ"),
                PLACE,
                own_factor("自备电厂", D(113), "kgCO2/GJ", "自备电厂核查结果"),
            )
        ],
        "1233857.56",
        id="steam-in-kg",
    ),
    pytest.param(
        lambda: [
            build.registered(
                Activity("t", "海运", D("23086950562"), "t·km"), "freight_ef", "sea_freight", PLACE, "运输", 3
            )
        ],
        "161608.65",
        id="sea-freight",
    ),
    pytest.param(
        lambda: [
            build.direct(
                Activity("m", "镁锭", D("9628.544"), "吨"),
                own_factor("镁锭", D("15.7"), "kgCO2e/kg", "数据库"),
                PLACE,
                "原材料",
                4,
            )
        ],
        "151168.14",
        id="material",
    ),
    pytest.param(
        lambda: [
            build.registered(
                Activity("c", "碳酸钙", D("9262.84"), "t"), "carbonate_ef", "CaCO3", PLACE, "工艺排放", 1
            )
        ],
        "4075.65",
        id="carbonate",
    ),
    pytest.param(
        lambda: [
            build.released(
                Activity("r", "R410A", D("27.6"), "kg"), "R410A", own_factor("率", D(1), "1", "补充量"), PLACE
            )
        ],
        "62.25",
        id="refrigerant-in-kg",
    ),
]


@pytest.mark.parametrize(("lines", "printed"), PUBLISHED)
def test_a_line_computes_to_the_printed_figure(lines, printed):
    assert emission_of(*lines()) == D(printed)


def test_total_is_the_sum_of_its_categories_gases_and_sources():
    lines = [line for case in PUBLISHED[:6] for line in case.values[0]()]
    result = compute(inventory(*lines, energy()))
    assert result.is_complete
    for parts in (result.by_category, result.by_gas, result.by_source):
        assert abs(sum(parts.values()) - result.total) < D("1e-18")


def test_slope_method_gives_both_gases():
    factors = build.slope("PFPB-L", D("0.5"), PLACE)
    assert factors["CF4"].value == D("0.122") * D("0.5")
    assert factors["C2F6"].value == D("0.122") * D("0.5") * D("0.097")


def test_steam_and_hot_water_become_heat():
    assert build.steam_heat(D(1000), D("2783.74")) == D(2700)
    assert build.hot_water_heat(D(1000), D(70)) == D("209.340")


def test_recovered_methane_and_sludge_are_taken_off():
    full = compute(inventory(build.sewage(Activity("s", "s", D(10000), "kgBOD"), PLACE)))
    less = compute(inventory(build.sewage(Activity("s", "s", D(10000), "kgBOD"), PLACE, D(2000), D("0.4"))))
    assert full.total - less.total == (D(2000) * D("0.3") / 1000 + D("0.4")) * D("27.9")


def test_units_that_do_not_fit_leave_the_result_incomplete():
    wrong = build.electricity(Activity("el", "电", D(5), "GJ"), Place("山东", 2023))
    result = compute(inventory(wrong))
    assert not result.is_complete
    assert "INV-LINE" in {found.rule for found in result.findings}


def test_a_gas_outside_the_set_leaves_the_result_incomplete():
    line = build.released(Activity("n", "NF3", D(1), "t"), "NF3", own_factor("率", D(1), "1", "x"), PLACE)
    assert not compute(inventory(line, gwp_set="SAR")).is_complete


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        pytest.param({"exclusions": ()}, "INV-CATEGORY", id="silent-categories"),
        pytest.param({"exclusions": (*REST[:3], Exclusion(6, " "))}, "INV-EXCLUSION", id="no-reason"),
        pytest.param({"period": Period(date(2023, 1, 1), date(2023, 6, 30))}, "INV-PERIOD", id="half-a-year"),
        pytest.param({"lines": (energy(),)}, "INV-CATEGORY", id="no-direct-emissions"),
        pytest.param({"lines": (energy(), energy("7"))}, "INV-REPEAT", id="a-source-twice"),
        pytest.param({"lines": (replace(energy(), site="Z"),)}, "INV-SITE", id="a-site-outside"),
    ],
)
def test_what_an_inventory_must_declare(change, rule):
    clean = inventory(*build.fuel(Activity("d", "柴油", D(10), "t"), "diesel", PLACE), energy())
    assert rule not in {found.rule for found in compute(clean).findings}
    assert rule in {found.rule for found in compute(replace(clean, **change)).findings}


def test_a_factor_of_another_year_is_said_with_the_line():
    line = build.electricity(Activity("el", "电", D(5), "MWh"), Place("山东", 2024, "", "A"))
    assert "FACTOR-YEAR" in {found.rule for found in compute(inventory(line)).findings}


def test_a_factor_needs_a_provenance():
    with pytest.raises(ValueError, match="provenance"):
        own_factor("x", D(1), "tCO2/t", " ")


def test_intensity_is_per_output():
    result = compute(inventory(energy(), outputs=(Output("铝材", D(100), "t-Al"), Output("其他", D(0), "t"))))
    assert result.intensity == {"铝材": result.total / 100}


@pytest.mark.parametrize(
    ("total", "threshold"),
    [
        ("9999.99", "0.05"),
        ("10000", "0.04"),
        ("50000", "0.03"),
        ("100000", "0.02"),
        ("1000000", "0.01"),
        ("0", "0.05"),
    ],
)
def test_materiality_band_by_total(total, threshold):
    assert band_of(D(total)) == D(threshold)


def test_a_difference_is_material_from_the_threshold_on():
    assert is_material(D(-2000), D(100000))
    assert not is_material(D("1999.99"), D(100000))


def test_what_if_shows_an_effect_and_restates_nothing():
    before = inventory(energy(), *build.fuel(Activity("d", "柴油", D(10), "t"), "diesel", PLACE))
    kept = compute(before).total
    effect = what_if(before, FactorChange(D("0.5"), "grid_ef", "electricity", "山东"))
    assert effect.delta == D(1000) * (D("0.5") - D("0.6191"))
    assert effect.by_category == {2: effect.delta}
    assert effect.uses_changed == 1
    assert compute(before).total == kept == effect.before


def test_what_if_that_matches_nothing_says_so():
    effect = what_if(inventory(energy()), FactorChange(D(1), "grid_ef", "electricity", "云南"))
    assert (effect.uses_changed, effect.delta) == (0, 0)


def test_what_if_of_another_gwp_set_moves_only_what_is_not_co2():
    lines = [energy(), *build.pfc(Activity("p", "阳极效应", D(1000), "t-Al"), PLACE)]
    effect = what_if(inventory(*lines, gwp_set="AR5"), FactorChange(gwp_set="AR6"))
    assert rounded(effect.delta, 3) == rounded(D("0.034") * (7380 - 6630) + D("0.0034") * (12400 - 11100), 3)
    assert list(effect.by_source) == ["p"]


def test_uncertainty_of_one_line_is_the_product_rule():
    quality = Quality(activity_uncertainty=D("0.03"), factor_uncertainty=D("0.04"))
    line = replace(energy(), quality=quality)
    assert combined_uncertainty(compute(inventory(line))) == D("0.05")


@given(shares=st.lists(st.integers(1, 10**6), min_size=1, max_size=8))
def test_the_combined_uncertainty_never_exceeds_the_worst_line(shares):
    quality = Quality("periodic", "national", "compliant")
    lines = [replace(energy(str(n)), source_id=str(i), quality=quality) for i, n in enumerate(shares)]
    combined = combined_uncertainty(compute(inventory(*lines)))
    alone = (D("0.05") ** 2 + D("0.07") ** 2).sqrt()
    assert D(0) < combined <= alone * (1 + D("1e-20"))


@pytest.mark.parametrize(
    ("deltas", "due"),
    [(("30", "-30"), True), (("20",), False), ((), False), (("50",), True)],
    ids=["opposites-do-not-hide", "small", "none", "at-threshold"],
)
def test_base_year_is_recalculated_when_significant(deltas, due):
    base = BaseYear(2020, D(1000), {1: D(400), 2: D(600)})
    done = recalculate(base, tuple(Change("structure", 1, D(delta)) for delta in deltas))
    assert done.is_due is due
    assert sum(done.recalculated.by_category.values()) == done.recalculated.total
    assert base.total == 1000


def test_trend_is_against_the_base():
    assert trend(BaseYear(2020, D(200), {}), {2022: D(150), 2021: D(220)}) == {
        2021: D("0.1"),
        2022: D("-0.25"),
    }


def test_a_period_runs_forward_and_belongs_to_its_middle_year():
    assert (YEAR.days, YEAR.year) == (365, 2023)
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2023, 2, 1), date(2023, 1, 1))


@given(
    amounts=st.lists(st.decimals("0.001", "100000", places=3), min_size=1, max_size=6),
    factor=st.decimals("0.0001", "50", places=4),
)
def test_splitting_a_source_changes_nothing(amounts, factor):
    use = own_factor("f", factor, "tCO2e/t", "x")
    parts = [build.direct(Activity(str(i), "s", value, "t"), use, PLACE) for i, value in enumerate(amounts)]
    whole = build.direct(Activity("w", "s", sum(amounts, D(0)), "t"), use, PLACE)
    assert compute(inventory(*parts)).total == compute(inventory(whole)).total
