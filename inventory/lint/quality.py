"""Data-quality scores replayed: means, shares, weighted scores, totals, grades, one scheme.

Whether a score is a level of the rubric and fits its row's provenance belongs in ``rubric``.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from inventory.intervals import Interval, exact
from inventory.lint.collect import Findings
from inventory.lint.names import plain
from inventory.lint.numbers import Number, middle, parse, show, total
from inventory.lint.sums import share_agrees
from inventory.lint.view import View
from inventory.printed.model import Band, Score

MEAN, PRODUCT = "mean", "product"
TABLE_WORDS = {MEAN: "平均", PRODUCT: "相乘"}


def check_quality(view: View, found: Findings) -> None:
    """L-SCORE, L-SCORE-TOTAL, L-SHARE, L-GRADE, L-SCHEME, L-BANDS."""
    items = view.score_items()
    if items:
        scheme = scheme_of(view)
        whole = _whole(view)
        for row in items:
            _mean(found, row, scheme)
            _share(found, row, whole)
            _weighted(found, row, scheme, whole)
        _total(view, found, items, scheme, whole)
        _schemes(view, found, items, scheme)
    _bands(view, found)


def scheme_of(view: View) -> str:
    """How the table makes its scores: mean of the levels, or product of activity and factor level."""
    return MEAN if any(s.mean or s.calibration for s in view.score_items()) else PRODUCT


def scheme_in_text(view: View) -> str:
    """Scheme the text explains, or an empty text."""
    text = plain(" ".join(s.text for s in view.report.statements if s.kind == "scores"))
    if re.search(r"评分值?[×*]源?i?排放因子评分|活动数据评分值?[×*].*因子评分|[×*]源?i?排放因子", text):
        return PRODUCT
    return MEAN if re.search(r"\)/3|平均积分[=＝]|平均得分[=＝]|之和/3|算术平均", text) else ""


def _whole(view: View) -> Number | None:
    for row in view.report.scores:
        number = parse(row.emission) if row.kind == "total" else None
        if number:
            return number
    return view.printed_total()


def row_score(row: Score, scheme: str) -> Interval | None:
    """Score of a row from its own levels, exact."""
    levels = [n for n in (parse(row.activity), parse(row.factor), parse(row.calibration)) if n]
    if scheme == PRODUCT:
        activity, factor = parse(row.activity), parse(row.factor)
        return exact(activity.value) * exact(factor.value) if activity and factor else None
    if not levels:
        return None
    return exact(sum((n.value for n in levels), Decimal(0))) / exact(Decimal(len(levels)))


def _mean(found: Findings, row: Score, scheme: str) -> None:
    printed, score = parse(row.mean), row_score(row, scheme)
    if printed and score and not _close(score, printed):
        found.add(
            "L-SCORE", row.table, _name(row), printed=row.mean, expected=show(middle(score), 2), moves="nothing",
            zh=f"{_name(row)} 的评分 {row.activity}/{row.factor}/{row.calibration} 得 {show(middle(score), 2)}, "
            f"打印 {row.mean}。",
            en=f"The levels of {_name(row)} give {show(middle(score), 2)}, printed {row.mean}.",
        )  # fmt: skip


def _close(value: Interval, printed: Number) -> bool:
    return value.meets(printed.interval)


def _name(row: Score) -> str:
    return f"{row.no} {row.source}".strip()


def _share(found: Findings, row: Score, whole: Number | None) -> None:
    share, part = parse(row.share), parse(row.emission)
    if share and part and whole and not share_agrees(share, part, whole):
        expected = f"{show(part.value / whole.value * 100, 2)}%"
        found.add(
            "L-SHARE", row.table, _name(row), printed=row.share, expected=expected, moves="nothing",
            zh=f"{_name(row)} 的占比应为 {expected}, 打印 {row.share}。",
            en=f"The share of {_name(row)} is {expected}, printed {row.share}.",
        )  # fmt: skip


def _ratio(row: Score, whole: Number | None) -> Interval | None:
    part, share = parse(row.emission), parse(row.share)
    if part and whole and whole.value:
        ratio = part.interval / whole.interval
        return (
            ratio
            if share is None
            else Interval(min(ratio.low, share.interval.low), max(ratio.high, share.interval.high))
        )
    return share.interval if share else None


def _weighted(found: Findings, row: Score, scheme: str, whole: Number | None) -> None:
    printed, share, score = parse(row.weighted), _ratio(row, whole), row_score(row, scheme)
    if not printed or not share or not score:
        return
    mean = parse(row.mean)
    span = share * (
        Interval(min(score.low, mean.interval.low), max(score.high, mean.interval.high)) if mean else score
    )
    if not span.meets(printed.interval):
        expected = show(middle(share) * middle(score), 4)
        found.add(
            "L-SCORE", row.table, _name(row), printed=row.weighted, expected=expected, moves="nothing",
            zh=f"{_name(row)} 的加权得分 = {show(middle(score), 2)} × 占比 = {expected}, 打印 {row.weighted}。",
            en=f"The weighted score of {_name(row)} is {expected}, printed {row.weighted}.",
        )  # fmt: skip


def replayed_total(items: list[Score], scheme: str, whole: Number | None) -> Interval | None:
    """Total score from the rows' own levels and emissions."""
    parts = []
    for row in items:
        share, score = _ratio(row, whole), row_score(row, scheme)
        if share is None or score is None:
            return None
        parts.append(share * score)
    return total(parts)


