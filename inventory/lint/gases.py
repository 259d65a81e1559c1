"""Gases: one GWP set, class of each gas, gas of each source, declared against quantified gases.

GWP values and classes come from ``inventory.registry``; factors in ``factors``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from inventory.intervals import exact
from inventory.lint.collect import Findings
from inventory.lint.names import keys, plain
from inventory.lint.numbers import Number, parse, places, show
from inventory.lint.scales import gas_of
from inventory.lint.view import LineView, View, category_of
from inventory.printed.model import Source
from inventory.registry import gas_class, gwp, gwp_sets

# Gas words a source must print, by alias key (IPCC 2006: what the process can emit).
GAS_WORDS = {
    "pfc_cf4": ("CF4", "PFC"),
    "pfc_c2f6": ("C2F6", "PFC"),
    "refrigerant": ("HFC", "HCFC", "R"),
    "switchgear": ("SF6",),
    "septic": ("CH4",),
    "wastewater": ("CH4",),
}
COMBUSTION_ROLES = (("CH4", "ch4", "ch4_ef_stationary"), ("N2O", "n2o", "n2o_ef_stationary"))
CLASSES = ("CO2", "CH4", "N2O", "HFCS", "PFCS", "SF6", "NF3")
CLASS_KEYS = {"HFCS": {"refrigerant"}, "PFCS": {"pfc_cf4", "pfc_c2f6"}, "SF6": {"switchgear"}}


def check_gases(view: View, found: Findings) -> None:
    """L-GAS-CLASS, L-GWP, L-GWP-MIX, L-GAS-SOURCE, L-GAS-DECLARED, L-GAS-LUMP."""
    _gwp_table(view, found)
    _constants(view, found)
    _sources(view, found)
    _combustion(view, found)
    _declared(view, found)
    _lump(view, found)


def declared_set(view: View) -> str:
    """GWP set the report says it uses."""
    text = view.report.first("gwp_set").upper().replace(" ", "")
    return next((name for name in sorted(gwp_sets(), key=len, reverse=True) if name.upper() in text), "")


def _value(gas: str, name: str) -> Decimal | None:
    try:
        return gwp(gas, name)
    except LookupError:
        return None


def _gwp_table(view: View, found: Findings) -> None:
    wanted = declared_set(view)
    for row in view.report.gwp:
        gas, number = gas_of(f"{row.name} {row.gas}"), parse(row.text)
        if not gas or number is None:
            continue
        right = gas_class(gas)
        if row.gas_class and right and plain(row.gas_class).upper() != right.upper():
            found.add(
                "L-GAS-CLASS", row.table, row.name, printed=row.gas_class, expected=right, moves="nothing",
                zh=f"{row.name} 属于 {right}, 报告归为 {row.gas_class}。",
                en=f"{gas} is of class {right}, printed {row.gas_class}.",
            )  # fmt: skip
        value = _value(gas, wanted) if wanted else None
        other = [name for name in gwp_sets() if name != wanted and _value(gas, name) == number.value]
        if value is None or value == number.value or (_near(number, value) and not other):
            continue
        found.add(
            "L-GWP-MIX" if other else "L-GWP", row.table, row.name, printed=row.text, expected=str(value),
            delta=_gwp_effect(view, gas, number.value, value),
            zh=f"{row.name} 的 GWP {row.text} 不是 {wanted} 的 {value}" + (f", 而是 {other[0]} 的值。" if other else "。"),
            en=f"GWP of {gas}: {row.text} is not the {wanted} value {value}"
            + (f" but that of {other[0]}." if other else "."),
        )  # fmt: skip


def _near(number: Number, value: Decimal) -> bool:
    """True when the printed potential is the value, or the value rounded to the printed places."""
    return number.interval.meets(exact(value)) or show(value, places(number.text)) == show(
        number.value, places(number.text)
    )


def _gwp_effect(view: View, gas: str, printed: Decimal, right: Decimal) -> Decimal | None:
    role = {"CH4": "ch4", "N2O": "n2o"}.get(gas)
    size = Decimal(0)
    for line in view.lines:
        mass = line.number(role) if role else None
        if mass:
            size += mass.value * (printed - right)
        elif f"pfc_{gas.lower()}" in keys(line.label) and line.emission and printed:
            size += line.emission.value * (1 - right / printed)
    return size or None


def _constants(view: View, found: Findings) -> None:
    """Constants that stand for a GWP in formulas and factor texts must be those of the report's table."""
    table = {gas_of(f"{r.name} {r.gas}"): n for r in view.report.gwp if (n := parse(r.text))}
    for column in view.report.columns:
        columns = {c.symbol: c for c in view.report.columns if c.table == column.table}
        for symbol, constant in re.findall(r"([A-Z]\d?)\s*[*×]\s*(\d+(?:\.\d+)?)(?![\d^])", column.formula):
            gas = {"ch4": "CH4", "n2o": "N2O"}.get(columns[symbol].role if symbol in columns else "")
            printed = parse(constant)
            if gas and gas in table and printed and not printed.agrees(table[gas]):
                found.add(
                    "L-GWP-MIX", column.table, f"{column.symbol}={column.formula}", printed=constant,
                    expected=table[gas].text, delta=_gwp_effect(view, gas, printed.value, table[gas].value),
                    zh=f"公式中 {gas} 的 GWP 为 {constant}, GWP 表为 {table[gas].text}。",
                    en=f"The formula takes {constant} for {gas}, the GWP table prints {table[gas].text}.",
                )  # fmt: skip
    for factor in view.report.factors:
        gas = next((g for g in ("C2F6", "CF4", "CH4", "N2O") if g in plain(factor.name)), "")
        own = table.get(gas)
        for text in re.findall(r"[*×]\s*(\d{3,6}(?:\.\d+)?)(?!\d)", plain(factor.basis)) if own else []:
            other = next((g for g, n in table.items() if n.text == text and g != gas), "")
            if other and own and text != own.text:
                found.add(
                    "L-GWP-MIX", factor.table, factor.name, printed=text, expected=own.text, moves="nothing",
                    zh=f"{factor.name} 的算式用了 {other} 的 GWP {text}, {gas} 应为 {own.text}。",
                    en=f"The formula of {factor.name} takes the GWP of {other} ({text}); {gas} has {own.text}.",
                )  # fmt: skip


