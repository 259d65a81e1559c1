"""Declared equals quantified: categories, source groups, parameters, gases and methods the report says it covers.

Statements of the boundary against each other belong in ``texts``.
"""

from __future__ import annotations

import re

from inventory.lint.collect import Findings
from inventory.lint.names import core, keys, plain, same, same_any
from inventory.lint.view import View, category_of
from inventory.printed.model import Declared

CLASS_WORDS = {
    "固定": "固定", "移动": "移动", "逸散": "逸散", "过程": "过程", "工艺": "过程", "工业生产": "过程", "电力": "能源",
    "热力": "能源", "能源": "能源", "蒸汽": "能源", "运输": "运输", "差旅": "运输", "原材料": "原材料",
    "组织使用": "原材料", "废弃物": "废弃物", "危废": "废弃物", "逸散排放": "逸散",
}  # fmt: skip
PLAIN_CLASSES = {"逸散", "工艺", "过程", "逸散排放", "工艺排放", "固定", "移动"}
MATERIAL_WORDS = ("原材料", "原料", "辅料", "提取")
FREIGHT = ("运输", "货运", "海运", "物流", "差旅", "通勤")


def check_declared(view: View, found: Findings) -> None:
    """L-DECLARED, L-EXCLUSION, L-METHOD."""
    _items(view, found)
    _categories(view, found)
    _exclusions(view, found)
    _methods(view, found)


def quantified_names(view: View, category: str) -> list[str]:
    """Names of everything quantified in a category, with the class words of its lines."""
    names = []
    for line in view.lines:
        if line.category in {category, ""} or not category:
            names += [*line.names, line.line.cls, f"{line.line.cls}{line.line.source}{line.line.facility}"]
    for item in view.items():
        if category_of(item.category) == category:
            names += [item.item, f"{item.cls}{item.item}"]
    return [name for name in names if name]


def classes_of(text: str) -> set[str]:
    """Classes of sources a text speaks of."""
    return {cls for word, cls in CLASS_WORDS.items() if word in plain(text)}


def is_covered(item: str, names: list[str]) -> bool:
    """True when something quantified answers a declared item."""
    if same_any([item], names):
        return True
    wanted = classes_of(item)
    have = {cls for name in names for cls in classes_of(name)}
    if item in PLAIN_CLASSES:
        return bool(wanted & have)
    if any(word in item for word in FREIGHT) and not keys(item):
        goods = core(re.sub("|".join(FREIGHT), "", item))
        freight = [n for n in names if any(word in n for word in FREIGHT)]
        return bool(freight) and (
            not goods or any(goods in n for n in freight) or item in {"运输", "原材料", "原材料运输"}
        )
    if any(word in item for word in MATERIAL_WORDS):
        return bool(names) and any(any(w in n for w in (*MATERIAL_WORDS, "上游")) for n in names)
    return not keys(item) and (bool(wanted & have) or not core(item))


def _items(view: View, found: Findings) -> None:
    if not view.lines and not view.items():
        return
    seen: set[tuple[str, str, str]] = set()
    for row in view.report.declared:
        item, category = row.item, category_of(row.category)
        subject = _subject(row)
        mark = (category, " ".join(sorted(keys(subject))) or core(subject), row.table)
        if row.status not in {"included", "parameter"} or not item or mark in seen:
            continue
        seen.add(mark)
        names = quantified_names(view, category)
        if subject and not is_covered(subject, names) and not _is_place(view, subject):
            kind_zh = "清单所列参数" if row.status == "parameter" else "声明纳入的"
            found.add(
                "L-DECLARED", row.table or row.location, f"{row.category} {item}", printed=item,
                expected="量化 / quantified", moves="nothing",
                zh=f"{kind_zh} {item} ({row.category} {row.cls}) 没有量化结果。",
                en=f"{item} is declared for {row.category} but nothing is quantified.",
            )  # fmt: skip


def _subject(row: Declared) -> str:
    """What must be quantified for a declared item; a coefficient stands for its fuel or equipment."""
    item = re.sub(r"等$|及$", "", row.item)
    item = re.sub(r"^[^：:]*[：:]", "", item)
    if row.status != "parameter":
        return item
    if keys(item) and category_of(row.category) != "3":
        return item
    transport = next((w for w in ("差旅", "通勤", "产品运输", "原材料运输") if w in row.cls), "")
    return transport or item


def _is_place(view: View, subject: str) -> bool:
    """Equipment words (叉车, 保温炉) are covered when a quantified source or its facility names them."""
    if keys(subject):
        return False
    facilities = " ".join(s.facility for s in view.report.sources)
    return bool(re.search(r"(?:炉|车|机|设备|锅炉|装置)等?$", subject)) or subject in facilities


