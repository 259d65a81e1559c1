"""Is the list complete and each line in its place: categories, duplicates, shared numbers, odd values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from inventory.activity_list.line_findings import line_finding
from inventory.activity_list.rows import Line
from inventory.findings import ADVISORY, EXPLAIN, NONCONFORMITY, Finding
from inventory.units import UnitError, dimension

CATEGORY_NAMES = {
    1: ("直接排放", "direct emissions"),
    2: ("输入能源的间接排放", "imported energy"),
    3: ("运输的间接排放", "transportation"),
    4: ("使用的产品的间接排放", "products used"),
    5: ("与使用本组织产品有关的间接排放", "use of the products"),
    6: ("其他间接排放", "other sources"),
}
# ISO 14064-1:2018 5.2.2 and 5.2.4: direct emissions and imported energy are reported by every organisation.
MANDATORY = (1, 2)
# Sources that lawfully share one activity datum: several gases or effects of the same metal, fuel or anode.
SHARED_ACTIVITY = {"pfc", "anode_use", "refrigerant"}
ENOUGH_DIGITS = 4


def check_category(line: Line) -> list[Finding]:
    """Is the category given, and can this kind of source be in it (ISO 14064-1:2018 annex B)."""
    moved = line.emission.value if line.emission else None
    if line.category is None:
        zh = f"类别 {line.category_text!r} 缺失或不是 1-6，请填写。"
        en = f"category {line.category_text!r} is missing or not one of 1-6; fill it in."
        return [line_finding("LIST-CATEGORY-BLANK", EXPLAIN, line, zh, en, delta=moved)]
    if line.kind is None or set(line.categories) & set(line.kind.categories):
        return []
    right = "/".join(str(number) for number in line.kind.categories)
    zh = f"列入类别{line.category}，此类排放源应属类别{right}，请说明或更正。"
    en = f"is in category {line.category}; such a source belongs to category {right}. Explain or correct."
    return [line_finding("LIST-CATEGORY", EXPLAIN, line, zh, en, delta=moved)]


def check_dimension(line: Line) -> list[Finding]:
    """Is the activity of the kind of quantity this source is measured in."""
    if line.kind is None or not line.unit:
        return []
    try:
        found = dimension(line.unit)
    except UnitError:
        return []
    if line.kind.fits(found):
        return []
    zh = f"活动数据单位 {line.unit} 不是此类排放源的计量单位，请核对。"
    en = f"the unit {line.unit} is not what this kind of source is measured in; check it."
    return [line_finding("LIST-DIMENSION", EXPLAIN, line, zh, en)]


def check_values(line: Line) -> list[Finding]:
    """Negative and zero lines: removals are reported apart, a zero line says nothing."""
    numbers = [number.value for number in (line.activity, line.factor, line.emission) if number is not None]
    if any(number < 0 for number in numbers):
        zh, en = (
            "出现负数；清除量应单独报告，请说明。",
            "a negative number; removals are reported apart. Explain.",
        )
        return [line_finding("LIST-NEGATIVE", EXPLAIN, line, zh, en)]
    if (
        line.emission is not None
        and line.emission.value == 0
        and (line.activity is None or line.activity.value == 0)
    ):
        zh, en = (
            "活动数据与排放量均为零，请确认该排放源是否存在。",
            "zero activity and emission; does the source exist?",
        )
        return [line_finding("LIST-ZERO", ADVISORY, line, zh, en)]
    return []


def _name(text: str) -> str:
    return re.sub(r"[\s()（）\-_·、,，]", "", text).lower()


def _same_activity(one: Line, other: Line) -> bool:
    if one.activity is None or other.activity is None or one.unit != other.unit:
        return False
    return one.activity.value == other.activity.value and one.activity.value != 0


def _pair(one: Line, other: Line) -> list[Finding]:
    amount = other.emission.value if other.emission else None
    same_name = _name(one.source) == _name(other.source)
    same_factor = (
        one.factor is not None and other.factor is not None and one.factor.value == other.factor.value
    )
    if _same_activity(one, other) and same_name and same_factor:
        zh = f"与第{one.row}行完全重复，排放量被计入两次，请删除其一。"
        en = f"repeats line {one.row}: counted twice. Remove one."
        return [line_finding("LIST-DUPLICATE", NONCONFORMITY, other, zh, en, delta=amount)]
    if same_name and one.category == other.category and one.unit == other.unit and same_factor:
        zh = f"与第{one.row}行排放源同名、因子相同，请确认是否重复计算。"
        en = f"has the name and factor of line {one.row}: counted twice?"
        return [line_finding("LIST-SAME-SOURCE", ADVISORY, other, zh, en, delta=amount)]
    if not _same_activity(one, other) or same_name:
        return []
    kinds = {line.kind.name for line in (one, other) if line.kind}
    assert other.activity is not None
    digits = len(other.activity.value.normalize().as_tuple().digits)
    if kinds & SHARED_ACTIVITY or digits < ENOUGH_DIGITS:
        return []
    zh = f"活动数据与第{one.row}行（{one.source}）完全相同，请确认是否填错。"
    en = f"has exactly the activity of line {one.row} ({one.source}): a copying slip?"
    return [
        line_finding("LIST-SAME-NUMBER", EXPLAIN if same_factor else ADVISORY, other, zh, en, delta=amount)
    ]


def check_duplicates(lines: Sequence[Line]) -> list[Finding]:
    """Lines that are there twice, and one number that stands for two quantities."""
    found: dict[int, list[Finding]] = {}
    for one, other in combinations(lines, 2):
        for hit in _pair(one, other):
            found.setdefault(other.row, []).append(hit)
    rank = {NONCONFORMITY: 0, EXPLAIN: 1, ADVISORY: 2}
    return [min(hits, key=lambda hit: rank[hit.disposition]) for hits in found.values()]


def check_completeness(lines: Sequence[Line]) -> list[Finding]:
    """Categories not in the list: the mandatory ones one by one, the others together as advice."""
    present = {number for line in lines for number in line.categories}
    if not present:
        return []
    absent = [number for number in CATEGORY_NAMES if number not in present]
    needed = [number for number in absent if number in MANDATORY]
    rest = [number for number in absent if number not in needed]
    findings = [_absent([number], EXPLAIN, "必须量化", "must be quantified") for number in needed]
    zh, en = "既未量化也未说明排除理由", "neither quantified nor excluded with a reason"
    return findings + ([_absent(rest, ADVISORY, zh, en)] if rest else [])


def _absent(numbers: list[int], disposition: str, zh: str, en: str) -> Finding:
    names_zh = "、".join(f"类别{number}（{CATEGORY_NAMES[number][0]}）" for number in numbers)
    names_en = ", ".join(f"category {number} ({CATEGORY_NAMES[number][1]})" for number in numbers)
    return Finding(
        rule="LIST-CATEGORY-MISSING",
        disposition=disposition,
        item="、".join(f"类别{number}" for number in numbers),
        message_zh=f"清单没有{names_zh}，{zh}。",
        message_en=f"The list has no {names_en}: {en}.",
    )
