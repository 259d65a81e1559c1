"""Cases of vehicles and the pace of weighing: where a truck can be, and how soon after another."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.integration.rules_domain.cases import JAN, case
from tests.integration.rules_domain.lake import Lake


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


def two_scales(lake: Lake, plant: str, own_fleets: bool) -> None:
    lake.plant(plant, processes=("1#", "2#"))
    one = lake.ladles(plant, 300, process="1#", scale_no="S1")
    two = lake.ladles(plant, 300, process="2#", scale_no="S2")
    for i, (first, second) in enumerate(zip(one, two, strict=True)):
        second["weighed_at"] = first["weighed_at"] + timedelta(seconds=80)
        first["vehicle_no"] = f"{plant}-{i % 6}"
        second["vehicle_no"] = f"{plant}-{(i * 7 // 3) % 6 + (6 if own_fleets else 0)}"


@case("X-VEHICLE.process", "pass", "pass")
def each_scale_has_its_fleet(lake: Lake, plant: str) -> None:
    two_scales(lake, plant, True)


@case("X-VEHICLE.process", "limit", "pass")
def numbers_written_at_random_prove_nothing(lake: Lake, plant: str) -> None:
    two_scales(lake, plant, False)


@case("X-VEHICLE.plant", "limit", "advisory", "ALL")
def numbers_written_at_random_are_told_once_at_the_plant(lake: Lake, plant: str) -> None:
    two_scales(lake, plant, False)


@case("X-VEHICLE.process", "fail", "explain", "2#")
def four_vehicles_on_the_scale_of_the_other_process(lake: Lake, plant: str) -> None:
    two_scales(lake, plant, True)
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


@case("X-VEHICLE.process", "unknown", "not_applicable")
def tickets_that_name_no_vehicle(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.ladles(plant, 5, vehicle_no=None)


def _shared_fleet(lake: Lake, plant: str) -> list[dict[str, Any]]:
    """Six vehicles that serve two potrooms by turns of two hours; returns the tickets of the second scale."""
    two_scales(lake, plant, True)
    rows = [row for row in lake.rows["ladle_tickets"] if row["plant_code"] == plant]
    for i in range(300):
        rows[i]["vehicle_no"] = f"{plant}-{i % 6}"
        rows[300 + i]["vehicle_no"] = f"{plant}-{(i + 3) % 6}"
        rows[300 + i]["weighed_at"] = rows[i]["weighed_at"] + timedelta(minutes=20)
    return rows


@case("X-VEHICLE.process", "pass", "pass")
def one_fleet_serves_two_scales_by_turns(lake: Lake, plant: str) -> None:
    _shared_fleet(lake, plant)


@case("X-VEHICLE.process", "fail", "explain")
def true_numbers_twice_on_two_scales_at_once(lake: Lake, plant: str) -> None:
    rows = _shared_fleet(lake, plant)
    for i in (40, 190):
        rows[300 + i]["vehicle_no"] = rows[i]["vehicle_no"]
        rows[300 + i]["weighed_at"] = rows[i]["weighed_at"] + timedelta(seconds=20)


@case("X-VEHICLE.process", "limit", "explain")
def one_such_pair_is_enough_where_numbers_are_true(lake: Lake, plant: str) -> None:
    rows = _shared_fleet(lake, plant)
    rows[340]["vehicle_no"] = rows[40]["vehicle_no"]
    rows[340]["weighed_at"] = rows[40]["weighed_at"] + timedelta(seconds=20)
