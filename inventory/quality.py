"""Data quality of an inventory by the two schemes that published verification reports print.

Scheme ``DQ-MEAN``: mean of activity, factor and calibration score. Scheme ``DQ-PRODUCT``: activity score x
factor score. Both are weighted by share of emissions. Scores and grades are rows of
``registry/quality.csv``; uncertainty and materiality are in ``inventory.compute``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from inventory.compute.engine import Result
from inventory.compute.model import Quality
from inventory.registry import Registry, load_registry

MEAN, PRODUCT = "DQ-MEAN", "DQ-PRODUCT"
SCHEMES = (MEAN, PRODUCT)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Rated:
    """A source with its scores and emission (tCO2e); the product scheme has no calibration score."""

    source: str
    activity: Decimal
    factor: Decimal
    calibration: Decimal | None
    emission: Decimal


@dataclass(frozen=True)
class RatedRow:
    """A rated source: score of the scheme, share of the total (fraction), weighted score. Unrounded."""

    rated: Rated
    score: Decimal
    share: Decimal
    weighted: Decimal


@dataclass(frozen=True)
class QualityResult:
    """Rows, their weighted total and its grade (1 is best)."""

    scheme: str
    rows: tuple[RatedRow, ...]
    total: Decimal
    grade: int


def source_score(rated: Rated, scheme: str) -> Decimal:
    """Score of one source under a scheme.

    Raises ValueError for an unknown scheme, or when the mean scheme misses the calibration score.
    """
    if scheme == PRODUCT:
        return rated.activity * rated.factor
    if scheme != MEAN:
        raise ValueError(f"评分方案 {scheme!r} 应为 {SCHEMES} 之一 / the scheme must be one of {SCHEMES}")
    if rated.calibration is None:
        raise ValueError(f"{rated.source} 缺少仪表校正得分 / {rated.source} has no calibration score")
    return (rated.activity + rated.factor + rated.calibration) / 3


def grade_of(total: Decimal, scheme: str, registry: Registry | None = None) -> int:
    """Grade of a weighted total: the best grade whose floor is reached, the worst one otherwise.

    The bands of the product scheme are whole numbers with gaps (30, 31), so its total is first rounded half
    up.
    """
    floors = (registry or load_registry()).find("grade_floor", None, standard=scheme)
    if not floors:
        raise ValueError(
            f"评分方案 {scheme!r} 没有等级表 / scheme {scheme!r} has no grades; use one of {SCHEMES}"
        )
    compared = total.quantize(Decimal(1), ROUND_HALF_UP) if scheme == PRODUCT else total
    grades = sorted(floors, key=lambda row: int(row.item))
    return next((int(row.item) for row in grades if compared >= row.value), int(grades[-1].item))


def rate(sources: Iterable[Rated], scheme: str, registry: Registry | None = None) -> QualityResult:
    """Score sources, weigh them by emission and grade the total; without emissions every share is zero."""
    rated = list(sources)
    whole = sum((source.emission for source in rated), ZERO)
    rows = []
    for source in rated:
        score = source_score(source, scheme)
        share = source.emission / whole if whole else ZERO
        rows.append(RatedRow(source, score, share, score * share))
    total = sum((row.weighted for row in rows), ZERO)
    return QualityResult(scheme, tuple(rows), total, grade_of(total, scheme, registry))


def class_score(dimension: str, name: str, scheme: str, registry: Registry | None = None) -> Decimal:
    """Points of a rubric class (activity_score/continuous...); an unnamed class gets the lowest."""
    registry = registry or load_registry()
    if name:
        return registry.value(dimension, name, standard=scheme)
    return min(row.value for row in registry.find(dimension, None, standard=scheme))


def rate_inventory(result: Result, scheme: str, registry: Registry | None = None) -> QualityResult:
    """Rate a computed inventory by the quality classes of its lines; the gases of one source are one row."""
    emissions: dict[tuple[str, str], Decimal] = {}
    qualities: dict[tuple[str, str], Quality] = {}
    for item in result.lines:
        key = (item.line.source_id, item.line.source)
        emissions[key] = emissions.get(key, ZERO) + item.emission
        qualities.setdefault(key, item.line.quality)
    return rate(
        [
            Rated(
                source=key[1],
                activity=class_score("activity_score", qualities[key].activity, scheme, registry),
                factor=class_score("factor_score", qualities[key].factor, scheme, registry),
                calibration=class_score("calibration_score", qualities[key].calibration, scheme, registry),
                emission=emission,
            )
            for key, emission in emissions.items()
        ],
        scheme,
        registry,
    )
