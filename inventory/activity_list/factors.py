"""Are the factors those their provenance names, and those of the member's region, year and GWP set.

Compares with the registry and never replaces a factor: every difference is a finding with its size.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from inventory.activity_list.rows import TARGET, Line, ListContext
from inventory.findings import ADVISORY, EXPLAIN, Finding
from inventory.intervals import Interval
from inventory.registry import Factor, Registry, gwp, normalise_gas, normalise_region
from inventory.registry.gwp import gwp_candidates
from inventory.units import UnitError, product_scale

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_SET = re.compile(r"\b(SAR|TAR|AR\s*-?\s*[456])|第([二三四五六])次", re.IGNORECASE)
_SETS = {"二": "SAR", "三": "TAR", "四": "AR4", "五": "AR5", "六": "AR6"}
_DEFAULT = re.compile(r"缺省|默认|指南|default|推荐值", re.IGNORECASE)
_GAS = re.compile(
    r"(?<![A-Za-z])(R-?\d{2,4}[A-Za-z]{0,2}|HC?FC-?\d{2,3}[a-z]{0,2}|SF6|NF3|CF4|C2F6)", re.IGNORECASE
)


@dataclass(frozen=True)
class Used:
    """The factor of a line in the registry's unit, with the interval its printed digits leave open."""

    line: Line
    value: Decimal
    span: Interval
    to_emission: Decimal

    def effect(self, expected: Decimal) -> Decimal:
        """Emission of the line minus what it would be with the expected factor, tCO2e."""
        return (self.value - expected) * self.to_emission


def used_factor(line: Line, unit: str, registry: Registry) -> Used | None:
    """Convert a line's factor to `unit`; None when the cells or units do not allow it."""
    if line.factor is None or line.activity is None or line.scale is None or not unit:
        return None
    try:
        scale = product_scale((line.factor_unit,), unit).value
    except UnitError:
        return None
    cap = registry.value("operand_rounding_cap", "relative")
    span = line.factor.capped(cap).scaled(scale)
    return Used(line, line.factor.value * scale, span, line.activity.value * line.scale / scale)


def _finding(rule: str, disposition: str, used: Used, expected: Decimal | None, zh: str, en: str) -> Finding:
    line = used.line
    return Finding(
        rule=rule,
        disposition=disposition,
        item=line.source,
        row=line.row,
        message_zh=f"{line.label}：{zh}",
        message_en=f"{line.label_en}: {en}",
        observed=f"{used.value:f}",
        expected="" if expected is None else f"{expected:f}",
        unit=TARGET,
        delta_tco2e=None if expected is None else used.effect(expected),
    )


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
    findings = _grid_value(used, rows, region or home, year)
    findings += _grid_region(used, rows, (region, home), (year or context.year, registry))
    if not findings or findings[0].rule != "LIST-FACTOR-YEAR":
        findings += _grid_year(used, rows, (region or home, year), (context, registry))
    return findings


def _grid_value(used: Used, rows: Sequence[Factor], region: str, year: int | None) -> list[Finding]:
    if not region:
        return _untraced(used, rows, year)
    published = [row for row in rows if row.region == region]
    exact_year = [row for row in published if row.year == year]
    if year is not None and not exact_year:
        zh = f"登记表中没有 {region} {year} 年的电网因子{_whose(used, rows)[0]}，请说明来源。"
        en = f"no published grid factor of {region} for {year}{_whose(used, rows)[1]}; give its source."
        return [_finding("LIST-FACTOR-YEAR", EXPLAIN, used, None, zh, en)]
    candidates = exact_year or published
    if any(used.span.contains(row.value) for row in candidates):
        return []
    nearest = min(candidates, key=lambda row: (abs(row.value - used.value), row.year or 0))
    where = f"{region}{year or ''}"
    zh = (
        f"因子 {used.value:f} 与其来源 {where} 的公布值 {nearest.value} 不符{_whose(used, rows)[0]}，请更正。"
    )
    en = f"factor {used.value:f} is not the {nearest.value} of {where}{_whose(used, rows)[1]}; correct it."
    return [_finding("LIST-FACTOR-VALUE", EXPLAIN, used, nearest.value, zh, en)]


