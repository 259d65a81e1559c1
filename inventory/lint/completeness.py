"""Every source in every table, and one number for it everywhere.

Pairs quantification lines with summary, score, activity, source and factor rows. Totals of categories and other
single facts belong in ``facts``.
"""

from __future__ import annotations

from collections.abc import Callable

from inventory.lint.collect import Findings
from inventory.lint.names import core, keys, same_any
from inventory.lint.numbers import Number, is_blank, parse, show
from inventory.lint.pairing import POWERS, Pairs, Row, is_generic, is_telling, pair, same_number
from inventory.lint.scales import is_clear
from inventory.lint.view import LineView, View, category_of
from inventory.units import UnitError, product_scale

COEFFICIENTS = ("低位发热", "含碳量", "氧化率", "热值", "排放因子", "排放系数")
FACTOR_DIGITS = 3
FACTOR_ROLES = ("factor", "ef_co2", "ef_ch4", "ef_n2o", "rate")


def check_completeness(view: View, found: Findings) -> None:
    """L-COMPLETE, L-ONEFACT, L-LASTDIGIT, L-ZERO."""
    if not view.lines:
        return
    _summary(view, found)
    _scores(view, found)
    _activity(view, found)
    _sources(view, found)
    _factors(view, found)


def _emission(line: LineView) -> Number | None:
    return line.emission


def _tables(rows: list[str]) -> str:
    return "、".join(dict.fromkeys(rows))


def missing(
    found: Findings, table: str, line: LineView, what_zh: str, what_en: str, *, counts: bool = False
) -> None:
    """A quantified source that does not stand in a table."""
    size = line.emission
    found.add(
        "L-COMPLETE", table, line.label, printed="", expected=line.label, delta=-size.value if size else None,
        counts=counts, zh=f"{what_zh}缺少已量化的排放源 {line.label} (排放量 {size.text if size else '-'} tCO2e)。",
        en=f"The {what_en} lacks the quantified source {line.label}.",
    )  # fmt: skip


def extra(found: Findings, table: str, row: Row, what_zh: str, what_en: str, *, counts: bool = False) -> None:
    """A row of a table for which nothing is quantified."""
    name = next((n for n in row.names if n), "")
    size = row.number
    found.add(
        "L-COMPLETE", table, name, printed=size.text if size else name, expected="",
        delta=size.value if size and counts else None, counts=counts,
        zh=f"{what_zh}列有 {name}, 但没有对应的量化计算行。",
        en=f"{what_en} lists {name}, for which nothing is quantified.",
    )  # fmt: skip


def differ(
    found: Findings, table: str, line: LineView, here: Number, there: Number, what_zh: str, what_en: str, *,
    is_emission: bool = True, counts: bool = False,
) -> None:  # fmt: skip
    """One number of a source printed differently in two tables."""
    gap = here.value - there.value
    if gap == 0:
        return
    is_last = abs(gap) <= 2 * max(here.slack, there.slack)
    found.add(
        "L-LASTDIGIT" if is_last else "L-ONEFACT", table, line.label, printed=here.text, expected=there.text,
        delta=gap if is_emission else None, counts=counts and not is_last,
        zh=f"{line.label} 的{what_zh}此处为 {here.text}, 表 {line.table.split('/')[0]} 为 {there.text}。",
        en=f"{what_en} of {line.label} is {here.text} here and {there.text} in table {line.table}.",
    )  # fmt: skip


def _compare_pairs(
    found: Findings, pairs: Pairs, table: str, what_zh: str, what_en: str, *, counts: bool
) -> None:
    for line, row in pairs.pairs:
        if row.number and line.emission:
            differ(found, table, line, row.number, line.emission, what_zh, what_en, counts=counts)


def _summary(view: View, found: Findings) -> None:
    for table in dict.fromkeys(s.table for s in view.items()):
        items = [s for s in view.items() if s.table == table]
        rows = [
            Row(i, [f"{s.cls}{s.item}", s.item], parse(s.text), category_of(s.category))
            for i, s in enumerate(items)
        ]
        pairs = pair(view.lines, rows, _emission)
        _compare_pairs(found, pairs, table, "排放量", "The emission", counts=True)
        for line in pairs.lines:
            missing(found, table, line, "汇总表", "summary", counts=True)
        for row in pairs.rows:
            if row.number and row.number.value:
                extra(found, table, row, "汇总表", "The summary", counts=True)


