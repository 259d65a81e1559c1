"""Cases of the readings of meters: that they chain, and that the energy is theirs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.integration.rules_domain.cases import FEB, JAN, MAR, case
from tests.integration.rules_domain.lake import Lake


def _readings(lake: Lake, plant: str, rows: list[tuple[date, str, str, str, str]], period: str = JAN) -> None:
    for day, start, end, energy, remark in rows:
        lake.add(
            "meter_readings", plant, period, process="1#", meter_no="M1", reading_date=day, remark=remark,
            reading_start=Decimal(start), reading_end=Decimal(end), multiplier=Decimal(1000), energy_kwh=Decimal(energy),
        )  # fmt: skip


D1, D2, D3 = date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3)


@case("X-METER", "pass", "pass")
def readings_chain(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _readings(lake, plant, [(D1, "10.250", "11.125", "875", ""), (D2, "11.125", "12.000", "875", "")])


@case("X-METER", "fail", "nonconformity")
def readings_do_not_chain(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _readings(lake, plant, [(D1, "10.250", "11.125", "875", ""), (D2, "11.625", "12.500", "875", "")])


@case("X-METER", "fail", "nonconformity", period=FEB)
def files_do_not_chain(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _readings(lake, plant, [(date(2024, 1, 31), "10.250", "11.125", "875", "")])
    _readings(lake, plant, [(date(2024, 2, 1), "11.500", "12.000", "500", "")], FEB)


@case("X-METER", "fail", "nonconformity")
def energy_is_not_the_readings(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _readings(lake, plant, [(D1, "10.250", "11.125", "975", "")])


@case("X-METER", "fail", "nonconformity")
def a_meter_runs_backwards(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _readings(lake, plant, [(D1, "50.250", "49.125", "1125", "")])


@case("X-METER", "pass", "pass")
def a_register_rolls_over(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _readings(lake, plant, [(D1, "99.250", "0.125", "875", ""), (D2, "0.125", "1.000", "875", "")])


@case("X-METER", "pass", "pass")
def a_replaced_meter_says_so(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _readings(lake, plant, [(D1, "50.250", "51.125", "875", "换表"), (D2, "0.000", "0.875", "875", "")])


def _many_readings(lake: Lake, plant: str, blank: int | None, remark: str = "") -> None:
    """Twenty days of a meter that counts on evenly; the reading of one day may be blank."""
    lake.plant(plant)
    for n in range(20):
        is_blank = n == blank
        lake.add(
            "meter_readings", plant, JAN, process="1#", meter_no="M1", reading_date=D1 + timedelta(days=n),
            remark=remark if is_blank else "", reading_start=Decimal(10 + n), reading_end=None if is_blank else Decimal(11 + n),
            multiplier=Decimal(1000), energy_kwh=Decimal(1000),
        )  # fmt: skip


@case("X-METER", "fail", "nonconformity")
def one_reading_left_blank(lake: Lake, plant: str) -> None:
    _many_readings(lake, plant, 7)


@case("X-METER", "pass", "pass")
def a_reading_blank_while_the_meter_was_replaced(lake: Lake, plant: str) -> None:
    _many_readings(lake, plant, 7, "换表")


@case("X-METER", "limit", "pass")
def energy_within_the_digits_of_two_readings(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _readings(lake, plant, [(D1, "10.250", "11.125", "877", "")])


@case("X-METER", "limit", "nonconformity")
def energy_beyond_the_digits_of_two_readings(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _readings(lake, plant, [(D1, "10.250", "11.125", "878", "")])


@case("X-METER", "limit", "pass")
def a_day_without_reading_breaks_the_chain_lawfully(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _readings(lake, plant, [(D1, "10.250", "11.125", "875", ""), (D3, "12.000", "12.875", "875", "")])


@case("X-METER", "unknown", "not_applicable", period=MAR)
def no_readings(lake: Lake, plant: str) -> None:
    lake.plant(plant)
