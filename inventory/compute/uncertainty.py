"""Propagate relative uncertainties: product rule within a line, sum rule over lines (IPCC 2006 V1 Ch3
approach 1).

Lines are taken as independent. A line that states no uncertainty takes that of its rubric class from the
registry.
"""

from __future__ import annotations

from decimal import Decimal

from inventory.compute.engine import LineResult, Result
from inventory.registry import Registry, load_registry

ZERO = Decimal(0)
# Worst class of the rubric: what nobody classified is not taken as good.
UNKNOWN_ACTIVITY, UNKNOWN_FACTOR = "estimated", "international"


def line_uncertainty(item: LineResult, registry: Registry | None = None) -> Decimal:
    """Relative uncertainty of one line (95 %)."""
    registry = registry or load_registry()
    quality = item.line.quality
    activity, factor = quality.activity_uncertainty, quality.factor_uncertainty
    if activity is None:
        activity = registry.value("uncertainty_activity", quality.activity or UNKNOWN_ACTIVITY)
    if factor is None:
        factor = registry.value("uncertainty_factor", quality.factor or UNKNOWN_FACTOR)
    return (activity * activity + factor * factor).sqrt()


def combined_uncertainty(result: Result, registry: Registry | None = None) -> Decimal:
    """Relative uncertainty of the total (95 %); zero for an inventory without emissions."""
    registry = registry or load_registry()
    squares = sum(((item.emission * line_uncertainty(item, registry)) ** 2 for item in result.lines), ZERO)
    return squares.sqrt() / abs(result.total) if result.total else ZERO
