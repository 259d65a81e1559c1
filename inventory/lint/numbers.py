"""Printed numbers as exact values with the interval that rounds to them.

Reading digits and interval arithmetic come from ``inventory.intervals``; here are the conventions of printed
tables: blanks, short whole numbers, single edits. What is compared with what belongs in the checks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from inventory.intervals import Interval, exact, read_printed

PRECISION = 34
# A short whole number (99 %, GWP 273, factor 1) is printed exactly; a long one may have lost its decimals.
SHORT_INTEGER_DIGITS = 4
BLANKS = {"", "-", "—", "–", "/", "／", "n/a", "N/A", "无", "--", "——"}
ZERO = exact(Decimal(0))


@dataclass(frozen=True)
class Number:
    """A printed number: its text, its value (percent as a fraction) and everything that rounds to it."""

    text: str
    value: Decimal
    interval: Interval

    @property
    def slack(self) -> Decimal:
        """Half a unit of the last printed place."""
        return self.interval.high - self.value

    def agrees(self, other: Number) -> bool:
        """True when both can be roundings of one value; two neighbours in the last place still agree."""
        return self.interval.meets(other.interval)

    def scaled(self, factor: Decimal) -> Number:
        """The same number in another unit."""
        return Number(self.text, self.value * factor, self.interval.scaled(factor))


def is_blank(text: str) -> bool:
    """True for an empty cell or a dash."""
    return text.strip() in BLANKS


def parse(text: str, unit: str = "") -> Number | None:
    """A printed number, or None when the text is not one. A percent sign, or the unit %, divides by 100."""
    bare = text.strip().lstrip("约<>≤≥~≈ ")
    printed = read_printed(bare)
    if printed is None:
        return None
    digits = re.sub(r"[^\d.]", "", bare)
    is_short = "." not in digits and len(digits) <= SHORT_INTEGER_DIGITS and "e" not in bare.lower()
    interval = exact(printed.value) if is_short else printed.interval
    number = Number(text.strip(), printed.value, interval)
    needs_scale = unit.strip() in {"%", "％"} and not bare.endswith(("%", "％"))
    return number.scaled(Decimal("0.01")) if needs_scale else number


def total(parts: list[Interval]) -> Interval:
    """Sum of intervals."""
    result = ZERO
    for part in parts:
        result = result + part
    return result


def middle(interval: Interval) -> Decimal:
    """Middle of an interval."""
    return (interval.low + interval.high) / 2


def places(text: str) -> int:
    """Decimals of a printed number."""
    bare = text.strip().rstrip("%％")
    return len(bare.split(".")[1]) if "." in bare else 0


def show(value: Decimal, decimals: int = 2) -> str:
    """Plain decimal text, rounded half up to `decimals` places."""
    with localcontext(Context(prec=PRECISION + max(value.adjusted(), 0), rounding="ROUND_HALF_UP")):
        return f"{value.quantize(Decimal(1).scaleb(-decimals)):f}"


def single_edits(text: str) -> list[str]:
    """Every printed number one digit change or one neighbouring transposition away, transpositions first."""
    swaps: dict[str, None] = {}
    edits: dict[str, None] = {}
    for i, char in enumerate(text):
        if not char.isdigit():
            continue
        edits |= dict.fromkeys(text[:i] + d + text[i + 1 :] for d in "0123456789" if d != char)
        follow = next((j for j in range(i + 1, len(text)) if text[j].isdigit()), None)
        if follow is not None and text[follow] != char:
            swapped = list(text)
            swapped[i], swapped[follow] = swapped[follow], swapped[i]
            swaps["".join(swapped)] = None
    return list(swaps | edits)


def per_mwh(number: Number, unit: str) -> Number:
    """Power factor in tCO2/MWh (or heat factor in tCO2/GJ) whatever mass unit is printed; kg/kWh equals t/MWh."""
    flat = unit.replace(" ", "").lower()
    return number.scaled(Decimal("0.001")) if flat.startswith("kg") and not flat.endswith("kwh") else number
