"""Materiality by total: the bands a verification body prints, as rows of the registry."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from inventory.registry import load_registry


@lru_cache(maxsize=1)
def materiality_bands() -> tuple[tuple[Decimal, Decimal], ...]:
    """Lower bound in tCO2e (included) and threshold as a fraction, ascending."""
    rows = load_registry().find("materiality")
    return tuple(sorted((Decimal(row.item), row.value) for row in rows))


def band_of(total_tco2e: Decimal) -> Decimal:
    """Threshold for a total; a negative total takes the band of its size."""
    size = abs(total_tco2e)
    return max((bound, value) for bound, value in materiality_bands() if bound <= size)[1]


def is_material(delta_tco2e: Decimal, total_tco2e: Decimal) -> bool:
    """Say whether a difference reaches the threshold of the total it is set against."""
    return abs(delta_tco2e) >= band_of(total_tco2e) * abs(total_tco2e)
