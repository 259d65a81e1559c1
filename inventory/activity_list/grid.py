"""The average grid factor of a line: is it the one it claims to be, of the right province and year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inventory.activity_list.rows import Line, ListContext
from inventory.activity_list.used import Used, factor_finding, used_factor
from inventory.findings import ADVISORY, EXPLAIN, Finding
from inventory.registry import Factor, Registry, normalise_region
from inventory.registry.rows import NATIONAL

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


def _whose(used: Used, rows: Sequence[Factor]) -> tuple[str, str]:
    hits = [f"{row.region}{row.year}" for row in rows if row.year and used.span.contains(row.value)]
    if not hits:
        return "", ""
    names = "、".join(hits[:3])
    return f"，该值等于 {names} 的因子", f"; the value is that of {names}"


def _named_year(text: str, rows: Sequence[Factor]) -> int | None:
    for row in rows:
        if row.version and row.version in text:
            return row.year
    years = [int(year) for year in _YEAR.findall(re.sub(r"公告\s*20\d{2}\s*年", "", text))]
    return years[-1] if years else None


def check_grid(line: Line, context: ListContext, registry: Registry) -> list[Finding]:
    """Average grid factor: the one its provenance names, of the member's province, of the newest year."""
    assert line.kind is not None
    used = used_factor(line, line.kind.unit, registry)
    if used is None:
        return []
    rows = registry.find(line.kind.parameter, line.kind.item)
    region = normalise_region(line.factor_source, registry)
    year = _named_year(line.factor_source, rows)
    home = normalise_region(context.province, registry)
    if not region and year is None:
        return _unnamed(used, rows, home)
    findings = _grid_value(used, rows, region or home, year)
    findings += _grid_region(used, rows, (region, home), (year or context.year, registry))
    if not findings or findings[0].rule != "LIST-FACTOR-YEAR":
        findings += _grid_year(used, rows, (region or home, year), (context, registry))
    return findings


def _grid_value(used: Used, rows: Sequence[Factor], region: str, year: int | None) -> list[Finding]:
    if not region:
        return _unnamed(used, [row for row in rows if row.year == year], "")
    published = [row for row in rows if row.region == region]
    exact_year = [row for row in published if row.year == year]
    if year is not None and not exact_year:
        zh = f"登记表中没有 {region} {year} 年的电网因子{_whose(used, rows)[0]}，请说明来源。"
        en = f"no published grid factor of {region} for {year}{_whose(used, rows)[1]}; give its source."
        return [factor_finding("LIST-FACTOR-YEAR", EXPLAIN, used, None, zh, en)]
    candidates = exact_year or published
    if any(used.span.contains(row.value) for row in candidates):
        return []
    nearest = min(candidates, key=lambda row: (abs(row.value - used.value), row.year or 0))
    where = f"{region}{year or ''}"
    zh = (
        f"因子 {used.value:f} 与其来源 {where} 的公布值 {nearest.value} 不符{_whose(used, rows)[0]}，请更正。"
    )
    en = f"factor {used.value:f} is not the {nearest.value} of {where}{_whose(used, rows)[1]}; correct it."
    return [factor_finding("LIST-FACTOR-VALUE", EXPLAIN, used, nearest.value, zh, en)]


def _unnamed(used: Used, rows: Sequence[Factor], home: str) -> list[Finding]:
    """A grid factor whose provenance names no place: told by its number, if at all."""
    hits = [row for row in rows if used.span.contains(row.value)]
    at_home = [row for row in hits if not home or row.region in (home, NATIONAL)]
    if at_home:
        return []
    if hits:
        other = hits[0]
        zh = f"因子 {used.value:f} 是 {other.region}{other.year} 的电网因子，企业位于 {home}，请说明。"
        en = (
            f"factor {used.value:f} is that of {other.region} {other.year}; the member is in {home}. Explain."
        )
        ours = [row for row in rows if row.region == home]
        expected = ours[-1].value if ours else None
        return [factor_finding("LIST-FACTOR-REGION", EXPLAIN, used, expected, zh, en)]
    zh = "电力因子来源未写明地区和年份，无法追溯。"
    en = "the grid factor names neither region nor year: not traceable."
    return [factor_finding("LIST-FACTOR-SOURCE", ADVISORY, used, None, zh, en)]


def _grid_region(
    used: Used, rows: Sequence[Factor], places: tuple[str, str], when: tuple[int | None, Registry]
) -> list[Finding]:
    region, home = places
    if not region or not home or region == home:
        return []
    year, registry = when
    ours = [row for row in rows if row.region == home]
    expected = next((row.value for row in ours if row.year == year), ours[-1].value if ours else None)
    is_area = bool(registry.find("region_kind", None, region=region))
    zh = f"使用 {region} 的电网因子，企业位于 {home}，请说明。"
    en = f"uses the grid factor of {region} while the member is in {home}; explain."
    rule = "LIST-FACTOR-AREA" if is_area else "LIST-FACTOR-REGION"
    return [factor_finding(rule, ADVISORY if is_area else EXPLAIN, used, expected, zh, en)]


def _grid_year(
    used: Used, rows: Sequence[Factor], named: tuple[str, int | None], where: tuple[ListContext, Registry]
) -> list[Finding]:
    region, year = named
    context, registry = where
    if year is None or context.year is None:
        return []
    if year > context.year:
        zh, en = (
            f"使用晚于清单年度的 {year} 年因子，请说明。",
            f"uses a factor of {year}, after the inventory year; explain.",
        )
        return [factor_finding("LIST-FACTOR-YEAR", EXPLAIN, used, None, zh, en)]
    newer = [row for row in rows if row.region == region and row.year and year < row.year <= context.year]
    if not newer:
        return []
    newest = max(newer, key=lambda row: row.year or 0)
    behind = (newest.year or 0) - year
    is_old = behind >= registry.value("factor_age_years", "advisory")
    zh = f"使用 {year} 年因子，已有 {newest.year} 年因子 {newest.value}，请说明。"
    en = f"uses the factor of {year} although one of {newest.year} exists ({newest.value}); explain."
    return [factor_finding("LIST-FACTOR-YEAR", EXPLAIN if is_old else ADVISORY, used, newest.value, zh, en)]
