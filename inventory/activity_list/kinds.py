"""What kind of source a line speaks of: by its words and by the dimension of its activity.

The words, lawful categories, factor and range of each kind are rows of ``registry/_source_kinds.csv``.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from inventory.registry.rows import REGISTRY_DIR


@dataclass(frozen=True)
class SourceKind:
    """One kind of source: its ISO categories, dimensions of its activity, factor and range."""

    name: str
    pattern: re.Pattern[str]
    categories: tuple[int, ...]
    dimensions: tuple[str, ...]
    parameter: str
    item: str
    unit: str
    range_parameter: str

    def fits(self, dimension: str) -> bool:
        """Say whether an activity of this dimension can belong to the kind; an unsaid one always fits."""
        if not self.dimensions or not dimension:
            return True
        loose = {"volume"} if "volume_normal" in self.dimensions else set()
        qualified = any(dimension.startswith(f"{name}_") for name in self.dimensions)
        return dimension in self.dimensions or dimension in loose or qualified


@lru_cache(maxsize=1)
def source_kinds() -> tuple[SourceKind, ...]:
    """Every kind in the order in which it is tried."""
    with (REGISTRY_DIR / "_source_kinds.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(
            SourceKind(
                name=row["kind"],
                pattern=re.compile(row["pattern"], re.IGNORECASE),
                categories=tuple(int(number) for number in row["categories"].split()),
                dimensions=tuple(row["dimension"].split()),
                parameter=row["parameter"],
                item=row["item"],
                unit=row["unit"],
                range_parameter=row["range"],
            )
            for row in csv.DictReader(handle)
        )


@lru_cache(maxsize=4096)
def classify(source: str, dimension: str) -> SourceKind | None:
    """Kind of a source by its words, first among those whose activity fits; None when unknown."""
    named = [kind for kind in source_kinds() if kind.pattern.search(source)]
    fitting = [kind for kind in named if kind.fits(dimension)]
    return (fitting or named or [None])[0]  # type: ignore[list-item]
