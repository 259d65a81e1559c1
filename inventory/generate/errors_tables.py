"""Errors of the print: tables that do not agree with each other, sums, rows left out, units, formulas, scores."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

from inventory.generate.plant import in_print, off, pick, swap, transposed
from inventory.generate.render import ACTIVITY, BOUNDARY, BY_GAS, BY_SOURCE, FACTORS, SUMMARY
from inventory.generate.world import show
from inventory.printed.model import Declared, Report, Summary

CENT = Decimal("0.01")


def _change(rng: Random, rows: list[Any], fits: Callable[[Any], bool], field: str = "text") -> bool:
    at = pick(rng, rows, lambda row: fits(row) and getattr(row, field) not in ("", "未量化"))
    return at is not None and swap(rows, at, **{field: off(rng, getattr(rows[at], field))})


@in_print("L-SUM", "L-ONEFACT", "L-SHARE", "L-INTENSITY", "L-COMPLETE", "L-TYPO")
def category_total_wrong(rng: Random, report: Report) -> bool:
    """A category total that is not the sum of its rows."""
    return _change(
        rng, report.summary, lambda r: r.table == BY_SOURCE and r.kind == "subtotal" and Decimal(r.text) > 1
    )


@in_print("L-SUM", "L-ONEFACT", "L-SHARE", "L-INTENSITY", "L-TYPO")
def grand_total_wrong(rng: Random, report: Report) -> bool:
    """A grand total that is not the sum of its categories."""
    return _change(rng, report.summary, lambda r: r.table in (SUMMARY, BY_SOURCE) and r.kind == "total")


@in_print("L-SUM", "L-ONEFACT", "L-TYPO")
def table_total_wrong(rng: Random, report: Report) -> bool:
    """The total row of a quantification table is wrong."""
    at = pick(rng, report.lines, lambda line: line.kind == "total")
    if at is None:
        return False
    line = report.lines[at]
    return _change(
        rng, report.operands, lambda o: (o.table, o.row) == (line.table, line.row) and Decimal(o.text) > 1
    )


@in_print("L-SUM", "L-ONEFACT", "L-GAS-LUMP", "L-SHARE")
def gas_row_wrong(rng: Random, report: Report) -> bool:
    """The total of one gas is not the sum of its categories."""
    return _change(
        rng,
        report.summary,
        lambda r: r.table == BY_GAS and r.gas and r.kind == "subtotal" and Decimal(r.text) > 1,
    )


@in_print("L-SHARE")
def share_wrong(rng: Random, report: Report) -> bool:
    """A share that is not the row over the total."""
    return _change(rng, report.summary, lambda r: r.kind == "share" and Decimal(r.text.rstrip("%")) > 1)


@in_print("L-ONEFACT", "L-SUM", "L-COMPLETE", "L-TYPO")
def summary_differs_from_line(rng: Random, report: Report) -> bool:
    """A source's emission in the summary is not that of its line."""
    return _change(
        rng, report.summary, lambda r: r.table == BY_SOURCE and r.kind == "item" and Decimal(r.text) > 10
    )


@in_print("L-ONEFACT", "L-COMPLETE", "L-BALANCE", "L-TYPO", "L-SAME-NUMBER")
def activity_differs_from_line(rng: Random, report: Report) -> bool:
    """An activity datum that is not the one computed with."""
    return _change(rng, report.activity, lambda r: r.table == ACTIVITY)


@in_print(
    "L-ONEFACT",
    "L-COMPLETE",
    "L-FACTOR-VALUE",
    "L-FACTOR-DEFAULT",
    "L-FACTOR-TEXT",
    "L-TYPO",
    "L-FACTOR-RANGE",
)
def factor_differs_from_line(rng: Random, report: Report) -> bool:
    """A factor table that prints another factor than the line uses."""
    return _change(rng, report.factors, lambda r: "运输" in r.name or "原材料" in r.name or "电力" in r.name)


@in_print("L-ONEFACT", "L-SUM", "L-TYPO")
def conclusion_differs_from_table(rng: Random, report: Report) -> bool:
    """The conclusion states another category total than the tables."""
    return _change(rng, report.facts, lambda f: f.key == "category_total" and Decimal(f.text) > 1)


@in_print("L-ONEFACT", "L-SUM", "L-INTENSITY", "L-TYPO", "L-SHARE")
def statement_total_differs(rng: Random, report: Report) -> bool:
    """The stated total is not the total of the tables."""
    return _change(rng, report.facts, lambda f: f.key == "total")


@in_print("L-LASTDIGIT")
def last_digit_differs(rng: Random, report: Report) -> bool:
    """The same emission with its last digit one apart."""
    at = pick(
        rng, report.summary, lambda r: r.table == BY_SOURCE and r.kind == "item" and Decimal(r.text) > 10
    )
    if at is None:
        return False
    return swap(report.summary, at, text=show(Decimal(report.summary[at].text) + rng.choice((CENT, -CENT))))