def _total(view: View, found: Findings, items: list[Score], scheme: str, whole: Number | None) -> None:
    value = replayed_total(items, scheme, whole)
    printed = [
        (s.table, s.weighted, n) for s in view.report.scores if s.kind == "total" and (n := parse(s.weighted))
    ]
    printed += [
        (f.table or f.location, f.text, n) for f in view.text_facts("quality_score") if (n := parse(f.text))
    ]
    weighted = [n for row in items if (n := parse(row.weighted))]
    span = total([n.interval for n in weighted])
    for table, text, number in printed:
        if value is not None and not value.meets(number.interval):
            grade = grade_for(view.report.bands, middle(value))
            found.add(
                "L-SCORE-TOTAL", table, "数据质量总分", printed=text, expected=show(middle(value), 2), moves="nothing",
                zh=f"由各行评分与占比得总分 {show(middle(value), 2)}" + (f" ({grade})" if grade else "") + f", 报告为 {text}。",
                en=f"The rows give a score of {show(middle(value), 2)} {grade}, printed {text}.",
            )  # fmt: skip
        elif weighted and len(weighted) == len(items) and not span.meets(number.interval):
            found.add(
                "L-SCORE-TOTAL", table, "数据质量总分", printed=text, expected=show(middle(span), 2), moves="nothing",
                zh=f"加权得分之和为 {show(middle(span), 2)}, 报告为 {text}。",
                en=f"The weighted scores add up to {show(middle(span), 2)}, printed {text}.",
            )  # fmt: skip
    if len({n.value for _, _, n in printed}) > 1 and not _all_agree([n for _, _, n in printed]):
        found.add(
            "L-ONEFACT", printed[-1][0], "数据质量总分", printed=printed[-1][1], expected=printed[0][1], moves="nothing",
            zh=f"数据质量总分表中为 {printed[0][1]}, 正文为 {printed[-1][1]}。",
            en=f"The score is {printed[0][1]} in the table and {printed[-1][1]} in the text.",
        )  # fmt: skip
    _grades(view, found, [(t, n) for t, _, n in printed])


def _all_agree(numbers: list[Number]) -> bool:
    return all(n.agrees(numbers[0]) for n in numbers)