def _scores(view: View, found: Findings) -> None:
    for table in dict.fromkeys(s.table for s in view.score_items()):
        items = [s for s in view.score_items() if s.table == table]
        rows = [Row(i, [s.source], parse(s.emission)) for i, s in enumerate(items)]
        zeros = [r for r in rows if r.number is not None and not r.number.value]
        pairs = pair(view.lines, [r for r in rows if r not in zeros], _emission)
        _compare_pairs(found, pairs, table, "排放量", "The emission", counts=False)
        # A row whose emission is zero is a row all the same: the number may be wrong, the source is not left out.
        of_zeros = pair(pairs.lines, zeros, _emission)
        _compare_pairs(found, of_zeros, table, "排放量", "The emission", counts=False)
        for line in of_zeros.lines:
            missing(found, table, line, "数据质量评分表", "data-quality table")
        for row in pairs.rows:
            extra(found, table, row, "数据质量评分表", "The data-quality table")


def _is_coefficient(text: str) -> bool:
    return any(word in text for word in COEFFICIENTS)


def _activity(view: View, found: Findings) -> None:
    data = [a for a in view.report.activity if not _is_coefficient(f"{a.source}{a.facility}")]
    if not data:
        return
    rows = [
        Row(i, [f"{a.source}{a.facility}", a.facility, a.source], parse(a.text), category_of(a.category))
        for i, a in enumerate(data)
    ]
    pairs = pair(view.lines, rows, _line_activity, any_power=True)
    tables = _tables([a.table for a in data])
    for line, row in pairs.pairs:
        _activity_pair(found, line, row, data[row.index].unit, data[row.index].table)
    for line in pairs.lines:
        if _line_activity(line) is not None:
            missing(found, tables.split("、")[0], line, f"活动数据表({tables})", "activity table")
    for row in pairs.rows:
        extra(found, data[row.index].table, row, "活动数据表", "The activity table")


def _line_activity(line: LineView) -> Number | None:
    first = line.number("activity")
    if first:
        return first
    known = [n for s, n in line.numbers.items() if line.columns[s].role == "operand" and n.value]
    return known[0] if known else None


def _activity_pair(found: Findings, line: LineView, row: Row, unit: str, table: str) -> None:
    mine, symbol = _line_activity(line), line.symbol("activity")
    if mine is None or row.number is None:
        return
    own_unit = line.unit(symbol) if symbol else ""
    if is_clear(unit) and is_clear(own_unit) and "/" not in own_unit:
        try:
            there = row.number.scaled(product_scale((unit,), own_unit).value)
        except UnitError:
            found.add(
                "L-UNIT", table, line.label, printed=unit, expected=own_unit,
                zh=f"{line.label} 的活动数据单位此处为 {unit}, 计算表为 {own_unit}, 量纲不同。",
                en=f"The unit of {line.label} is {unit} here and {own_unit} in the calculation: other dimension.",
            )  # fmt: skip
            return
        if not there.interval.meets(mine.interval):
            differ(found, table, line, _as_printed(there, row.number), mine, "活动数据", "The activity",
                   is_emission=False)  # fmt: skip
    elif not same_number(mine, row.number, any_power=True):
        differ(found, table, line, row.number, mine, "活动数据", "The activity", is_emission=False)


def _as_printed(scaled: Number, printed: Number) -> Number:
    return Number(f"{printed.text}", scaled.value, scaled.interval)


def _sources(view: View, found: Findings) -> None:
    sources = view.report.sources
    if not sources:
        return
    rows = [
        Row(i, [f"{s.source}{s.facility}", s.facility, s.source], None, category_of(s.category))
        for i, s in enumerate(sources)
    ]
    pairs = pair(view.lines, rows, lambda line: None)
    left = [line for line in pairs.lines if not _covered(line, rows)]
    for line in left:
        missing(found, sources[0].table, line, "排放源识别表", "source identification")
    for row in pairs.rows:
        if not _row_covered(row, view.lines) and not is_generic(row.names):
            source = sources[row.index]
            found.add(
                "L-DECLARED", source.table, f"{source.source} {source.facility}".strip(), printed=source.category,
                expected="量化 / quantified",
                zh=f"识别的排放源 {source.source} ({source.facility}) 没有量化, 也没有排除说明。",
                en=f"The identified source {source.source} ({source.facility}) is neither quantified nor excluded.",
            )  # fmt: skip


def _covered(line: LineView, rows: list[Row]) -> bool:
    """A source row may stand for several lines (diesel of two kinds of vehicles)."""
    own = [r for r in rows if not r.category or r.category == line.category]
    return any(same_any(line.names, r.names[-1:]) and core(r.names[1]) == "" for r in own)


