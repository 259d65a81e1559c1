"""Replay every quantification line from its own operands: formula text, column roles, blanks, scale, typos.

Rounding is never an error: a cell agrees when its printed digits can come from any values its operands' digits can
stand for. Sums over lines belong in ``sums``; factors and their provenance in ``factors``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from inventory.intervals import Interval, exact
from inventory.lint.collect import Findings, rules
from inventory.lint.formula import FormulaError, constant_claims, evaluate, names_in
from inventory.lint.names import same_any
from inventory.lint.numbers import Number, is_blank, middle, parse, places, show, single_edits
from inventory.lint.scales import gwp_values, line_scales
from inventory.lint.view import LineView, View
from inventory.printed.model import Column

ONE = Decimal(1)
POWERS = tuple(Decimal(10) ** n for n in (-3, 3, -6, 6, -4, 4, -1, 1, -2, 2))


@dataclass(frozen=True)
class Miss:
    """A cell that does not replay: its column, printed number, the formula tried with its scale, operands known."""

    column: Column
    printed: Number
    text: str
    scale: Decimal
    known: dict[str, Interval]
    expected: Decimal
    delta: Decimal | None


def check_replay(view: View, found: Findings) -> None:
    """Every cell that follows from others of its row: L-REPLAY, L-SCALE, L-ROUNDING, L-TYPO, L-BLANK, L-FORMULA."""
    claims = precise_factors(view)
    for line in view.lines:
        refined = best_known(line, claims)
        misses = [
            miss for symbol, column in line.columns.items() if symbol in line.operands
            if (miss := _check_cell(view, found, line, column, refined))
        ]  # fmt: skip
        if misses:
            _typos(found, line, misses)
        _check_blanks(found, line)


def precise_factors(view: View) -> list[tuple[list[str], Number]]:
    """Factors of the factor tables with their names: they may carry more digits than a line prints."""
    known: list[tuple[list[str], Number]] = []
    for factor in view.report.factors:
        names, printed = [factor.name, f"{factor.cls}{factor.name}"], parse(factor.text, factor.unit)
        claims = [value_of(left, {}) for left, _, _ in constant_claims(factor.basis)]
        values = [Number("", middle(c), c) for c in claims if c and printed and printed.interval.meets(c)]
        known += [(names, number) for number in (*values, printed) if number]
    return known


def best_known(line: LineView, claims: list[tuple[list[str], Number]]) -> dict[str, Interval]:
    """Best known value of each operand: recomputed by its own formula, or printed with more digits elsewhere."""
    values: dict[str, Interval] = {}
    for symbol, number in line.numbers.items():
        column = line.columns[symbol]
        values[symbol] = exact(number.value)
        if column.formula and column.role != "emission":
            value = value_of(column.formula, {s: exact(n.value) for s, n in line.numbers.items()} | values)
            if value and number.interval.meets(value):
                values[symbol] = value
        elif column.role.startswith(("ef_", "factor")):
            better = [
                c
                for names, c in claims
                if same_any(line.names, names) and number.interval.meets(exact(c.value))
            ]
            values[symbol] = exact(better[0].value) if better else values[symbol]
    return values


def value_of(formula: str, values: Mapping[str, Interval]) -> Interval | None:
    """Value of a formula, or None when it cannot be read or an operand is missing."""
    try:
        return evaluate(formula, values)
    except (FormulaError, ArithmeticError):
        return None


def candidates(line: LineView, column: Column, view: View) -> Iterator[tuple[str, Decimal]]:
    """Formulas that may give a cell, with their scale; the printed formula alone when there is one."""
    if column.formula:
        if all(name in line.numbers for name in names_in(column.formula)):
            yield column.formula, ONE
        return
    activity, result = line.symbol("activity"), column.symbol
    if column.role not in {"emission", "co2"} or result != line.symbol(column.role):
        return
    if column.role == "emission":
        yield from _from_gases(line, view)
        if line.symbol("co2") in line.numbers:
            return
    factor = line.symbol("factor", "ef_co2", "rate")
    if activity not in line.numbers or factor not in line.numbers:
        return
    parts = [activity]
    parts += [s for s in (line.symbol("ncv"),) if s in line.numbers]
    carbon, oxidation = line.symbol("carbon"), line.symbol("oxidation")
    chain = factor not in line.numbers and carbon in line.numbers
    parts += [factor] if not chain else [carbon]
    parts += [s for s in (line.symbol("gwp"),) if s in line.numbers]
    text = "*".join(parts) + (f"*{oxidation}*44/12" if chain and oxidation in line.numbers else "")
    for scale in line_scales(line, parts, result):
        yield text, scale


def _from_gases(line: LineView, view: View) -> Iterator[tuple[str, Decimal]]:
    gases = [(s, gas) for role, gas in (("co2", "CO2"), ("ch4", "CH4"), ("n2o", "N2O")) if (s := line.symbol(role)) in
             line.numbers]  # fmt: skip
    if not gases:
        return
    terms = [f"{symbol}*{gwp_values(view).get(gas, ONE)}" for symbol, gas in gases]
    yield "+".join(terms), ONE


def _check_cell(
    view: View, found: Findings, line: LineView, column: Column, refined: dict[str, Interval]
) -> Miss | None:
    """Replay one cell; what only unprinted digits explain is a Miss too, to be looked at for typing errors."""
    printed = line.numbers.get(column.symbol)
    tries = list(candidates(line, column, view))
    if printed is None or not tries:
        return None
    plain = {s: exact(n.value) for s, n in line.numbers.items() if s != column.symbol}
    wide = {s: n.interval for s, n in line.numbers.items() if s != column.symbol}
    known = {s: v for s, v in refined.items() if s != column.symbol}
    points = [_scaled(value_of(text, values), scale) for text, scale in tries for values in (known, plain)]
    expected = next((middle(point) for point in points if point), None)
    if expected is None or any(point and printed.interval.meets(point) for point in points):
        return None
    spans = [span for text, scale in tries if (span := _scaled(value_of(text, wide), scale))]
    delta = _size(view, line, column, printed.value - expected)
    miss = Miss(column, printed, *tries[0], known, expected, delta)
    if any(span.meets(printed.interval) for span in spans):
        return miss if _report_rounding(found, line, miss) else None
    power = next((p for p in POWERS if any(span.scaled(p).meets(printed.interval) for span in spans)), None)
    _report_mismatch(view, found, line, miss, power)
    return None if power is not None else miss


def _scaled(value: Interval | None, scale: Decimal) -> Interval | None:
    return value.scaled(scale) if value else None


def _size(view: View, line: LineView, column: Column, difference: Decimal) -> Decimal | None:
    gases = {
        "emission": ONE,
        "co2": ONE,
        "ch4": gwp_values(view).get("CH4"),
        "n2o": gwp_values(view).get("N2O"),
    }
    weight = gases.get(column.role)
    return difference * weight if weight is not None else None


def _report_rounding(found: Findings, line: LineView, miss: Miss) -> bool:
    """Say that only unprinted digits explain a cell; False when the gap is too small to speak of."""
    column, expected = miss.column, miss.expected
    gap = abs(miss.printed.value - expected)
    is_wide = (gap / abs(expected) if expected else gap) > rules()["L-ROUNDING"].limit
    if is_wide:
        found.add(
            "L-ROUNDING", line.table, line.label, printed=miss.printed.text, expected=show(expected),
            delta=miss.delta if column.role == "emission" else None, moves="nothing",
            zh=f"{line.label} 的{column.label or column.symbol}按打印值为 {show(expected)}, 只有操作数带未打印的位数时才能复现, "
            "请打印完整位数。",
            en=f"{column.symbol} of {line.label} replays only with digits that are printed nowhere.",
        )  # fmt: skip
    return is_wide


def _report_mismatch(view: View, found: Findings, line: LineView, miss: Miss, power: Decimal | None) -> None:
    column, name = miss.column, miss.column.label or miss.column.symbol
    if power is not None and column.formula and _formula_lacks(view, line, column, power):
        found.add(
            "L-FORMULA", line.table, line.label, printed=f"{column.symbol}={column.formula}",
            expected=f"{column.symbol}={column.formula}*{_power(power)}",
            zh=f"打印公式缺少单位换算系数 {_power(power)}, 数值本身可复现。",
            en=f"The printed formula leaves out the unit conversion {_power(power)}; the number itself replays.",
        )  # fmt: skip
        return
    if power is not None:
        found.add(
            "L-SCALE", line.table, line.label, printed=miss.printed.text, expected=show(miss.expected),
            delta=miss.delta, zh=f"{line.label} 的{name}与按操作数重算的结果相差 {_power(1 / power)} 倍, 请核对单位换算。",
            en=f"{name} of {line.label} differs from the recomputed value by {_power(1 / power)}: check the units.",
        )  # fmt: skip
        return
    value = show(miss.expected, max(places(miss.printed.text), 2))
    found.add(
        "L-REPLAY", line.table, line.label, printed=miss.printed.text, expected=value, delta=miss.delta,
        zh=f"{line.label}: 按 {miss.text} 用打印的操作数重算得 {value}, 报告为 {miss.printed.text}, 超出修约范围。",
        en=f"{line.label}: {miss.text} from the printed operands gives {value}, printed {miss.printed.text}.",
    )  # fmt: skip


def _typos(found: Findings, line: LineView, misses: list[Miss]) -> None:
    """The single edits that mend most of a line's cells."""
    fixes: Counter[tuple[str, str]] = Counter()
    for miss in misses:
        fixes.update(dict.fromkeys(edits_that_mend(line, miss), 1))
    if not fixes:
        return
    best = max(fixes.values())
    hits = [edit for edit, count in fixes.items() if count == best][: int(rules()["L-TYPO"].threshold)]
    delta = next((m.delta for m in misses if m.column.role == "emission"), misses[0].delta)
    for symbol, after in hits:
        before, name = line.operands[symbol].text, line.columns[symbol].label or symbol
        found.add(
            "L-TYPO", line.table, line.label, printed=before, expected=after, delta=delta,
            zh=f"单字差错: 若{name} {before} 改为 {after}, {line.label} 即可复现, 请核对哪个是录入错误。",
            en=f"Single edit: with {symbol} = {after} instead of {before} the line replays; check which was mistyped.",
        )  # fmt: skip


