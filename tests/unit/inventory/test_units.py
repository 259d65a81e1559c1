"""Unit algebra: what must not be added or cancelled is refused; printed Chinese units are read exactly."""

from __future__ import annotations

from decimal import Decimal

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.units import UnitError, dimension, parse_unit, product_scale, quantity

ONE = Decimal(1)
DISTINCT = [
    "t-Al",
    "t-anode",
    "tCO2e",
    "万Nm3",
    "dry kg",
    "kWh",
    "GJ",
    "t·km",
    "t",
    "m3",
    "kgBOD",
    "tC",
    "tCH4",
]


@pytest.mark.parametrize("one", DISTINCT)
@pytest.mark.parametrize("other", DISTINCT)
def test_unlike_quantities_do_not_add(one, other):
    if one == other:
        assert quantity(ONE, one) + quantity(ONE, other) == quantity(Decimal(2), one)
        return
    with pytest.raises(pint.DimensionalityError):
        quantity(ONE, one) + quantity(ONE, other)


@pytest.mark.parametrize(
    ("printed", "same_as", "scale"),
    [
        pytest.param("万Nm³", "Nm3", "10000", id="ten-thousand"),
        pytest.param("10^4 Nm3", "Nm3", "10000", id="power"),
        pytest.param("10⁴Nm3", "Nm3", "10000", id="superscript"),
        pytest.param("亿kWh", "kWh", "100000000", id="hundred-million"),
        pytest.param("万千瓦时", "MWh", "10", id="chinese-energy"),
        pytest.param("吨", "kg", "1000", id="tonne"),
        pytest.param("tCO₂/万Nm3", "kgCO2/Nm3", "0.1", id="factor"),
        pytest.param("kgCO2e/(t·km)", "kgCO2e/tkm", "1", id="parentheses"),
        pytest.param("kgCO2/t.km", "kgCO2e/tkm", "1", id="dot"),
        pytest.param("t*km", "t·km", "1", id="star"),
        pytest.param("kg BOD/年", "kgBOD", "1", id="per-year"),
        pytest.param("GJ/万 Nm3", "MJ/Nm3", "0.1", id="heat-value"),
        pytest.param("吨二氧化碳当量", "tCO2e", "1", id="words"),
        pytest.param("kg(干基)", "dry kg", "1", id="dry"),
        pytest.param("%", "/", "0.01", id="percent"),
        pytest.param("gBOD/人/天", "kgBOD/人天", "0.001", id="per-person-day"),
        pytest.param("M3", "立方米", "1", id="upper-case"),
    ],
)
def test_printed_unit_is_read(printed, same_as, scale):
    assert product_scale((printed,), same_as).value == Decimal(scale)


@pytest.mark.parametrize("printed", ["furlong", "tXY/kWh", "个/foo"])
def test_unreadable_unit_is_named_in_both_languages(printed):
    with pytest.raises(UnitError, match=r"无法识别单位.*Cannot read"):
        parse_unit(printed)


@pytest.mark.parametrize(
    "units",
    [
        pytest.param(("MWh", "tCO2/GJ"), id="electricity-is-not-heat"),
        pytest.param(("t-Al", "tCO2/t-anode"), id="aluminium-is-not-anode"),
        pytest.param(("t", "tCO2/t", "t"), id="a-mass-too-many"),
        pytest.param(("万Nm3", "tCO2/t"), id="gas-volume-is-not-mass"),
        pytest.param(("t", "tCO2/t·km"), id="mass-is-not-freight"),
        pytest.param(("t", "1"), id="a-mass-is-not-co2"),
        pytest.param(("kgBOD", "kgCH4/kgCOD"), id="bod-is-not-cod"),
    ],
)
def test_units_that_do_not_fit_are_refused(units):
    with pytest.raises(UnitError, match="left over"):
        product_scale(units)


@pytest.mark.parametrize(
    ("units", "target", "value", "loose"),
    [
        pytest.param(("万Nm3", "GJ/万Nm3", "tC/GJ", "%", "tCO2/tC"), "tCO2e", "0.01", (), id="fuel-chain"),
        pytest.param(("kg", "kgCF4/t-Al"), "tCF4", "0.000001", ("mass_aluminium",), id="unsaid-aluminium"),
        pytest.param(("m3", "tCO2/万Nm3"), "tCO2e", "0.0001", ("volume_normal",), id="unsaid-state"),
        pytest.param(("MWh", "kgCO2/kWh"), "tCO2e", "1", (), id="electricity"),
    ],
)
def test_product_is_scaled_exactly_and_names_what_was_left_unsaid(units, target, value, loose):
    scale = product_scale(units, target)
    assert (scale.value, scale.loose) == (Decimal(value), loose)


def test_dimension_names_a_single_dimension_only():
    assert dimension("万kWh") == "electricity"
    assert dimension("kgCO2/kWh") == ""


@given(
    value=st.decimals("0.001", "1000000", places=4),
    pair=st.sampled_from(
        [("t", "kg"), ("万kWh", "MWh"), ("GJ", "TJ"), ("万Nm3", "Nm3"), ("tCO2e", "kgCO2e")]
    ),
)
def test_there_and_back_is_exact(value, pair):
    there = product_scale((pair[0],), pair[1]).value
    back = product_scale((pair[1],), pair[0]).value
    assert value * there * back == value
