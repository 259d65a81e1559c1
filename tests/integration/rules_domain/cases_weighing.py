"""Cases of the rules that read weighings: intra-group pairs, tares, repeats, digits, vehicles, pace, hugging."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.integration.rules_domain.cases import FEB, JAN, MAR, case
from tests.integration.rules_domain.lake import Lake

TRIPS = 12


def _trade(lake: Lake, seller: str, buyer: str, skip: tuple[str, ...] = (), **changed: Any) -> None:
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
    _trade(lake, _seller_of(plant), plant)


@case("X-INTRA.bought", "fail", "explain", "ALL")
def a_delivery_never_arrived(lake: Lake, plant: str) -> None:
    _trade(lake, _seller_of(plant), plant, ("got4",))


@case("X-INTRA.bought", "fail", "explain", "ALL")
def a_delivery_weighs_otherwise(lake: Lake, plant: str) -> None:
    _trade(lake, _seller_of(plant), plant, difference4=Decimal("-1.8"))


@case("X-INTRA.bought", "fail", "explain", "ALL")
def a_delivery_is_another_material(lake: Lake, plant: str) -> None:
    _trade(lake, _seller_of(plant), plant, material4="阳极炭块")


@case("X-INTRA.bought", "limit", "pass", "ALL")
def four_per_mille_is_two_scales(lake: Lake, plant: str) -> None:
    _trade(lake, _seller_of(plant), plant, difference4=Decimal("-0.12"))


@case("X-INTRA.bought", "limit", "explain", "ALL")
def just_over_four_per_mille(lake: Lake, plant: str) -> None:
    _trade(lake, _seller_of(plant), plant, difference4=Decimal("-0.13"))


@case("X-INTRA.bought", "pass", "pass", "ALL")
def a_load_on_the_road_at_the_cut_off(lake: Lake, plant: str) -> None:
    _trade(lake, _seller_of(plant), plant)
    lake.add(
        "intra_out", _seller_of(plant), JAN, ticket_no="S99", waybill_no="W99", party=plant, vehicle_no="late",
        weighed_at=datetime(2024, 1, 30, 9), net_t=Decimal(30), material="铝锭",
    )  # fmt: skip


@case("X-INTRA.bought", "unknown", "not_applicable", "ALL")
def nothing_bought_inside_the_group(lake: Lake, plant: str) -> None:
    lake.plant(plant)


@case("X-INTRA.bought", "unknown", "not_assessable", "ALL")
def the_seller_delivered_nothing(lake: Lake, plant: str) -> None:
    _trade(lake, _seller_of(plant), plant, tuple(f"sent{i}" for i in range(TRIPS)))


@case("X-INTRA.sold", "fail", "explain", "ALL")
def the_buyer_has_a_ticket_the_seller_lacks(lake: Lake, plant: str) -> None:
    _trade(lake, plant, f"{plant}B", ("sent6",))


@case("X-INTRA.sold", "pass", "pass", "ALL")
def a_load_sent_before_the_first_month(lake: Lake, plant: str) -> None:
    _trade(lake, plant, f"{plant}B", ("sent0",))


def _twice(lake: Lake, kind: str, plant: str, party: str, number: int, day: int) -> None:
    vehicle = f"{plant if kind == 'intra_in' else party.removesuffix('有限公司')}04"
    lake.add(
        kind, plant, JAN, ticket_no="T2", waybill_no=f"W{number}", party=party, vehicle_no=vehicle,
        weighed_at=datetime(2024, 1, day, 9, 55), net_t=Decimal("30.120"), material="铝锭", pieces=30,
    )  # fmt: skip


@case("X-INTRA.bought", "fail", "explain", "ALL")
def the_buyer_wrote_a_load_twice(lake: Lake, plant: str) -> None:
    _trade(lake, _seller_of(plant), plant)
    _twice(lake, "intra_in", plant, _seller_of(plant), 5, 12)


@case("X-INTRA.sold", "pass", "pass", "ALL")
def a_load_the_buyer_wrote_twice_is_not_missing_here(lake: Lake, plant: str) -> None:
    _trade(lake, plant, f"{plant}B")
    _twice(lake, "intra_in", f"{plant}B", plant, 5, 12)


@case("X-INTRA.sold", "fail", "explain", "ALL")
def the_seller_wrote_a_load_twice(lake: Lake, plant: str) -> None:
    _trade(lake, plant, f"{plant}B")
    _twice(lake, "intra_out", plant, f"{plant}B有限公司", 4, 9)


@case("X-INTRA.bought", "pass", "pass", "ALL")
def a_load_the_seller_wrote_twice_is_not_missing_here(lake: Lake, plant: str) -> None:
    _trade(lake, _seller_of(plant), plant)
    _twice(lake, "intra_out", _seller_of(plant), f"{plant}有限公司", 4, 9)


@case("X-INTRA.sold", "pass", "pass", "ALL", period=MAR)
def a_load_sent_in_a_month_that_was_not_delivered(lake: Lake, plant: str) -> None:
    _trade(lake, plant, f"{plant}B")
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


@case("X-TARE.ladle", "pass", "pass")
def tares_stay(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.ladles(plant, 240)


def _heavier(rows: list[dict[str, Any]], vehicle: str, kilograms: int, after: int) -> None:
    seen = [row for row in rows if row["vehicle_no"].endswith(f"-{vehicle}")]
    for row in seen[after:]:
        row["tare_t"] += Decimal(kilograms) / 1000
        row["gross_t"] += Decimal(kilograms) / 1000


@case("X-TARE.ladle", "fail", "explain")
def one_vehicle_gains_200_kg_from_some_day(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _heavier(lake.ladles(plant, 240), "3", 200, 20)


@case("X-TARE.ladle", "limit", "pass")
def a_shift_of_60_kg_is_within(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _heavier(lake.ladles(plant, 240), "3", 40, 20)


@case("X-TARE.ladle", "fail", "explain")
def one_vehicle_drifts_by_the_day(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    rows = [row for row in lake.ladles(plant, 300) if row["vehicle_no"].endswith("-2")]
    for i, row in enumerate(rows):
        row["tare_t"] += Decimal(20 * (i // 4)) / 1000
        row["gross_t"] += Decimal(20 * (i // 4)) / 1000


@case("X-TARE.ladle", "fail", "explain", period=FEB)
def a_ladle_is_heavier_from_the_first_of_the_month(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.ladles(plant, 240)
    for row in lake.ladles(plant, 240, FEB):
        if row["ladle_no"] == "1":
            row["tare_t"] += Decimal("0.3")
            row["gross_t"] += Decimal("0.3")


@case("X-TARE.ladle", "fail", "explain")
def three_tares_far_off(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    rows = [row for row in lake.ladles(plant, 300) if row["vehicle_no"].endswith("-2")]
    for row in rows[5:45:15]:
        row["tare_t"] -= Decimal("1.4")


@case("X-TARE.ladle", "unknown", "not_applicable")
def too_few_weighings_of_any_vehicle(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    for row in lake.ladles(plant, 12):
        row["ladle_no"] = None


@case("X-REPEAT.ladle", "pass", "pass")
def weights_vary(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.scale(plant)
    lake.ladles(plant, 240)


def _same_net(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        row["net_t"] = Decimal("9.840")
        row["gross_t"] = row["tare_t"] + row["net_t"]


@case("X-REPEAT.ladle", "fail", "explain")
def sixteen_identical_weights_in_a_row(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.scale(plant)
    _same_net(lake.ladles(plant, 240)[50:66])


@case("X-REPEAT.ladle", "fail", "explain")
def one_weight_far_too_often(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.scale(plant)
    _same_net(lake.ladles(plant, 480)[::10])


@case("X-REPEAT.ladle", "limit", "pass")
def three_in_a_row_happen(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.scale(plant)
    _same_net(lake.ladles(plant, 240)[50:53])


@case("X-REPEAT.ladle", "unknown", "not_assessable")
def twenty_nine_tickets_are_no_distribution(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.ladles(plant, 29)


@case("X-DIGIT.ladle", "pass", "pass")
def displays_on_the_division(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.scale(plant)
    lake.ladles(plant, 60)


@case("X-DIGIT.ladle", "limit", "explain")
def one_display_that_the_scale_cannot_show(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.scale(plant)
    lake.ladles(plant, 60)[30].update(
        net_t=Decimal("9.107"), gross_t=Decimal("25.107"), tare_t=Decimal("16.000")
    )


@case("X-DIGIT.ladle", "fail", "explain")
def digits_of_a_person_not_of_a_scale(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.scale(plant)
    for row in lake.ladles(plant, 400)[::2]:
        row["net_t"] = (row["net_t"] * 10).quantize(Decimal(1)) / 10
        row["gross_t"] = row["tare_t"] + row["net_t"]


@case("X-DIGIT.ladle", "unknown", "not_assessable")
def a_scale_without_a_registered_division(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.scale(plant, None)
    lake.ladles(plant, 60)


@case("X-DIGIT.ladle", "pass", "pass")
def a_division_written_in_tonnes(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.scale(plant, "最大60t/0.02t")
    lake.ladles(plant, 60)


def _truck(lake: Lake, plant: str, number: str, at: datetime, ticket: str, scale: str = "G1") -> None:
    lake.add(
        "anode_trucks", plant, JAN, ticket_no=ticket, vehicle_no=number, weighed_at=at, scale_no=scale,
        gross_t=Decimal(47), tare_t=Decimal(15), net_t=Decimal(32), material="阳极炭块", blocks=29,
    )  # fmt: skip


def _two_plants(lake: Lake, plant: str, minutes: int, number: str = "鲁A12345", trips: int = 1) -> None:
    lake.plant(plant)
    lake.plant(f"{plant}Z")
    for trip in range(trips):
        at = datetime(2024, 1, 3 + trip, 8, 0, 0)
        _truck(lake, plant, f"{number}", at, f"A{trip}")
        _truck(lake, f"{plant}Z", f"{number}", at + timedelta(minutes=minutes), f"B{trip}")


@case("X-VEHICLE.plant", "pass", "pass", "ALL")
def a_truck_reaches_the_other_plant_in_time(lake: Lake, plant: str) -> None:
    _two_plants(lake, plant, 300, "鲁A10001")


@case("X-VEHICLE.plant", "fail", "explain", "ALL")
def three_tickets_within_minutes_at_two_plants(lake: Lake, plant: str) -> None:
    _two_plants(lake, plant, 4, "鲁A10002", 3)


@case("X-VEHICLE.plant", "limit", "pass", "ALL")
def thirty_minutes_are_enough(lake: Lake, plant: str) -> None:
    _two_plants(lake, plant, 30, "鲁A10003")


@case("X-VEHICLE.plant", "limit", "explain", "ALL")
def twenty_nine_minutes_are_not(lake: Lake, plant: str) -> None:
    _two_plants(lake, plant, 29, "鲁A10004")


@case("X-VEHICLE.plant", "pass", "pass", "ALL")
def works_numbers_mean_nothing_elsewhere(lake: Lake, plant: str) -> None:
    _two_plants(lake, plant, 4, "场内01")


@case("X-VEHICLE.plant", "unknown", "not_applicable", "ALL")
def no_vehicle_numbers(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.ladles(plant, 5, vehicle_no=None)


def _two_scales(lake: Lake, plant: str, own_fleets: bool) -> None:
    lake.plant(plant, processes=("1#", "2#"))
    one = lake.ladles(plant, 300, process="1#", scale_no="S1")
    two = lake.ladles(plant, 300, process="2#", scale_no="S2")
    for i, (first, second) in enumerate(zip(one, two, strict=True)):
        second["weighed_at"] = first["weighed_at"] + timedelta(seconds=80)
        first["vehicle_no"] = f"{plant}-{i % 6}"
        second["vehicle_no"] = f"{plant}-{(i * 7 // 3) % 6 + (6 if own_fleets else 0)}"


@case("X-VEHICLE.process", "pass", "pass")
def each_scale_has_its_fleet(lake: Lake, plant: str) -> None:
    _two_scales(lake, plant, True)


@case("X-VEHICLE.process", "limit", "pass")
def numbers_written_at_random_prove_nothing(lake: Lake, plant: str) -> None:
    _two_scales(lake, plant, False)


@case("X-VEHICLE.plant", "limit", "advisory", "ALL")
def numbers_written_at_random_are_told_once_at_the_plant(lake: Lake, plant: str) -> None:
    _two_scales(lake, plant, False)


@case("X-VEHICLE.process", "fail", "explain", "2#")
def four_vehicles_on_the_scale_of_the_other_process(lake: Lake, plant: str) -> None:
    _two_scales(lake, plant, True)
    rows = [row for row in lake.rows["ladle_tickets"] if row["plant_code"] == plant]
    for i in (20, 90, 150, 210):
        rows[300 + i]["vehicle_no"] = rows[i]["vehicle_no"]


@case("PACE.ladle", "pass", "pass")
def a_weighing_takes_its_time(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.ladles(plant, 5)


def _second_after(lake: Lake, plant: str, seconds: int) -> None:
    lake.plant(plant)
    rows = lake.ladles(plant, 5)
    rows[2]["weighed_at"] = rows[1]["weighed_at"] + timedelta(seconds=seconds)


@case("PACE.ladle", "limit", "pass")
def thirty_seconds_apart(lake: Lake, plant: str) -> None:
    _second_after(lake, plant, 30)


@case("PACE.ladle", "fail", "explain")
def twenty_nine_seconds_apart(lake: Lake, plant: str) -> None:
    _second_after(lake, plant, 29)


@case("PACE.ladle", "unknown", "not_applicable")
def times_without_seconds(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    for row in lake.ladles(plant, 5):
        row["weighed_at"] = row["weighed_at"].replace(second=0)


def _weighed(lake: Lake, plant: str, shares: tuple[str, ...]) -> None:
    lake.plant(plant)
    for period, share in zip((JAN, FEB, MAR), shares, strict=False):
        day = date.fromisoformat(f"{period}-02")
        lake.add(
            "anode_direct", plant, period, ticket_no=f"{plant}{period}", process="1#", blocks=10,
            weighed_at=datetime.combine(day, datetime.min.time()).replace(hour=9), vehicle_no="场内01",
            gross_t=Decimal(1010), tare_t=Decimal(10), net_t=Decimal(1000),
        )  # fmt: skip
        lake.add(
            "anode_slips", plant, period, slip_no=f"{plant}{period}", process="1#", slip_date=day, blocks=10,
            mass_t=Decimal(1000) * (1 - Decimal(share)),
        )  # fmt: skip


@case("X-HUG.anode_slips", "pass", "pass", period=MAR)
def deviations_far_from_the_limit(lake: Lake, plant: str) -> None:
    _weighed(lake, plant, ("0.001", "0.002", "0.001"))


@case("X-HUG.anode_slips", "fail", "explain", period=MAR)
def just_inside_for_three_months(lake: Lake, plant: str) -> None:
    _weighed(lake, plant, ("0.0095", "0.0092", "0.0098"))


@case("X-HUG.anode_slips", "fail", "explain", period="2024")
def the_year_holds_three_such_months(lake: Lake, plant: str) -> None:
    _weighed(lake, plant, ("0.0095", "0.0092", "0.0098"))


@case("X-HUG.anode_slips", "limit", "explain", period=MAR)
def the_bounds_belong_to_the_band(lake: Lake, plant: str) -> None:
    _weighed(lake, plant, ("0.008", "0.010", "0.008"))


@case("X-HUG.anode_slips", "limit", "pass", period=MAR)
def two_months_in_a_row_are_chance(lake: Lake, plant: str) -> None:
    _weighed(lake, plant, ("0.001", "0.0095", "0.0095"))


@case("X-HUG.anode_slips", "unknown", "not_assessable", period=FEB)
def two_close_months_with_nothing_before_them(lake: Lake, plant: str) -> None:
    _weighed(lake, plant, ("0.0095", "0.0092", "0.001"))


@case("X-HUG.anode_slips", "unknown", "not_applicable")
def nothing_weighed_directly(lake: Lake, plant: str) -> None:
    lake.plant(plant, anode_method="blocks")
