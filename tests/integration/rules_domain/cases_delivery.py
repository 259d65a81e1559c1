"""Cases of the rules about files, rows set aside, re-deliveries and totals."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.integration.rules_domain.cases import FEB, JAN, MAR, case
from tests.integration.rules_domain.lake import Lake

ROW_FAULTS = ("X-DUP", "X-TYPE", "X-DATE", "X-UNIT", "X-WEIGH", "X-RANGE", "X-DOMAIN", "X-SCOPE", "X-PERIOD")


def _spoilt_ladle(lake: Lake, plant: str, reason: str) -> None:
    lake.ladles(plant, 5)
    status = "duplicate" if reason == "X-DUP" else "quarantine"
    lake.add(
        "ladle_tickets",
        plant,
        JAN,
        ticket_no="T-9",
        process="1#",
        status=status,
        reason=reason,
        hint=Decimal(9),
    )


def _row_cases(reason: str) -> None:
    @case(f"{reason}.ladle", "pass", "pass")
    def nothing_set_aside(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        lake.ladles(plant, 5)

    @case(f"{reason}.ladle", "limit", "nonconformity")
    def one_row_more_than_none(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        _spoilt_ladle(lake, plant, reason)

    @case(f"{reason}.ladle", "unknown", "not_applicable")
    def no_tickets_at_all(lake: Lake, plant: str) -> None:
        lake.plant(plant)

    @case(f"{reason}.anode", "fail", "nonconformity")
    def slip_set_aside(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        lake.add("anode_slips", plant, JAN, slip_no="S1", process="1#", status="quarantine", reason=reason)

    @case(f"{reason}.process", "fail", "nonconformity")
    def report_row_set_aside(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        lake.add("daily_report", plant, JAN, process="1#", status="quarantine", reason=reason)

    @case(f"{reason}.plant", "fail", "nonconformity", "ALL")
    def plant_row_set_aside(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        lake.add("sales_ledger", plant, JAN, invoice_no="I1", status="quarantine", reason=reason)


for _reason in ROW_FAULTS:
    _row_cases(_reason)


@case("X-SCOPE.plant", "fail", "nonconformity", "ALL")
def a_row_of_an_unknown_process_stands_at_the_plant(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.add("ladle_tickets", plant, JAN, ticket_no="X", process="9#", status="quarantine", reason="X-SCOPE")


def _two_versions(lake: Lake, plant: str, second: str) -> None:
    lake.plant(plant)
    for ticket, net in (("A", "9.000"), ("B", "9.200")):
        lake.add("ladle_tickets", plant, JAN, ticket_no=ticket, process="1#", net_t=Decimal(net))
    lake.add("ladle_tickets", plant, JAN, ticket_no="B", process="1#", net_t=Decimal(second), version=2)


@case("X-RESTATE.ladle", "pass", "pass")
def the_same_rows_again_change_nothing(lake: Lake, plant: str) -> None:
    _two_versions(lake, plant, "9.200")


@case("X-RESTATE.ladle", "fail", "explain")
def a_changed_weight_is_a_restatement(lake: Lake, plant: str) -> None:
    _two_versions(lake, plant, "9.580")


@case("X-RESTATE.ladle", "limit", "pass")
def a_second_part_of_the_month_is_no_restatement(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.add("ladle_tickets", plant, JAN, ticket_no="A", process="1#", net_t=Decimal(9))
    lake.add("ladle_tickets", plant, JAN, ticket_no="B", process="1#", net_t=Decimal(9), version=2)


@case("X-RESTATE.ladle", "unknown", "not_applicable")
def no_rows_no_restatement(lake: Lake, plant: str) -> None:
    lake.plant(plant)


def _total(
    lake: Lake, plant: str, printed: str, rows: str, kept: str | None = None, spoilt: str = ""
) -> None:
    lake.plant(plant)
    for slip in ("A", "B"):
        lake.add("anode_slips", plant, JAN, slip_no=slip, process="1#", mass_t=Decimal("60.500"))
    if spoilt:
        lake.add(
            "anode_slips", plant, JAN, slip_no="C", process="1#", status="quarantine", reason="X-TYPE",
            hint=None if spoilt == "unreadable" else Decimal(spoilt),
        )  # fmt: skip
    lake.total("anode_slips", plant, "mass_t", printed, rows, kept)


@case("X-TOTAL.anode", "pass", "pass")
def total_is_the_sum(lake: Lake, plant: str) -> None:
    _total(lake, plant, "121.000", "121.000")


@case("X-TOTAL.anode", "fail", "explain")
def total_is_not_the_sum(lake: Lake, plant: str) -> None:
    _total(lake, plant, "157.500", "121.000")


@case("X-TOTAL.anode", "limit", "pass")
def half_a_printed_unit_is_rounding(lake: Lake, plant: str) -> None:
    _total(lake, plant, "121.1", "121.050")


@case("X-TOTAL.anode", "pass", "pass")
def total_over_set_aside_rows_is_lawful(lake: Lake, plant: str) -> None:
    _total(lake, plant, "181.500", "181.500", "121.000", "60.500")


@case("X-TOTAL.anode", "pass", "pass")
def an_unreadable_row_leaves_its_mass_in_the_total(lake: Lake, plant: str) -> None:
    _total(lake, plant, "180.900", "121.000", "121.000", "unreadable")


@case("X-TOTAL.anode", "unknown", "not_applicable")
def no_printed_total(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.add("anode_slips", plant, JAN, slip_no="A", process="1#", mass_t=Decimal(60))


@case("X-FILE", "pass", "pass", "ALL")
def readable_files(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.file(plant, JAN, "stock_count")


@case("X-FILE", "fail", "nonconformity", "ALL")
def an_empty_file(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.file(plant, JAN, "stock_count", status="empty", rows_keep=0, message_zh="空", message_en="empty")


@case("X-FILE", "limit", "pass", "ALL")
def an_empty_file_delivered_again_in_order(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.file(plant, JAN, "stock_count", status="empty", rows_keep=0)
    lake.file(plant, JAN, "stock_count", version=2)


@case("X-FILE", "limit", "advisory", "ALL")
def a_stray_file_of_no_known_kind(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.file(plant, JAN, "holiday_plan", status="unknown_kind", rows_keep=0)


@case("X-FILE", "unknown", "not_applicable", "ALL")
def no_file_at_all(lake: Lake, plant: str) -> None:
    lake.plant(plant)


def _all_required(lake: Lake, plant: str, *without: str, processes: tuple[str, ...] = ("1#",)) -> None:
    for kind in {"stock_count", "daily_report", "anode_direct"} - set(without):
        lake.file(plant, JAN, kind)
    for process in processes:
        lake.add(
            "daily_report", plant, JAN, process=process, report_date=date(2024, 1, 1), output_t=Decimal(1)
        )


@case("X-DELIVERY.month", "pass", "pass", "ALL")
def everything_owed_was_delivered(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _all_required(lake, plant)


@case("X-DELIVERY.month", "fail", "explain", "ALL")
def a_required_file_is_missing(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _all_required(lake, plant, "stock_count")


@case("X-DELIVERY.month", "fail", "explain", "ALL")
def direct_weighing_owes_its_tickets(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _all_required(lake, plant, "anode_direct")


@case("X-DELIVERY.month", "limit", "pass", "ALL")
def a_plant_without_direct_weighing_owes_none(lake: Lake, plant: str) -> None:
    lake.plant(plant, anode_method="blocks")
    _all_required(lake, plant, "anode_direct")


@case("X-DELIVERY.month", "fail", "explain", "ALL")
def a_port_owes_its_feed(lake: Lake, plant: str) -> None:
    lake.plant(plant, has_port=True)
    _all_required(lake, plant)


@case("X-DELIVERY.month", "fail", "explain", "ALL")
def the_other_party_proves_a_sale(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _all_required(lake, plant)
    lake.plant(f"{plant}B")
    lake.add(
        "intra_in", f"{plant}B", JAN, ticket_no="1", waybill_no="W", party=f"{plant}有限公司", net_t=Decimal(30),
        weighed_at=datetime(2024, 1, 20, 10), vehicle_no="V",
    )  # fmt: skip


@case("X-DELIVERY.month", "unknown", "not_applicable", "ALL")
def a_member_that_is_no_smelter(lake: Lake, plant: str) -> None:
    lake.plant(plant, processes=())
    lake.file(plant, JAN, "stock_count")


@case("X-DELIVERY.process", "fail", "explain", "2#")
def one_process_is_absent_from_a_required_file(lake: Lake, plant: str) -> None:
    lake.plant(plant, processes=("1#", "2#"))
    _all_required(lake, plant)
    lake.add("anode_slips", plant, JAN, slip_no="S", process="2#", mass_t=Decimal(9))


@case("X-DELIVERY.process", "limit", "pass", "2#")
def a_process_that_stands_still_owes_no_tickets(lake: Lake, plant: str) -> None:
    lake.plant(plant, processes=("1#", "2#"))
    _all_required(lake, plant)
    lake.add("anode_direct", plant, JAN, ticket_no="D", process="1#", net_t=Decimal(9))
    lake.add("daily_report", plant, JAN, process="2#", report_date=date(2024, 1, 1), pots_running=Decimal(0))


@case("X-DELIVERY.process", "unknown", "not_assessable", "2#")
def a_process_nobody_mentions(lake: Lake, plant: str) -> None:
    lake.plant(plant, processes=("1#", "2#"))
    _all_required(lake, plant)


@case("X-DELIVERY.process", "pass", "pass", "2#")
def both_processes_are_there(lake: Lake, plant: str) -> None:
    lake.plant(plant, processes=("1#", "2#"))
    _all_required(lake, plant, processes=("1#", "2#"))


@case("X-DELIVERY.process", "limit", "pass", "1#")
def a_plant_kind_of_file_needs_no_process(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _all_required(lake, plant, "anode_direct")


@case("X-DELIVERY.process", "unknown", "missing", "1#")
def nothing_was_delivered_by_process(lake: Lake, plant: str) -> None:
    lake.plant(plant)


@case("X-DELIVERY.year", "fail", "explain", "ALL", "2024")
def annual_files_the_guide_needs(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.file(plant, "2024", "plan")


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