def _drop(rng: Random, rows: list[Any], fits: Callable[[Any], bool], number: str = "") -> bool:
    at = pick(rng, rows, fits)
    if at is None:
        return False
    del rows[at]
    for position in range(at, len(rows)) if number else ():
        if getattr(rows[position], number).isdigit():
            swap(rows, position, **{number: str(int(getattr(rows[position], number)) - 1)})
    return True


@in_print("L-COMPLETE", "L-DECLARED", "L-GAS-DECLARED", "L-METHOD")
def source_left_out_of_identification(rng: Random, report: Report) -> bool:
    """A quantified source that the identification does not list."""
    return _drop(rng, report.sources, lambda s: True, "no")


@in_print("L-COMPLETE", "L-DATA-SOURCE", "L-ONEFACT", "L-BALANCE", "L-EVIDENCE")
def source_left_out_of_activity(rng: Random, report: Report) -> bool:
    """A quantified source without activity datum."""
    return _drop(rng, report.activity, lambda a: True)


@in_print("L-COMPLETE", "L-FACTOR-SOURCE", "L-ONEFACT")
def factor_left_out(rng: Random, report: Report) -> bool:
    """A factor that is used but not in the factor table."""
    return _drop(
        rng, report.factors, lambda f: f.table == FACTORS and ("运输" in f.name or "原材料" in f.name)
    )


@in_print("L-COMPLETE", "L-SUM", "L-SHARE", "L-ONEFACT")
def source_left_out_of_summary(rng: Random, report: Report) -> bool:
    """A quantified source that the summary does not list."""
    return _drop(
        rng, report.summary, lambda r: r.table == BY_SOURCE and r.kind == "item" and Decimal(r.text) > 1
    )


@in_print("L-COMPLETE", "L-SCORE-TOTAL", "L-SHARE", "L-SCORE", "L-SUM")
def source_left_out_of_scores(rng: Random, report: Report) -> bool:
    """A quantified source without data-quality score."""
    return _drop(rng, report.scores, lambda s: s.kind == "item", "no")


@in_print("L-DECLARED", "L-METHOD", "L-COMPLETE", "L-BOUNDARY", "L-TEMPLATE")
def declared_but_not_quantified(rng: Random, report: Report) -> bool:
    """A source that is declared as included and quantified nowhere."""
    item = rng.choice(("锅炉燃煤", "汽油公务车", "石灰石煅烧", "员工差旅", "六氟化硫开关"))
    category = "类别三" if item == "员工差旅" else "类别一"
    for table, where in (("", "§2"), (BOUNDARY, f"表{BOUNDARY}")):
        report.declared.append(Declared(table, "", where, category=category, item=item))
    return True


@in_print("L-DECLARED", "L-METHOD", "L-COMPLETE")
def parameter_declared_but_not_given(rng: Random, report: Report) -> bool:
    """A parameter the report says it needs and never gives."""
    item = rng.choice(("汽油低位发热量", "液化石油气消耗量", "航空交通排放因子"))
    category = "类别三" if "航空" in item else "类别一"
    report.declared.append(
        Declared("3.4-0", "1", "表3.4-0", category=category, item=item, status="parameter")
    )
    return True


@in_print("L-GAS-LUMP", "L-ONEFACT", "L-SUM")
def co2e_counted_as_co2(rng: Random, report: Report) -> bool:
    """Emissions by all-gas factors listed as CO2 in the table by gas."""
    lumps = [r for r in report.summary if r.table == BY_GAS and r.gas == "CO2e"]
    if not lumps:
        return False
    report.summary[:] = [r for r in report.summary if r not in lumps]
    for lump in lumps:
        cells = [index for index, row in enumerate(report.summary) if _same_cell(row, lump)]
        for at in cells:
            text = show(Decimal(report.summary[at].text) + Decimal(lump.text))
            swap(report.summary, at, text=text)
    return True


def _same_cell(row: Summary, lump: Summary) -> bool:
    return row.table == BY_GAS and row.gas == "CO2" and (row.category, row.kind) == (lump.category, lump.kind)


@in_print("L-UNIT", "L-ONEFACT", "L-COMPLETE")
def activity_in_another_dimension(rng: Random, report: Report) -> bool:
    """An activity datum in a unit of another dimension."""
    wrong = {"MWh": "GJ", "kWh": "MJ", "t·km": "t", "kg": "m3", "GJ": "MWh", "万Nm3": "t", "Nm3": "kg"}
    at = pick(rng, report.activity, lambda a: a.unit in wrong)
    return at is not None and swap(report.activity, at, unit=wrong[report.activity[at].unit])


