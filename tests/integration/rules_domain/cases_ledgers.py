"""Cases of the rules about stocks, cumulative figures and monthly deposits."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.integration.rules_domain.cases import FEB, JAN, MAR, case
from tests.integration.rules_domain.lake import YEAR, Lake


def add_stock(
    lake: Lake, plant: str, period: str, opening: str, closing: str, item: str = "铝锭", made: str = "10"
) -> None:
    lake.add(
        "psi_ledger", plant, period, item=item, opening_t=Decimal(opening), production_t=Decimal(made),
        purchase_t=Decimal(0), sales_t=Decimal(0), own_use_t=Decimal(0), loss_t=Decimal(0), closing_t=Decimal(closing),
    )  # fmt: skip


def add_count(lake: Lake, plant: str, book: str, counted: str, item: str = "铝锭") -> None:
    lake.add("stock_count", plant, JAN, item=item, book_t=Decimal(book), counted_t=Decimal(counted))


@case("X-STOCK.opening.metal", "pass", "pass", "ALL", FEB)
def opening_is_the_closing_before(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.125", "110.125")
    add_stock(lake, plant, FEB, "110.125", "120.125")


@case("X-STOCK.opening.metal", "fail", "nonconformity", "ALL", FEB)
def opening_differs(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.125", "110.125")
    add_stock(lake, plant, FEB, "118.125", "128.125")


@case("X-STOCK.opening.metal", "limit", "pass", "ALL", FEB)
def one_printed_unit_is_rounding(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.125", "110.125")
    add_stock(lake, plant, FEB, "110.126", "120.126")


@case("X-STOCK.opening.metal", "unknown", "not_assessable", "ALL")
def nothing_before_the_first_month(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.125", "110.125")


@case("X-STOCK.opening.anode", "fail", "nonconformity", "ALL", FEB)
def anodes_have_their_own_rule(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.125", "110.125", "阳极炭块")
    add_stock(lake, plant, FEB, "118.125", "128.125", "阳极炭块")


@case("X-STOCK.equation.metal", "pass", "pass", "ALL")
def the_equation_holds(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.125", "110.125")


@case("X-STOCK.equation.alumina", "fail", "nonconformity", "ALL")
def the_equation_does_not_hold(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.125", "112.125", "氧化铝")


@case("X-STOCK.equation.metal", "limit", "pass", "ALL")
def seven_terms_half_a_unit_off_each(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.1", "110.4", made="10.0")


@case("X-STOCK.equation.metal", "limit", "nonconformity", "ALL")
def beyond_seven_terms(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.1", "110.5", made="10.0")


@case("X-STOCK.equation.metal", "unknown", "not_assessable", "ALL")
def no_closing_stock_written(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.125", "110.125")
    lake.rows["psi_ledger"][-1]["closing_t"] = None


@case("X-STOCK.book.metal", "fail", "nonconformity", "ALL")
def the_book_figure_is_not_the_ledger(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.125", "110.125")
    add_count(lake, plant, "112.125", "112.125")


@case("X-STOCK.book.metal", "unknown", "not_assessable", "ALL")
def a_count_without_ledger(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_count(lake, plant, "112.125", "112.125")


@case("X-STOCK.count.metal", "pass", "pass", "ALL")
def book_and_count_agree(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_count(lake, plant, "1000.000", "1002.000")


@case("X-STOCK.count.metal", "limit", "pass", "ALL")
def five_per_mille_is_within(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_count(lake, plant, "1000.000", "1005.000")


@case("X-STOCK.book.metal", "pass", "pass", "ALL")
def the_book_figure_is_the_ledger(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.125", "110.125")
    add_count(lake, plant, "110.125", "110.125")


@case("X-STOCK.book.metal", "limit", "pass", "ALL")
def the_book_figure_is_one_unit_off(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_stock(lake, plant, JAN, "100.125", "110.125")
    add_count(lake, plant, "110.126", "110.126")


@case("X-STOCK.count.metal", "fail", "nonconformity", "ALL")
def counted_far_from_the_book(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_count(lake, plant, "1000.000", "930.000")


@case("X-STOCK.count.metal", "limit", "nonconformity", "ALL")
def just_over_five_per_mille(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_count(lake, plant, "1000.000", "1005.001")


@case("X-STOCK.count.metal", "unknown", "not_applicable", "ALL")
def nothing_counted(lake: Lake, plant: str) -> None:
    lake.plant(plant)


def add_report(lake: Lake, plant: str, period: str, month: str, cumulative: str) -> None:
    lake.add(
        "monthly_report", plant, period, process="1#", output_t=Decimal(month), output_cum_t=Decimal(cumulative),
        anode_t=Decimal(month), anode_cum_t=Decimal(cumulative), ac_kwh=Decimal(100), ac_cum_kwh=Decimal(100),
    )  # fmt: skip


@case("X-CUM.output", "pass", "pass", period=FEB)
def cumulative_is_the_sum(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_report(lake, plant, JAN, "1000.50", "1000.50")
    add_report(lake, plant, FEB, "900.25", "1900.75")


@case("X-CUM.anode_gross", "fail", "explain", period=FEB)
def cumulative_is_not_the_sum(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_report(lake, plant, JAN, "1000.50", "1000.50")
    add_report(lake, plant, FEB, "900.25", "2110.75")


@case("X-CUM.output", "fail", "explain")
def the_first_month_of_the_year_is_its_own_sum(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_report(lake, plant, JAN, "1000.50", "1200.50")


@case("X-CUM.output", "limit", "pass", period=FEB)
def three_terms_half_a_unit_off_each(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_report(lake, plant, JAN, "1000.1", "1000.1")
    add_report(lake, plant, FEB, "900.2", "1900.4")


@case("X-CUM.output", "limit", "explain", period=FEB)
def two_units_off(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_report(lake, plant, JAN, "1000.1", "1000.1")
    add_report(lake, plant, FEB, "900.2", "1900.5")


@case("X-CUM.output", "unknown", "not_assessable", period=MAR)
def the_month_before_is_absent(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    add_report(lake, plant, MAR, "900.2", "2800.4")


@case("X-CUM.b204", "fail", "explain", "ALL")
def the_statistics_form_has_its_own(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.add(
        "b204", plant, JAN, indicator_raw="原铝", indicator_code="output", unit="吨", month_value=Decimal(12000),
        cum_value=Decimal(12500), last_year_month_value=Decimal(1), last_year_cum_value=Decimal(1),
    )  # fmt: skip


def add_deposit(
    lake: Lake, plant: str, deposited: str, declared: str | None, day: date = date(2024, 2, 20)
) -> None:
    lake.plant(plant)
    for month, given, on in ((JAN, deposited, day), (MAR, "900.00", date(2024, 4, 10))):
        lake.add(
            "deposits", plant, YEAR, data_month=month, process="1#", parameter_code="output", value=Decimal(given),
            deposited_date=on,
        )  # fmt: skip
    for month, value in ((JAN, declared), (FEB, "800.00"), (MAR, "900.00")):
        if value is not None:
            lake.add("declared_monthly", plant, YEAR, process="1#", data_month=month, output_t=Decimal(value))


@case("X-DEPOSIT.output", "pass", "pass")
def declared_as_deposited(lake: Lake, plant: str) -> None:
    add_deposit(lake, plant, "1000.25", "1000.25")


@case("X-DEPOSIT.output", "fail", "nonconformity")
def declared_otherwise_than_deposited(lake: Lake, plant: str) -> None:
    add_deposit(lake, plant, "1000.25", "980.25")


@case("X-DEPOSIT.output", "limit", "nonconformity")
def one_printed_unit_is_a_change(lake: Lake, plant: str) -> None:
    add_deposit(lake, plant, "1000.25", "1000.26")


@case("X-DEPOSIT.output", "limit", "pass")
def a_coarser_declared_figure_is_rounding(lake: Lake, plant: str) -> None:
    add_deposit(lake, plant, "1000.254", "1000.25")


@case("X-DEPOSIT.output", "unknown", "not_assessable")
def nothing_declared_for_the_month(lake: Lake, plant: str) -> None:
    add_deposit(lake, plant, "1000.25", None)


@case("X-DEPOSIT-40.output", "pass", "pass")
def deposited_in_time(lake: Lake, plant: str) -> None:
    add_deposit(lake, plant, "1000.25", "1000.25")


@case("X-DEPOSIT-40.output", "limit", "pass")
def deposited_on_the_fortieth_day(lake: Lake, plant: str) -> None:
    add_deposit(lake, plant, "1000.25", "1000.25", date(2024, 1, 31) + timedelta(days=40))


@case("X-DEPOSIT-40.output", "fail", "nonconformity")
def deposited_on_the_forty_first_day(lake: Lake, plant: str) -> None:
    add_deposit(lake, plant, "1000.25", "1000.25", date(2024, 1, 31) + timedelta(days=41))


@case("X-DEPOSIT-40.output", "fail", "nonconformity")
def deposited_before_the_month_was_over(lake: Lake, plant: str) -> None:
    add_deposit(lake, plant, "1000.25", "1000.25", date(2024, 1, 28))


@case("X-DEPOSIT-40.output", "fail", "nonconformity", period=FEB)
def a_month_between_was_never_deposited(lake: Lake, plant: str) -> None:
    add_deposit(lake, plant, "1000.25", "1000.25")


@case("X-DEPOSIT-40.output", "unknown", "missing")
def no_deposits_at_all(lake: Lake, plant: str) -> None:
    lake.plant(plant)
