"""Factors of power and heat against published values: value, region, year.

Other factors are checked in ``factors``; whether power is purchased at all in ``provenance``.
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from inventory.lint.collect import Findings, rules
from inventory.lint.factors import effect
from inventory.lint.names import keys
from inventory.lint.numbers import Number, parse, per_mwh
from inventory.lint.view import View
from inventory.printed.model import Factor
from inventory.registry import normalise_region
from inventory.registry.rows import NATIONAL

GRID_AREAS = Path(__file__).with_name("grid_areas.csv")


def years_in(text: str) -> list[int]:
    """Years named in a provenance, in printed order."""
    return [int(y) for y in re.findall(r"(?:19|20)\d{2}(?=\s*年|\s*版|》|$)", text)]


def check_grid_factors(view: View, found: Findings) -> None:
    """L-FACTOR-VALUE, L-FACTOR-REGION, L-FACTOR-YEAR."""
    for factor in view.report.factors:
        number = parse(factor.text, factor.unit)
        if number is not None and keys(factor.name) & {"electricity", "heat"}:
            _electricity(view, found, factor, number)


def _electricity(view: View, found: Findings, factor: Factor, number: Number) -> None:
    _year(view, found, factor)
    if "electricity" not in keys(factor.name):
        return
    named = normalise_region(factor.basis, view.registry)
    home = view.region()
    value = per_mwh(number, factor.unit).value
    limit = rules()["L-FACTOR-VALUE"].limit
    years = years_in(factor.basis)
    if named and years:
        rows = [
            r
            for r in view.registry.find("grid_ef", "electricity")
            if r.region == named and r.year == years[-1]
        ]
        if rows and abs(rows[0].value - value) > limit * rows[0].value:
            found.add(
                "L-FACTOR-VALUE", factor.table, factor.name, printed=factor.text, expected=f"{rows[0].value}",
                delta=effect(view, factor, rows[0].value, value),
                zh=f"{factor.name} 称取自 {named} {years[-1]} 年公布值, 公布值为 {rows[0].value}, 报告为 {factor.text}。",
                en=f"The published value of {named} {years[-1]} is {rows[0].value}, printed {factor.text}.",
            )  # fmt: skip
    published = named or re.search("电网|省级|公布|公告", factor.basis)
    if not home or not published or re.search("自备|直购|绿电|合同", factor.basis):
        return
    areas = _areas(home)
    if named and named not in areas:
        _other_region(view, found, factor, value, named, home)
    elif not named:
        hits = [r for r in view.registry.within("grid_ef", value, value) if r.item == "electricity"]
        if hits and not any(r.region in areas for r in hits):
            _other_region(view, found, factor, value, hits[0].region, home)


def _areas(home: str) -> set[str]:
    return {home, NATIONAL, *grid_areas().get(home, set())}


@lru_cache(maxsize=1)
def grid_areas() -> dict[str, set[str]]:
    """Grid areas of each province, rows of ``grid_areas.csv``."""
    areas: dict[str, set[str]] = {}
    with GRID_AREAS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for province in row["provinces"].split("|"):
                areas.setdefault(province, set()).add(row["area"])
    return areas


def own_grid_factor(view: View, home: str) -> tuple[int, Decimal] | None:
    """Published factor of the organisation's province: of the report year, else the nearest published year."""
    year = view.report_year() or 0
    rows = [r for r in view.registry.find("grid_ef", "electricity") if r.region == home and r.year]
    best = min(rows, key=lambda r: (abs((r.year or 0) - year), -(r.year or 0)), default=None)
    return (best.year or 0, best.value) if best else None


def _other_region(view: View, found: Findings, factor: Factor, value: Decimal, named: str, home: str) -> None:
    own = own_grid_factor(view, home)
    right = f"{home} {own[0]}: {own[1]}" if own else home
    found.add(
        "L-FACTOR-REGION", factor.table, factor.name, printed=f"{factor.text} ({named})", expected=right,
        delta=effect(view, factor, own[1], value) if own else None,
        zh=f"组织位于{home}, 却使用{named}的电力因子 {factor.text}; 应为 {right}。",
        en=f"The organisation is in {home} but uses the grid factor of {named}; expected {right}.",
    )  # fmt: skip


def _year(view: View, found: Findings, factor: Factor) -> None:
    year, years = view.report_year(), years_in(factor.basis)
    if not year or not years or years[-1] == year:
        return
    span = abs(year - years[-1])
    published = (
        "公布" in factor.basis or "平均" in factor.basis or "公告" in factor.basis or "电网" in factor.basis
    )
    allowed = view.registry.find("factor_age_years")
    is_usual = published and allowed and span <= allowed[0].value
    found.add(
        "L-FACTOR-YEAR", factor.table, factor.name, printed=str(years[-1]), expected=str(year), moves="nothing",
        severity="advisory" if is_usual else "", zh=f"{factor.name} 为 {years[-1]} 年数据, 报告期为 {year} 年。",
        en=f"{factor.name} is of {years[-1]}, the period is {year}.",
    )  # fmt: skip
