"""Running text against the rest: dates, counts, equipment, boundary statements, conclusions, left-over text.

Named documents are in ``evidence``; names, periods and years in ``facts``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

from inventory.lint.collect import Findings
from inventory.lint.names import core, keys, plain, same
from inventory.lint.quality import check_count
from inventory.lint.view import View, category_of
from inventory.printed.model import Schedule, Statement

ORDER = ("document_review", "site_visit", "drafting", "technical_review", "sign", "issue")
SEQUENCE = (
    ("document_review", "site_visit"),
    ("site_visit", "drafting"),
    ("drafting", "technical_review"),
    ("drafting", "sign"),
    ("site_visit", "sign"),
    ("sign", "issue"),
    ("technical_review", "issue"),
)
LABELS = {
    "document_review": "文件评审", "site_visit": "现场核查", "drafting": "报告编制", "technical_review": "技术评审",
    "sign": "签字", "issue": "签发",
}  # fmt: skip
CATEGORY_WORDS = (
    ("1", "直接排放|直接温室"),
    ("2", "输入能源"),
    ("3", "运输"),
    ("4", "组织使用的产品|原材料"),
    ("5", "使用组织产品|组织产品的使用"),
    ("6", "其它来源|其他来源"),
)
NO_FINDING = re.compile(r"^无?[。.]?$")
PERFECT = re.compile(r"正确无误|识别完整准确|真实、可靠、正确|排放量的累加正确|完整识别")
NONE_RAISED = re.compile(r"未.{0,10}(?:开具|提出|发现)不符合|无不符合")
NOT_MET = re.compile(r"([^，。；]*不(?:满足|符合)[^，。；]*要求)")


def check_texts(view: View, found: Findings) -> None:
    """L-DATE-ORDER, L-COUNT, L-EQUIPMENT, L-BOUNDARY, L-STATEMENT, L-TEMPLATE, L-MISSING-PART, L-DATA-SOURCE."""
    _dates(view, found)
    _counts(view, found)
    _equipment(view, found)
    _boundary(view, found)
    _statements(view, found)
    _products(view, found)
    _parts(view, found)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _dates(view: View, found: Findings) -> None:
    steps: dict[str, list[tuple[date, date, Schedule]]] = defaultdict(list)
    for row in view.report.schedule:
        start, end = _day(row.start), _day(row.end)
        if row.task in ORDER and start and end:
            steps[row.task].append((start, end, row))
            if end < start:
                _date_finding(
                    found, row, f"{row.start}~{row.end}", "起止顺序", f"{LABELS[row.task]}的结束早于开始"
                )
    _one_visit(found, steps["site_visit"])
    for early, late in SEQUENCE:
        _before(found, steps, early, late)
    period_end = _period_end(view)
    for _, _, row in steps["site_visit"] + steps["issue"]:
        if period_end and row.start < period_end and row.task == "issue":
            _date_finding(found, row, row.start, f"晚于 {period_end}", "签发早于报告期结束")


def _before(
    found: Findings, steps: dict[str, list[tuple[date, date, Schedule]]], early: str, late: str
) -> None:
    if not steps[early] or not steps[late]:
        return
    begin = max(
        start for start, _, _ in steps[early] if start.year == max(s.year for s, _, _ in steps[early])
    )
    for start, end, row in steps[late]:
        if any(row.label == f.item and f.rule == "L-DATE-ORDER" for f in found.rows):
            continue
        moment = end if late == "technical_review" else start
        if moment < begin:
            _date_finding(
                found, row, f"{row.label} {row.start}", f"{LABELS[early]} {begin.isoformat()} 之后",
                f"{row.label or LABELS[late]} ({row.start}) 早于{LABELS[early]} ({begin.isoformat()})",
            )  # fmt: skip


def _date_finding(found: Findings, row: Schedule, printed: str, expected: str, zh: str) -> None:
    found.add("L-DATE-ORDER", row.table or row.location, row.label or row.task, printed=printed, expected=expected,
              moves="nothing", zh=f"{zh}。", en=f"{row.task} ({row.start}) is out of order.")  # fmt: skip


def _one_visit(found: Findings, visits: list[tuple[date, date, Schedule]]) -> None:
    spans = {(start, end) for start, end, _ in visits}
    if len(spans) < 2:
        return
    votes = [(start, end) for start, end, _ in visits]
    reference = max(spans, key=votes.count)
    for start, end, row in visits:
        if (start, end) != reference:
            found.add(
                "L-DATE-ORDER", row.table or row.location, row.label or "现场核查", printed=f"{row.start}~{row.end}",
                expected=f"{reference[0]}~{reference[1]}", moves="nothing",
                zh=f"现场核查日期此处为 {row.start}, 其他处为 {reference[0]}。",
                en=f"The site visit is dated {row.start} here and {reference[0]} elsewhere.",
            )  # fmt: skip


def _period_end(view: View) -> str:
    found = re.findall(r"(\d{4})年(\d{1,2})月(\d{1,2})日", plain(view.report.first("period")))
    return f"{found[-1][0]}-{int(found[-1][1]):02d}-{int(found[-1][2]):02d}" if found else ""


def _counts(view: View, found: Findings) -> None:
    sites = [s for f in view.text_facts("sites")[:1] for s in re.split(r"[、，,;；]", f.text) if s]
    for fact in view.report.facts_of("count"):
        listed = [part for part in re.split(r"[、，,]", fact.unit) if part]
        if fact.scope == "grades":
            continue
        if listed:
            check_count(
                found, fact.text, len(listed), fact.table, SCOPES.get(fact.scope, fact.scope), fact.location
            )
        elif fact.scope == "sites" and len(sites) > 1:
            check_count(found, fact.text, len(sites), fact.table, "场所", fact.location)


SCOPES = {"gases": "温室气体种类", "sites": "场所", "sources": "排放源", "categories": "类别"}


def _equipment(view: View, found: Findings) -> None:
    seen: dict[str, tuple[str, str, str]] = {}
    for fact in view.report.facts_of("equipment_count"):
        name = plain(fact.scope)
        if name in seen and seen[name][0] != fact.text and seen[name][1] != fact.location:
            found.add(
                "L-EQUIPMENT", fact.location, name, printed=f"{fact.text}{fact.unit}", expected=f"{seen[name][0]}{fact.unit}",
                moves="nothing",
                zh=f"{name} 此处为 {fact.text}{fact.unit}, {seen[name][1]} 为 {seen[name][0]}{fact.unit}。",
                en=f"{name}: {fact.text} here, {seen[name][0]} in {seen[name][1]}.",
            )  # fmt: skip
        seen.setdefault(name, (fact.text, fact.location, fact.unit))


def categories_in(text: str) -> set[str]:
    """Categories a boundary statement names, by number or by their words."""
    numbered = {category_of(m) for m in re.findall(r"类别[一二三四五六1-6](?=[：:])", plain(text))}
    if numbered:
        return numbered
    return {number for number, pattern in CATEGORY_WORDS if re.search(pattern, text)}


def _boundary(view: View, found: Findings) -> None:
    """Boundary statements against each other: which categories each place names."""
    places: dict[str, set[str]] = defaultdict(set)
    for item in view.report.declared:
        if item.status == "included" and category_of(item.category):
            places[item.table or item.location].add(category_of(item.category))
    # A single category in running text is one item of a list, not a statement of the whole boundary.
    merged = {place: c for place, c in places.items() if place[:1].isdigit() or len(c) > 1}
    for row in _boundary_texts(view):
        if re.search("核查范围|报告边界", row.text) and not row.table:
            merged[row.location or "正文"] = categories_in(row.text)
            _only(view, found, row)
    sets = {place: c for place, c in merged.items() if c}
    union = set().union(*sets.values()) if sets else set()
    for place, categories in sets.items():
        if categories != union:
            lacking = "、".join(f"类别{c}" for c in sorted(union - categories))
            found.add(
                "L-BOUNDARY", place, "报告边界", printed="、".join(f"类别{c}" for c in sorted(categories)),
                expected="、".join(f"类别{c}" for c in sorted(union)), moves="nothing",
                zh=f"{place} 所述报告边界缺少 {lacking}, 与其他处不一致。",
                en=f"The boundary in {place} lacks categories named elsewhere.",
            )  # fmt: skip


def _boundary_texts(view: View) -> list[Statement]:
    return [s for s in view.report.statements if s.kind == "boundary"]


def _only(view: View, found: Findings, row: Statement) -> None:
    """ "transport (only of raw materials)" against what is quantified and declared in that category."""
    for category, goods in re.findall(r"(运输)[（(]仅包括([^）)]+)[）)]", row.text):
        others = [line.label for line in view.lines if line.category == "3" and "下游" in line.label]
        others += [d.item for d in view.report.declared if category_of(d.category) == "3" and d.status == "included"
                   and core(d.item) and not same(d.item, goods) and d.item not in goods]  # fmt: skip
        if others:
            names = "、".join(dict.fromkeys(others))
            found.add(
                "L-BOUNDARY", row.location, category, printed=f"仅包括{goods}", expected=names, moves="nothing",
                zh=f"{row.location} 称运输仅包括{goods}, 其他处还有 {names}。",
                en=f"The text says transport is of {goods} only; elsewhere also {names}.",
            )  # fmt: skip


def _statements(view: View, found: Findings) -> None:
    has_none = not [f for f in view.report.findings if not NO_FINDING.match(f.description.strip())]
    listed = bool(view.report.findings)
    for row in view.report.statements:
        place = row.table or row.location
        if listed and has_none and "经修改后" in row.text:
            found.add(
                "L-STATEMENT", place, "结论", printed="经修改后", expected="无不符合项", moves="nothing",
                zh="结论称报告“经修改后”正确, 不符合清单却为“无”, 也未开具不符合项。",
                en="The conclusion speaks of a corrected report, yet no nonconformity is listed.",
            )  # fmt: skip
        unmet = NOT_MET.search(row.text) if row.kind == "metering" else None
        if listed and has_none and unmet:
            found.add(
                "L-STATEMENT", place, "计量器具", printed=unmet.group(1), expected="不符合项 / finding", moves="nothing",
                zh=f"正文称“{unmet.group(1)}”, 不符合清单为“无”。",
                en="The text says a requirement is not met; the list of nonconformities is empty.",
            )  # fmt: skip
        if NONE_RAISED.search(row.text) and listed and not has_none:
            found.add(
                "L-STATEMENT", place, "不符合项", printed="未开具不符合项", expected=view.report.findings[0].description,
                moves="nothing", zh=f"正文称未开具不符合项, 清单中有: {view.report.findings[0].description}。",
                en="The text says no nonconformity was raised; the list holds one.",
            )  # fmt: skip
    _uncovered(view, found)
    _perfect(view, found)
    _advice(view, found)


def _uncovered(view: View, found: Findings) -> None:
    missing = [
        f for f in found.rows if f.rule in {"L-DECLARED", "L-GAS-DECLARED"} and f.severity == "nonconformity"
    ]
    for row in view.report.statements:
        if row.kind == "uncovered" and NO_FINDING.match(row.text.strip()) and missing:
            found.add(
                "L-STATEMENT", row.location, "未覆盖的问题说明", printed=row.text, expected=missing[0].item, moves="nothing",
                zh=f"称没有未覆盖的问题, 但 {missing[0].item} 等声明内容没有量化。",
                en="Nothing is said to be uncovered, yet declared content is not quantified.",
            )  # fmt: skip


def _perfect(view: View, found: Findings) -> None:
    wrong = [
        f
        for f in found.rows
        if f.severity == "nonconformity" and f.rule in {"L-REPLAY", "L-SUM", "L-COMPLETE", "L-FACTOR-REGION"}
    ]
    claims = [s for s in view.report.statements if PERFECT.search(s.text)]
    if wrong and claims:
        row = claims[0]
        hit = PERFECT.search(row.text)
        found.add(
            "L-STATEMENT", row.location, "核查结论", printed=hit.group(0) if hit else "", expected=wrong[0].rule,
            moves="nothing", zh=f"结论称数据正确完整, 与 {len(wrong)} 项发现矛盾 (如 {wrong[0].table} {wrong[0].item})。",
            en=f"The conclusion calls the data correct; {len(wrong)} findings of replay or completeness contradict it.",
        )  # fmt: skip


def _advice(view: View, found: Findings) -> None:
    """Advice that speaks of emissions nobody quantified."""
    have = {line.category for line in view.lines} | {category_of(s.category) for s in view.report.summary}
    for row in view.report.statements:
        if (
            re.search("运输产生的间接|运输排放|差旅碳排放", row.text)
            and row.kind
            in {
                "recommendation",
                "process",
                "metering",
            }
            and have
            and "3" not in have
        ):
            found.add(
                "L-STATEMENT", row.location, "建议", printed=row.text[:40], expected="类别三量化结果", moves="nothing",
                zh="建议部分评价了运输排放, 但类别三没有量化。",
                en="The advice judges transport emissions that are not quantified.",
            )  # fmt: skip


def _products(view: View, found: Findings) -> None:
    """The main product named in the process description against the organisation's products."""
    products = view.text_facts("product")
    texts = [
        (s.location, m)
        for s in view.report.statements
        for m in re.findall(r"主要生产(?!工序|工艺|设备|过程|经营)([^，。；,]{2,12})", s.text)
    ]
    known = [f.text for f in products]
    names = {plain(t): (f.location, t) for f, t in ((f, f.text) for f in products)}
    for location, text in texts:
        names.setdefault(plain(text), (location, text))
    wanted = max(known, key=known.count) if known else ""
    for name, (location, text) in names.items():
        if wanted and not same(name, wanted) and not (keys(name) & keys(wanted)):
            found.add(
                "L-TEMPLATE", location, "主要产品", printed=text, expected=wanted, moves="nothing",
                zh=f"此处产品为 {text}, 组织的产品为 {wanted}: 可能为模板残留。",
                en=f"The product here is {text}, the organisation makes {wanted}.",
            )  # fmt: skip


