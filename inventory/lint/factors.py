"""Emission factors: formula text, published values, region, year, defaults, ranges, units.

Where a factor comes from and whether its data set is of the right substance belongs in ``provenance``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from inventory.intervals import exact
from inventory.lint.collect import Findings, rules
from inventory.lint.formula import FormulaError, constant_claims, evaluate
from inventory.lint.names import keys, same_any
from inventory.lint.numbers import Number, middle, parse, places, show
from inventory.lint.pairing import POWERS, same_number
from inventory.lint.scales import is_clear
from inventory.lint.view import LineView, View, category_of
from inventory.printed.model import Factor
from inventory.registry import normalise_region
from inventory.registry.rows import NATIONAL
from inventory.units import UnitError, product_scale

GRID_AREAS = Path(__file__).with_name("grid_areas.csv")
VEHICLES = ("重型货车", "中型货车", "轻型货车")
FUELS = ("natural_gas", "diesel", "gasoline", "lpg", "lng", "fuel_oil", "kerosene", "coal")
COEFFICIENTS = (("ncv", "低位发热"), ("carbon_content", "含碳量"), ("oxidation", "氧化率"))
RANGES = (("electricity", "factor_range.grid"), ("heat", "factor_range.heat"))
MEASURED = ("核查结果", "检测", "实测", "供应商", "合同")
TONNE_SCALES = (Decimal(1), Decimal("0.001"))


def check_factors(view: View, found: Findings) -> None:
    """L-FACTOR-TEXT, L-FACTOR-REGION, L-FACTOR-YEAR, L-FACTOR-VALUE, L-FACTOR-DEFAULT, L-FACTOR-RANGE, L-UNIT."""
    for factor in view.report.factors:
        number = parse(factor.text, factor.unit)
        if number is None:
            continue
        _formula_text(found, factor, number)
        _default(view, found, factor, number)
        _ranges(view, found, factor, number)
        if keys(factor.name) & {"electricity", "heat"}:
            _electricity(view, found, factor, number)
    _fuel_chain(view, found)
    _directions(view, found)
    _vehicle_order(view, found)
    _units(view, found)
    _coefficient_units(view, found)


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
    if known and not any(abs(number.value - v) <= limit * v or number.interval.meets(exact(v)) for v in known):
        nearest = min(known, key=lambda v: abs(v - number.value))
        found.add(
            "L-FACTOR-DEFAULT", factor.table, factor.name, printed=factor.text, expected=f"{nearest}",
            delta=effect(view, factor, nearest, number.value),
            zh=f"{factor.name} 称为缺省值 {factor.text}, 登记的缺省值为 {nearest}。",
            en=f"{factor.name} is called a default; the registered default is {nearest}.",
        )  # fmt: skip


def per_mwh(factor: Factor, number: Number) -> Number:
    """Electricity factor in tCO2/MWh, heat factor in tCO2/GJ, whatever mass unit is printed."""
    unit = factor.unit.replace(" ", "")
    to_tonne = unit.startswith("kg") and not unit.lower().endswith("kwh")
    return number.scaled(TONNE_SCALES[1]) if to_tonne else number


def _ranges(view: View, found: Findings, factor: Factor, number: Number) -> None:
    for key, parameter in RANGES:
        low, high = view.registry.bounds(parameter)
        value = per_mwh(factor, number).value
        if key in keys(factor.name) and low is not None and high is not None and not low <= value <= high:
            found.add(
                "L-FACTOR-RANGE", factor.table, factor.name, printed=factor.text, expected=f"{low}-{high}",
                moves="nothing", zh=f"{factor.name} {factor.text} {factor.unit} 超出合理范围 {low}-{high}。",
                en=f"{factor.name} {factor.text} {factor.unit} lies outside {low}-{high}.",
            )  # fmt: skip


def years_in(text: str) -> list[int]:
    """Years named in a provenance, in printed order."""
    return [int(y) for y in re.findall(r"(?:19|20)\d{2}(?=\s*年|\s*版|》|$)", text)]


def _electricity(view: View, found: Findings, factor: Factor, number: Number) -> None:
    _year(view, found, factor)
    if "electricity" not in keys(factor.name):
        return
    named = normalise_region(factor.basis, view.registry)
    home = view.region()
    value = per_mwh(factor, number).value
    limit = rules()["L-FACTOR-VALUE"].limit
    years = years_in(factor.basis)
    if named and years:
        rows = [r for r in view.registry.find("grid_ef", "electricity") if r.region == named and r.year == years[-1]]
        if rows and abs(rows[0].value - value) > limit * rows[0].value:
            found.add(
                "L-FACTOR-VALUE", factor.table, factor.name, printed=factor.text, expected=f"{rows[0].value}",
                delta=effect(view, factor, rows[0].value, value),
                zh=f"{factor.name} 称取自 {named} {years[-1]} 年公布值, 公布值为 {rows[0].value}, 报告为 {factor.text}。",
                en=f"The published value of {named} {years[-1]} is {rows[0].value}, printed {factor.text}.",
            )  # fmt: skip
    published = named or re.search("电网|省级|公布|公告", factor.basis)
    if not home or not published or re.search("自备|直购|绿电|合同", factor.basis):
        return
    areas = _areas(home)
    if named and named not in areas:
        _other_region(view, found, factor, value, named, home)
    elif not named:
        hits = [r for r in view.registry.within("grid_ef", value, value) if r.item == "electricity"]
        if hits and not any(r.region in areas for r in hits):
            _other_region(view, found, factor, value, hits[0].region, home)


def _areas(home: str) -> set[str]:
    return {home, NATIONAL, *grid_areas().get(home, set())}


@lru_cache(maxsize=1)
def grid_areas() -> dict[str, set[str]]:
    """Grid areas of each province, rows of ``grid_areas.csv``."""
    areas: dict[str, set[str]] = {}
    with GRID_AREAS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for province in row["provinces"].split("|"):
                areas.setdefault(province, set()).add(row["area"])
    return areas


def own_grid_factor(view: View, home: str) -> tuple[int, Decimal] | None:
    """Published factor of the organisation's province: of the report year, else the nearest published year."""
    year = view.report_year() or 0
    rows = [r for r in view.registry.find("grid_ef", "electricity") if r.region == home and r.year]
    best = min(rows, key=lambda r: (abs((r.year or 0) - year), -(r.year or 0)), default=None)
    return (best.year or 0, best.value) if best else None


