"""What an inventory must declare about itself: categories, exclusions, period, sites, no repeats."""

from __future__ import annotations

from collections import Counter

from inventory.compute.model import CATEGORIES, Inventory
from inventory.findings import ADVISORY, EXPLAIN, NONCONFORMITY, Finding

# ISO 14064-1:2018 5.2: direct emissions and imported energy are always reported.
MANDATORY = (1, 2)
YEAR_DAYS = (365, 366)


def _finding(rule: str, disposition: str, item: str, zh: str, en: str) -> Finding:
    return Finding(rule=rule, disposition=disposition, item=item, message_zh=zh, message_en=en)


def _categories(inventory: Inventory) -> list[Finding]:
    quantified = {line.category for line in inventory.lines}
    excluded = {item.category for item in inventory.exclusions if item.reason.strip()}
    findings = []
    for number in CATEGORIES:
        if number in quantified or (number in excluded and number not in MANDATORY):
            continue
        needed = number in MANDATORY
        zh = f"类别{number}{'必须量化' if needed else '既未量化也未说明排除理由'}。"
        en_part = "must be quantified" if needed else "is neither quantified nor excluded with a reason"
        en = f"Category {number} {en_part}."
        findings.append(
            _finding("INV-CATEGORY", NONCONFORMITY if needed else EXPLAIN, f"类别{number}", zh, en)
        )
    return findings


def _reasons(inventory: Inventory) -> list[Finding]:
    return [
        _finding(
            "INV-EXCLUSION",
            EXPLAIN,
            item.source or f"类别{item.category}",
            f"类别{item.category} {item.source} 的排除没有理由，请补充。",
            f"The exclusion of category {item.category} {item.source} has no reason; give one.",
        )
        for item in inventory.exclusions
        if not item.reason.strip()
    ]


def _sites(inventory: Inventory) -> list[Finding]:
    known = {site.code for site in inventory.organisation.sites}
    used = {line.site for line in inventory.lines if line.site}
    findings = [
        _finding(
            "INV-SITE",
            NONCONFORMITY,
            code,
            f"场所 {code} 不在组织边界内。",
            f"Site {code} is outside the boundary.",
        )
        for code in sorted(used - known)
    ]
    silent = sorted(known - used) if used else []
    zh, en = "在边界内但没有任何排放源", "is inside the boundary but has no source"
    return findings + [
        _finding("INV-SITE", ADVISORY, code, f"场所 {code} {zh}。", f"Site {code} {en}.") for code in silent
    ]


def _repeats(inventory: Inventory) -> list[Finding]:
    counts = Counter((line.source_id, line.site, line.gas) for line in inventory.lines)
    return [
        _finding(
            "INV-REPEAT",
            NONCONFORMITY,
            source,
            f"排放源 {source} 的 {gas} 出现 {count} 次，重复计算。",
            f"Source {source} has {count} lines of {gas}: counted more than once.",
        )
        for (source, _site, gas), count in counts.items()
        if count > 1
    ]


def check_inventory(inventory: Inventory) -> list[Finding]:
    """Findings on what the inventory declares; says nothing on its numbers."""
    findings = _categories(inventory) + _reasons(inventory) + _sites(inventory) + _repeats(inventory)
    if inventory.period.days not in YEAR_DAYS:
        days = inventory.period.days
        zh, en = f"报告期为 {days} 天，不是一年。", f"The period has {days} days, not a year."
        findings.append(_finding("INV-PERIOD", ADVISORY, "报告期", zh, en))
    return findings
