"""Period labels: months `2024-03`, years `2024`, and ranges of months. No calendars of plants here."""

from __future__ import annotations

import re

_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


class PeriodError(ValueError):
    """A period that cannot be understood, with what would be."""


def is_month(label: str) -> bool:
    """True for a label like `2024-03`."""
    return _MONTH.match(label) is not None


def is_year(label: str) -> bool:
    """True for a label like `2024`."""
    return re.match(r"^\d{4}$", label) is not None


def next_month(month: str) -> str:
    """The month after `2024-12` is `2025-01`."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + 1:04d}-01" if number == 12 else f"{year:04d}-{number + 1:02d}"


def previous_month(month: str) -> str:
    """The month before `2024-01` is `2023-12`."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1:04d}-12" if number == 1 else f"{year:04d}-{number - 1:02d}"


def month_range(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, both included."""
    months, month = [], first
    while month <= last:
        months.append(month)
        month = next_month(month)
    return months


def parse_months(text: str) -> list[str]:
    """The months that `2024-03` or `2024-01..2024-03` names; raises :class:`PeriodError` otherwise."""
    first, _, last = text.partition("..")
    last = last or first
    if not (is_month(first) and is_month(last)) or last < first:
        raise PeriodError(
            f"期间“{text}”无法识别，应写作 2024-03 或 2024-01..2024-03 / "
            f"period {text!r} is not understood: write 2024-03 or 2024-01..2024-03"
        )
    return month_range(first, last)


def close_id(months: list[str], years: list[str]) -> str:
    """The name of a close: what it covers, in a form that sorts and can be a folder name."""
    parts = [f"{months[0]}..{months[-1]}" if len(months) > 1 else months[0]] if months else []
    return "+".join([*parts, *years])