def _untraced(used: Used, rows: Sequence[Factor], year: int | None) -> list[Finding]:
    pool = [row for row in rows if year is None or row.year == year]
    if any(used.span.contains(row.value) for row in pool):
        return []
    zh, en = (
        "电力因子来源未写明地区和年份，无法追溯。",
        "the grid factor names neither region nor year: not traceable.",
    )
    return [_finding("LIST-FACTOR-SOURCE", ADVISORY, used, None, zh, en)]


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
    return [_finding(rule, ADVISORY if is_area else EXPLAIN, used, expected, zh, en)]


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
        return [_finding("LIST-FACTOR-YEAR", EXPLAIN, used, None, zh, en)]
    newer = [row for row in rows if row.region == region and row.year and year < row.year <= context.year]
    if not newer:
        return []
    newest = max(newer, key=lambda row: row.year or 0)
    behind = (newest.year or 0) - year
    is_old = behind >= registry.value("factor_age_years", "advisory")
    zh = f"使用 {year} 年因子，已有 {newest.year} 年因子 {newest.value}，请说明。"
    en = f"uses the factor of {year} although one of {newest.year} exists ({newest.value}); explain."
    return [_finding("LIST-FACTOR-YEAR", EXPLAIN if is_old else ADVISORY, used, newest.value, zh, en)]


def named_set(text: str) -> str:
    """GWP set named in a provenance text (AR6, 第五次评估报告), or an empty text."""
    match = _SET.search(text)
    if match is None:
        return ""
    return _SETS[match.group(2)] if match.group(2) else re.sub(r"[\s-]", "", match.group(1)).upper()


def line_set(line: Line, registry: Registry) -> str:
    """Set a refrigerant line uses: the named one, else the only one whose potential fits."""
    if line.kind is None or line.kind.parameter != "gwp":
        return ""
    used = used_factor(line, line.kind.unit, registry)
    gas = _gas(line, registry)
    if used is None or not gas:
        return ""
    fitting = gwp_candidates(gas, used.span.low, used.span.high, registry)
    named = named_set(line.factor_source)
    return named if named in fitting else (fitting[0] if len(fitting) == 1 else named)


def _gas(line: Line, registry: Registry) -> str:
    match = _GAS.search(line.source)
    return normalise_gas(match.group(1), registry) if match else ""


def check_gwp(line: Line, registry: Registry) -> list[Finding]:
    """A refrigerant's factor is the potential of its gas in the set its provenance names."""
    assert line.kind is not None
    used = used_factor(line, line.kind.unit, registry)
    gas = _gas(line, registry)
    if used is None or not gas:
        return []
    named = named_set(line.factor_source)
    fitting = gwp_candidates(gas, used.span.low, used.span.high, registry)
    if named in fitting or (not named and fitting):
        return []
    sets = "、".join(fitting)
    zh_sets, en_sets = (f"，是 {sets} 的值", f", the value of {sets}") if sets else ("", "")
    if not named:
        zh, en = (
            f"因子与任何一版 {gas} 的 GWP 都不符，请给出来源。",
            f"the factor is no known potential of {gas}; give its source.",
        )
        return [_finding("LIST-GWP", EXPLAIN, used, None, zh, en)]
    try:
        expected = gwp(gas, named, registry)
    except LookupError:
        return []
    zh = f"{named} 中 {gas} 的 GWP 为 {expected:f}，表中为 {used.value:f}{zh_sets}，请更正。"
    en = f"{named} gives {gas} {expected:f}, the list {used.value:f}{en_sets}; correct it."
    return [_finding("LIST-GWP", EXPLAIN, used, expected, zh, en)]


