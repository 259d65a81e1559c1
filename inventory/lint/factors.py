"""Emission factors: formula text, defaults, ranges, names, order of size.

Where a factor comes from and whether its data set is of the right substance belongs in ``provenance``;
published grid factors in ``gridfactors``, units in ``factorunits``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from inventory.intervals import exact
from inventory.lint.collect import Findings, rules
from inventory.lint.formula import FormulaError, constant_claims, evaluate
from inventory.lint.names import keys, same_any
from inventory.lint.numbers import Number, middle, parse, per_mwh, places, show
from inventory.lint.pairing import POWERS
from inventory.lint.view import LineView, View, category_of
from inventory.printed.model import Factor

VEHICLES = ("重型货车", "中型货车", "轻型货车")
FUELS = ("natural_gas", "diesel", "gasoline", "lpg", "lng", "fuel_oil", "kerosene", "coal")
COEFFICIENTS = (("ncv", "低位发热"), ("carbon_content", "含碳量"), ("oxidation", "氧化率"))
RANGES = (("electricity", "factor_range.grid"), ("heat", "factor_range.heat"))
FREIGHT_UNIT = re.compile(r"/t[·.*]?km|/吨公里|/\(t")
PASSENGER_UNIT = re.compile(r"/pkm|/人[·.*]?(?:公里|km)")
MEASURED = ("核查结果", "检测", "实测", "供应商", "合同")


def check_factors(view: View, found: Findings) -> None:
    """L-FACTOR-TEXT, L-FACTOR-DEFAULT, L-FACTOR-RANGE, L-NAME, L-PLAUSIBLE."""
    for factor in view.report.factors:
        number = parse(factor.text, factor.unit)
        if number is None:
            continue
        _formula_text(found, factor, number)
        _default(view, found, factor, number)
        _ranges(view, found, factor, number)
    _fuel_chain(view, found)
    _directions(view, found)
    _vehicle_order(view, found)


def effect(view: View, factor: Factor, right: Decimal, used: Decimal) -> Decimal | None:
    """Printed minus expected emission of the lines a factor is used for; None when no line uses it."""
    size = sum((line.emission.value for line in users(view, factor) if line.emission), Decimal(0))
    return size - size * right / used if used and size else None


def users(view: View, factor: Factor) -> list[LineView]:
    """Lines that use a factor: the name fits, and the number when a line prints it."""
    category = category_of(factor.category)
    return [
        line
        for line in view.lines
        if same_any(line.names, [factor.name, f"{factor.cls}{factor.name}"])
        and (not category or not line.category or category == line.category)
    ]


def _formula_text(found: Findings, factor: Factor, number: Number) -> None:
    for left, right, _ in constant_claims(factor.basis):
        try:
            value = evaluate(left, {})
        except (FormulaError, ArithmeticError):
            continue
        claimed = parse(right)
        if claimed is None:
            continue
        if not any(value.scaled(p).meets(claimed.interval) for p in POWERS[:3]):
            found.add(
                "L-FACTOR-TEXT", factor.table, factor.name, printed=f"{left}={right}",
                expected=f"{left}={show(middle(value), max(places(right), 4))}", moves="nothing",
                zh=f"来源说明中的算式 {left} 得 {show(middle(value), max(places(right), 4))}, 不等于所写的 {right}。",
                en=f"{left} is {show(middle(value), 6)}, not {right} as printed.",
            )  # fmt: skip
        elif not any(claimed.interval.meets(number.interval.scaled(p)) for p in POWERS):
            found.add(
                "L-FACTOR-TEXT", factor.table, factor.name, printed=factor.text, expected=right,
                zh=f"因子值 {factor.text} 与来源说明的算式结果 {right} 不一致。",
                en=f"The factor is printed {factor.text}, its formula text gives {right}.",
            )  # fmt: skip


def fuel_of(text: str) -> str:
    """Fuel a factor row is for, or an empty text."""
    return next((fuel for fuel in FUELS if fuel in keys(text)), "")


def _default(view: View, found: Findings, factor: Factor, number: Number) -> None:
    fuel = fuel_of(factor.name)
    parameter = next((p for p, word in COEFFICIENTS if word in factor.name), "")
    if not fuel or not parameter or not re.search("缺省|默认|指南|default", factor.basis, re.IGNORECASE):
        return
    if any(word in factor.basis for word in MEASURED):
        return
    known = [row.value for row in view.registry.find(parameter, fuel)]
    limit = rules()["L-FACTOR-DEFAULT"].limit
    if known and not any(
        abs(number.value - v) <= limit * v or number.interval.meets(exact(v)) for v in known
    ):
        nearest = min(known, key=lambda v: abs(v - number.value))
        found.add(
            "L-FACTOR-DEFAULT", factor.table, factor.name, printed=factor.text, expected=f"{nearest}",
            delta=effect(view, factor, nearest, number.value),
            zh=f"{factor.name} 称为缺省值 {factor.text}, 登记的缺省值为 {nearest}。",
            en=f"{factor.name} is called a default; the registered default is {nearest}.",
        )  # fmt: skip


def _ranges(view: View, found: Findings, factor: Factor, number: Number) -> None:
    for key, parameter in RANGES:
        low, high = view.registry.bounds(parameter)
        value = per_mwh(number, factor.unit).value
        if key in keys(factor.name) and low is not None and high is not None and not low <= value <= high:
            _out_of_range(found, factor, low, high)
    _freight_range(view, found, factor, number)


def _freight_range(view: View, found: Findings, factor: Factor, number: Number) -> None:
    unit = factor.unit.replace(" ", "").lower()
    kind = "freight" if FREIGHT_UNIT.search(unit) else "passenger" if PASSENGER_UNIT.search(unit) else ""
    low, high = view.registry.bounds(f"factor_range.{kind}") if kind else (None, None)
    value = number.value * 1000 if unit.startswith("t") else number.value
    if low is not None and high is not None and not low <= value <= high:
        _out_of_range(found, factor, low, high)
    fuel = fuel_of(factor.name)
    if fuel and "低位发热" in factor.name:
        low, high = view.registry.bounds(f"ncv_range.{fuel}")
        if low is not None and high is not None and not low <= number.value <= high:
            _out_of_range(found, factor, low, high)


def _out_of_range(found: Findings, factor: Factor, low: Decimal, high: Decimal) -> None:
    found.add(
        "L-FACTOR-RANGE", factor.table, factor.name, printed=factor.text, expected=f"{low}-{high}",
        moves="nothing", zh=f"{factor.name} {factor.text} {factor.unit} 超出合理范围 {low}-{high}。",
        en=f"{factor.name} {factor.text} {factor.unit} lies outside {low}-{high}.",
    )  # fmt: skip


def _directions(view: View, found: Findings) -> None:
    """A factor named for upstream transport that a downstream line uses, and the other way round."""
    for factor in view.report.factors:
        number = parse(factor.text, factor.unit)
        for line in view.lines:
            crossed = ("下游" in line.label and re.search("原料|上游", factor.name)) or (
                "上游" in line.label and "下游" in factor.name
            )
            value = line.number("factor")
            if (
                crossed
                and number
                and value
                and number.agrees(value)
                and _same_vehicle(line.label, factor.name)
            ):
                found.add(
                    "L-NAME", factor.table, factor.name, printed=factor.name, expected=line.label, moves="nothing",
                    zh=f"因子名称为 {factor.name}, 计算表中用于 {line.label}: 名称不一致。",
                    en=f"The factor {factor.name} is used for {line.label}: names disagree.",
                )  # fmt: skip


def _same_vehicle(one: str, other: str) -> bool:
    return any(word in one and word in other for word in VEHICLES)


def _vehicle_order(view: View, found: Findings) -> None:
    """Per tonne-kilometre a smaller truck emits more than a larger one."""
    sized = [
        (VEHICLES.index(word), f, n) for f in view.report.factors for word in VEHICLES
        if word in f.name and (n := parse(f.text, f.unit))
    ]  # fmt: skip
    for rank, factor, number in sized:
        heavier = next(
            ((f, n) for r, f, n in sized if r < rank and n.value > number.value and f.unit == factor.unit),
            None,
        )
        if heavier:
            found.add(
                "L-PLAUSIBLE", factor.table, factor.name, printed=factor.text, expected=f"> {heavier[1].text}",
                moves="nothing", zh=f"{factor.name} {factor.text} 小于 {heavier[0].name} {heavier[1].text}: 小车应更高。",
                en=f"{factor.name} is below the factor of a larger vehicle ({heavier[1].text}).",
            )  # fmt: skip


def _fuel_chain(view: View, found: Findings) -> None:
    """Factor rows of one fuel: carbon content x oxidation x 44/12 must give its CO2 factor."""
    for table in dict.fromkeys(f.table for f in view.report.factors):
        rows = [f for f in view.report.factors if f.table == table]
        for fuel in FUELS:
            own = [f for f in rows if fuel_of(f.name) == fuel]
            carbon = _coefficient(own, "含碳量")
            oxidation = _coefficient(own, "氧化率")
            direct = [f for f in own if "CO2" in f.name and "因子" in f.name]
            if not carbon or not oxidation or not direct:
                continue
            number = parse(direct[0].text)
            value = carbon.interval * oxidation.interval * (exact(Decimal(44)) / exact(Decimal(12)))
            point = exact(carbon.value) * exact(oxidation.value) * (exact(Decimal(44)) / exact(Decimal(12)))
            if number and not any(value.scaled(p).meets(number.interval) for p in POWERS[:3]):
                scale = min(POWERS[:3], key=lambda p: abs(middle(point.scaled(p)) - number.value))
                found.add(
                    "L-FACTOR-TEXT", table, direct[0].name, printed=direct[0].text,
                    expected=show(middle(point.scaled(scale)), max(places(direct[0].text), 3)),
                    zh=f"{direct[0].name}: 含碳量×氧化率×44/12 = {show(middle(point.scaled(scale)), 4)}, "
                    f"打印为 {direct[0].text}。",
                    en=f"{direct[0].name}: carbon x oxidation x 44/12 does not give {direct[0].text}.",
                )  # fmt: skip


def _coefficient(rows: list[Factor], word: str) -> Number | None:
    return next((n for f in rows if word in f.name and (n := parse(f.text, f.unit))), None)
