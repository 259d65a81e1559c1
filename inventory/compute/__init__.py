"""Compute organisation-level inventories after ISO 14064-1:2018: model, factor chains, totals, what-if.

Everything is exact decimals until `rounded`, the one rounding step. Factors come from
``inventory.registry`` or from the caller with their provenance; members are put together in
``inventory.consolidate``.
"""

from __future__ import annotations

from inventory.compute.baseyear import BaseYear, Recalculation, recalculate
from inventory.compute.engine import LineResult, Result, compute, rounded
from inventory.compute.materiality import band_of, materiality_bands
from inventory.compute.model import (
    Approach,
    Exclusion,
    FactorUse,
    Inventory,
    Line,
    Organisation,
    Output,
    Period,
    Quality,
    Site,
)
from inventory.compute.uncertainty import combined_uncertainty
from inventory.compute.whatif import Effect, FactorChange, what_if

__all__ = [
    "Approach",
    "BaseYear",
    "Effect",
    "Exclusion",
    "FactorChange",
    "FactorUse",
    "Inventory",
    "Line",
    "LineResult",
    "Organisation",
    "Output",
    "Period",
    "Quality",
    "Recalculation",
    "Result",
    "Site",
    "band_of",
    "combined_uncertainty",
    "compute",
    "materiality_bands",
    "recalculate",
    "rounded",
    "what_if",
]
