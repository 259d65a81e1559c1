"""Unit words: what a written unit is and the factor to the lake's unit.

Finding the unit of a column (header, title, unit row, unit column, cell suffix, magnitude) is
``ingestion.recognition.column_units``.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from ingestion.registry import unit_words

_STRIP = re.compile(r"^(单位|计量单位|unit)[:：]?|[\s:：;；,，。]+")

# Dimension and factor of the lake's units, as the table declarations name them.
LAKE_UNITS: dict[str, tuple[str, Decimal]] = {
    "tonne": ("mass", Decimal(1)),
    "tonne_co2e": ("mass", Decimal(1)),
    "tonne_per_year": ("mass", Decimal(1)),
    "kilogram": ("mass", Decimal("0.001")),
    "kilowatt_hour": ("energy", Decimal(1)),
    "megawatt_hour": ("energy", Decimal(1000)),
    "cny": ("money", Decimal(1)),
    "10k_cny": ("money", Decimal(10000)),
    "cny_per_tonne": ("price", Decimal(1)),
    "percent": ("percent", Decimal(1)),
    "kiloampere": ("current", Decimal(1)),
    "volt": ("voltage", Decimal(1)),
    "kg_per_tonne": ("specific_mass", Decimal(1)),
    "kwh_per_tonne": ("specific_energy", Decimal(1)),
    "blocks": ("count", Decimal(1)),
    "pieces": ("count", Decimal(1)),
    "pots": ("count", Decimal(1)),
    "sets": ("count", Decimal(1)),
}


class Unit(NamedTuple):
    """A written unit: its dimension and its factor to that dimension's canonical unit."""

    dimension: str
    factor: Decimal


@cache
def _index() -> dict[str, Unit]:
    index: dict[str, Unit] = {}
    for dimension, words in unit_words().items():
        for word, factor in words.items():
            index.setdefault(_fold(word), Unit(dimension, factor))
    return index


def _fold(text: str) -> str:
    return _STRIP.sub("", unicodedata.normalize("NFKC", text)).lower().replace("•", "·")


@lru_cache(maxsize=4_000)
def parse_unit(text: str | None) -> Unit | None:
    """What a unit word stands for; None when it is not a known unit."""
    if not text or len(text) > 16:
        return None
    return _index().get(_fold(text))


def factor_to_lake(written: Unit, lake_unit: str) -> Decimal | None:
    """Factor from a written unit to a lake unit; None when the dimensions differ."""
    dimension, lake_factor = LAKE_UNITS[lake_unit]
    if written.dimension != dimension:
        return None
    return written.factor / lake_factor
