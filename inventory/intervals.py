"""Interval arithmetic on printed digits: a printed number stands for every value that rounds to it.

Reading a number as printed and computing with its bounds lives here; what is compared with what is decided in
``inventory.activity_list`` and ``inventory.lint``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

HALF = Decimal("0.5")
PERCENT = Decimal("0.01")
_NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Interval:
    """A closed interval of exact decimals."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        corners = [mine * theirs for mine in (self.low, self.high) for theirs in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("区间除数包含零 / the divisor's interval contains zero")
        corners = [mine / theirs for mine in (self.low, self.high) for theirs in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def scaled(self, factor: Decimal) -> Interval:
        """Multiply by an exact number."""
        return self * exact(factor)

    def meets(self, other: Interval) -> bool:
        """Say whether the two intervals have a value in common."""
        return self.low <= other.high and other.low <= self.high

    def contains(self, value: Decimal) -> bool:
        """Say whether the value lies inside."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Printed:
    """A number as printed: its value and half a unit of its last printed digit."""

    value: Decimal
    half_unit: Decimal

    @property
    def interval(self) -> Interval:
        """Every value that rounds to the printed one."""
        return Interval(self.value - self.half_unit, self.value + self.half_unit)

    def capped(self, relative: Decimal) -> Interval:
        """Interval no wider than `relative` of the value: a cell drops trailing zeros, 2 may mean 2.00."""
        half = min(self.half_unit, abs(self.value) * relative)
        return Interval(self.value - half, self.value + half)


def exact(value: Decimal) -> Interval:
    """Interval of one value."""
    return Interval(value, value)


def read_printed(text: object) -> Printed | None:
    """Read a printed number (separators, full-width digits, %, scientific); None when it is not one.

    A percentage is returned as a fraction. A number is never read through a binary float.
    """
    return None if isinstance(text, bool) or text is None else _read(str(text))


@lru_cache(maxsize=1 << 16)
def _read(text: str) -> Printed | None:
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[\s,，']", "", plain)
    is_percent = plain.endswith("%")
    plain = plain.rstrip("%")
    if not _NUMBER.match(plain):
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    exponent = value.as_tuple().exponent
    half = HALF.scaleb(min(int(exponent), 0))
    return Printed(value * PERCENT, half * PERCENT) if is_percent else Printed(value, half)
