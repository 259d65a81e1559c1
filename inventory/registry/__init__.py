"""The factor registry of organisation-level inventories: rows of CSV files with their provenance.

Reads the CSV files of this folder, finds rows, chooses one for a region, year and standard, and says so
when the choice is not a clean one. The parameters of the monthly close are the warehouse's own registry.
"""

from __future__ import annotations

from inventory.registry.choice import Choice, Request, choose
from inventory.registry.gwp import gas_class, gwp, gwp_sets, known_gases, normalise_gas
from inventory.registry.rows import Factor, Registry, load_registry, normalise_region

__all__ = [
    "Choice",
    "Factor",
    "Registry",
    "Request",
    "choose",
    "gas_class",
    "gwp",
    "gwp_sets",
    "known_gases",
    "load_registry",
    "normalise_gas",
    "normalise_region",
]
