"""Printed totals against their own rows: per sheet, and per block for subtotals.

A total agrees when it is the sum of all rows present, of the rows kept, or of the rows without repeats, read as
written or as mended. What agrees with nothing is left for the check X-TOTAL to raise.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from ingestion.furniture import SUBTOTAL, TOTAL
from ingestion.numbers import blank_words, parse_number
from ingestion.results import TotalCheck
from ingestion.sheet_plan import FieldPlan, SheetPlan

_SUMMED_UNITS = {"tonne", "kilowatt_hour", "megawatt_hour", "blocks", "pieces", "pot_day", "cny", "tonne_co2e"}
_NOT_SUMMED = {"gross_t", "tare_t", "balance_t", "capacity_t", "pots_running"}
_NO_TOTALS = {"index_ledger", "instruments", "calibrations", "anode_contract", "stock_count_"}
_MAX_TOTALS = 5_000


def _written_decimals(text: str) -> int:
    _, _, fraction = text.partition(".")
    digits = "".join(c for c in fraction if c.isdigit())
    # longer tails are the noise of binary floats, not digits that someone printed
    return len(digits) if len(digits) <= 6 else 2


def _summable(plan: SheetPlan) -> list[FieldPlan]:
    if plan.table.name in _NO_TOTALS:
        return []
    return [
        fp
        for name, fp in plan.fields.items()
        if fp.field.unit in _SUMMED_UNITS and name not in _NOT_SUMMED and not name.startswith("unit_")
    ]


def check_totals(body: pl.DataFrame, classes: pl.Series, frame: pl.DataFrame, plan: SheetPlan) -> list[TotalCheck]:
    """Compare every printed total of the sheet with its rows.

    ``body`` has row_no and the sheet's text columns, ``frame`` the lake rows of the data among them.
    """
    fields = _summable(plan)
    rows = body.with_columns(row_class=classes).filter(pl.col("row_class").is_in([TOTAL, SUBTOTAL]))
    if rows.is_empty() or not fields or frame.is_empty():
        return []
    checks: list[TotalCheck] = []
    previous = {TOTAL: 0, SUBTOTAL: 0}
    for row in rows.head(_MAX_TOTALS).iter_rows(named=True):
        scope_class, row_no = row["row_class"], row["row_no"]
        checks += _check_row(row, row_no, scope_class, previous, frame, fields)
        previous[scope_class] = row_no
        if scope_class == TOTAL:
            previous[SUBTOTAL] = row_no
    return checks


def _check_row(
    row: dict, row_no: int, scope_class: str, previous: dict[str, int], frame: pl.DataFrame, fields: list[FieldPlan]
) -> list[TotalCheck]:
    label = next((str(v).strip() for k, v in row.items() if k.startswith("c") and v and str(v).strip()), "")
    above = frame.filter(pl.col("row_no") < row_no)
    block = above.filter(pl.col("row_no") > previous[scope_class])
    spans = [block] if scope_class == SUBTOTAL else ([block, above] if block.height < above.height else [above])
    found = []
    for fp in fields:
        text = pl.Series([row.get(fp.column)], dtype=pl.String)
        written = pl.select(blank_words(pl.lit(text))).to_series()[0]
        number = parse_number(written).value if written else None
        if number is None or written is None:
            continue
        found.append(_check(fp, row_no, label, "subtotal" if scope_class == SUBTOTAL else "total", number, written, spans))
    return found


def _sum(values: pl.Series) -> Decimal:
    total = values.cast(pl.Decimal(38, 6)).sum()
    return Decimal(0) if total is None else Decimal(total)


def _readings(span: pl.DataFrame, name: str, mass_field: bool) -> dict[str, Decimal]:
    value = pl.col(name).cast(pl.Decimal(38, 6))
    is_kept, is_repeat = pl.col("row_status") == "keep", pl.col("row_status") == "duplicate"
    mended = pl.coalesce(pl.col("mass_hint_t").cast(pl.Decimal(38, 6)), value) if mass_field else value
    return {
        "all": _sum(span.select(mended).to_series()),
        "kept": _sum(span.filter(is_kept).select(value).to_series()),
        "as written": _sum(span.select(value).to_series()),
        "without repeats": _sum(span.filter(~is_repeat).select(mended).to_series()),
        "without repeats, as written": _sum(span.filter(~is_repeat).select(value).to_series()),
    }


def _check(
    fp: FieldPlan, row_no: int, label: str, scope: str, number: Decimal, written: str, spans: list[pl.DataFrame]
) -> TotalCheck:
    factor = fp.unit.factor if fp.unit else Decimal(1)
    printed = number * factor
    tolerance = (Decimal(10) ** -_written_decimals(written)) * factor
    name = fp.field.name
    is_mass = name in ("net_t", "mass_t", "quantity_t", "value_t")
    best: dict[str, Decimal] = {}
    agrees = False
    for span in spans:
        readings = _readings(span, name, is_mass)
        best = best or readings
        if any(abs(v - printed) <= tolerance for v in readings.values()):
            best, agrees = readings, True
            break
    six = Decimal("0.000001")
    return TotalCheck(
        row_no, label, scope, name, printed.quantize(six), best["all"], best["kept"], fp.field.unit, agrees
    )
