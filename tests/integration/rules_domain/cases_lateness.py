"""Cases of the rule on files that came in after their due day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tests.integration.rules_domain.cases import JAN, case
from tests.integration.rules_domain.lake import Lake


def _due(lake: Lake, plant: str, received: date | None, version: int = 1) -> None:
    lake.plant(plant)
    lake.file(plant, JAN, "stock_count", received_date=date(2024, 2, 1))
    lake.file(plant, JAN, "stock_count", version=version, received_date=received)


@case("X-LATE", "pass", "pass", "ALL")
def in_time(lake: Lake, plant: str) -> None:
    _due(lake, plant, date(2024, 2, 7))


@case("X-LATE", "limit", "pass", "ALL")
def on_the_due_day(lake: Lake, plant: str) -> None:
    _due(lake, plant, date(2024, 2, 8))


@case("X-LATE", "fail", "explain", "ALL")
def the_day_after_the_due_day(lake: Lake, plant: str) -> None:
    _due(lake, plant, date(2024, 2, 9))


@case("X-LATE", "pass", "pass", "ALL")
def a_late_redelivery_is_not_late(lake: Lake, plant: str) -> None:
    _due(lake, plant, date(2024, 2, 20), version=2)


def _two_files(lake: Lake, plant: str, second_day: date, second_ticket: str) -> None:
    """A file of one ticket in time, and a second file with this ticket."""
    lake.plant(plant)
    for version, day, ticket in ((1, date(2024, 2, 5), "1"), (2, second_day, second_ticket)):
        lake.add(
            "ladle_tickets", plant, JAN, process="1#", ticket_no=ticket, weighed_at=datetime(2024, 1, 20, 9),
            net_t=Decimal(8 + version), version=version, received=day,
        )  # fmt: skip


@case("X-LATE", "fail", "explain", "ALL")
def a_part_of_the_month_after_the_due_day(lake: Lake, plant: str) -> None:
    _two_files(lake, plant, date(2024, 2, 20), "2")


@case("X-LATE", "pass", "pass", "ALL")
def a_part_of_the_month_in_time(lake: Lake, plant: str) -> None:
    _two_files(lake, plant, date(2024, 2, 7), "2")


@case("X-LATE", "pass", "pass", "ALL")
def a_correction_after_the_due_day(lake: Lake, plant: str) -> None:
    _two_files(lake, plant, date(2024, 2, 20), "1")


@case("X-LATE", "unknown", "not_assessable", "ALL")
def no_register(lake: Lake, plant: str) -> None:
    _due(lake, plant, None)


@case("X-LATE", "pass", "pass", "ALL")
def a_readable_file_after_an_empty_one(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.file(plant, JAN, "ladle_tickets", received_date=date(2024, 2, 5), status="empty", rows_keep=0)
    lake.add(
        "ladle_tickets", plant, JAN, process="1#", ticket_no="1", weighed_at=datetime(2024, 1, 20, 9),
        net_t=Decimal(9), version=2, received=date(2024, 2, 20),
    )  # fmt: skip
