"""Units of factors: the dimension a kind of factor must have, and one unit for one factor everywhere.

Unit algebra is ``inventory.units``; values of factors are checked in ``factors``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventory.lint.collect import Findings
from inventory.lint.factors import fuel_of, users
from inventory.lint.names import keys, plain
from inventory.lint.numbers import Number, parse, show
from inventory.lint.pairing import same_number
from inventory.lint.scales import is_clear
from inventory.lint.view import LineView, View
from inventory.printed.model import Activity, Factor
from inventory.units import UnitError, product_scale

KIND_UNITS = (("electricity", "tCO2/MWh"), ("heat", "tCO2/GJ"))


def check_factor_units(view: View, found: Findings) -> None:
    """L-UNIT of factor rows."""
    for factor in view.report.factors:
        if parse(factor.text, factor.unit) is not None:
            _expected_unit(view, found, factor)
    _units(view, found)
    _coefficient_units(view, found)


def _expected_unit(view: View, found: Findings, factor: Factor) -> None:
    """Units a kind of factor must have: power per MWh, heat per GJ, heat value per unit of that fuel."""
    wanted = next(
        (unit for key, unit in KIND_UNITS if key in keys(factor.name) and "因子" in factor.name), ""
    )
    fuel = fuel_of(factor.name)
    if fuel and "低位发热" in factor.name:
        wanted = next((row.unit for row in view.registry.find("ncv", fuel)), "")
    mine = simple_unit(factor.unit)
    if not wanted or not is_clear(mine):
        return
    if not _convertible(mine, simple_unit(wanted)):
        found.add(
            "L-UNIT", factor.table, factor.name, printed=factor.unit, expected=wanted, moves="nothing",
            zh=f"{factor.name} 的单位 {factor.unit} 量纲不对, 应为 {wanted} 一类。",
            en=f"{factor.name} is printed in {factor.unit}; it must be of the dimension of {wanted}.",
        )  # fmt: skip


def simple_unit(unit: str) -> str:
    """A unit without the marks that do not change its size: CO2e, t-Al, blanks."""
    return re.sub(
        r"(?<=/)t-?[A-Za-z]+$", "t", unit.replace(" ", "").replace("CO2e", "CO2").replace("CO2eq", "CO2")
    )


def _units(view: View, found: Findings) -> None:
    """A factor row and the line that uses it: same digits must mean the same quantity."""
    for factor in view.report.factors:
        number = parse(factor.text, factor.unit)
        for line, symbol in _uses(view, factor, number):
            mine, theirs = simple_unit(factor.unit), simple_unit(line.unit(symbol))
            used = line.numbers[symbol]
            if number is None or not is_clear(mine) or not is_clear(theirs) or "或" in theirs:
                continue
            try:
                scale = product_scale((mine,), theirs).value
            except UnitError:
                continue
            if not number.interval.scaled(scale).meets(used.interval):
                found.add(
                    "L-UNIT", factor.table, factor.name, printed=f"{factor.text} {factor.unit}",
                    expected=f"{used.text} {line.unit(symbol)}", moves="nothing",
                    zh=f"{factor.name} 的单位 {factor.unit} 与计算表 {line.unit(symbol)} 相差 "
                    f"{show(1 / scale, 0) if scale < 1 else show(scale, 0)} 倍, 数字却相同。",
                    en=f"{factor.name} is printed in {factor.unit}; the calculation uses the digits in {line.unit(symbol)}.",
                )  # fmt: skip


def _uses(view: View, factor: Factor, number: Number | None) -> Iterator[tuple[LineView, str]]:
    for line in users(view, factor):
        for symbol in line.columns:
            role = line.columns[symbol].role
            value = line.numbers.get(symbol)
            if role in {"factor", "ef_co2", "ef_ch4", "ef_n2o"} and same_number(
                value, number, any_power=True
            ):
                yield line, symbol


def _coefficient_units(view: View, found: Findings) -> None:
    """A coefficient printed as activity datum and as factor must have one unit; gas volumes are not tonnes."""
    for factor in view.report.factors:
        for datum in view.report.activity:
            name = f"{datum.source}{datum.facility}"
            if not name or plain(name) != plain(factor.name):
                continue
            _coefficient_value(found, factor, datum)
            mine, theirs = factor.unit.replace(" ", ""), datum.unit.replace(" ", "")
            if mine and theirs and mine.lower() != theirs.lower() and not _convertible(mine, theirs):
                found.add(
                    "L-UNIT", factor.table, factor.name, printed=factor.unit, expected=datum.unit, moves="nothing",
                    zh=f"{factor.name} 的单位此处为 {factor.unit}, 表 {datum.table} 为 {datum.unit}, 量纲不同。",
                    en=f"{factor.name} is in {factor.unit} here and in {datum.unit} in table {datum.table}.",
                )  # fmt: skip


def _coefficient_value(found: Findings, factor: Factor, datum: Activity) -> None:
    here, there = parse(datum.text, datum.unit), parse(factor.text, factor.unit)
    if here and there and not here.agrees(there):
        found.add(
            "L-ONEFACT", datum.table, factor.name, printed=datum.text, expected=factor.text, moves="nothing",
            zh=f"{factor.name} 此处为 {datum.text}, 因子表 {factor.table} 为 {factor.text}。",
            en=f"{factor.name} is {datum.text} here and {factor.text} in table {factor.table}.",
        )  # fmt: skip


def _convertible(one: str, other: str) -> bool:
    if not is_clear(one) or not is_clear(other):
        return one == other
    try:
        product_scale((one,), other)
    except UnitError:
        return False
    return True
