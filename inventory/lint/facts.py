"""One fact in many places: totals, names, periods, years, codes, thresholds.

Numbers of single sources are compared in ``completeness``; counts and statements in ``texts``.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from inventory.intervals import exact
from inventory.lint.collect import Findings
from inventory.lint.names import plain
from inventory.lint.numbers import Number, parse, show, total
from inventory.lint.view import View, category_of
from inventory.printed.model import Fact
from inventory.printed.tables import dates_in
from inventory.printed.vocabulary import FACT_KEYS

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
CODE_LENGTH = 18
REQUIRED = {
    "industry_code",
    "assurance",
    "credit_code",
    "organisation",
    "verifier",
    "period",
    "materiality",
    "standard",
}
SINGLE_NAMES = ("organisation", "verifier", "credit_code", "boundary_approach")


def check_facts(view: View, found: Findings) -> None:
    """L-ONEFACT, L-NAME, L-PERIOD, L-YEAR, L-CREDIT-CODE, L-MATERIALITY, L-EMPTY-FIELD."""
    _category_totals(view, found)
    _totals(view, found)
    _names(view, found)
    _periods(view, found)
    _years(view, found)
    _code(view, found)
    _materiality(view, found)
    for fact in view.report.facts:
        if fact.key in REQUIRED and not fact.text.strip():
            found.add("L-EMPTY-FIELD", fact.location, FACT_KEYS[fact.key], expected=FACT_KEYS[fact.key], moves="nothing",
                      zh=f"{FACT_KEYS[fact.key]}空白。", en=f"The field {fact.key} is blank.")  # fmt: skip


def one_number(
    found: Findings,
    item: str,
    places: list[tuple[str, str, Number]],
    zh: str,
    en: str,
    *,
    counts: bool = True,
) -> None:
    """All printings of one number against the one printed most."""
    if len(places) < 2:
        return
    votes = Counter(number.value for _, _, number in places)
    best = max(votes.values())
    reference = next(number for _, _, number in places if votes[number.value] == best)
    for table, _, number in places:
        gap = number.value - reference.value
        if gap == 0 or (number.slack != reference.slack and number.agrees(reference)):
            continue
        is_last = abs(gap) <= 2 * max(number.slack, reference.slack)
        found.add(
            "L-LASTDIGIT" if is_last else "L-ONEFACT", table, item, printed=number.text, expected=reference.text,
            delta=gap, counts=counts and not is_last, zh=f"{zh}此处为 {number.text}, 其他处为 {reference.text}。",
            en=f"{en} is {number.text} here and {reference.text} elsewhere.",
        )  # fmt: skip


def _category_totals(view: View, found: Findings) -> None:
    for category, places in view.category_totals().items():
        one_number(
            found, f"类别{category}", places, f"类别{category}合计", f"The total of category {category}"
        )
        parts = [line.emission for line in view.lines if line.category == category and line.emission]
        table = next((line.table for line in view.lines if line.category == category), "")
        span = total([n.interval for n in parts])
        for where, _, number in places[:1]:
            if parts and not span.meets(number.interval):
                value = sum((n.value for n in parts), Decimal(0))
                found.add(
                    "L-SUM", where, f"类别{category}", printed=number.text, expected=show(value),
                    delta=number.value - value,
                    zh=f"类别{category} 合计 {number.text} 不等于量化表 (表 {table} 等) 各行之和 {show(value)}。",
                    en=f"Category {category} is printed {number.text}; its quantified lines add up to {show(value)}.",
                )  # fmt: skip


def _totals(view: View, found: Findings) -> None:
    places = [
        (s.table, "", n) for s in view.report.summary
        if s.kind == "total" and not (s.category or s.gas or s.site) and (n := parse(s.text)) and "%" not in s.text
    ]  # fmt: skip
    places += [(f.table or f.location, "", n) for f in view.report.facts_of("total") if (n := parse(f.text))]
    places += [(s.table, "", n) for s in view.report.scores if s.kind == "total" and (n := parse(s.emission))]
    one_number(found, "合计", places, "排放总量", "The total")
    scores = [n for s in view.score_items() if (n := parse(s.emission))]
    for row in view.report.scores:
        printed = parse(row.emission) if row.kind == "total" else None
        span = total([n.interval for n in scores])
        if printed and scores and not span.meets(printed.interval):
            value = sum((n.value for n in scores), Decimal(0))
            found.add(
                "L-SUM", row.table, "排放量合计", printed=row.emission, expected=show(value),
                delta=printed.value - value, counts=False,
                zh=f"评分表各行排放量之和为 {show(value)}, 合计打印 {row.emission}: 缺少或改动了行。",
                en=f"The rows of the score table add up to {show(value)}, its total prints {row.emission}.",
            )  # fmt: skip


def _names(view: View, found: Findings) -> None:
    for key in SINGLE_NAMES:
        facts = list(view.text_facts(key))
        votes = Counter(plain(f.text) for f in facts)
        if len(votes) < 2:
            continue
        reference = votes.most_common(1)[0][0]
        for fact in facts:
            if plain(fact.text) != reference:
                rule = {"verifier": "L-TEMPLATE", "boundary_approach": "L-BOUNDARY"}.get(key, "L-NAME")
                found.add(
                    rule, fact.location, key, printed=fact.text, expected=reference, moves="nothing",
                    zh=f"{NAME_LABELS[key]}此处为 {fact.text}, 其他处为 {reference}。",
                    en=f"{key} is {fact.text} here and {reference} elsewhere.",
                )  # fmt: skip


NAME_LABELS = {
    "organisation": "受核查方名称",
    "verifier": "核查机构名称",
    "credit_code": "统一社会信用代码",
    "boundary_approach": "边界方法",
}


def _periods(view: View, found: Findings) -> None:
    facts = [(f, tuple(dates_in(f.text))) for f in view.text_facts("period")]
    votes = Counter(dates for _, dates in facts if dates)
    if not votes:
        return
    reference = votes.most_common(1)[0][0]
    for fact, dates in facts:
        if dates and dates != reference:
            found.add(
                "L-PERIOD", fact.location, "报告期", printed=fact.text, expected="~".join(reference), moves="nothing",
                zh=f"报告期此处为 {fact.text}, 其他处为 {'至'.join(reference)}。",
                en=f"The period is {fact.text} here and {' to '.join(reference)} elsewhere.",
            )  # fmt: skip
    if len(reference) == 2 and reference[0] > reference[1]:
        found.add("L-PERIOD", facts[0][0].location, "报告期", printed=facts[0][0].text, moves="nothing",
                  zh="报告期的起始日期晚于结束日期。", en="The period starts after it ends.")  # fmt: skip


def _years(view: View, found: Findings) -> None:
    year = view.report_year()
    allowed = view.years() or ({str(year)} if year else set())
    for fact in view.report.facts_of("title_year"):
        if allowed and fact.text not in allowed:
            found.add(
                "L-YEAR", fact.location, "年度", printed=f"{fact.text}年度", expected=f"{year}年度", moves="nothing",
                zh=f"{fact.location} 写作 {fact.text} 年度, 报告期为 {year} 年度。",
                en=f"{fact.location} speaks of {fact.text}, the report is for {year}.",
            )  # fmt: skip


def _code(view: View, found: Findings) -> None:
    for fact in _first_of_each(view.text_facts("credit_code")):
        code = plain(fact.text).upper()
        if (
            len(code) != CODE_LENGTH
            or any(c not in CODE_ALPHABET for c in code)
            or not has_valid_check_digit(code)
        ):
            found.add(
                "L-CREDIT-CODE", fact.location, "统一社会信用代码", printed=fact.text, moves="nothing",
                zh="统一社会信用代码长度或校验位不正确。", en="Length or check digit of the credit code is wrong.",
            )  # fmt: skip


def _first_of_each(facts: list[Fact]) -> list[Fact]:
    return list({plain(f.text): f for f in reversed(facts)}.values())


def has_valid_check_digit(code: str) -> bool:
    """Check digit of GB 32100-2015 over the first 17 characters."""
    weighted = sum(CODE_ALPHABET.index(c) * w for c, w in zip(code, CODE_WEIGHTS, strict=False))
    return CODE_ALPHABET[(31 - weighted % 31) % 31] == code[-1]


def _materiality(view: View, found: Findings) -> None:
    printed, whole = view.materiality(), view.printed_total()
    bands = materiality_bands(view)
    if whole is None or not bands:
        return
    wanted = next(share for floor, share in sorted(bands, reverse=True) if whole.value >= floor)
    ticked = [b for b in view.report.bands if b.dimension == "materiality" and b.points]
    shares = [(b.location, b.label, parse(b.label)) for b in ticked]
    shares += [(f.location, f.text, Number(f.text, printed, exact(printed)))
               for f in view.text_facts("materiality")[:1] if printed is not None]  # fmt: skip
    for location, text, share in shares:
        if share and share.value != wanted:
            found.add(
                "L-MATERIALITY", location, "实质性偏差阈值", printed=text, expected=f"{show(wanted * 100, 0)}%",
                moves="materiality",
                zh=f"排放总量 {whole.text} tCO2e 对应的阈值为 {show(wanted * 100, 0)}%, 报告为 {text}。",
                en=f"A total of {whole.text} lies in the {show(wanted * 100, 0)} % band, printed {text}.",
            )  # fmt: skip


def materiality_bands(view: View) -> list[tuple[Decimal, Decimal]]:
    """Floors (tCO2e) and shares of the scale: the report's own, else nothing when it prints none."""
    bands = []
    for band in view.report.bands:
        share = parse(band.label) if band.dimension == "materiality" else None
        floor = re.match(r"(?:(\d+(?:\.\d+)?)万?吨?.*?≤\s*排放量|排放量\s*≥\s*(\d+(?:\.\d+)?))", band.bounds)
        if share:
            low = Decimal(floor.group(1) or floor.group(2)) * 10000 if floor else Decimal(0)
            bands.append((low, share.value))
    return bands


def category_name(text: str) -> str:
    """Category of a text for messages."""
    return f"类别{category_of(text)}" if category_of(text) else text