def _other_region(view: View, found: Findings, factor: Factor, value: Decimal, named: str, home: str) -> None:
    own = own_grid_factor(view, home)
    right = f"{home} {own[0]}: {own[1]}" if own else home
    found.add(
        "L-FACTOR-REGION", factor.table, factor.name, printed=f"{factor.text} ({named})", expected=right,
        delta=effect(view, factor, own[1], value) if own else None,
        zh=f"组织位于{home}, 却使用{named}的电力因子 {factor.text}; 应为 {right}。",
        en=f"The organisation is in {home} but uses the grid factor of {named}; expected {right}.",
    )  # fmt: skip


def _year(view: View, found: Findings, factor: Factor) -> None:
    year, years = view.report_year(), years_in(factor.basis)
    if not year or not years or years[-1] == year:
        return
    span = abs(year - years[-1])
    published = "公布" in factor.basis or "平均" in factor.basis or "公告" in factor.basis or "电网" in factor.basis
    allowed = view.registry.find("factor_age_years")
    is_usual = published and allowed and span <= allowed[0].value
    found.add(
        "L-FACTOR-YEAR", factor.table, factor.name, printed=str(years[-1]), expected=str(year), moves="nothing",
        severity="advisory" if is_usual else "", zh=f"{factor.name} 为 {years[-1]} 年数据, 报告期为 {year} 年。",
        en=f"{factor.name} is of {years[-1]}, the period is {year}.",
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
            if crossed and number and value and number.agrees(value) and _same_vehicle(line.label, factor.name):
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
        heavier = next(((f, n) for r, f, n in sized if r < rank and n.value > number.value and f.unit == factor.unit), None)
        if heavier:
            found.add(
                "L-PLAUSIBLE", factor.table, factor.name, printed=factor.text, expected=f"> {heavier[1].text}",
                moves="nothing", zh=f"{factor.name} {factor.text} 小于 {heavier[0].name} {heavier[1].text}: 车型越小吨公里排放越高。",
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
                    zh=f"{direct[0].name}: 含碳量×氧化率×44/12 = {show(middle(point.scaled(scale)), 4)}, 打印为 {direct[0].text}。",
                    en=f"{direct[0].name}: carbon x oxidation x 44/12 does not give {direct[0].text}.",
                )  # fmt: skip


def _coefficient(rows: list[Factor], word: str) -> Number | None:
    return next((n for f in rows if word in f.name and (n := parse(f.text, f.unit))), None)


def simple_unit(unit: str) -> str:
    """A unit without the marks that do not change its size: CO2e, t-Al, blanks."""
    return re.sub(r"(?<=/)t-?[A-Za-z]+$", "t", unit.replace(" ", "").replace("CO2e", "CO2").replace("CO2eq", "CO2"))


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
            if role in {"factor", "ef_co2", "ef_ch4", "ef_n2o"} and same_number(value, number, any_power=True):
                yield line, symbol


def _coefficient_units(view: View, found: Findings) -> None:
    """A coefficient printed as activity datum and as factor must have one unit; gas volumes are not tonnes."""
    for factor in view.report.factors:
        for datum in view.report.activity:
            name = f"{datum.source}{datum.facility}"
            if not name or name.replace("排放因子", "") != factor.name.replace("排放因子", ""):
                continue
            mine, theirs = factor.unit.replace(" ", ""), datum.unit.replace(" ", "")
            if mine and theirs and mine.lower() != theirs.lower() and not _convertible(mine, theirs):
                found.add(
                    "L-UNIT", factor.table, factor.name, printed=factor.unit, expected=datum.unit, moves="nothing",
                    zh=f"{factor.name} 的单位此处为 {factor.unit}, 表 {datum.table} 为 {datum.unit}, 量纲不同。",
                    en=f"{factor.name} is in {factor.unit} here and in {datum.unit} in table {datum.table}.",
                )  # fmt: skip


def _convertible(one: str, other: str) -> bool:
    if not is_clear(one) or not is_clear(other):
        return one == other
    try:
        product_scale((one,), other)
    except UnitError:
        return False
    return True
