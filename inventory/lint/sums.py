"""Parts to sums, shares, intensity: every total a report prints against its own parts.

A line against its operands belongs in ``replay``; the same number in two tables in ``facts``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from inventory.intervals import Interval, exact
from inventory.lint.collect import Findings
from inventory.lint.numbers import Number, middle, parse, show, total
from inventory.lint.view import View, base_table, category_of
from inventory.printed.model import Summary


def check_sums(view: View, found: Findings) -> None:
    """L-SUM, L-SHARE, L-INTENSITY."""
    _line_totals(view, found)
    for table in dict.fromkeys(s.table for s in view.report.summary):
        rows = [s for s in view.report.summary if s.table == table]
        _by_category(found, table, rows)
        _grand_total(found, table, rows)
        _matrix(found, table, rows)
        _shares(found, table, rows)
    _intensity(view, found)


def compare(
    found: Findings, table: str, item: str, printed: Number, parts: Iterable[Number], zh: str, en: str, *,
    rule: str = "L-SUM", counts: bool = True,
) -> None:  # fmt: skip
    """Report a total that its parts, as intervals, cannot give."""
    numbers = list(parts)
    span = total([n.interval for n in numbers])
    if not numbers or span.meets(printed.interval):
        return
    expected = sum((n.value for n in numbers), Decimal(0))
    found.add(
        rule, table, item, printed=printed.text, expected=show(expected), delta=printed.value - expected,
        counts=counts, zh=f"{zh}: 各部分之和为 {show(expected)}, 打印为 {printed.text}。",
        en=f"{en}: the parts add up to {show(expected)}, printed {printed.text}.",
    )  # fmt: skip


def _line_totals(view: View, found: Findings) -> None:
    for row in view.totals:
        printed = row.emission
        parts = [
            line.emission
            for line in view.lines
            if base_table(line.table) == base_table(row.table) and line.emission
        ]
        if printed and parts and row.line.kind == "total":
            compare(found, base_table(row.table), "合计", printed, parts, "量化表合计", "Total of the table")


def _numbers(rows: Iterable[Summary]) -> list[Number]:
    return [number for number in (parse(row.text) for row in rows) if number]


def _by_category(found: Findings, table: str, rows: list[Summary]) -> None:
    plain = [r for r in rows if not r.gas and not r.site]
    for row in (r for r in plain if r.kind == "subtotal" and r.category):
        printed = parse(row.text)
        parts = _numbers(
            r for r in plain if r.kind == "item" and category_of(r.category) == category_of(row.category)
        )
        if printed and parts:
            compare(
                found,
                table,
                row.category,
                printed,
                parts,
                f"{row.category}小计",
                f"Subtotal of {row.category}",
            )


def _grand_total(found: Findings, table: str, rows: list[Summary]) -> None:
    plain = [r for r in rows if not r.gas and not r.site]
    printed = next((n for r in plain if r.kind == "total" and not r.category and (n := parse(r.text))), None)
    if printed is None:
        return
    for kind in ("subtotal", "item"):
        parts = _numbers(r for r in plain if r.kind == kind and r.category)
        if parts:
            compare(found, table, "合计", printed, parts, "总量", "Grand total")
            return


def _matrix(found: Findings, table: str, rows: list[Summary]) -> None:
    """Rows and columns of a gas (or site) by category table."""
    cells = [r for r in rows if r.kind == "item" and (r.gas or r.site)]
    if not cells:
        return
    for name in dict.fromkeys(r.gas or r.site for r in cells):
        own = next(
            (
                r
                for r in rows
                if r.kind in {"subtotal", "total"} and name in {r.gas, r.site} and not r.category
            ),
            None,
        )
        printed = parse(own.text) if own else None
        if printed:
            parts = _numbers(r for r in cells if name in {r.gas, r.site})
            compare(found, table, name, printed, parts, f"{name} 行合计", f"Row {name}")
    sums = [r for r in rows if r.kind == "subtotal" and (r.gas or r.site) and not r.category]
    grand = next((n for r in rows if r.kind == "total" and not r.category and (n := parse(r.text))), None)
    if grand:
        compare(found, table, "合计", grand, _numbers(sums) or _numbers(cells), "总量", "Grand total")
    by_category: dict[str, list[Summary]] = defaultdict(list)
    for cell in cells:
        by_category[cell.category].append(cell)
    for category, column in by_category.items():
        own = next(
            (r for r in rows if r.kind in {"subtotal", "total"} and r.category == category and not r.gas),
            None,
        )
        printed = parse(own.text) if own else None
        if printed:
            compare(
                found, table, category, printed, _numbers(column), f"{category} 列合计", f"Column {category}"
            )


def share_agrees(share: Number, part: Number, whole: Number) -> bool:
    """True when a printed share can be part over whole."""
    if whole.value == 0:
        return True
    ratio: Interval = (
        part.interval / whole.interval
        if not whole.interval.low <= 0 <= whole.interval.high
        else exact(share.value)
    )
    return ratio.meets(share.interval)


def _shares(found: Findings, table: str, rows: list[Summary]) -> None:
    wholes = [r for r in rows if r.kind in {"total", "subtotal"} and not r.category and not r.site]
    wholes.sort(key=lambda r: (r.kind != "total", bool(r.gas)))
    grand = next((n for r in wholes if (n := parse(r.text)) and "%" not in r.text), None)
    shares = [(r, n) for r in rows if r.kind == "share" and r.category and (n := parse(r.text))]
    for row, share in shares:
        part = total([n.interval for n in _numbers(
            r for r in rows if r.category == row.category and r.kind in {"item", "subtotal"})])  # fmt: skip
        number = Number("", middle(part), part)
        if grand and number.value and not share_agrees(share, number, grand):
            expected = show(number.value / grand.value * 100)
            found.add(
                "L-SHARE", table, row.category, printed=row.text, expected=f"{expected}%", moves="nothing",
                zh=f"{row.category} 占比应为 {expected}%, 打印为 {row.text}。",
                en=f"The share of {row.category} is {expected} %, printed {row.text}.",
            )  # fmt: skip
    whole = next((n for r in rows if r.kind == "share" and not r.category and (n := parse(r.text))), None)
    if whole and shares and not total([n.interval for _, n in shares]).meets(whole.interval):
        found.add("L-SHARE", table, "合计", printed=whole.text, expected="100%", moves="nothing",
                  zh="各占比之和与合计不符。", en="The shares do not add up.")  # fmt: skip


def _intensity(view: View, found: Findings) -> None:
    whole = view.printed_total()
    outputs = [(o, n) for o in view.report.outputs if (n := parse(o.text)) and n.value]
    for fact in view.text_facts("intensity"):
        printed = parse(fact.text)
        if not printed or not whole or not outputs:
            continue
        ratios = [whole.interval / n.interval for _, n in outputs if n.interval.low > 0]
        scales = [r.scaled(Decimal(s)) for r in ratios for s in (1, 1000)]
        if ratios and not any(r.meets(printed.interval) for r in scales):
            expected = show(middle(ratios[0]), 4)
            found.add(
                "L-INTENSITY", fact.table, "排放强度", printed=fact.text, expected=expected, moves="nothing",
                zh=f"排放强度 = {whole.text}/{outputs[0][0].text} = {expected}, 打印为 {fact.text}。",
                en=f"Intensity is {expected}, printed {fact.text}.",
            )  # fmt: skip
