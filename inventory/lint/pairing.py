"""Pair quantification lines with the rows of another table: by name and number, then by either alone.

What an unpaired row means belongs in ``completeness``; a pair whose numbers differ in ``facts``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from inventory.lint.names import core, keys, same_any
from inventory.lint.numbers import Number
from inventory.lint.view import LineView

TELLING_DIGITS = 4
POWERS = tuple(Decimal(10) ** n for n in (0, 3, -3, 4, -4, 6, -6))


@dataclass(frozen=True)
class Row:
    """A row of another table: its names, number and category; `index` is its place in that table."""

    index: int
    names: list[str]
    number: Number | None
    category: str = ""


@dataclass(frozen=True)
class Pairs:
    """Pairs of line and row, and what is left on either side."""

    pairs: list[tuple[LineView, Row]]
    lines: list[LineView]
    rows: list[Row]


def same_number(one: Number | None, other: Number | None, *, any_power: bool = False) -> bool:
    """True when two printed numbers can be one value, in the same unit or (`any_power`) powers of ten apart."""
    if one is None or other is None:
        return False
    powers = POWERS if any_power else POWERS[:1]
    return any(one.interval.meets(other.interval.scaled(power)) for power in powers)


def is_telling(number: Number | None, digits: int = TELLING_DIGITS) -> bool:
    """True for a number with enough digits not to be met by chance."""
    return number is not None and len(number.value.normalize().as_tuple().digits) >= digits


def pair(
    lines: list[LineView],
    rows: list[Row],
    number_of: Callable[[LineView], Number | None],
    *,
    any_power: bool = False,
) -> Pairs:
    """Pair lines and rows one to one: name and number agree, then a telling number alone, then the name alone."""
    left, right = list(lines), list(rows)
    pairs: list[tuple[LineView, Row]] = []

    def take(fits: Callable[[LineView, Row], bool]) -> None:
        for line in list(left):
            hit = next((row for row in right if fits(line, row)), None)
            if hit is not None:
                pairs.append((line, hit))
                left.remove(line)
                right.remove(hit)

    def number(line: LineView, row: Row) -> bool:
        return same_number(number_of(line), row.number, any_power=any_power)

    def category(line: LineView, row: Row) -> bool:
        return not line.category or not row.category or line.category == row.category

    def exactly(line: LineView, row: Row) -> bool:
        mine, theirs = {core(n) for n in line.names}, {core(n) for n in row.names}
        return bool((mine & theirs) - {""})

    take(lambda line, row: number(line, row) and exactly(line, row) and category(line, row))
    take(lambda line, row: number(line, row) and same_any(line.names, row.names) and category(line, row))
    take(lambda line, row: number(line, row) and is_telling(row.number) and category(line, row))
    take(lambda line, row: exactly(line, row) and category(line, row))
    take(lambda line, row: same_any(line.names, row.names) and category(line, row))
    return Pairs(pairs, left, right)


def is_generic(names: list[str]) -> bool:
    """True when no name of a row tells which source it is (原材料提取制造)."""
    return not any(core(name) or keys(name) for name in names)
