"""Turn typed values into the cells a plant would write: units, dates, numbers as text, full-width digits."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from tests.generator import words
from tests.generator.fields import Field
from tests.generator.habits import Habits
from tests.generator.model import Plant, Row

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
BRACKETS = {
    "round": "{}({})",
    "full": "{}（{}）",
    "square": "{}[{}]",
    "underscore": "{}_{}",
    "slash": "{}/{}",
}
DETAIL_KINDS = {
    "ladle_tickets", "anode_trucks", "anode_direct", "anode_slips", "anode_store", "daily_report",
    "meter_readings",
    "platform_feed", "product_flow", "own_anode", "intra_out", "intra_in",
}  # fmt: skip
DIVISORS = {name: size for pool in words.UNITS.values() for name, size in pool}
PLACES = {1: 0, 1000: 3, 10000: 4}


class Writer:
    """Writes the cells of one plant; random only in which cells are odd."""

    def __init__(self, habits: Habits, plant: Plant, rng: Random) -> None:
        self.habits = habits
        self.plant = plant
        self.rng = rng

    def unit(self, kind: str, item: Field) -> str:
        """The unit word of a column, empty when it has none."""
        detail = kind in DETAIL_KINDS
        if item.dim == "mass":
            return self.habits.detail_mass if detail else self.habits.ledger_mass
        if item.dim == "energy":
            return self.habits.detail_energy if detail else self.habits.ledger_energy
        if item.dim == "number" and item.unit:
            chinese = self.habits.unit_style == "full"
            base = item.unit.rstrip("2")
            pool = words.NUMBER_UNITS.get(base, (base,))
            return pool[-1] if chinese else pool[0]
        return ""

    def header(self, kind: str, item: Field) -> str:
        """A column's heading: the word and, where the habit says so, the unit."""
        word, unit = self.habits.header(kind, item), self.unit(kind, item)
        pattern = BRACKETS.get(self.habits.unit_style)
        if not unit:
            return word
        if pattern is None:
            return word if item.dim in ("mass", "energy") else f"{word}({unit})"
        return pattern.format(word, unit)

    def cell(self, kind: str, item: Field, row: Row, sheet_process: str | None = None) -> Any:
        """The cell of a field: a raw override as it is, else the value in this plant's unit and style."""
        if item.name in row.raw:
            raw = row.raw[item.name]
            if hasattr(raw, "written"):
                return self.number(raw.written(DIVISORS[self.unit(kind, item)]), None, kind)
            return raw
        if item.dim == "process":
            code = row.values.get("process") or sheet_process
            return self.plant.process(code).in_plant_name if code else None
        value = row.values.get(item.name)
        if value is None:
            return None
        return self.typed(kind, item, value)

    def summed(self, kind: str, item: Field, row: Row) -> Decimal:
        """What a cell adds to the sum beneath its column: nothing where it holds a text, in whatever unit it is written."""
        raw: Any = row.raw.get(item.name)
        if hasattr(raw, "written"):
            size = DIVISORS[self.unit(kind, item)]
            return raw.written(size) * size
        return Decimal(0) if raw is not None else Decimal(row.values.get(item.name) or 0)

    def typed(self, kind: str, item: Field, value: Any) -> Any:
        """A value of a field in this plant's unit and style."""
        if item.dim in ("mass", "energy"):
            size = DIVISORS[self.unit(kind, item)]
            return self.number(Decimal(value) / size, PLACES[size], kind)
        if item.dim == "use":
            return self.habits.uses[value]
        if isinstance(value, datetime):
            return self.instant(value)
        if isinstance(value, date):
            return self.day(value)
        if item.dim == "month":
            year, month = value.split("-")
            return f"{year}年{int(month)}月"
        if isinstance(value, Decimal | int):
            return self.number(Decimal(value), None if item.dim == "number" else 0, kind)
        return value

    def number(self, value: Decimal, places: int | None, kind: str) -> Any:
        """A number cell; text files print fixed places, some plants print separators, some write text."""
        habits = self.habits
        textual = habits.is_text and kind in DETAIL_KINDS
        plain = f"{value:.{places}f}" if places is not None and textual else f"{value.normalize():f}"
        if (textual or habits.text_numbers == 1) and habits.thousands and abs(value) >= 1000:
            head, _, tail = plain.partition(".")
            plain = f"{int(head):,}" + (f".{tail}" if tail else "")
        if habits.full_width and self.rng.random() < habits.full_width:
            return plain.translate(FULL_WIDTH)
        if habits.text_numbers and self.rng.random() < habits.text_numbers:
            return plain
        return plain if textual else value

    def day(self, value: date) -> Any:
        """A date cell."""
        style = self.habits.date_style
        if style == "excel":
            return datetime(value.year, value.month, value.day)
        return {
            "slash": f"{value.year}/{value.month}/{value.day}", "compact": f"{value:%Y%m%d}",
            "chinese": f"{value.year}年{value.month}月{value.day}日", "dot": f"{value:%Y.%m.%d}",
            "short": f"{value:%y-%m-%d}", "no_year": f"{value.month}月{value.day}日",
            "iso": value.isoformat(),
        }[style]  # fmt: skip

    def instant(self, value: datetime) -> Any:
        """A date and time cell."""
        style = self.habits.date_style
        if style == "excel":
            return value
        if style == "compact":
            return f"{value:%Y%m%d%H%M%S}"
        clock = f"{value:%H:%M:%S}" if self.habits.seconds else f"{value:%H:%M}"
        return f"{self.day(value.date())} {clock}"
