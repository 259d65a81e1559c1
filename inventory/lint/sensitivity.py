"""What each doubtful choice does to the total, against materiality; uncertainty replayed.

Runs last: it reads the findings of the other checks that carry a size.
"""

from __future__ import annotations

from decimal import Decimal

from inventory.intervals import exact
from inventory.lint.collect import Findings, LintFinding
from inventory.lint.numbers import Number, parse, show
from inventory.lint.view import View
from inventory.printed.model import Uncertainty

DOUBTFUL = {
    "L-FACTOR-REGION", "L-FACTOR-VALUE", "L-FACTOR-DEFAULT", "L-FACTOR-BASIS", "L-FACTOR-PROXY", "L-SAME-NUMBER",
    "L-PLAUSIBLE", "L-BALANCE", "L-CAPTIVE", "L-GAS-DECLARED", "L-GWP-MIX", "L-GWP",
}  # fmt: skip
TEN_POINTS = Decimal(100)


def check_sensitivity(view: View, found: Findings) -> None:
    """L-SENSITIVITY, L-UNCERTAINTY."""
    _uncertainty(view, found)
    total, share = found.reach.total, found.reach.materiality
    if not total:
        return
    for row in [f for f in found.rows if f.rule in DOUBTFUL and f.delta_tco2e]:
        _effect(found, row, total, share)


def _effect(found: Findings, row: LintFinding, total: Decimal, share: Decimal | None) -> None:
    size = row.delta_tco2e or Decimal(0)
    ratio = abs(size) / abs(total)
    reaches = found.reach.moves(size)
    limit = f", 实质性阈值 {show(share * TEN_POINTS, 0)}%" if share else ""
    found.add(
        "L-SENSITIVITY", row.table.removeprefix("表 "), row.item, printed=row.printed, expected=row.expected, delta=size,
        moves=reaches,
        zh=f"存疑选择 ({row.rule}) 涉及 {show(size)} tCO2e, 占总量 {show(ratio * TEN_POINTS, 2)}%{limit}。",
        en=f"The doubtful choice ({row.rule}) concerns {show(size)} tCO2e, {show(ratio * TEN_POINTS, 2)} % of the total.",
    )  # fmt: skip


def _percent(text: str) -> Number | None:
    number = parse(text)
    return number.scaled(TEN_POINTS) if number and text.strip().endswith("%") else number


def _uncertainty(view: View, found: Findings) -> None:
    items = [u for u in view.report.uncertainty if u.kind == "item"]
    for row in items:
        a, f, combined = _percent(row.activity), _percent(row.factor), _percent(row.combined)
        if a and f and combined:
            square = a.interval * a.interval + f.interval * f.interval
            if not square.meets(combined.interval * combined.interval):
                value = (a.value * a.value + f.value * f.value).sqrt()
                _report(found, row, row.combined, show(value, 2))
    total = next((u for u in view.report.uncertainty if u.kind == "total"), None)
    printed = _percent(total.combined) if total else None
    parts = [(e, c) for u in items if (e := parse(u.emission)) and (c := _percent(u.combined))]
    if total and printed and parts and len(parts) == len(items):
        weighted = exact(Decimal(0))
        for emission, combined in parts:
            term = emission.interval * combined.interval
            weighted = weighted + term * term
        whole = sum((e.value for e, _ in parts), Decimal(0))
        side = printed.interval.scaled(whole)
        if whole and not weighted.meets(side * side):
            middle = (weighted.low + weighted.high) / 2
            _report(found, total, total.combined, show(middle.sqrt() / whole, 2))


def _report(found: Findings, row: Uncertainty, printed: str, expected: str) -> None:
    found.add(
        "L-UNCERTAINTY", row.table, row.source or "合计", printed=printed, expected=expected, moves="nothing",
        zh=f"{row.source or '合计'} 的合成不确定性应为 {expected}%, 打印 {printed}。",
        en=f"The combined uncertainty of {row.source or 'the total'} is {expected} %, printed {printed}.",
    )  # fmt: skip
