"""Cases of the rules about the allowance account, organisation inventories and days without a record."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.integration.rules_domain.cases import JAN, case
from tests.integration.rules_domain.lake import YEAR, Lake


def _account(lake: Lake, plant: str, balances: tuple[str, ...], sold: str = "-200") -> None:
    lake.plant(plant)
    lines = (("核发", "1000"), ("买入", "100"), ("卖出", sold), ("清缴", "-800"))
    for seq, ((business, quantity), balance) in enumerate(zip(lines, balances, strict=True), start=1):
        lake.add(
            "allowances", plant, YEAR, seq=seq, trade_date=date(2025, 10, seq), business=business,
            allowance_year="2024", quantity_t=Decimal(quantity), balance_t=Decimal(balance),
        )  # fmt: skip


@case("X-ALLOWANCE.balance", "pass", "pass", "ALL", YEAR)
def the_account_balances(lake: Lake, plant: str) -> None:
    _account(lake, plant, ("1000", "1100", "900", "100"))


@case("X-ALLOWANCE.balance", "pass", "pass", "ALL", YEAR)
def a_sale_written_without_a_sign_still_lowers(lake: Lake, plant: str) -> None:
    _account(lake, plant, ("1000", "1100", "900", "100"), "200")


@case("X-ALLOWANCE.balance", "fail", "nonconformity", "ALL", YEAR)
def the_account_does_not_balance(lake: Lake, plant: str) -> None:
    _account(lake, plant, ("1000", "1100", "1400", "600"))


@case("X-ALLOWANCE.balance", "fail", "nonconformity", "ALL", YEAR)
def more_was_sold_than_the_account_held(lake: Lake, plant: str) -> None:
    _account(lake, plant, ("1000", "1100", "-300", "-1100"), sold="-1400")


@case("X-ALLOWANCE.balance", "limit", "nonconformity", "ALL", YEAR)
def one_tonne_off(lake: Lake, plant: str) -> None:
    _account(lake, plant, ("1000", "1100", "901", "101"))


@case("X-ALLOWANCE.balance", "unknown", "not_applicable", "ALL", YEAR)
def no_account(lake: Lake, plant: str) -> None:
    lake.plant(plant)


@case("X-ALLOWANCE.surrender", "unknown", "not_assessable", "ALL", YEAR)
def surrender_without_emissions(lake: Lake, plant: str) -> None:
    _account(lake, plant, ("1000", "1100", "900", "100"))


def _surrendered(
    lake: Lake, plant: str, quantity: str, day: date = date(2025, 12, 15), year: str | None = "2024"
) -> None:
    """Declared 1 000 t of metal and no anodes a month in 2024: 12 x 263.16 tCO2e."""
    lake.plant(plant)
    for number in range(1, 13):
        lake.add(
            "declared_monthly", plant, YEAR, process="1#", data_month=f"2024-{number:02d}", output_t=Decimal(1000),
            anode_gross_t=Decimal(0),
        )  # fmt: skip
    lake.add(
        "allowances", plant, YEAR, seq=1, trade_date=day, business="清缴", allowance_year=year,
        quantity_t=Decimal(quantity), balance_t=Decimal(quantity),
    )  # fmt: skip


@case("X-ALLOWANCE.surrender", "pass", "pass", "ALL", YEAR)
def surrendered_what_was_emitted(lake: Lake, plant: str) -> None:
    _surrendered(lake, plant, "-3157")


@case("X-ALLOWANCE.surrender", "limit", "pass", "ALL", YEAR)
def one_per_cent_less_is_within(lake: Lake, plant: str) -> None:
    _surrendered(lake, plant, "-3127")


@case("X-ALLOWANCE.surrender", "fail", "nonconformity", "ALL", YEAR)
def surrendered_a_tenth_less(lake: Lake, plant: str) -> None:
    _surrendered(lake, plant, "-2842")


@case("X-ALLOWANCE.surrender", "fail", "nonconformity", "ALL", YEAR)
def surrendered_without_what_an_uncalibrated_scale_adds(lake: Lake, plant: str) -> None:
    """A year without a certificate at 2 %: 3 221.08 t are owed, a hundredth more than 3 157."""
    _surrendered(lake, plant, "-3157")
    lake.add(
        "instruments", plant, YEAR, instrument_no="S1", parameter_code="output", required_accuracy_pct=Decimal(2),
    )  # fmt: skip


@case("X-ALLOWANCE.surrender", "limit", "pass", "ALL", YEAR)
def surrendered_on_the_last_day(lake: Lake, plant: str) -> None:
    _surrendered(lake, plant, "-3157", date(2025, 12, 31))


@case("X-ALLOWANCE.surrender", "fail", "nonconformity", "ALL", YEAR)
def surrendered_after_the_last_day(lake: Lake, plant: str) -> None:
    _surrendered(lake, plant, "-3157", date(2026, 1, 1))


@case("X-ALLOWANCE.surrender", "unknown", "not_assessable", "ALL", YEAR)
def surrendered_for_no_year(lake: Lake, plant: str) -> None:
    _surrendered(lake, plant, "-2842", year=None)


@case("X-ALLOWANCE.surrender", "unknown", "not_assessable", "ALL", YEAR)
def surrendered_for_what_is_no_year(lake: Lake, plant: str) -> None:
    _surrendered(lake, plant, "-2842", year="2,024")


@case("X-ALLOWANCE.surrender", "fail", "advisory", "ALL", YEAR)
def surrendered_a_tenth_more(lake: Lake, plant: str) -> None:
    _surrendered(lake, plant, "-3473")


def _inventory(
    lake: Lake,
    plant: str,
    emission: str | None,
    total: str | None,
    factor: str | None = "0.5000",
    **more: object,
) -> None:
    lake.plant(plant, processes=(), due_rule="next_year:02-15")
    values: dict[str, object] = {
        "category": "类别2", "source": "外购电力", "activity_value": Decimal("100.5"), "unit_raw": "MWh",
        "factor_unit": "tCO2/MWh",
    }  # fmt: skip
    lake.add(
        "iso_inventory", plant, YEAR, seq=1, factor=factor and Decimal(factor), factor_raw=factor,
        emission_tco2e=emission and Decimal(emission), **{**values, **more},
    )  # fmt: skip
    lake.add(
        "iso_inventory", plant, YEAR, seq=2, factor=Decimal("2"), emission_tco2e=Decimal("6"),
        **{**values, "category": "类别1", "source": "工艺排放", "activity_value": Decimal("3"), "unit_raw": "t",
           "factor_unit": "tCO2/t", **more},
    )  # fmt: skip
    if total:
        lake.add("iso_inventory", plant, YEAR, seq=3, category="合计", emission_tco2e=Decimal(total))


def _without_factors(lake: Lake, plant: str) -> None:
    lake.plant(plant, processes=(), due_rule="next_year:02-15")
    for number, category, source in ((1, "类别1", "工艺排放"), (2, "类别2", "外购蒸汽")):
        lake.add(
            "iso_inventory", plant, YEAR, seq=number, category=category, source=source, emission_tco2e=Decimal("6"),
            activity_value=Decimal("3") + number, unit_raw="GJ",
        )  # fmt: skip


@case("X-ISO.line", "pass", "pass", "ALL", YEAR)
def the_line_replays(lake: Lake, plant: str) -> None:
    _inventory(lake, plant, "50.25", "56.25")


@case("X-ISO.line", "limit", "pass", "ALL", YEAR)
def within_the_printed_digits(lake: Lake, plant: str) -> None:
    _inventory(lake, plant, "50.25", "56.25", "0.49999")


@case("X-ISO.line", "fail", "nonconformity", "ALL", YEAR)
def the_line_does_not_replay(lake: Lake, plant: str) -> None:
    _inventory(lake, plant, "502.50", "508.50")


@case("X-ISO.line", "fail", "nonconformity", "ALL", YEAR)
def one_line_has_no_factor(lake: Lake, plant: str) -> None:
    _inventory(lake, plant, "50.25", "56.25", None)


@case("X-ISO.line", "pass", "pass", "ALL", YEAR)
def a_list_without_units_replays_as_it_stands(lake: Lake, plant: str) -> None:
    _inventory(lake, plant, "50.25", "56.25", unit_raw=None, factor_unit=None)


@case("X-ISO.line", "unknown", "not_assessable", "ALL", YEAR)
def a_list_without_factors(lake: Lake, plant: str) -> None:
    _without_factors(lake, plant)


@case("X-ISO.total", "pass", "pass", "ALL", YEAR)
def the_total_is_the_sum(lake: Lake, plant: str) -> None:
    _inventory(lake, plant, "50.25", "56.25")


@case("X-ISO.total", "limit", "pass", "ALL", YEAR)
def the_total_is_one_rounding_off(lake: Lake, plant: str) -> None:
    _inventory(lake, plant, "50.25", "56.26")


@case("X-ISO.total", "fail", "nonconformity", "ALL", YEAR)
def the_total_is_not_the_sum(lake: Lake, plant: str) -> None:
    _inventory(lake, plant, "50.25", "66.25")


@case("X-ISO.total", "unknown", "not_assessable", "ALL", YEAR)
def no_total(lake: Lake, plant: str) -> None:
    _inventory(lake, plant, "50.25", None)


@case("X-ISO.doubt", "pass", "advisory", "ALL", YEAR)
def nothing_but_the_categories_left_out(lake: Lake, plant: str) -> None:
    _inventory(lake, plant, "50.25", "56.25")


@case("X-ISO.doubt", "limit", "advisory", "ALL", YEAR)
def the_published_factor_rounded_to_its_digits(lake: Lake, plant: str) -> None:
    _inventory(lake, plant, "44.41", "50.41", "0.4419", factor_source="广东2023")


@case("X-ISO.doubt", "fail", "explain", "ALL", YEAR)
def not_the_published_factor_it_names(lake: Lake, plant: str) -> None:
    _inventory(lake, plant, "54.41", "60.41", "0.5414", factor_source="广东2023")


@case("X-ISO.doubt", "unknown", "not_assessable", "ALL", YEAR)
def a_list_with_nothing_to_look_up(lake: Lake, plant: str) -> None:
    _without_factors(lake, plant)


def _days(lake: Lake, plant: str, meter_days: set[int], pots: int = 100) -> None:
    lake.plant(plant)
    for i in range(31):
        day = date(2024, 1, 1) + timedelta(days=i)
        running = Decimal(pots if i in meter_days or pots else 0)
        lake.add(
            "daily_report", plant, JAN, process="1#", report_date=day, pots_running=running,
            output_t=Decimal(100) if running else Decimal(0),
        )  # fmt: skip
        if i in meter_days:
            lake.add(
                "meter_readings", plant, JAN, process="1#", meter_no="M1", reading_date=day, reading_start=Decimal(i),
                reading_end=Decimal(i + 1), multiplier=Decimal(1000), energy_kwh=Decimal(1000),
            )  # fmt: skip


@case("GAP.meter_readings", "pass", "pass")
def a_reading_every_day(lake: Lake, plant: str) -> None:
    _days(lake, plant, set(range(31)))


@case("GAP.meter_readings", "fail", "explain")
def a_day_without_reading(lake: Lake, plant: str) -> None:
    _days(lake, plant, set(range(31)) - {12})


@case("GAP.meter_readings", "unknown", "not_assessable")
def four_days_say_nothing_of_gaps(lake: Lake, plant: str) -> None:
    _days(lake, plant, {0, 1, 2, 3})


@case("GAP.meter_readings", "limit", "pass")
def days_with_no_pot_running_are_no_gap(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    for i in range(31):
        day = date(2024, 1, 1) + timedelta(days=i)
        running = Decimal(100 if i < 20 else 0)
        lake.add(
            "daily_report", plant, JAN, process="1#", report_date=day, pots_running=running, output_t=running
        )
        if i < 20:
            lake.add(
                "meter_readings",
                plant,
                JAN,
                process="1#",
                meter_no="M",
                reading_date=day,
                energy_kwh=Decimal(9),
            )
