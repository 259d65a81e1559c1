"""Are the factors those their provenance names, and those of the member's region, year and GWP set.

Compares with the registry and never replaces a factor: every difference is a finding with its size.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from inventory.activity_list.grid import check_grid
from inventory.activity_list.line_findings import line_finding
from inventory.activity_list.rows import Line, ListContext
from inventory.activity_list.used import Used, factor_finding, used_factor
from inventory.findings import ADVISORY, EXPLAIN, Finding
from inventory.registry import Registry, gwp, normalise_gas
from inventory.registry.gwp import gwp_candidates

_SET = re.compile(r"(?<![A-Za-z])(SAR|TAR|AR\s*-?\s*[456])(?!\d)|第([二三四五六])次", re.IGNORECASE)
_SETS = {"二": "SAR", "三": "TAR", "四": "AR4", "五": "AR5", "六": "AR6"}
_DEFAULT = re.compile(r"缺省|默认|指南|default|推荐值", re.IGNORECASE)
_GAS = re.compile(
    r"(?<![A-Za-z])(R-?\d{2,4}[A-Za-z]{0,2}|HC?FC-?\d{2,3}[a-z]{0,2}|SF6|NF3|CF4|C2F6)", re.IGNORECASE
)


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
        return [factor_finding("LIST-GWP", EXPLAIN, used, None, zh, en)]
    try:
        expected = gwp(gas, named, registry)
    except LookupError:
        return []
    zh = f"{named} 中 {gas} 的 GWP 为 {expected:f}，表中为 {used.value:f}{zh_sets}，请更正。"
    en = f"{named} gives {gas} {expected:f}, the list {used.value:f}{en_sets}; correct it."
    return [factor_finding("LIST-GWP", EXPLAIN, used, expected, zh, en)]


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
        return [factor_finding("LIST-FACTOR-DEFAULT", EXPLAIN, used, near, zh, en)]
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
    return [factor_finding("LIST-FACTOR-RANGE", EXPLAIN, used, None, zh, en)]


def check_factor(line: Line, context: ListContext, registry: Registry) -> list[Finding]:
    """Everything said about one line's factor."""
    findings: list[Finding] = []
    if not line.factor_source:
        findings.append(
            line_finding(
                "LIST-FACTOR-SOURCE",
                ADVISORY,
                line,
                "没有写明因子来源。",
                "no provenance for the factor.",
                unit="",
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
