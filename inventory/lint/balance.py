"""Physical sense: same number for different quantities, material balance, stocks, plausibility, zero rows.

Limits are rows of the registry (``limits.csv``) and of ``plausibility.csv``; arithmetic of lines is in ``replay``.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from inventory.intervals import exact
from inventory.lint.collect import Findings, rules
from inventory.lint.names import core, keys
from inventory.lint.numbers import Number, is_blank, parse, show, total
from inventory.lint.pairing import is_telling, same_number
from inventory.lint.scales import is_clear
from inventory.lint.view import LineView, View
from inventory.printed.model import Stock
from inventory.units import UnitError, product_scale

PLAUSIBILITY = Path(__file__).with_name("plausibility.csv")
# Keys whose activity is by definition the metal output; CF4 and C2F6 rightly share it.
PER_METAL = {"pfc_cf4", "pfc_c2f6"}
METAL = re.compile(r"铝水|铝液|原铝|电解铝|铝锭|aluminium|tAL", re.IGNORECASE)


@lru_cache(maxsize=1)
def plausibility() -> list[dict[str, str]]:
    """Rows of the plausibility table: what, over what, bounds."""
    with PLAUSIBILITY.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def check_balance(view: View, found: Findings) -> None:
    """L-SAME-NUMBER, L-BALANCE, L-STOCK, L-PLAUSIBLE, L-ZERO."""
    _same_number(view, found)
    _purchase_and_use(view, found)
    _stocks(view, found)
    _plausible(view, found)
    _zero_rows(view, found)


def tonnes(line: LineView) -> Number | None:
    """Activity of a line in tonnes, when its unit is a mass."""
    return _activity_in(line, "t")


def _activity_in(line: LineView, target: str) -> Number | None:
    symbol = line.symbol("activity")
    number, unit = line.numbers.get(symbol), line.unit(symbol) if symbol else ""
    if number is None or not is_clear(unit) or "/" in unit:
        return None
    try:
        return number.scaled(product_scale((unit,), target).value)
    except UnitError:
        return None


def _same_number(view: View, found: Findings) -> None:
    groups: dict[Decimal, list[LineView]] = defaultdict(list)
    for line in view.lines:
        number = line.number("activity")
        if number and is_telling(number):
            groups[number.value].append(line)
    for lines in groups.values():
        kinds = {
            frozenset(keys(line.label) & PER_METAL or keys(line.label) or {core(line.label)})
            for line in lines
        }
        metal = [line for line in lines if keys(line.label) & PER_METAL]
        others = [line for line in lines if line not in metal]
        if len(kinds) < 2 or not others or (metal and all(METAL.search(line.label) for line in others)):
            continue
        size = sum((line.emission.value for line in lines if line.emission), Decimal(0))
        names = "、".join(line.label for line in lines)
        text = lines[0].operands[lines[0].symbol("activity")].text
        found.add(
            "L-SAME-NUMBER", lines[0].table, names, printed=text, expected="各自的数量", delta=size, moves="nothing",
            zh=f"{names} 的活动数据同为 {text}: 含义不同的量 (如阳极消耗量与铝液产量) 不应相同, 涉及 {show(size)} tCO2e。",
            en=f"Quantities of different meaning share one number {text}: {names}.",
        )  # fmt: skip


def _purchase_and_use(view: View, found: Findings) -> None:
    """A material used in category 1 and bought in category 4 of the same inventory."""
    used = [line for line in view.lines if line.category == "1" and tonnes(line)]
    bought = [line for line in view.lines if line.category == "4" and tonnes(line)]
    stocked = {core(s.item) for s in view.report.stocks}
    limit = rules()["L-BALANCE"].limit
    for one in used:
        for other in bought:
            a, b = tonnes(one), tonnes(other)
            shared = {core(n) for n in one.names} & {core(n) for n in other.names} - {""}
            if not a or not b or not shared or shared & stocked:
                continue
            if abs(a.value - b.value) <= limit * max(a.value, b.value):
                continue
            sign_zh = "使用量大于购入量" if a.value > b.value else "购入量大于使用量"
            size = one.emission.value * (1 - b.value / a.value) if one.emission and a.value else None
            found.add(
                "L-BALANCE", one.table, one.label, printed=f"{show(a.value)} t", expected=f"{show(b.value)} t",
                delta=size, moves="nothing",
                zh=f"{min(shared)}: 类别一使用 {show(a.value)} t, 类别四购入 {show(b.value)} t, {sign_zh}, 无库存说明。",
                en=f"{one.label}: used {show(a.value)} t in category 1, bought {show(b.value)} t in category 4.",
            )  # fmt: skip


def _stocks(view: View, found: Findings) -> None:
    for row in view.report.stocks:
        plus = [n for n in map(parse, (row.opening, row.purchased, row.produced)) if n]
        minus = [n for n in map(parse, (row.used, row.sold, row.loss, row.closing)) if n]
        if is_blank(row.used) or is_blank(row.closing) or not plus:
            continue
        gap = total([n.interval for n in plus]) - total([n.interval for n in minus])
        if not gap.meets(exact(Decimal(0))):
            value = sum((n.value for n in plus), Decimal(0)) - sum((n.value for n in minus), Decimal(0))
            found.add(
                "L-STOCK", row.table, row.item, printed=row.closing, expected=show(parse_value(row.closing) + value),
                moves="nothing", zh=f"{row.item} 购消存不平: 差 {show(value)} {row.unit}。",
                en=f"Stock of {row.item} does not close: {show(value)} {row.unit} left.",
            )  # fmt: skip
        _stock_use(view, found, row)


def parse_value(text: str) -> Decimal:
    """Value of a printed number, zero for a blank."""
    number = parse(text)
    return number.value if number else Decimal(0)


def _stock_use(view: View, found: Findings, row: Stock) -> None:
    """A quantified activity is what the stock table says was used (or bought, for upstream emissions)."""
    for line in view.lines:
        mine = line.number("activity")
        if not mine or not any(core(row.item) and core(row.item) == core(name) for name in line.names):
            continue
        moved = [
            n for n in map(parse, (row.used, row.purchased) if line.category != "1" else (row.used,)) if n
        ]
        if moved and not any(same_number(mine, n, any_power=True) for n in moved):
            found.add(
                "L-STOCK", row.table, row.item, printed=row.used, expected=mine.text, moves="nothing",
                zh=f"{row.item} 购消存的消耗量 {row.used} 与计算所用 {mine.text} 不同。",
                en=f"The stock table uses {row.used} of {row.item}, the calculation {mine.text}.",
            )  # fmt: skip


def _plausible(view: View, found: Findings) -> None:
    outputs = [n for o in view.report.outputs if (n := parse(o.text)) and n.value]
    for row in plausibility():
        for line in view.lines:
            if not (keys(line.label) & set(row["key"].split("|"))):
                continue
            value = _ratio(view, line, row, outputs)
            low = Decimal(row["low"]) if row["low"] else None
            high = Decimal(row["high"]) if row["high"] else None
            if value is None or ((low is None or value >= low) and (high is None or value <= high)):
                continue
            size = line.emission.value if line.emission else None
            found.add(
                "L-PLAUSIBLE", line.table, line.label, printed=show(value, 4), expected=f"{row['low']}..{row['high']}",
                delta=size, moves="nothing", severity=row["severity"],
                zh=f"{line.label}: {row['zh']} {show(value, 4)} {row['unit']} 超出合理范围 {row['low']}..{row['high']}。",
                en=f"{line.label}: {row['en']} {show(value, 4)} {row['unit']} outside {row['low']}..{row['high']}.",
            )  # fmt: skip


def _ratio(view: View, line: LineView, row: dict[str, str], outputs: list[Number]) -> Decimal | None:
    if row["measure"] == "rate":
        number = line.number("rate")
        return number.value if number else None
    if row["measure"] == "ncv":
        number = line.number("ncv")
        return number.value if number else None
    top = _activity_in(line, "MWh" if row["measure"] == "mwh_per_metal" else "t")
    if top is None:
        return None
    if row["measure"] == "mass":
        return top.value
    metal = next((n for other in view.lines if keys(other.label) & PER_METAL and (n := tonnes(other))), None)
    bottom = metal.value if metal else None
    return top.value / bottom if bottom else None


def _zero_rows(view: View, found: Findings) -> None:
    rows = [(s.table, s.source, s.emission) for s in view.score_items()]
    rows += [(s.table, s.item, s.text) for s in view.items() if not s.text.startswith("未")]
    rows += [(a.table, f"{a.source} {a.facility}".strip(), a.text) for a in view.report.activity]
    rows += [(line.table, line.label, line.operands[s].text) for line in view.lines
             if (s := line.symbol("emission")) in line.operands]  # fmt: skip
    for table, name, text in rows:
        number = parse(text)
        if (number is not None and number.value == 0) or is_blank(text):
            found.add(
                "L-ZERO", table, name, printed=text, expected="", moves="nothing",
                zh=f"{name} 的数值为 {text or '空'}: 零值或空白行, 请填写或删除。",
                en=f"The row {name} is {text or 'blank'}: fill or remove it.",
            )  # fmt: skip