@in_print("L-UNIT", "L-COMPLETE", "L-FACTOR-VALUE", "L-FACTOR-DEFAULT")
def heat_value_per_wrong_unit(rng: Random, report: Report) -> bool:
    """The heat value of a gas printed per tonne."""
    at = pick(rng, report.factors, lambda f: f.unit == "GJ/万Nm3")
    return at is not None and swap(report.factors, at, unit="GJ/t")


@in_print("L-FORMULA")
def formula_lacks_the_conversion(rng: Random, report: Report) -> bool:
    """A printed formula without its power of ten."""
    at = pick(rng, report.columns, lambda c: "*10^-3" in c.formula and c.formula.count("*") < 4)
    return at is not None and swap(
        report.columns, at, formula=report.columns[at].formula.replace("*10^-3", "")
    )


@in_print("L-BLANK", "L-COMPLETE", "L-EMPTY-FIELD", "L-REPLAY", "L-ONEFACT")
def operand_left_blank(rng: Random, report: Report) -> bool:
    """An operand of a formula that the line leaves blank."""
    lines = {(line.table, line.row) for line in report.lines if line.kind == "line"}
    at = pick(rng, report.operands, lambda o: o.symbol == "A" and (o.table, o.row) in lines)
    return at is not None and swap(report.operands, at, text="-")


@in_print("L-TYPO", "L-REPLAY", "L-ONEFACT", "L-COMPLETE", "L-BALANCE", "L-ROUNDING")
def digits_transposed(rng: Random, report: Report) -> bool:
    """Two digits of an operand swapped in its line."""
    lines = {(line.table, line.row) for line in report.lines if line.kind == "line"}
    at = pick(
        rng, report.operands, lambda o: o.symbol == "A" and (o.table, o.row) in lines and len(o.text) > 4
    )
    if at is None:
        return False
    text = transposed(rng, report.operands[at].text)
    return text != report.operands[at].text and swap(report.operands, at, text=text)


@in_print("L-STOCK", "L-BALANCE")
def stock_does_not_close(rng: Random, report: Report) -> bool:
    """Opening, purchases, use and closing do not add up."""
    at = pick(rng, report.stocks, lambda s: True)
    assert at is not None
    return swap(report.stocks, at, closing=show(Decimal(report.stocks[at].used) * Decimal("0.2"), 3))


@in_print("L-STOCK", "L-ONEFACT", "L-BALANCE")
def use_differs_from_stock_table(rng: Random, report: Report) -> bool:
    """The stock table closes, with another use than the inventory has."""
    at = pick(rng, report.stocks, lambda s: True)
    assert at is not None
    row = report.stocks[at]
    more = Decimal(row.used) * Decimal("0.2")
    used, bought = show(Decimal(row.used) + more, 3), show(Decimal(row.purchased) + more, 3)
    return swap(report.stocks, at, used=used, purchased=bought)


@in_print("L-SCORE", "L-SCORE-TOTAL")
def weighted_score_wrong(rng: Random, report: Report) -> bool:
    """A weighted score that does not follow from its row."""
    return _change(rng, report.scores, lambda s: s.kind == "item" and Decimal(s.weighted) > CENT, "weighted")


@in_print("L-SCORE", "L-SCORE-TOTAL", "L-GRADE", "L-RUBRIC")
def mean_score_wrong(rng: Random, report: Report) -> bool:
    """A mean that is not the mean of its scores."""
    return _change(rng, report.scores, lambda s: s.kind == "item" and s.mean, "mean")


@in_print("L-SHARE", "L-SCORE", "L-SCORE-TOTAL")
def share_in_scores_wrong(rng: Random, report: Report) -> bool:
    """A share in the data-quality table that is not emission over total."""
    return _change(
        rng, report.scores, lambda s: s.kind == "item" and Decimal(s.share.rstrip("%")) > 1, "share"
    )


@in_print("L-SCORE-TOTAL", "L-GRADE", "L-ONEFACT", "L-SCORE")
def total_score_wrong(rng: Random, report: Report) -> bool:
    """A total score that is not the sum of the weighted ones."""
    return _change(rng, report.scores, lambda s: s.kind == "total", "weighted")


@in_print("L-SCORE-TOTAL", "L-GRADE", "L-ONEFACT")
def score_in_text_differs(rng: Random, report: Report) -> bool:
    """The text states another score than the table."""
    return _change(rng, report.facts, lambda f: f.key == "quality_score")


@in_print("L-UNCERTAINTY")
def combined_uncertainty_wrong(rng: Random, report: Report) -> bool:
    """A combined uncertainty that does not follow from its sources."""
    return _change(rng, report.uncertainty, lambda u: u.combined, "combined")


@in_print("L-INTENSITY")
def intensity_wrong(rng: Random, report: Report) -> bool:
    """An intensity that is not total over output."""
    return _change(rng, report.facts, lambda f: f.key == "intensity")
