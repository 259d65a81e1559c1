"""The parts of an organisation-level inventory: organisation, sites, period, lines with their factor chains.

Plain frozen records; nothing is computed here. Builders of lines for the usual sources are in ``sources``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from inventory.findings import Finding
from inventory.registry import Factor

CATEGORIES = (1, 2, 3, 4, 5, 6)
ONE = Decimal(1)


class Approach(StrEnum):
    """How the organisation draws its boundary (ISO 14064-1:2018 5.1)."""

    OPERATIONAL_CONTROL = "operational_control"
    FINANCIAL_CONTROL = "financial_control"
    EQUITY_SHARE = "equity_share"


@dataclass(frozen=True)
class Period:
    """Reporting period of any two days, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(
                f"报告期 {self.start} 至 {self.end} 首尾颠倒，请更正。 "
                "The period ends before it starts: correct it."
            )

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.end - self.start).days + 1

    @property
    def year(self) -> int:
        """Calendar year in which most of the period lies; ties go to the later year."""
        middle = date.fromordinal((self.start.toordinal() + self.end.toordinal() + 1) // 2)
        return middle.year


@dataclass(frozen=True)
class Site:
    """A site of the organisation; `region` is the province its electricity factor belongs to."""

    code: str
    name: str
    region: str = ""


@dataclass(frozen=True)
class Organisation:
    """Who reports: boundary approach, sites and the share the group holds in it (1 = all)."""

    name: str
    approach: Approach
    sites: tuple[Site, ...]
    equity_share: Decimal = ONE
    is_operated: bool = True
    is_financially_controlled: bool = True


@dataclass(frozen=True)
class FactorUse:
    """One factor of a chain: value, unit, where it comes from, and its registry row when it has one."""

    name: str
    value: Decimal
    unit: str
    provenance: str
    row: Factor | None = None


@dataclass(frozen=True)
class Quality:
    """Classes of the data-quality rubric and relative uncertainties; empty or None where nobody said."""

    activity: str = ""
    factor: str = ""
    calibration: str = ""
    activity_uncertainty: Decimal | None = None
    factor_uncertainty: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """Emission of one gas by one source: (activity x chain - recovered) x GWP.

    `target` is the unit the product must reduce to (``tCO2e``, ``tCH4``, ``t`` for a released gas);
    `recovered` is in that unit. `gas` is a registry gas, or ``CO2e`` when the factor already holds all gases.
    """

    source_id: str
    category: int
    cls: str
    source: str
    gas: str
    activity: Decimal
    unit: str
    chain: tuple[FactorUse, ...]
    target: str = "tCO2e"
    recovered: Decimal = Decimal(0)
    site: str = ""
    quality: Quality = field(default_factory=Quality)
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        if self.category not in CATEGORIES:
            raise ValueError(
                f"{self.source}：类别 {self.category} 不在 1-6 之内，请更正。 "
                f"{self.source}: category must be 1-6."
            )


@dataclass(frozen=True)
class Exclusion:
    """A category (and source) left out, with its reason."""

    category: int
    reason: str
    source: str = ""


@dataclass(frozen=True)
class Output:
    """Output of a product in the period, in `unit`."""

    product: str
    value: Decimal
    unit: str


@dataclass(frozen=True)
class Inventory:
    """One organisation's inventory of one period under one GWP set."""

    organisation: Organisation
    period: Period
    gwp_set: str
    lines: tuple[Line, ...]
    exclusions: tuple[Exclusion, ...] = ()
    outputs: tuple[Output, ...] = ()
