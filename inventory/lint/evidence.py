"""Evidence: documents named in the text stand in the list, listed documents belong to something quantified.

Duplicates of the list are in ``structure``.
"""

from __future__ import annotations

import re

from inventory.lint.collect import Findings
from inventory.lint.names import keys, plain
from inventory.lint.view import View
from inventory.printed.model import Fact

# Source words an evidence title can betray, and what must then be quantified.
BETRAYS = {
    "refrigerant": "空调|制冷|冷媒",
    "extinguisher": "灭火",
    "septic": "工时|人天|考勤",
    "diesel": "柴油",
    "gasoline": "汽油",
    "natural_gas": "天然气",
    "acetylene": "乙炔",
    "electricity": "电费|用电",
    "business_travel": "差旅|出差",
}
METALS = ("重熔锭", "扁锭", "铝箔胚料", "铝箔坯料", "铝锭", "电解铝液", "电解铝水")
INTERNAL = ("核查材料清单", "盘查清册", "温室气体")


def check_evidence(view: View, found: Findings) -> None:
    """L-EVIDENCE."""
    if not view.report.evidence:
        return
    _named(view, found)
    _unused(view, found)
    _reports(view, found)
    _metals(view, found)
    _years(view, found)


def _bare(title: str) -> str:
    return re.sub(r"(?:19|20)\d{2}年?度?|[《》\s（()）/、.]", "", plain(title))


def _is_listed(name: str, titles: list[str]) -> bool:
    wanted = _bare(name)
    return any(wanted in title or title in wanted for title in titles if title)


def _named(view: View, found: Findings) -> None:
    titles = [_bare(e.title) for e in view.report.evidence]
    named = [Fact(a.table, a.row, f"表{a.table}", "", "document_named", "", name)
             for a in view.report.activity for name in _books(a.evidence)]  # fmt: skip
    for name, fact in _distinct(view.report.facts_of("document_named") + named).items():
        if any(word in name for word in INTERNAL) or _is_listed(name, titles):
            continue
        near = next(
            (
                e.title
                for e in view.report.evidence
                if len(set(_bare(e.title)) & set(_bare(name))) >= len(_bare(name)) - 2
            ),
            "",
        )
        found.add(
            "L-EVIDENCE", fact.location, name, printed=f"《{name}》", expected=near or "证据清单", moves="nothing",
            zh=f"正文引用的《{name}》不在支持性文件清单中" + (f" (清单中为《{near}》)。" if near else "。"),
            en=f"The document {name} is cited and not in the evidence list.",
        )  # fmt: skip


def _books(text: str) -> list[str]:
    """Records of the plant named as the source of an activity datum; guides and standards are none."""
    names = re.findall(r"《([^》]+)》", text)
    if not names and re.search(r"(?:台账|发票|报表|统计表|记录|结算单|单)$", text.strip()):
        names = [text.strip()]
    return [name for name in names if not re.search("指南|标准|规范|方法|公告|因子", name)]


def _distinct(facts: list[Fact]) -> dict[str, Fact]:
    return {plain(f.text): f for f in reversed(facts)}


def _unused(view: View, found: Findings) -> None:
    have = {key for line in view.lines for key in keys(line.label)}
    have |= {key for item in view.items() for key in keys(f"{item.cls}{item.item}")}
    if not have:
        return
    for key, pattern in BETRAYS.items():
        rows = [e for e in view.report.evidence if re.search(pattern, e.title)]
        if rows and key not in have:
            found.add(
                "L-EVIDENCE", rows[0].table or "证据清单", f"{rows[0].no} {rows[0].title}", printed=rows[0].title,
                expected="对应的量化源", moves="nothing",
                zh=f"证据清单有《{rows[0].title}》, 但没有对应的排放源 ({KEY_LABELS.get(key, key)}) 量化。",
                en=f"The evidence list holds {rows[0].title}; no such source ({key}) is quantified.",
            )  # fmt: skip


KEY_LABELS = {
    "refrigerant": "制冷剂", "extinguisher": "灭火器", "septic": "化粪池", "diesel": "柴油", "gasoline": "汽油",
    "natural_gas": "天然气", "acetylene": "乙炔", "electricity": "电力", "business_travel": "差旅",
}  # fmt: skip


def _reports(view: View, found: Findings) -> None:
    """Provenances that are reports of tests or of another verification must be in the evidence list."""
    titles = " ".join(plain(e.title) for e in view.report.evidence)
    for factor in view.report.factors:
        for pattern, word in (("自备电厂.*核查", "自备电厂"), ("检测报告", "检测报告")):
            if not re.search(pattern, factor.basis):
                continue
            subject = next(iter(sorted(keys(factor.name))), "")
            listed = [
                e
                for e in view.report.evidence
                if word in e.title and (subject in keys(e.title) or word == "自备电厂")
            ]
            if not listed and word not in ("" if word == "检测报告" else titles):
                found.add(
                    "L-EVIDENCE", factor.table, factor.name, printed=factor.basis[:40], expected="证据清单", moves="nothing",
                    zh=f"{factor.name} 来自“{factor.basis[:40]}”, 支持性文件清单中没有该文件。",
                    en=f"The document behind {factor.name} is not in the evidence list.",
                )  # fmt: skip


def _metals(view: View, found: Findings) -> None:
    """Purchased metal that evidence shows and no line quantifies."""
    names = view.materials + " ".join(i.item for i in view.items())
    for metal in METALS:
        rows = [e for e in view.report.evidence if metal in plain(e.title)]
        if rows and metal not in names and view.lines and any(line.category == "4" for line in view.lines):
            found.add(
                "L-EVIDENCE", rows[0].table or "证据清单", f"{rows[0].no} {rows[0].title}", printed=metal,
                expected="类别四量化", moves="nothing",
                zh=f"证据清单显示有 {metal} ({rows[0].title}), 类别四没有量化该材料。",
                en=f"The evidence shows {metal}, which category 4 does not quantify.",
            )  # fmt: skip


def _years(view: View, found: Findings) -> None:
    """Evidence on calendar months while the period is a statistical year."""
    period = view.report.first("period")
    is_calendar = bool(re.search(r"年0?1月0?1日", plain(period)))
    if not period or is_calendar:
        return
    for row in view.report.evidence:
        if re.search(r"1[-~至—]12月", plain(row.title)):
            found.add(
                "L-PERIOD", row.table or "证据清单", f"{row.no} {row.title}", printed=row.title, expected=period,
                moves="nothing", severity="explain", zh=f"{row.title} 按自然年 1-12 月统计, 报告期为 {period}。",
                en=f"{row.title} covers calendar months, the period is {period}.",
            )  # fmt: skip