def _parts(view: View, found: Findings) -> None:
    everything = " ".join(s.text for s in view.report.statements) + " ".join(
        f.text for f in view.report.facts
    )
    if view.report.statements and not view.report.uncertainty and "不确定" not in everything:
        found.add("L-MISSING-PART", "", "不确定性", expected="不确定性评价", moves="nothing",
                  zh="没有不确定性评价 (ISO 14064-1:2018 8.3)。", en="No uncertainty assessment.")  # fmt: skip
    if view.report.statements and not re.search("基准年|基年|base year", everything, re.IGNORECASE):
        found.add("L-MISSING-PART", "", "基准年", expected="基准年说明", moves="nothing",
                  zh="没有说明基准年 (ISO 14064-1:2018 6.4)。", en="No base year is stated.")  # fmt: skip
    bare = [a for a in view.report.activity if not (a.evidence or a.method or a.frequency)]
    for datum in bare if len(bare) < len(view.report.activity) else []:
        found.add("L-DATA-SOURCE", datum.table, f"{datum.source} {datum.facility}".strip(), expected="数据来源", moves="nothing",
                  zh=f"{datum.source} {datum.facility} 没有数据来源与监测方法。", en=f"{datum.source} has no source or metering.",
                  )  # fmt: skip
    if bare and len(bare) == len(view.report.activity):
        found.add(
            "L-DATA-SOURCE", bare[0].table, "活动数据", printed=f"{len(bare)} 行", expected="数据来源、监测方法、频次",
            moves="nothing", zh=f"活动数据表 {len(bare)} 行均未列数据来源、监测方法与频次, 无法追溯。",
            en=f"None of the {len(bare)} activity data has a source, method or frequency.",
        )  # fmt: skip
