"""Cases of the trade between plants of the group: the two sides' tickets matched one to one."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.integration.rules_domain.cases import JAN, MAR, Build, case, case_of, only_the_plant
from tests.integration.rules_domain.lake import Lake

TRIPS = 12


def trade(lake: Lake, seller: str, buyer: str, skip: tuple[str, ...] = (), **changed: Any) -> None:
    """Twelve deliveries three days on the road each, waybill numbers counted differently on the two sides."""
    lake.plant(seller)
    lake.plant(buyer)
    for i in range(TRIPS):
        at = datetime(2024, 1, 1, 9, 30) + timedelta(days=2 * i)
        common = {"vehicle_no": f"{buyer}{i:02d}", "material": "铝锭", "pieces": 30}
        sent = {"ticket_no": f"S{i}", "waybill_no": f"W{i}", "party": f"{buyer}有限公司", "weighed_at": at}
        got = {
            "ticket_no": f"R{i}",
            "waybill_no": f"W{i + 1}",
            "party": seller,
            "weighed_at": at + timedelta(days=3),
        }
        weight = Decimal("30.120")
        if f"sent{i}" not in skip:
            lake.add("intra_out", seller, JAN, **common, **sent, net_t=weight)
        if f"got{i}" not in skip:
            received = weight + changed.get(f"difference{i}", Decimal("0.020"))
            material = changed.get(f"material{i}", "铝锭")
            lake.add("intra_in", buyer, JAN, **{**common, "material": material}, **got, net_t=received)


def _seller_of(plant: str) -> str:
    return f"{plant}S"


@case("X-INTRA.bought", "pass", "pass", "ALL")
def two_sides_agree(lake: Lake, plant: str) -> None:
    trade(lake, _seller_of(plant), plant)


@case("X-INTRA.bought", "fail", "explain", "ALL")
def a_delivery_never_arrived(lake: Lake, plant: str) -> None:
    trade(lake, _seller_of(plant), plant, ("got4",))


@case("X-INTRA.bought", "fail", "explain", "ALL")
def a_delivery_weighs_otherwise(lake: Lake, plant: str) -> None:
    trade(lake, _seller_of(plant), plant, difference4=Decimal("-1.8"))


@case("X-INTRA.bought", "fail", "explain", "ALL")
def a_delivery_is_another_material(lake: Lake, plant: str) -> None:
    trade(lake, _seller_of(plant), plant, material4="阳极炭块")


@case("X-INTRA.bought", "limit", "pass", "ALL")
def four_per_mille_is_two_scales(lake: Lake, plant: str) -> None:
    trade(lake, _seller_of(plant), plant, difference4=Decimal("-0.12"))


@case("X-INTRA.bought", "limit", "explain", "ALL")
def just_over_four_per_mille(lake: Lake, plant: str) -> None:
    trade(lake, _seller_of(plant), plant, difference4=Decimal("-0.13"))


@case("X-INTRA.bought", "pass", "pass", "ALL")
def a_load_on_the_road_at_the_cut_off(lake: Lake, plant: str) -> None:
    trade(lake, _seller_of(plant), plant)
    lake.add(
        "intra_out", _seller_of(plant), JAN, ticket_no="S99", waybill_no="W99", party=plant, vehicle_no="late",
        weighed_at=datetime(2024, 1, 30, 9), net_t=Decimal(30), material="铝锭",
    )  # fmt: skip


@case("X-INTRA.bought", "unknown", "not_applicable", "ALL")
def nothing_bought_inside_the_group(lake: Lake, plant: str) -> None:
    lake.plant(plant)


@case("X-INTRA.bought", "unknown", "not_assessable", "ALL")
def the_seller_delivered_nothing(lake: Lake, plant: str) -> None:
    trade(lake, _seller_of(plant), plant, tuple(f"sent{i}" for i in range(TRIPS)))


@case("X-INTRA.sold", "fail", "explain", "ALL")
def the_buyer_has_a_ticket_the_seller_lacks(lake: Lake, plant: str) -> None:
    trade(lake, plant, f"{plant}B", ("sent6",))


@case("X-INTRA.sold", "pass", "pass", "ALL")
def a_load_sent_before_the_first_month(lake: Lake, plant: str) -> None:
    trade(lake, plant, f"{plant}B", ("sent0",))


def _twice(lake: Lake, kind: str, plant: str, party: str, number: int, day: int) -> None:
    vehicle = f"{plant if kind == 'intra_in' else party.removesuffix('有限公司')}04"
    lake.add(
        kind, plant, JAN, ticket_no="T2", waybill_no=f"W{number}", party=party, vehicle_no=vehicle,
        weighed_at=datetime(2024, 1, day, 9, 55), net_t=Decimal("30.120"), material="铝锭", pieces=30,
    )  # fmt: skip


@case("X-INTRA.bought", "fail", "explain", "ALL")
def the_buyer_wrote_a_load_twice(lake: Lake, plant: str) -> None:
    trade(lake, _seller_of(plant), plant)
    _twice(lake, "intra_in", plant, _seller_of(plant), 5, 12)


@case("X-INTRA.sold", "pass", "pass", "ALL")
def a_load_the_buyer_wrote_twice_is_not_missing_here(lake: Lake, plant: str) -> None:
    trade(lake, plant, f"{plant}B")
    _twice(lake, "intra_in", f"{plant}B", plant, 5, 12)


@case("X-INTRA.sold", "fail", "explain", "ALL")
def the_seller_wrote_a_load_twice(lake: Lake, plant: str) -> None:
    trade(lake, plant, f"{plant}B")
    _twice(lake, "intra_out", plant, f"{plant}B有限公司", 4, 9)


@case("X-INTRA.bought", "pass", "pass", "ALL")
def a_load_the_seller_wrote_twice_is_not_missing_here(lake: Lake, plant: str) -> None:
    trade(lake, _seller_of(plant), plant)
    _twice(lake, "intra_out", _seller_of(plant), f"{plant}有限公司", 4, 9)


@case("X-INTRA.sold", "pass", "pass", "ALL", period=MAR)
def a_load_sent_in_a_month_that_was_not_delivered(lake: Lake, plant: str) -> None:
    trade(lake, plant, f"{plant}B")
    got, sent = datetime(2024, 3, 2, 9), datetime(2024, 3, 20, 9)
    common = {"net_t": Decimal(30), "material": "铝锭", "pieces": 30}
    lake.add(
        "intra_in",
        f"{plant}B",
        MAR,
        ticket_no="M",
        waybill_no="M",
        party=plant,
        vehicle_no="m",
        weighed_at=got,
        **common,
    )
    lake.add(
        "intra_out",
        plant,
        MAR,
        ticket_no="N",
        waybill_no="N",
        party=f"{plant}B",
        vehicle_no="n",
        weighed_at=sent,
        **common,
    )


def _sold(difference: str) -> Build:
    return lambda lake, plant: trade(lake, plant, f"{plant}B", ("sent0",), difference4=Decimal(difference))


case_of("a_load_at_the_edge_of_the_month", "X-INTRA.sold", "limit", "pass", "ALL", JAN, _sold("0"))
case_of("nothing_sold", "X-INTRA.sold", "unknown", "not_applicable", "ALL", JAN, only_the_plant)
