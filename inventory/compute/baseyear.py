"""Base year and its recalculation (ISO 14064-1:2018 6.4): what changed, whether it is significant, the new
base.

The published base year stays as it is; a recalculation is a new record beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from inventory.registry import Registry, load_registry

REASONS = ("structure", "method", "factor", "error", "boundary")


@dataclass(frozen=True)
class BaseYear:
    """The base year as published: its total and categories, tCO2e."""

    year: int
    total: Decimal
    by_category: dict[int, Decimal]


@dataclass(frozen=True)
class Change:
    """Effect of one change on the base year's own emissions, tCO2e; organic growth is no reason."""

    reason: str
    category: int
    delta: Decimal
    note: str = ""

    def __post_init__(self) -> None:
        if self.reason not in REASONS:
            raise ValueError(
                f"基准年调整理由 {self.reason!r} 应为 {REASONS} 之一。 / The reason must be one of {REASONS}."
            )


@dataclass(frozen=True)
class Recalculation:
    """Base year before and after; `is_due` when the changes, by size, reach the threshold."""

    base: BaseYear
    recalculated: BaseYear
    significance: Decimal
    threshold: Decimal

    @property
    def is_due(self) -> bool:
        """Say whether the organisation's policy asks for the recalculation."""
        return self.significance >= self.threshold


def recalculate(
    base: BaseYear,
    changes: tuple[Change, ...],
    threshold: Decimal | None = None,
    registry: Registry | None = None,
) -> Recalculation:
    """Base year with all changes applied, and whether they are significant.

    Changes are added up by size, so that opposite ones do not hide each other. `threshold` is a fraction of
    the base total; without one the registry's row is used.
    """
    limit = (
        threshold
        if threshold is not None
        else (registry or load_registry()).value("base_year_recalculation", "threshold")
    )
    categories = dict(base.by_category)
    for change in changes:
        categories[change.category] = categories.get(change.category, Decimal(0)) + change.delta
    total = base.total + sum((change.delta for change in changes), Decimal(0))
    moved = sum((abs(change.delta) for change in changes), Decimal(0))
    significance = moved / abs(base.total) if base.total else Decimal(1 if moved else 0)
    return Recalculation(
        base, BaseYear(base.year, total, dict(sorted(categories.items()))), significance, limit
    )


def trend(base: BaseYear, later: dict[int, Decimal]) -> dict[int, Decimal]:
    """Change of each later year's total against the base year, as a fraction; years ascending."""
    if not base.total:
        raise ZeroDivisionError(
            "基准年排放量为零，无法比较 / the base year's total is zero, nothing to compare with"
        )
    return {year: (total - base.total) / base.total for year, total in sorted(later.items())}
