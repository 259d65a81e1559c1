"""Where factors come from: named standard, substance of the data set, dry basis, captive plants.

The value of a factor is checked in ``factors``. Which data set fits which material is a row of ``proxies.csv``.
"""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from inventory.lint.collect import Findings
from inventory.lint.factors import effect, users
from inventory.lint.names import core, keys, plain, same
from inventory.lint.numbers import is_blank
from inventory.lint.view import View
from inventory.printed.model import Factor

PROXIES = Path(__file__).with_name("proxies.csv")
BASIS = re.compile(
    r"without water|measured as dry|dry mass|干基|折百|折干|以100%计|in (\d+)% solution", re.IGNORECASE
)
DRY_WORDS = ("干", "折百", "100%", "dry")
LEAD = re.compile(r"^[“\"]?([\u4e00-\u9fff]{2,8})[（(]")
GUIDE = re.compile(r"《([^》]*(?:指南|标准|规范|方法|手册|数据库|年鉴)[^》]*)》")
DATA_SET = re.compile(
    r"market for|production|\{[A-Za-z]+\}|cut-?off|\bRoW\b|\bGLO\b|treatment of", re.IGNORECASE
)
UNRELATED_GUIDES = ("IPCC", "温室气体清单指南")


@lru_cache(maxsize=1)
def proxies() -> list[dict[str, str]]:
    """Rows of the proxy table: material words, words a data set must and must not hold."""
    with PROXIES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def check_provenance(view: View, found: Findings) -> None:
    """L-FACTOR-SOURCE, L-FACTOR-PROXY, L-FACTOR-BASIS, L-CAPTIVE."""
    criteria = [plain(f.text) for f in view.report.facts_of("criterion")]
    for factor in view.report.factors:
        if is_blank(factor.text):
            lead = LEAD.match(factor.basis)
            _dry_basis(view, found, replace(factor, name=lead.group(1)) if lead else factor)
            continue
        if is_blank(factor.basis):
            found.add(
                "L-FACTOR-SOURCE", factor.table, factor.name, printed="", expected="来源 / source", moves="nothing",
                zh=f"{factor.name} 没有来源。", en=f"{factor.name} has no source.",
            )  # fmt: skip
            continue
        _guides(found, factor, criteria)
        _proxy(view, found, factor)
        _dry_basis(view, found, factor)
        _captive(view, found, factor)


def _guides(found: Findings, factor: Factor, criteria: list[str]) -> None:
    if not criteria:
        return
    for name in GUIDE.findall(factor.basis):
        bare = _bare(name)
        known = any(bare in _bare(c) or _bare(c) in bare for c in criteria if _bare(c))
        if not known and not any(word in name for word in UNRELATED_GUIDES):
            found.add(
                "L-FACTOR-SOURCE", factor.table, factor.name, printed=name, expected="核查准则所列文件", moves="nothing",
                zh=f"{factor.name} 取自《{name}》, 该文件不在核查准则中。",
                en=f"{factor.name} is taken from a guide that is not among the criteria: {name}.",
            )  # fmt: skip


def _bare(name: str) -> str:
    return re.sub(r"[（(].*?[）)]|\s|《|》", "", plain(name).replace("（", "(").replace("）", ")"))


def _proxy(view: View, found: Findings, factor: Factor) -> None:
    name = core(factor.name) or factor.name
    lead = LEAD.match(factor.basis)
    if lead and core(lead.group(1)) and core(factor.name) and not same(lead.group(1), factor.name):
        found.add(
            "L-FACTOR-PROXY", factor.table, factor.name, printed=factor.basis[:60], expected=name, moves="nothing",
            zh=f"{factor.name} 的来源说明写的是 {lead.group(1)}: 行错位或缺行。",
            en=f"The provenance of {factor.name} speaks of {lead.group(1)}: rows are shifted or missing.",
        )  # fmt: skip
        return
    if not DATA_SET.search(factor.basis):
        return
    for row in proxies():
        if not re.search(row["material"], name):
            continue
        wrong = row["excluded"] and re.search(row["excluded"], factor.basis, re.IGNORECASE)
        if wrong or not re.search(row["expected"], factor.basis, re.IGNORECASE):
            size = sum((line.emission.value for line in users(view, factor) if line.emission), Decimal(0))
            found.add(
                "L-FACTOR-PROXY", factor.table, factor.name, printed=factor.basis[:80], expected=row["expected"],
                delta=size or None, moves="nothing",
                zh=f"{factor.name} 的数据集与材料不符: {row['note_zh'] or factor.basis[:60]} (涉及 {size} tCO2e)。",
                en=f"The data set of {factor.name} is of something else: {row['note_en'] or factor.basis[:60]}.",
            )  # fmt: skip
        return


def _dry_basis(view: View, found: Findings, factor: Factor) -> None:
    hit = BASIS.search(factor.basis)
    if not hit or any(word in factor.name for word in DRY_WORDS):
        return
    data = " ".join(
        f"{a.source}{a.facility}{a.unit}"
        for a in view.report.activity
        if same(factor.name, a.facility or a.source)
    )
    if any(word in data for word in DRY_WORDS):
        return
    share = re.search(r"in (\d+)% solution", factor.basis)
    ratio = Decimal(share.group(1)) / 100 if share else None
    found.add(
        "L-FACTOR-BASIS", factor.table, factor.name, printed=hit.group(0), expected="同一基准 / same basis",
        delta=effect(view, factor, ratio, Decimal(1)) if ratio is not None else None,
        moves="nothing",
        zh=f"{factor.name} 以 {hit.group(0)} 为基准, 活动数据未说明是干基还是实物量; 若为实物量, 影响如 delta。",
        en=f"{factor.name} is per {hit.group(0)}; the activity does not say whether it is dry or as delivered.",
    )  # fmt: skip


def _captive(view: View, found: Findings, factor: Factor) -> None:
    if "自备" not in factor.basis or not keys(factor.name) & {"electricity", "heat"}:
        return
    size = sum((line.emission.value for line in users(view, factor) if line.emission), Decimal(0))
    found.add(
        "L-CAPTIVE", factor.table, factor.name, printed=factor.basis[:60], expected="边界说明", delta=size or None,
        moves="nothing",
        zh=f"{factor.name} 来自自备电厂, 却作为外购能源列入类别二; 须说明自备电厂是否在组织边界内 (直接排放)。",
        en=f"{factor.name} is of a captive plant, booked as purchased: say whether the plant is inside the boundary.",
    )  # fmt: skip