def _sources(view: View, found: Findings) -> None:
    for row in view.report.sources:
        named = keys(f"{row.source}{row.facility}")
        for key in sorted(named & set(GAS_WORDS)):
            if row.gases and not any(word in plain(row.gases).upper() for word in GAS_WORDS[key]):
                found.add(
                    "L-GAS-SOURCE", row.table, row.source, printed=row.gases, expected="/".join(GAS_WORDS[key]),
                    moves="nothing", zh=f"{row.source} 排放的气体应为 {GAS_WORDS[key][0]}, 识别表写作 {row.gases}。",
                    en=f"{row.source} emits {GAS_WORDS[key][0]}, printed {row.gases}.",
                )  # fmt: skip


def _combustion(view: View, found: Findings) -> None:
    """A fuel identified with CH4 and N2O whose line quantifies CO2 only."""
    for line in view.lines:
        source = next((s for s in view.report.sources if _same_source(s, line)), None)
        if source is None or line.number("ncv") is None:
            continue
        lacking = [
            (gas, parameter) for gas, role, parameter in COMBUSTION_ROLES
            if gas in plain(source.gases) and line.number(role) is None and gas in plain(source.gases)
        ]  # fmt: skip
        if lacking:
            size = _combustion_size(view, line, lacking)
            names = "、".join(gas for gas, _ in lacking)
            found.add(
                "L-GAS-DECLARED", line.table, line.label, printed="CO2", expected=plain(source.gases),
                delta=-size if size else None,
                zh=f"{line.label} 识别为排放 {plain(source.gases)}, 计算表没有量化 {names}"
                + (f" (按 IPCC 缺省因子约 {show(size)} tCO2e)。" if size else "。"),
                en=f"{line.label} is identified with {source.gases}, but {names} is not quantified.",
            )  # fmt: skip


