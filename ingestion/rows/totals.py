"""Printed totals against their own rows: per sheet, and per block for subtotals.

A total agrees when it is the sum of all rows present, of the rows kept, or of the rows without repeats, read as
written or as mended. What agrees with nothing is left for the check X-TOTAL to raise.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal

import polars as pl

from ingestion.cells.numbers import parse_number
from ingestion.contracts import Field
from ingestion.recognition.furniture import SUBTOTAL, TOTAL
from ingestion.recognition.sheet_plan import FieldPlan, SheetPlan
from ingestion.registry import furniture
from ingestion.results import TotalCheck

_SUMMED_UNITS = {
    "tonne",
    "kilowatt_hour",
    "megawatt_hour",
    "blocks",
    "pieces",
    "pot_day",
    "cny",
    "tonne_co2e",
}
_NOT_SUMMED = {"gross_t", "tare_t", "balance_t", "capacity_t", "pots_running"}
_NO_TOTALS = {"index_ledger", "instruments", "calibrations", "anode_contract"}
_MASSES = {"net_t", "mass_t", "quantity_t", "value_t"}
_MAX_TOTALS = 5_000


def _written_decimals(text: str) -> int:
    _, _, fraction = text.partition(".")
    digits = "".join(c for c in fraction if c.isdigit())
    # longer tails are the noise of binary floats, not digits that someone printed
    return len(digits) if len(digits) <= 6 else 2


def _summable(plan: SheetPlan) -> list[FieldPlan]:
    if plan.table.name in _NO_TOTALS:
        return []
    return [fp for fp in plan.fields.values() if is_summed(fp.field)]


def is_summed(field: Field) -> bool:
    """Whether the figures of a field add up over rows."""
    return (
        field.unit in _SUMMED_UNITS and field.name not in _NOT_SUMMED and not field.name.startswith("unit_")
    )


class _Sums:
    """Running sums of every reading of every field, so that any span costs two look-ups."""

    def __init__(self, frame: pl.DataFrame, fields: list[FieldPlan]) -> None:
        self.row_numbers = frame["row_no"].to_list()
        sums = [
            e.cum_sum().alias(f"{fp.field.name}|{n}")
            for fp in fields
            for n, e in readings(fp.field.name).items()
        ]
        self.sums = frame.select(sums)

    def span(self, after: int, before: int, field: str) -> dict[str, Decimal]:
        """Sums of a field over the rows after one row number and before another."""
        start = bisect_right(self.row_numbers, after) - 1
        end = bisect_left(self.row_numbers, before) - 1
        return {n: self._at(end, field, n) - self._at(start, field, n) for n in _READINGS}

    def _at(self, position: int, field: str, reading: str) -> Decimal:
        return Decimal(0) if position < 0 else self.sums[f"{field}|{reading}"][position]


def check_totals(
    body: pl.DataFrame, classes: pl.Series, frame: pl.DataFrame, plan: SheetPlan
) -> list[TotalCheck]:
    """Compare every printed total of the sheet with its rows.

    ``body`` has row_no and the sheet's text columns, ``frame`` the lake rows of the data among them.
    """
    fields = _summable(plan)
    rows = _total_rows(body, classes)
    if rows.is_empty() or not fields or frame.is_empty():
        return []
    return _check_rows(list(rows.head(_MAX_TOTALS).iter_rows(named=True)), _Sums(frame, fields), fields)


def _total_rows(body: pl.DataFrame, classes: pl.Series) -> pl.DataFrame:
    is_total = classes.is_in([TOTAL, SUBTOTAL])
    return body.filter(is_total).with_columns(row_class=classes.filter(is_total))


class RunningTotals:
    """The same over a sheet that is read in parts: sums up to every total row, checked at the end."""

    def __init__(self, plan: SheetPlan) -> None:
        self._fields = _summable(plan)
        self._rows: list[dict] = []
        self._sums: dict[str, Decimal] = {}
        self._upto: dict[int, dict[str, Decimal]] = {}
        self._has_data = False

    def add(self, body: pl.DataFrame, classes: pl.Series, frame: pl.DataFrame) -> None:
        """Take in the next part: its rows as text with their classes, and the lake rows among them."""
        if not self._fields:
            return
        if frame.height:
            self._has_data = True
        for row in _total_rows(body, classes).iter_rows(named=True):
            if len(self._rows) < _MAX_TOTALS:
                self._rows.append(row)
                self._upto[row["row_no"]] = self._with(frame.filter(pl.col("row_no") < row["row_no"]))
        self._sums = self._with(frame)

    def _with(self, frame: pl.DataFrame) -> dict[str, Decimal]:
        if frame.is_empty():
            return self._sums
        names = [fp.field.name for fp in self._fields]
        if frame.select((pl.col("row_status") == "keep").all()).item():
            # every reading of a kept row is its value
            own = frame.select(readings(n)["as written"].sum().alias(n) for n in names).row(0, named=True)
            added = {f"{n}|{r}": own[n] for n in names for r in _READINGS}
        else:
            added = frame.select(
                e.sum().alias(f"{n}|{r}") for n in names for r, e in readings(n).items()
            ).row(0, named=True)
        return {key: self._sums.get(key, Decimal(0)) + value for key, value in added.items()}

    def span(self, after: int, before: int, field: str) -> dict[str, Decimal]:
        """Sums of a field over the rows after one total row (0: from the top) and before another."""
        start, end = self._upto.get(after, {}), self._upto[before]
        keys = {reading: f"{field}|{reading}" for reading in _READINGS}
        return {n: end.get(k, Decimal(0)) - start.get(k, Decimal(0)) for n, k in keys.items()}

    def checks(self) -> list[TotalCheck]:
        """Every printed total against its rows."""
        return _check_rows(self._rows, self, self._fields) if self._has_data else []


def _check_rows(rows: list[dict], sums: _Sums | RunningTotals, fields: list[FieldPlan]) -> list[TotalCheck]:
    checks: list[TotalCheck] = []
    previous = {TOTAL: 0, SUBTOTAL: 0}
    for row in rows:
        scope, row_no = row["row_class"], row["row_no"]
        starts = [previous[scope]] if scope == SUBTOTAL else list(dict.fromkeys([previous[scope], 0]))
        checks += _check_row(row, starts, sums, fields)
        previous[scope] = row_no
        if scope == TOTAL:
            previous[SUBTOTAL] = row_no
    return checks


def _written(text: str | None) -> str | None:
    stripped = (text or "").strip()
    return stripped if stripped and stripped not in furniture()["empty_words"] else None


def _check_row(
    row: dict, starts: list[int], sums: _Sums | RunningTotals, fields: list[FieldPlan]
) -> list[TotalCheck]:
    label = next((str(v).strip() for k, v in row.items() if k.startswith("c") and v and str(v).strip()), "")
    found = []
    for fp in fields:
        written = _written(row.get(fp.column))
        number = parse_number(written).value if written else None
        if written is None or number is None:
            continue
        spans = [sums.span(start, row["row_no"], fp.field.name) for start in starts]
        found.append(_check(fp, row, label, number, written, spans))
    return found


_READINGS = ("all", "kept", "as written", "without repeats", "without repeats, as written", "own rows")


def readings(name: str) -> dict[str, pl.Expr]:
    """What a printed total may be the sum of, as values per row."""
    value = pl.col(name).cast(pl.Decimal(38, 6)).fill_null(0)
    mended = value
    if name in _MASSES:
        mended = pl.coalesce(pl.col("mass_hint_t").cast(pl.Decimal(38, 6)), value)
    nothing = pl.lit(0, dtype=pl.Decimal(38, 6))
    is_kept, is_repeat = pl.col("row_status") == "keep", pl.col("row_status") == "duplicate"
    # rows of another plant or period slipped in after the total was made
    is_stranger = pl.col("requirement").is_in(["X-SCOPE", "X-PERIOD"]).fill_null(False)
    readings = (
        mended,
        pl.when(is_kept).then(value).otherwise(nothing),
        value,
        pl.when(is_repeat).then(nothing).otherwise(mended),
        pl.when(is_repeat).then(nothing).otherwise(value),
        pl.when(is_repeat | is_stranger).then(nothing).otherwise(mended),
    )
    return dict(zip(_READINGS, readings, strict=True))


def _check(
    fp: FieldPlan, row: dict, label: str, number: Decimal, written: str, spans: list[dict[str, Decimal]]
) -> TotalCheck:
    factor = fp.unit.factor if fp.unit else Decimal(1)
    printed = number * factor
    tolerance = (Decimal(10) ** -_written_decimals(written)) * factor
    fitting = [s for s in spans if any(abs(v - printed) <= tolerance for v in s.values())]
    best = fitting[0] if fitting else spans[-1]
    scope = "subtotal" if row["row_class"] == SUBTOTAL else "total"
    return TotalCheck(
        row["row_no"],
        label,
        scope,
        fp.field.name,
        printed.quantize(Decimal("0.000001")),
        made_of(best, printed, tolerance),
        best["kept"],
        fp.field.unit,
        bool(fitting),
    )


def made_of(sums: dict[str, Decimal], printed: Decimal, tolerance: Decimal) -> Decimal:
    """The reading that a printed total agrees with, else the sum of all rows (see ``readings``)."""
    return next((value for value in sums.values() if abs(value - printed) <= tolerance), sums["all"])
