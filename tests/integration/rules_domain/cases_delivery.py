"""Cases of the rules about files: which can be read, and which are owed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.integration.rules_domain.cases import JAN, Build, case, case_of
from tests.integration.rules_domain.lake import YEAR, Lake


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


def _strange_count(lake: Lake, plant: str, reason: str = "form_of_other_plant") -> None:
    lake.plant(plant)
    _all_required(lake, plant, "stock_count")
    strange = {"status": "quarantine", "reason": "X-SCOPE", "reason_code": reason}
    lake.add("stock_count", plant, JAN, item="ingot", **strange)


@case("X-DELIVERY.month", "fail", "explain", "ALL")
def another_plants_form_is_no_delivery(lake: Lake, plant: str) -> None:
    _strange_count(lake, plant)


@case("X-DELIVERY.month", "fail", "explain", "ALL")
def another_months_form_is_no_delivery(lake: Lake, plant: str) -> None:
    _strange_count(lake, plant, "form_of_other_month")


@case("X-DELIVERY.month", "limit", "pass", "ALL")
def a_delivery_with_a_row_of_another_plant(lake: Lake, plant: str) -> None:
    _strange_count(lake, plant)
    lake.add("stock_count", plant, JAN, item="alumina")


@case("X-DELIVERY.process", "fail", "explain", "2#")
def another_plants_rows_are_none_of_the_process(lake: Lake, plant: str) -> None:
    lake.plant(plant, processes=("1#", "2#"))
    _all_required(lake, plant, processes=("1#", "2#"))
    strange = {"status": "quarantine", "reason": "X-SCOPE", "reason_code": "other_plant"}
    for process, facts in (("1#", {}), ("2#", strange)):
        lake.add(
            "anode_direct", plant, JAN, ticket_no=f"D{process}", process=process, net_t=Decimal(9), **facts
        )


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


def _annual(*without: str, **facts: Any) -> Build:
    kinds = (
        "basic_facts", "instruments", "calibrations", "plan", "declared_report", "last_year_report", "deposits",
        "finance", "b204_annual", "evidence",
    )  # fmt: skip

    def build(lake: Lake, plant: str) -> None:
        lake.plant(plant, **facts)
        for kind in kinds:
            if kind not in without:
                lake.file(plant, YEAR, kind)

    return build


def _no_smelter(lake: Lake, plant: str) -> None:
    lake.plant(plant, processes=())


case_of("every_annual_file", "X-DELIVERY.year", "pass", "pass", "ALL", YEAR, _annual())
case_of("one_annual_file_less", "X-DELIVERY.year", "limit", "explain", "ALL", YEAR, _annual("finance"))
case_of("no_smelter_owes_none", "X-DELIVERY.year", "unknown", "not_applicable", "ALL", YEAR, _no_smelter)