def _categories(view: View, found: Findings) -> None:
    declared = {category_of(d.category) for d in view.report.declared if d.status == "included"}
    excluded = {category_of(d.category) for d in view.report.declared if d.status == "excluded"}
    have = {line.category for line in view.lines if line.category}
    have |= {
        category_of(s.category)
        for s in view.report.summary
        if s.kind in {"item", "subtotal"} and _has_number(s.text)
    }
    have.discard("")
    if not have:
        return
    for category in sorted(declared - have - {""}):
        found.add(
            "L-DECLARED", _where(view, category), f"类别{category}", printed="声明纳入", expected="量化结果",
            moves="nothing", zh=f"类别{category} 声明纳入报告边界, 但各汇总表中没有量化结果。",
            en=f"Category {category} is declared inside the boundary and has no result in any summary.",
        )  # fmt: skip
    for category in sorted(have & excluded):
        found.add(
            "L-DECLARED", _where(view, category), f"类别{category}", printed="声明未量化", expected="无结果",
            moves="nothing", zh=f"类别{category} 声明未量化, 却有量化结果。",
            en=f"Category {category} is declared excluded and yet quantified.",
        )  # fmt: skip
    for category in sorted(have - declared if declared else set()):
        found.add(
            "L-DECLARED", "", f"类别{category}", printed="", expected="声明纳入", moves="nothing",
            zh=f"类别{category} 有量化结果, 但报告边界没有声明纳入。",
            en=f"Category {category} is quantified and not declared in the boundary.",
        )  # fmt: skip
    if view.report.declared and declared:
        for category in sorted(set("123456") - have - declared - excluded):
            found.add(
                "L-EXCLUSION", "", f"类别{category}", printed="", expected="量化或排除理由", moves="nothing",
                severity="advisory", zh=f"类别{category} 既未量化也未说明排除。",
                en=f"Category {category} is neither quantified nor excluded.",
            )  # fmt: skip


def _has_number(text: str) -> bool:
    return bool(re.search(r"[1-9]", text))


def _where(view: View, category: str) -> str:
    rows = [d for d in view.report.declared if category_of(d.category) == category]
    return next((d.table or d.location for d in rows), "")


def _exclusions(view: View, found: Findings) -> None:
    reasons: dict[str, list[str]] = {}
    for row in view.report.declared:
        if row.status == "excluded":
            reasons.setdefault(category_of(row.category) or row.item, []).append(row.reason)
    for name, texts in reasons.items():
        if not any(texts):
            found.add(
                "L-EXCLUSION", _where(view, name), f"类别{name}" if name.isdigit() else name, printed="未量化",
                expected="排除理由", moves="nothing", zh=f"类别{name} 未量化, 没有说明排除理由。",
                en=f"Category {name} is excluded without a reason.",
            )  # fmt: skip


def _methods(view: View, found: Findings) -> None:
    methods = view.report.methods
    if not methods:
        return
    texts = [f"{m.cls} {m.text}" for m in methods]
    table = methods[0].table
    classes: dict[tuple[str, frozenset[str]], str] = {}
    for item in view.items():
        classes.setdefault((item.cls, keys(f"{item.cls}{item.item}") & SPECIAL), item.item)
    for (cls, _), example in classes.items():
        wanted = classes_of(cls) or classes_of(example)
        covered = any(wanted & classes_of(text) for text in texts) or same_any([cls, example], texts)
        special = keys(f"{cls}{example}") & SPECIAL
        if special:
            covered = any(special & keys(text) for text in texts)
        if wanted and not covered:
            found.add(
                "L-METHOD", table, cls or example, printed="", expected=f"{cls} 的核算方法", moves="nothing",
                zh=f"核算方法表缺少 {cls} ({example}) 的计算方法。",
                en=f"The method table has no method for {cls} ({example}).",
            )  # fmt: skip
    for method in methods:
        for key in sorted(keys(method.text) & SPECIAL):
            if not any(key in keys(name) for line in view.lines for name in line.names):
                found.add(
                    "L-DECLARED", method.table, f"{method.cls} {key}", printed=method.text[:60],
                    expected="量化 / quantified", moves="nothing", severity="explain",
                    zh=f"核算方法列有 {METHOD_LABELS[key]}, 但没有量化。",
                    en=f"A method is given for {key}, which is not quantified.",
                )  # fmt: skip


SPECIAL = frozenset({"extinguisher", "refrigerant", "septic", "wastewater"})
METHOD_LABELS = {
    "extinguisher": "灭火器",
    "refrigerant": "制冷设备",
    "septic": "化粪池",
    "wastewater": "工业废水",
}


def declares_same(one: str, other: str) -> bool:
    """True when two declared items mean the same."""
    return same(one, other)