def edits_that_mend(line: LineView, miss: Miss) -> list[tuple[str, str]]:
    """Single digit changes or transpositions of one operand (or of the result) that make a cell replay."""
    hits = []
    for symbol in dict.fromkeys(names_in(miss.text)):
        for edit in single_edits(line.operands[symbol].text):
            number = parse(edit, line.unit(symbol))
            value = (
                _scaled(value_of(miss.text, {**miss.known, symbol: exact(number.value)}), miss.scale)
                if number
                else None
            )
            if value and miss.printed.interval.meets(value):
                hits.append((symbol, edit))
    for edit in single_edits(miss.printed.text):
        number = parse(edit)
        if number and number.interval.meets(exact(miss.expected)):
            hits.append((miss.column.symbol, edit))
    return hits


def _formula_lacks(view: View, line: LineView, column: Column, power: Decimal) -> bool:
    """True when the units ask for the power of ten, or every line of the table is off by it."""
    missing = missing_conversion(line, column)
    if missing is not None:
        return missing == power
    if _used_rightly(line, column.symbol):
        return True
    others = [other for other in view.lines if other.table == line.table and column.symbol in other.numbers]
    values = [(o, value_of(column.formula, {s: n.interval for s, n in o.numbers.items()})) for o in others]
    return len(others) > 1 and all(
        value and value.scaled(power).meets(o.numbers[column.symbol].interval) for o, value in values
    )


