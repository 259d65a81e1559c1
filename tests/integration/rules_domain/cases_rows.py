"""Cases of the rules about rows: set aside, delivered again with other values, and printed totals of them."""

from __future__ import annotations

from decimal import Decimal

from tests.integration.rules_domain.cases import JAN, case
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


@case("X-WEIGH.ladle", "fail", "nonconformity")
def a_red_ticket_beside_a_broken_one(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    _spoilt_ladle(lake, plant, "X-WEIGH")
    red = {"reason_code": "takes_back", "status": "quarantine", "reason": "X-WEIGH", "hint": Decimal("-7.28")}
    lake.add("ladle_tickets", plant, JAN, ticket_no="R-1", process="1#", **red)


def _red_in_february(lake: Lake, plant: str, remark: str, **original: object) -> None:
    """A red ticket of February for one of two January tickets of its mass, vehicle and ladle."""
    lake.plant(plant)
    same = {"process": "1#", "vehicle_no": "V1", "ladle_no": "3", "net_t": Decimal("7.28")}
    lake.add("ladle_tickets", plant, JAN, ticket_no="0000240101", **(same | original))
    lake.add("ladle_tickets", plant, JAN, ticket_no="0000240102", **(same | {"ladle_no": "4"} | original))
    lake.add(
        "ladle_tickets", plant, "2024-02", ticket_no="R-1", **(same | {"net_t": Decimal("-7.28"), "remark": remark}),
        reason_code="takes_back", status="quarantine", reason="X-WEIGH", hint=Decimal("-7.28"),
    )  # fmt: skip


@case("X-WEIGH.ladle", "fail", "nonconformity", period="2024-02")
def a_red_ticket_of_the_month_before(lake: Lake, plant: str) -> None:
    _red_in_february(lake, plant, "冲红")


@case("X-WEIGH.ladle", "fail", "nonconformity", period="2024-02")
def a_red_ticket_that_may_be_of_two(lake: Lake, plant: str) -> None:
    _red_in_february(lake, plant, "冲红", vehicle_no=None, ladle_no=None)
    lake.ladles(plant, 5, "2024-02")


@case("X-WEIGH.ladle", "fail", "nonconformity", period="2024-02")
def a_red_ticket_that_names_one_of_two(lake: Lake, plant: str) -> None:
    lake.add(
        "ladle_tickets", plant, JAN, ticket_no="0000240103", process="1#", vehicle_no="V1", ladle_no="3",
        net_t=Decimal("7.28"),
    )  # fmt: skip
    _red_in_february(lake, plant, "冲红，原1月票240103")


@case("X-WEIGH.anode", "fail", "nonconformity", period="2024-02")
def a_red_slip_of_the_month_before(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.add("anode_slips", plant, JAN, slip_no="ZY10101", process="1#", mass_t=Decimal("9.5"))
    lake.add(
        "anode_slips", plant, "2024-02", slip_no="ZY19", process="1#", mass_t=Decimal("-9.5"), remark="冲红",
        reason_code="takes_back", status="quarantine", reason="X-WEIGH", hint=Decimal("-9.5"),
    )  # fmt: skip


@case("X-WEIGH.ladle", "limit", "pass", period="2024-02")
def a_red_ticket_of_a_void_one_of_the_month_before(lake: Lake, plant: str) -> None:
    _red_in_february(lake, plant, "冲红", status="quarantine", reason_code="voided")


@case("X-RANGE.ladle", "fail", "nonconformity")
def numbers_of_tickets_read_as_masses(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.ladles(plant, 5)
    for ticket in ("A", "B"):
        lake.add(
            "ladle_tickets", plant, JAN, ticket_no=ticket, process="1#", status="quarantine", reason="X-RANGE",
            hint=Decimal(900_000_000_000),
        )  # fmt: skip
    lake.total("ladle_tickets", plant, "net_t", "45", "45")


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
