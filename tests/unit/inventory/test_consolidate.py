"""Consolidation: what passes between members is counted once, under control and under equity share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.compute import Approach, Inventory, Organisation, Period, Site, compute
from inventory.compute import sources as build
from inventory.compute.sources import Activity, Place
from inventory.compute.sources import given as own_factor
from inventory.consolidate import Member, SharedFlow, consolidate

D = Decimal
PLACE = Place()
PERIOD = Period(date(2024, 1, 1), date(2024, 12, 31))
CONTROL, EQUITY = Approach.OPERATIONAL_CONTROL, Approach.EQUITY_SHARE


def member(code, lines, share="1", operated=True, gwp_set="AR6"):
    organisation = Organisation(code, EQUITY, (Site("s", "s"),), D(share), operated)
    return Member(code, compute(Inventory(organisation, PERIOD, gwp_set, tuple(lines))))


def coal(tonnes):
    use = own_factor("煤", D(2), "tCO2/t", "实测")
    return build.direct(Activity("coal", "燃煤", D(tonnes), "t"), use, PLACE)


def power(mwh, factor="0.8"):
    return build.electricity(
        Activity("power", "外购电力", D(mwh), "MWh"), PLACE, own_factor("供方", D(factor), "tCO2/MWh", "供方")
    )


def metal(tonnes):
    use = own_factor("铝", D(12), "tCO2e/t", "供方")
    return build.direct(Activity("metal", "外购铝锭", D(tonnes), "t"), use, PLACE, "原材料", 4)


def flow(amount, kind="electricity", source="power", unit="MWh", delivered=None):
    booked = D(amount) if delivered is None else D(delivered)
    return SharedFlow(kind, "plant", "smelter", source, D(amount), unit, booked)


def group(approach=CONTROL, flows=(), **user):
    members = [member("plant", [coal(1000)]), member("smelter", [power(2500), metal(10)], **user)]
    return consolidate(members, list(flows), approach)


def test_without_flows_the_group_is_the_sum():
    assert group().total == 1000 * 2 + D(2500) * D("0.8") + 120


def test_captive_power_is_counted_once():
    done = group(flows=[flow(2500)])
    assert done.eliminated == 2000
    assert done.by_category == {1: D(2000), 2: D(0), 4: D(120)}


def test_part_of_the_power_from_the_grid_stays():
    assert group(flows=[flow("1000")]).eliminated == D(1000) * D("0.8")


def test_a_flow_in_other_units_is_converted():
    assert group(flows=[flow("100", unit="万kWh")]).eliminated == D(1000) * D("0.8")


def test_metal_between_members_is_counted_once():
    assert group(flows=[flow("4", "metal", "metal", "t")]).eliminated == 48


def test_a_flow_from_outside_takes_nothing_out():
    outside = replace(flow(2500), maker="stranger")
    assert group(flows=[outside]).eliminated == 0


def test_a_member_not_operated_counts_nothing_and_takes_nothing_out():
    done = group(flows=[flow(2500)], operated=False)
    assert (done.total, done.eliminated) == (2000, 0)


def test_under_equity_the_smaller_share_is_taken_out():
    done = group(EQUITY, [flow(2500)], share="0.6")
    assert done.gross == 2000 + (2000 + 120) * D("0.6")
    assert done.eliminated == 2000 * D("0.6")


def test_the_same_flow_twice_is_taken_out_once():
    assert group(flows=[flow(2500), flow(2500)]).eliminated == 2000


def test_flows_never_take_out_more_than_the_line():
    done = group(flows=[flow(2000), flow(1000)])
    assert done.eliminated == 2000
    assert "GROUP-FLOW-EXCESS" in {found.rule for found in done.findings}


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        pytest.param(flow(1, unit="GJ"), "GROUP-FLOW-UNIT", id="unit"),
        pytest.param(flow(1, source="none"), "GROUP-FLOW-SOURCE", id="source"),
        pytest.param(flow(100, delivered=101), "GROUP-FLOW-DIFFERS", id="two-sides-differ"),
        pytest.param(replace(flow(100), delivered=None), "GROUP-FLOW-ONE-SIDED", id="one-side"),
    ],
)
def test_a_doubtful_flow_is_a_finding(bad, rule):
    assert rule in {found.rule for found in group(flows=[bad]).findings}


def test_members_of_different_gwp_sets_are_a_finding():
    members = [member("a", [coal(1)]), member("b", [coal(1)], gwp_set="AR5")]
    assert "GROUP-AGREEMENT" in {found.rule for found in consolidate(members, [], CONTROL).findings}


def test_two_members_of_one_code_are_refused():
    with pytest.raises(ValueError, match="one code"):
        consolidate([member("a", [coal(1)]), member("a", [coal(1)])], [], CONTROL)


@given(
    shares=st.tuples(st.decimals(0, 1, places=2), st.decimals(0, 1, places=2)),
    amounts=st.lists(st.integers(0, 3000), max_size=4),
)
def test_elimination_never_turns_a_category_negative(shares, amounts):
    members = [
        member("plant", [coal(1000)], str(shares[0])),
        member("smelter", [power(2500)], str(shares[1])),
    ]
    done = consolidate(members, [flow(amount) for amount in amounts], EQUITY)
    assert all(value >= -D("1e-18") for value in done.by_category.values())
    assert done.total <= done.gross
