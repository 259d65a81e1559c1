"""Cases of what a scale shows: tares, weights that come again, digits it cannot display."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.integration.rules_domain.cases import FEB, case
from tests.integration.rules_domain.lake import Lake


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
def a_shift_of_20_kg_is_within(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _heavier(lake.ladles(plant, 240), "3", 20, 20)


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


def _exchanged(rows: list[dict[str, Any]], one: int, other: int) -> None:
    """Two lorries under each other's plates."""
    plates = {one: other, other: one}
    for row in rows:
        plant, _, number = row["vehicle_no"].rpartition("-")
        row["vehicle_no"] = f"{plant}-{plates.get(int(number), int(number))}"


@case("X-TARE.ladle", "fail", "explain")
def plates_of_two_lorries_exchanged_from_some_day(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _exchanged(lake.ladles(plant, 240)[150:], 2, 3)


@case("X-TARE.ladle", "fail", "explain")
def plates_of_two_lorries_exchanged_and_put_back(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _exchanged(lake.ladles(plant, 240)[90:150], 2, 3)


@case("X-TARE.ladle", "fail", "explain")
def plates_of_two_lorries_a_tonne_apart_exchanged_now_and_then(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    rows = lake.ladles(plant, 240)
    for day in (30, 90, 132, 210):
        _exchanged(rows[day : day + 6], 0, 5)


@case("X-TARE.ladle", "fail", "explain")
def one_lorry_heavier_beside_one_ticket_under_another_plate(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    rows = lake.ladles(plant, 240)
    _heavier(rows, "3", 400, 22)
    rows[131]["vehicle_no"] = f"{plant}-0"


@case("X-TARE.ladle", "limit", "pass")
def one_ticket_under_the_plate_of_a_lighter_lorry(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.ladles(plant, 240)[131]["vehicle_no"] = f"{plant}-0"


@case("X-TARE.ladle", "limit", "pass", period=FEB)
def a_lorry_that_was_heavier_for_half_of_the_month_before(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _heavier(lake.ladles(plant, 240), "3", 1400, 20)
    lake.ladles(plant, 240, FEB)


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