def missing_conversion(line: LineView, column: Column) -> Decimal | None:
    """Power of ten a printed product formula lacks by its units (1 for none); None when the units cannot say."""
    names = names_in(column.formula)
    scales = line_scales(line, names, column.symbol)
    constant = value_of(column.formula, {name: exact(ONE) for name in names})
    is_product = not set(column.formula) & set("+＋－") and "-" not in column.formula.replace("^-", "")
    return scales[0] / middle(constant) if len(scales) == 1 and constant and is_product else None


def _used_rightly(line: LineView, symbol: str) -> bool:
    """True when a later cell replays with this one's printed number: the number is right, its formula is not."""
    values = {s: n.interval for s, n in line.numbers.items()}
    later = [(c, line.numbers[c.symbol]) for c in line.columns.values() if c.symbol in line.numbers]
    return any(
        symbol in names_in(c.formula)
        and (value := value_of(c.formula, values))
        and value.meets(number.interval)
        for c, number in later
    )


def _power(value: Decimal) -> str:
    exponent = value.log10().to_integral_value()
    return f"10^{exponent}"


def _check_blanks(found: Findings, line: LineView) -> None:
    for column in line.columns.values():
        blank = [
            n for n in names_in(column.formula) if n in line.operands and is_blank(line.operands[n].text)
        ]
        if blank and column.symbol in line.numbers:
            names = "、".join(line.columns[n].label or n for n in blank)
            found.add(
                "L-BLANK", line.table, line.label, printed="-", expected=names,
                zh=f"{column.label or column.symbol} = {column.formula} 的操作数 {names} 未填写, 结果 "
                f"{line.operands[column.symbol].text} 无法复算。",
                en=f"{column.symbol} = {column.formula} cannot be replayed: operand {', '.join(blank)} is blank.",
            )  # fmt: skip