def _fuel_defaults(item: str, registry: Registry) -> list[Decimal]:
    carbon_to_co2 = Decimal(44) / Decimal(12)
    return [
        ncv.value * carbon.value * oxidation.value * carbon_to_co2
        for ncv in registry.find("ncv", item)
        for carbon in registry.find("carbon_content", item)
        for oxidation in registry.find("oxidation", item)
    ]


def _defaults(line: Line, registry: Registry) -> list[Decimal]:
    assert line.kind is not None
    if line.kind.parameter == "fuel":
        return _fuel_defaults(line.kind.item, registry)
    if line.kind.parameter in ("carbonate_ef", "direct_ef", "heat_ef") and line.category in (1, 2):
        return [row.value for row in registry.find(line.kind.parameter, line.kind.item)]
    return []


def check_default(line: Line, registry: Registry) -> list[Finding]:
    """A factor called a default is one; any other lies in the range such factors have."""
    assert line.kind is not None
    used = used_factor(line, line.kind.unit, registry)
    if used is None:
        return []
    defaults = _defaults(line, registry)
    tolerance = registry.value("factor_match_relative", "tolerance")
    if defaults and _DEFAULT.search(line.factor_source):
        near = min(defaults, key=lambda value: abs(value - used.value))
        if used.span.contains(near) or abs(near - used.value) <= tolerance * near:
            return []
        zh = f"因子 {used.value:f} {line.kind.unit} 不是所称的缺省值（{near:.4f}），请更正。"
        en = f"factor {used.value:f} {line.kind.unit} is not the default ({near:.4f}) it claims; correct it."
        return [_finding("LIST-FACTOR-DEFAULT", EXPLAIN, used, near, zh, en)]
    return _check_range(used, registry)


def _check_range(used: Used, registry: Registry) -> list[Finding]:
    assert used.line.kind is not None
    low, high = (
        registry.bounds(used.line.kind.range_parameter) if used.line.kind.range_parameter else (None, None)
    )
    if (low is None or used.value >= low) and (high is None or used.value <= high):
        return []
    zh = f"因子 {used.value:f} {used.line.kind.unit} 超出合理范围 {low}–{high}，请核对数值与单位。"
    en = f"factor {used.value:f} {used.line.kind.unit} is outside {low} to {high}; check number and unit."
    return [_finding("LIST-FACTOR-RANGE", EXPLAIN, used, None, zh, en)]


def check_factor(line: Line, context: ListContext, registry: Registry) -> list[Finding]:
    """Everything said about one line's factor."""
    findings: list[Finding] = []
    if not line.factor_source:
        findings.append(
            Finding(
                rule="LIST-FACTOR-SOURCE",
                disposition=ADVISORY,
                item=line.source,
                row=line.row,
                message_zh=f"{line.label}：没有写明因子来源。",
                message_en=f"{line.label_en}: no provenance for the factor.",
            )
        )
    if line.kind is None:
        return findings
    if line.kind.parameter == "grid_ef":
        return findings + check_grid(line, context, registry)
    if line.kind.parameter == "gwp":
        return findings + check_gwp(line, registry)
    return findings + check_default(line, registry)


def check_one_set(lines: Sequence[Line], registry: Registry) -> list[Finding]:
    """One GWP set per inventory (ISO 14064-1:2018 6.3)."""
    sets = {line.row: found for line in lines if (found := line_set(line, registry))}
    if len(set(sets.values())) < 2:
        return []
    where = "；".join(f"第{row}行 {name}" for row, name in sets.items())
    where_en = "; ".join(f"line {row} {name}" for row, name in sets.items())
    return [
        Finding(
            rule="LIST-GWP-MIXED",
            disposition=EXPLAIN,
            item="GWP",
            message_zh=f"同一清单使用了不同版本的 GWP（{where}），请统一。",
            message_en=f"The list mixes GWP sets ({where_en}); use one.",
        )
    ]