def bounds_of(band: Band) -> tuple[Decimal | None, Decimal | None, bool]:
    """Lower and upper bound of a grade, and whether the upper one is inside: "<5.0, ≥4.0", "31-36"."""
    text = plain(band.bounds)
    span = re.fullmatch(r"(\d+(?:\.\d+)?)[-~—至](\d+(?:\.\d+)?)分?", text)
    if span:
        return Decimal(span.group(1)), Decimal(span.group(2)), True
    low = re.search(r"[≥>]=?\s*(\d+(?:\.\d+)?)", text) or re.search(
        r"(\d+(?:\.\d+)?)\s*[≤<]=?\s*[A-Za-z\u4e00-\u9fff]", text
    )
    high = re.search(r"[<≤]=?\s*(\d+(?:\.\d+)?)(?!.*[A-Za-z])", text)
    return (Decimal(low.group(1)) if low else None, Decimal(high.group(1)) if high else None, "≤" in text)


def grade_for(bands: list[Band], score: Decimal) -> str:
    """Label of the grade a score lies in; a score between whole-number grades belongs to the lower one."""
    grades = [(bounds_of(b), b.label) for b in bands if b.dimension == "grade"]
    fitting = [(low, label) for (low, _, _), label in grades if low is not None and score >= low]
    if fitting:
        return max(fitting)[1]
    return next(
        (label for (low, high, _), label in grades if low is None and high is not None and score < high), ""
    )


def _grades(view: View, found: Findings, scores: list[tuple[str, Number]]) -> None:
    bands = [b for b in view.report.bands if b.dimension == "grade"]
    labels = {plain(b.label) for b in bands}
    printed = [(s.table, s.grade) for s in view.report.scores if s.kind == "grade" and s.grade]
    printed += [(f.table or f.location, f.text) for f in view.text_facts("quality_grade")]
    if not bands:
        return
    for table, grade in printed:
        if plain(grade) not in labels:
            found.add(
                "L-GRADE", table, "数据质量等级", printed=grade, expected="/".join(b.label for b in bands),
                moves="nothing", zh=f"等级 {grade} 不在分级表中。", en=f"The grade {grade} is not in the table of grades.",
            )  # fmt: skip
    for table, number in scores:
        wanted = grade_for(bands, number.value)
        whole = grade_for(bands, number.value.to_integral_value(ROUND_HALF_UP))
        said = next((g for t, g in printed if t == table), "")
        if wanted and said and plain(said) in labels and plain(said) not in {plain(wanted), plain(whole)}:
            found.add(
                "L-GRADE", table, "数据质量等级", printed=f"{number.text} {said}", expected=wanted, moves="nothing",
                zh=f"得分 {number.text} 属于 {wanted}, 报告为 {said}。",
                en=f"A score of {number.text} is {wanted}, printed {said}.",
            )  # fmt: skip
    row_grades = {plain(s.grade) for s in view.score_items() if s.grade}
    for grade in sorted(row_grades - labels):
        found.add("L-GRADE", view.score_items()[0].table, "数据等级", printed=grade, moves="nothing",
                  expected="/".join(b.label for b in bands),
                  zh=f"各行等级 {grade} 不在分级表 ({bands[0].label}...) 中。",
                  en=f"Rows are graded {grade}, which is not in the table of grades.")  # fmt: skip


