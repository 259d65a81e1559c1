"""The factor registry: complete, exact, and never silent about a choice that is not clean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from inventory.registry import Request, choose, gas_class, gwp, load_registry, normalise_gas, normalise_region
from inventory.registry.gwp import gwp_candidates, gwp_sets
from inventory.registry.rows import COLUMNS, read_rows
from inventory.units import parse_unit

REGISTRY = load_registry()
HEADER = ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_every_region_has_a_grid_factor_each_year(year):
    rows = REGISTRY.find("grid_ef", "electricity", year=year)
    assert len(rows) == len({row.region for row in rows}) == 38


@pytest.mark.parametrize(
    ("region", "year", "value"),
    [
        pytest.param("广东", 2023, "0.4419", id="guangdong-2023"),
        pytest.param("青海", 2021, "0.1326", id="qinghai-2021"),
        pytest.param("内蒙古", 2022, "0.6849", id="inner-mongolia-2022"),
        pytest.param("全国", 2023, "0.5306", id="national-2023"),
    ],
)
def test_grid_factor_is_the_published_one(region, year, value):
    assert REGISTRY.value("grid_ef", "electricity", region=region, year=year) == Decimal(value)


@pytest.mark.parametrize(
    ("gas", "gwp_set", "value"),
    [
        pytest.param("CF4", "AR5", "6630", id="cf4-ar5"),
        pytest.param("C2F6", "AR6", "12400", id="c2f6-ar6"),
        pytest.param("R410A", "SAR", "1725", id="r410a-sar"),
        pytest.param("R410A", "AR4", "2087.5", id="r410a-ar4"),
        pytest.param("R410A", "AR5", "1923.5", id="r410a-ar5"),
        pytest.param("R410A", "AR6", "2255.5", id="r410a-ar6"),
        pytest.param("SF6", "AR6", "25200", id="contested-sf6-takes-the-better-row"),
    ],
)
def test_potential_of_a_gas_or_blend(gas, gwp_set, value):
    assert gwp(gas, gwp_set) == Decimal(value)


def test_blends_are_whole():
    parts: dict[str, Decimal] = {}
    for row in REGISTRY.find("blend_fraction"):
        blend = row.item.split("/")[0]
        parts[blend] = parts.get(blend, Decimal(0)) + row.value
    assert set(parts.values()) == {Decimal(1)}


def test_potential_that_a_set_does_not_have_is_an_error_not_zero():
    with pytest.raises(LookupError, match="NF3"):
        gwp("NF3", "SAR")


@pytest.mark.parametrize(
    ("printed", "gas"),
    [
        ("R-410a", "R410A"),
        ("R32", "HFC-32"),
        ("CO₂", "CO2"),
        ("R-14", "CF4"),
        ("R22", "HCFC-22"),
        ("四氟化碳", "CF4"),
    ],
    ids=["r410a", "r32", "subscript", "r14", "r22", "chinese"],
)
def test_printed_gas_name_is_recognised(printed, gas):
    assert normalise_gas(printed) == gas


def test_unknown_gas_is_not_guessed():
    assert normalise_gas("R999") == ""


@pytest.mark.parametrize(
    ("gas", "name"),
    [("CF4", "PFCs"), ("R410A", "HFCs"), ("HFC-32", "HFCs"), ("HCFC-22", "HCFCs"), ("XX", "")],
)
def test_class_of_a_gas(gas, name):
    assert gas_class(gas) == name


def test_a_potential_tells_its_set():
    assert gwp_candidates("CF4", Decimal(6630), Decimal(6630)) == ["AR5"]
    assert gwp_candidates("CO2", Decimal(1), Decimal(1)) == list(gwp_sets())


@pytest.mark.parametrize(
    ("text", "region"),
    [("广西壮族自治区", "广西"), ("青海电网 2021", "青海"), ("全国电网平均", "全国"), ("供应商", "")],
    ids=["autonomous-region", "grid", "national", "none"],
)
def test_region_is_read_from_text(text, region):
    assert normalise_region(text) == region


@pytest.mark.parametrize(
    ("request_", "rules"),
    [
        pytest.param(Request("grid_ef", "electricity", "广东", 2023), [], id="exact"),
        pytest.param(Request("grid_ef", "electricity", "广东", 2024), ["FACTOR-YEAR"], id="later-year"),
        pytest.param(Request("grid_ef", "electricity", "西藏", 2023), ["FACTOR-REGION"], id="no-such-region"),
        pytest.param(
            Request("grid_ef", "electricity", "广东", 2023, on_date=date(2025, 2, 1)),
            ["FACTOR-VALIDITY"],
            id="not-yet",
        ),
        pytest.param(
            Request("ncv", "gasoline", standard="NDRC-AL"), ["FACTOR-STANDARD"], id="other-standard"
        ),
        pytest.param(Request("anode_sulphur", "anode"), ["FACTOR-CONTESTED"], id="contested"),
        pytest.param(
            Request("anode_net", "anode", standard="NDRC-AL"), ["FACTOR-SUPERSEDED"], id="superseded"
        ),
        pytest.param(
            Request("anode_net", "anode", standard="CNIA"), ["FACTOR-PLAUSIBILITY"], id="plausibility-only"
        ),
    ],
)
def test_a_choice_says_what_is_not_clean(request_, rules):
    assert [found.rule for found in choose(request_).findings] == rules


def test_a_later_year_takes_the_newest_earlier_row():
    assert choose(Request("grid_ef", "electricity", "广东", 2030)).factor.year == 2023
    assert choose(Request("grid_ef", "electricity", "广东", 2010)).factor.year == 2021


def test_unknown_factor_is_named():
    with pytest.raises(LookupError, match="no_such/thing"):
        choose(Request("no_such", "thing"))


def test_every_row_has_a_source_and_a_readable_unit():
    assert all(row.source for row in REGISTRY.rows)
    odd = {"kJ/kg/degC", "degC", "year"}
    for unit in {row.unit for row in REGISTRY.rows} - odd:
        parse_unit(unit)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("S,1,p,i,abc,1,,,src,,,primary,H,", "abc", id="no-number"),
        pytest.param("S,1,p,i,1,1,,,src,,,guess,H,", "guess", id="unknown-status"),
    ],
)
def test_a_wrong_registry_row_is_named(tmp_path, line, message):
    path = tmp_path / "bad.csv"
    path.write_text(HEADER + line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"bad\.csv line 2.*{message}"):
        read_rows(path)


def test_a_wrong_header_is_named(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="header must be"):
        read_rows(path)
