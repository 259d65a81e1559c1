"""Calendars of plants: statistical months, accounting days, day cuts."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from tests.generator.model import Plant


def months_between(first: str, last: str) -> list[str]:
    """``2024-01`` .. ``2024-03`` as a list of months."""
    year, month = map(int, first.split("-"))
    result = []
    while f"{year}-{month:02d}" <= last:
        result.append(f"{year}-{month:02d}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return result


def last_day(month: str) -> date:
    """The last calendar day of a month."""
    year, number = map(int, month.split("-"))
    return date(year, number, monthrange(year, number)[1])


def first_day(month: str) -> date:
    """The first calendar day of a month."""
    return date.fromisoformat(f"{month}-01")


def next_month(month: str) -> str:
    """The month after."""
    return (last_day(month) + timedelta(days=1)).strftime("%Y-%m")


def previous_month(month: str) -> str:
    """The month before."""
    return (first_day(month) - timedelta(days=1)).strftime("%Y-%m")


def accounting_days(plant: Plant, month: str) -> list[date]:
    """The production days of a plant's statistical month."""
    if plant.month_end_day == 0:
        start, end = first_day(month), last_day(month)
    else:
        start = first_day(previous_month(month)) + timedelta(days=plant.month_end_day)
        end = first_day(month) + timedelta(days=plant.month_end_day - 1)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def month_of(plant: Plant, day: date) -> str:
    """The statistical month that holds a production day."""
    month = day.strftime("%Y-%m")
    if plant.month_end_day and day.day > plant.month_end_day:
        return next_month(month)
    return month


def accounting_day(plant: Plant, moment: datetime) -> date:
    """The production day of an instant: the day on which the production day began."""
    return (moment - timedelta(minutes=plant.cut_minutes)).date()


def day_start(plant: Plant, day: date) -> datetime:
    """The instant at which a production day begins."""
    return datetime(day.year, day.month, day.day) + timedelta(minutes=plant.cut_minutes)