def _same_source(source: Source, line: LineView) -> bool:
    category = category_of(source.category)
    mine = keys(line.label)
    return bool(mine & keys(source.source)) and (
        not category or not line.category or category == line.category
    )


def _combustion_size(view: View, line: LineView, lacking: list[tuple[str, str]]) -> Decimal | None:
    activity, ncv = line.number("activity"), line.number("ncv")
    fuel = next(iter(sorted(keys(line.label))), "")
    name = declared_set(view) or "AR6"
    if not activity or not ncv:
        return None
    size = Decimal(0)
    for gas, parameter in lacking:
        rows = view.registry.find(parameter, fuel)
        value = _value(gas, name)
        if rows and value is not None:
            size += activity.value * ncv.value * rows[0].value * value / 1000000
    return size or None


def quantified_classes(view: View) -> set[str]:
    """Gas classes for which something is quantified: gas tables, else columns and names of lines."""
    classes = set()
    for row in view.report.summary:
        number = parse(row.text)
        if row.gas and number and number.value:
            classes.add(plain(row.gas).upper())
    for line in view.lines:
        for role, gas in (("ch4", "CH4"), ("n2o", "N2O"), ("co2", "CO2")):
            if line.number(role):
                classes.add(gas)
        for name, words in CLASS_KEYS.items():
            if keys(line.label) & words:
                classes.add(name)
        if line.emission and not classes:
            classes.add("CO2")
    return {c if c in CLASSES else gas_class(c).upper() for c in classes} - {""}


def _declared(view: View, found: Findings) -> None:
    have = quantified_classes(view)
    if not have:
        return
    for fact in view.text_facts("gases")[:1]:
        text = plain(fact.text).upper()
        declared = {c for c in CLASSES if c in text or c.rstrip("S") in text}
        for name in sorted(declared - have):
            found.add(
                "L-GAS-DECLARED", fact.table or fact.location, name, printed=name, expected="量化 / quantified",
                moves="nothing", zh=f"声明的气体 {name} 在报告中没有量化。", en=f"{name} is declared, nothing is quantified.",
            )  # fmt: skip
        for name in sorted(have - declared if declared else set()):
            found.add(
                "L-GAS-DECLARED", fact.table or fact.location, name, printed="", expected=name, moves="nothing",
                zh=f"报告量化了 {name}, 声明的气体种类中没有。", en=f"{name} is quantified and not declared.",
            )  # fmt: skip
    for row in view.report.gwp:
        name = gas_class(gas_of(f"{row.name} {row.gas}")).upper()
        if name in CLASS_KEYS and name not in have:
            found.add(
                "L-GAS-DECLARED", row.table, row.name, printed=row.text, expected="", moves="nothing", severity="explain",
                zh=f"GWP 表列有 {row.name}, 但没有量化该气体的排放源。",
                en=f"The GWP table lists {row.name}; no source of it is quantified.",
            )  # fmt: skip


def _lump(view: View, found: Findings) -> None:
    for row in view.report.summary:
        number = parse(row.text)
        if plain(row.gas).upper() != "CO2" or row.kind != "item" or not number or not number.value:
            continue
        lines = [line for line in view.lines if line.category == category_of(row.category) and line.emission]
        lumped = [
            line
            for line in lines
            if any("co2e" in line.unit(s).lower() for s in (line.symbol("factor"),) if s)
        ]
        if lines and len(lumped) == len(lines):
            found.add(
                "L-GAS-LUMP", row.table, f"{row.category} CO2", printed=row.text, expected="CO2e (不分气体)",
                moves="nothing", zh=f"{row.category} 以 CO2e 因子计算, 却全部列入 CO2 一行。",
                en=f"{row.category} is computed with CO2e factors and listed wholly as CO2.",
            )  # fmt: skip
