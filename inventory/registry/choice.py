"""Choose one registry row for a region, year and standard, and say when the choice is not a clean one.

A row of another region, year or standard may be the only one there is; it is then returned with a
finding, never silently. Nothing here computes emissions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inventory.findings import ADVISORY, EXPLAIN, Finding
from inventory.registry.rows import NATIONAL, Factor, Registry, load_registry


@dataclass(frozen=True)
class Request:
    """What is looked for: a parameter and item, and the region, year, standard and day it must hold for."""

    parameter: str
    item: str
    region: str = ""
    year: int | None = None
    standard: str = ""
    on_date: date | None = None

    @property
    def label(self) -> str:
        """Name the request in a message."""
        return f"{self.parameter}/{self.item}"


@dataclass(frozen=True)
class Choice:
    """The row taken, and what has to be said about taking it."""

    factor: Factor
    findings: tuple[Finding, ...]


def _finding(rule: str, disposition: str, request: Request, factor: Factor, zh: str, en: str) -> Finding:
    return Finding(
        rule=rule,
        disposition=disposition,
        item=request.label,
        message_zh=f"{request.label}：{zh}（取用 {factor.provenance}）。",
        message_en=f"{request.label}: {en} (taken: {factor.provenance}).",
        observed=str(factor.value),
        unit=factor.unit,
    )


def _by_standard(rows: list[Factor], request: Request) -> tuple[list[Factor], bool]:
    fitting = [row for row in rows if row.standard == request.standard]
    return (fitting or rows, bool(request.standard) and not fitting)


def _by_region(rows: list[Factor], request: Request) -> tuple[list[Factor], bool]:
    if not request.region or not any(row.region for row in rows):
        return rows, False
    fitting = [row for row in rows if row.region == request.region]
    national = [row for row in rows if row.region == NATIONAL]
    return (fitting or national or rows, not fitting)


def _by_year(rows: list[Factor], request: Request) -> tuple[list[Factor], bool]:
    years = {row.year for row in rows if row.year is not None}
    if request.year is None or not years:
        return rows, False
    if request.year in years:
        return [row for row in rows if row.year == request.year], False
    earlier = [year for year in years if year <= request.year]
    nearest = max(earlier) if earlier else min(years)
    return [row for row in rows if row.year == nearest], True


def _validity(request: Request, factor: Factor) -> list[Finding]:
    day = request.on_date
    if day is None:
        return []
    too_early = factor.valid_from is not None and day < factor.valid_from
    too_late = factor.valid_to is not None and day > factor.valid_to
    if not (too_early or too_late):
        return []
    zh, en = f"在 {day} 不在有效期内", f"is not valid on {day}"
    return [_finding("FACTOR-VALIDITY", ADVISORY, request, factor, zh, en)]


def _status(request: Request, factor: Factor, rows: list[Factor]) -> list[Finding]:
    if any(row.status == "contested" for row in rows):
        zh, en = "取值在各来源之间有争议", "the sources disagree on this value"
        return [_finding("FACTOR-CONTESTED", ADVISORY, request, factor, zh, en)]
    if factor.status == "superseded":
        zh, en = "该取值已被替代", "this value has been superseded"
        return [_finding("FACTOR-SUPERSEDED", EXPLAIN, request, factor, zh, en)]
    if factor.status == "plausibility_only":
        zh, en = (
            "该取值只用于合理性判断，不得用于计算",
            "this value serves plausibility only, not calculation",
        )
        return [_finding("FACTOR-PLAUSIBILITY", EXPLAIN, request, factor, zh, en)]
    return []


def choose(request: Request, registry: Registry | None = None) -> Choice:
    """Best row for the request with the findings that taking it raises.

    Standard first, then region (falls back to the national row), then year (falls back to the latest
    earlier one).
    Raises LookupError when the registry knows neither the parameter nor the item.
    """
    registry = registry or load_registry()
    rows = registry.find(request.parameter, request.item)
    if not rows:
        registry.value(request.parameter, request.item)
    known = [row for row in rows if not row.region]
    rows, other_standard = _by_standard(rows, request)
    rows, other_region = _by_region(rows, request)
    rows, other_year = _by_year(rows, request)
    factor = min(rows, key=lambda row: row.rank)
    findings: list[Finding] = []
    if other_standard:
        zh, en = f"标准 {request.standard} 没有此因子", f"standard {request.standard} has no such factor"
        # A standard silent on the parameter leaves the choice open; one that speaks of it was passed over.
        speaks = bool(registry.find(request.parameter, None, standard=request.standard))
        findings.append(_finding("FACTOR-STANDARD", EXPLAIN if speaks else ADVISORY, request, factor, zh, en))
    if other_region:
        zh, en = f"没有地区 {request.region} 的因子", f"no factor for region {request.region}"
        findings.append(_finding("FACTOR-REGION", EXPLAIN, request, factor, zh, en))
    if other_year:
        zh, en = f"没有 {request.year} 年的因子", f"no factor for the year {request.year}"
        findings.append(_finding("FACTOR-YEAR", ADVISORY, request, factor, zh, en))
    findings += _validity(request, factor) + _status(request, factor, known)
    return Choice(factor, tuple(findings))