def _row_covered(row: Row, lines: list[LineView]) -> bool:
    own = [line for line in lines if not row.category or line.category == row.category]
    return any(same_any(line.names, row.names) for line in own)


def _factors(view: View, found: Findings) -> None:
    if not view.report.factors:
        return
    table = view.report.factors[0].table
    rows = [(f, parse(f.text, f.unit)) for f in view.report.factors]
    for line in view.lines:
        for role in FACTOR_ROLES:
            symbol = line.symbol(role)
            number = line.numbers.get(symbol)
            if not number or not number.value:
                continue
            named = [n for f, n in rows if n and _names_factor(f.name, f.cls, line, role)]
            if any(same_number(number, n, any_power=True) for n in named):
                continue
            anywhere = any(n and _is_same_factor(number, n) for _, n in rows)
            taken = [n for other in view.lines if other is not line for n in other.numbers.values()]
            free = [n for n in named if not any(same_number(n, t, any_power=True) for t in taken)]
            if free and not anywhere and role != "rate":
                _other_factor(found, table, line, symbol, number, free[0])
            elif not anywhere:
                name = line.columns[symbol].label or symbol
                found.add(
                    "L-COMPLETE", table, f"{line.label} {name}", printed="", expected=line.operands[symbol].text,
                    zh=f"排放因子表缺少 {line.label} 计算所用的{name} {line.operands[symbol].text}。",
                    en=f"The factor table lacks {name} {line.operands[symbol].text} used for {line.label}.",
                )  # fmt: skip
    _stray_factors(view, found)


def _is_same_factor(one: Number, other: Number) -> bool:
    """Equal, or telling digits a unit step of a thousand apart; 0.007 is not 7.468 per tonne."""
    if one.value == other.value:
        return True
    both = is_telling(one, FACTOR_DIGITS) and is_telling(other, FACTOR_DIGITS)
    return both and any(one.interval.meets(other.interval.scaled(p)) for p in POWERS[:3])


GAS_OF_ROLE: dict[str, Callable[[str], bool]] = {
    "ef_co2": lambda name: "CO2" in name,
    "ef_ch4": lambda name: "CH4" in name,
    "ef_n2o": lambda name: "N2O" in name,
}


def _names_factor(name: str, cls: str, line: LineView, role: str) -> bool:
    fits = GAS_OF_ROLE.get(
        role, lambda text: not _is_coefficient(text.replace("排放因子", "").replace("排放系数", ""))
    )
    qualified = list(line.names)
    return fits(name) and (
        same_any(qualified, [name]) or (not keys(name) and not core(name) and same_any(qualified, [cls]))
    )


def _other_factor(
    found: Findings, table: str, line: LineView, symbol: str, number: Number, other: Number
) -> None:
    size = line.emission
    ratio = other.value / number.value if number.value else None
    powers = [ratio / p for p in (1, 1000) if ratio] if ratio else []
    near = min(powers, key=lambda r: abs(r - 1)) if powers else None
    delta = size.value * (1 - near) if size and near is not None else None
    found.add(
        "L-ONEFACT", table, f"{line.label} {line.columns[symbol].label or symbol}", printed=number.text,
        expected=other.text, delta=delta,
        zh=f"{line.label} 计算所用因子 {number.text} 与因子表 {other.text} 不一致"
        + (f", 影响约 {show(delta)} tCO2e。" if delta is not None else "。"),
        en=f"The factor used for {line.label} is {number.text}, the factor table prints {other.text}.",
    )  # fmt: skip


def _stray_factors(view: View, found: Findings) -> None:
    for factor in view.report.factors:
        if is_blank(factor.text) and factor.basis:
            found.add(
                "L-COMPLETE", factor.table, factor.basis[:40], printed="", expected=factor.basis,
                zh=f"来源说明 {factor.basis[:60]} 没有对应的因子行: 该因子从表中漏列。",
                en=f"Provenance {factor.basis[:60]} has no factor row: the row is missing from the table.",
            )  # fmt: skip
        elif not is_blank(factor.text) and not _is_coefficient(factor.name.replace("排放因子", "")):
            names = [factor.name, f"{factor.cls}{factor.name}"]
            number = parse(factor.text, factor.unit)
            used = any(same_any(line.names, names) for line in view.lines) or any(
                same_number(number, n, any_power=True) for line in view.lines for n in line.numbers.values()
            )
            if not used:
                found.add(
                    "L-COMPLETE", factor.table, factor.name, printed=factor.text, expected="", severity="advisory",
                    zh=f"因子 {factor.name} 没有用于任何量化行。", en=f"The factor {factor.name} is used by no line.",
                )  # fmt: skip