def _schemes(view: View, found: Findings, items: list[Score], scheme: str) -> None:
    explained = scheme_in_text(view)
    if explained and explained != scheme:
        found.add(
            "L-SCHEME", items[0].table, "评分方法", printed=f"{TABLE_WORDS[explained]}法", expected=f"{TABLE_WORDS[scheme]}法",
            moves="nothing", zh=f"正文说明的是{TABLE_WORDS[explained]}法, 评分表用的是{TABLE_WORDS[scheme]}法。",
            en=f"The text explains the {explained} scheme, the table uses the {scheme} one.",
        )  # fmt: skip
    dimensions = {
        b.dimension for b in view.report.bands if b.dimension in {"activity", "factor", "calibration"}
    }
    used = {d for d in ("activity", "factor", "calibration") if any(getattr(s, d) for s in items)}
    for dimension in sorted(dimensions - used):
        found.add(
            "L-SCHEME", items[0].table, dimension, printed="", expected=dimension, moves="nothing",
            zh=f"评分标准规定了 {DIMENSION_LABELS[dimension]} 评分, 评分表没有该列。",
            en=f"The rubric scores {dimension}; the table has no such column.",
        )  # fmt: skip
    top = [bounds_of(b)[0] or bounds_of(b)[1] for b in view.report.bands if b.dimension == "grade"]
    highest = max((t for t in top if t is not None), default=None)
    levels = [
        Decimal(b.points) for b in view.report.bands if b.dimension == "activity" and b.points.isdigit()
    ]
    limit = max(levels, default=Decimal(6))
    totals = [n for s in view.report.scores if s.kind == "total" and (n := parse(s.weighted))]
    for fact in view.text_facts("quality_score"):
        number = parse(fact.text)
        is_other = number is not None and bool(totals) and not any(number.agrees(t) for t in totals)
        if number and is_other and highest and highest > limit and number.value <= limit:
            found.add(
                "L-SCHEME", fact.table or fact.location, "数据质量得分", printed=fact.text,
                expected=f"{TABLE_WORDS[scheme]}法的得分", moves="nothing",
                zh=f"正文得分 {fact.text} 是平均法的量级, 分级表与评分表用的是乘积法。",
                en=f"The score {fact.text} in the text belongs to another scheme than the table.",
            )  # fmt: skip


DIMENSION_LABELS = {"activity": "活动数据", "factor": "排放因子", "calibration": "仪表校正"}


def _bands(view: View, found: Findings) -> None:
    bands = [b for b in view.report.bands if b.dimension == "grade"]
    spans = sorted(
        (low or Decimal(0), high or Decimal("Infinity"), b.label)
        for b in bands for low, high, _ in [bounds_of(b)] if (low, high) != (None, None)
    )  # fmt: skip
    breaks = [
        (high, low, label, above)
        for (_, high, label), (low, _, above) in pairwise(spans)
        if low != high and high.is_finite()
    ]
    # Whole-number grades (25-30, 31-36) leave the decimals between them to nobody; a missing grade is another thing.
    whole = [b for b in breaks if b[1] - b[0] == 1]
    for item, kind in (
        ("数据质量等级 整数边界", whole),
        ("数据质量等级", [b for b in breaks if b not in whole]),
    ):
        if not kind:
            continue
        text = "、".join(f"{label} {high} / {above} {low}" for high, low, label, above in kind)
        found.add(
            "L-BANDS", bands[0].table, item, printed=text, expected="连续区间", moves="nothing",
            zh=f"分级区间不连续或重叠: {text}; 介于其间的得分没有归属。",
            en=f"The grades leave gaps or overlap: {text}.",
        )  # fmt: skip
    for fact in view.report.facts_of("count"):
        if fact.scope == "grades" and bands:
            check_count(found, fact.text, len(bands), bands[0].table, "数据质量等级", fact.location)


def check_count(found: Findings, words: str, listed: int, table: str, what: str, location: str) -> None:
    """A number in words against how many are listed."""
    said = number_of(words)
    if said is not None and said != listed:
        found.add(
            "L-COUNT", location or table, what, printed=words, expected=str(listed), moves="nothing",
            zh=f"文字称 {what} {words}, 所列为 {listed} 个。", en=f"The text says {words} ({what}), {listed} are listed.",
        )  # fmt: skip


def number_of(words: str) -> int | None:
    """Chinese numeral (up to 99) or digits as a number."""
    words = re.sub(r"[个类级种项家台]+$", "", words.strip())
    if words.isdigit():
        return int(words)
    digits = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
    tens, _, ones = words.partition("十")
    if "十" in words:
        return (digits.get(tens, 0) if tens else 1) * 10 + (digits.get(ones, 0) if ones else 0)
    return digits.get(words)
