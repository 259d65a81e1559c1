"""The plan of reading one table on one sheet: which column feeds which field, in which unit, from which row.

Made from what recognition found and the content of the columns; ``ingestion.rows.conform`` follows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from ingestion.cells.dates import PeriodHint
from ingestion.cells.numbers import clean_texts, parse_numbers
from ingestion.cells.units import parse_unit
from ingestion.contracts import Field, TableContract
from ingestion.recognition.column_units import USUAL, ColumnUnit, by_ratio, decide, like_other
from ingestion.recognition.header_rows import HeaderBlock, HeaderCell, is_unit_row
from ingestion.registry import limits
from ingestion.results import ColumnMatch

_MASS_OR_ENERGY = r"(?i)^\s*(t|kg|吨|公斤|千克|万吨|k?wh|mwh|千瓦时|万千瓦时|兆瓦时|度|万度)\s*$"
_MOST_UNITS = 0.7  # of a list of goods some may be counted in pieces


@dataclass
class FieldPlan:
    """One field of the table and the sheet column that feeds it."""

    field: Field
    column: str
    match: ColumnMatch
    unit: ColumnUnit | None = None
    agreed_unit: str | None = None

    @classmethod
    def agreed(cls, field: Field, column: str, index: int, cell: HeaderCell, unit: str | None) -> FieldPlan:
        """A column whose meaning a person has agreed to."""
        match = ColumnMatch(
            index, cell.raw, field.name, 1.0, "agreed in the plant's profile", unit, "profile"
        )
        return cls(field, column, match, agreed_unit=unit)

    @property
    def letter_index(self) -> int:
        """0-based column index on the sheet."""
        return self.match.column_index


@dataclass
class SheetPlan:
    """How one table on one sheet is read; ``span_column`` tells rows of plans and sums from those of the month."""

    table: TableContract
    header: HeaderBlock
    first_data_row: int
    fields: dict[str, FieldPlan]
    columns: list[ColumnMatch]
    titles: list[str]
    hint: PeriodHint
    default_process: str | None = None
    default_process_raw: str | None = None
    span_column: str | None = None
    questions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def column_name(index: int) -> str:
    """Name of a sheet column in a raw frame."""
    return f"c{index}"


def _sample(frame: pl.DataFrame, column: str, first: int) -> pl.Series:
    part = clean_texts(frame.slice(first, 2_000), {column: column}).to_series().drop_nulls()
    return part.head(500)


def unit_row_after(frame: pl.DataFrame, header: HeaderBlock) -> tuple[str | None, ...] | None:
    """The row of units right beneath a header; None when there is none."""
    row_index = header.first_row + header.height
    if row_index >= frame.height:
        return None
    row = frame.row(row_index)
    return row if is_unit_row(row) else None


def _numeric_sample(plan_field: Field, frame: pl.DataFrame, column: str, first: int) -> pl.Series | None:
    if plan_field.unit is None or not plan_field.type.startswith(("decimal", "integer")):
        return None
    return parse_numbers(_sample(frame, column, first)).values


def decide_units(plan: SheetPlan, frame: pl.DataFrame) -> None:
    """Fill the unit of every field of the plan; questions are added where nobody wrote a unit."""
    unit_row = unit_row_after(frame, plan.header)
    table_has_unit_column = "unit_raw" in plan.fields or "unit" in plan.fields
    beside = None if table_has_unit_column else _unit_beside(plan, frame)
    samples: dict[str, pl.Series] = {}
    for name, fp in plan.fields.items():
        row_unit = unit_row[fp.match.column_index] if unit_row else None
        sample = _numeric_sample(fp.field, frame, fp.column, plan.first_data_row)
        if sample is not None:
            samples[name] = sample
        cell = plan.header.cells[fp.match.column_index]
        raw = cell.raw if cell else fp.match.header_raw
        row_unit = fp.agreed_unit or row_unit or beside
        unit = decide(
            fp.field, plan.table.name, raw, cell.unit if cell else None, row_unit, plan.titles, sample
        )
        if unit and unit.question and table_has_unit_column:
            unit = replace(unit, source="unit column", question=None)
        fp.unit = unit
    _decide_by_ratios(plan, samples)
    _decide_by_neighbours(plan)
    for fp in plan.fields.values():
        if fp.unit:
            fp.match = replace(fp.match, unit=fp.unit.written, unit_source=fp.unit.source)
            if fp.unit.question:
                plan.questions.append(fp.unit.question)
    plan.columns = _all_columns(plan)


def _unit_beside(plan: SheetPlan, frame: pl.DataFrame) -> str | None:
    """The unit that every row of a column without a field has; a question where rows have several."""
    taken = {fp.match.column_index for fp in plan.fields.values()}
    for index, cell in enumerate(plan.header.cells):
        if index in taken or cell is None:
            continue
        units = _sample(frame, column_name(index), plan.first_data_row)
        masses = units.filter(units.str.contains(_MASS_OR_ENERGY))
        written = {u.strip() for u in masses.unique()}
        is_mostly = len(masses) >= len(units) * _MOST_UNITS
        are_units = all(parse_unit(u) for u in units.unique())
        if units.is_empty() or not (is_mostly or (are_units and len(written) > 1)):
            continue
        factors = {unit.factor for u in written if (unit := parse_unit(u)) is not None}
        if len(factors) == 1:
            return written.pop()
        plan.questions.append(
            f"列“{cell.raw}”各行的单位不同（{'、'.join(sorted(written))}），本表未按行换算，请统一单位 / the rows of "
            f"{cell.raw!r} have different units and are not converted row by row; please use one unit"
        )
    return None


def _decide_by_neighbours(plan: SheetPlan) -> None:
    """A column that nothing tells has the unit of the sheet's other columns of the same quantity, if they agree."""
    for fp in plan.fields.values():
        if fp.unit is None or fp.unit.source != USUAL:
            continue
        others = [
            o.unit
            for o in plan.fields.values()
            if o.field.unit == fp.field.unit and o.unit and o.unit.source != USUAL
        ]
        if others and len({o.factor for o in others}) == 1:
            fp.unit = like_other(fp.match.header_raw, others[0])


def _median(values: pl.Series) -> float:
    median = values.cast(pl.Float64).median()
    return float(median) if isinstance(median, (int, float)) else 0.0


def _decide_by_ratios(plan: SheetPlan, samples: dict[str, pl.Series]) -> None:
    """Where nobody wrote a unit, let the quotient with another column of the sheet tell it."""
    for name, other, low, high in limits()["ratios"].get(plan.table.name, ()):
        fp, base = plan.fields.get(name), plan.fields.get(other)
        if (
            not fp
            or not base
            or not fp.unit
            or not fp.unit.question
            or name not in samples
            or other not in samples
        ):
            continue
        above, below = _median(samples[name]), _median(samples[other])
        if not above or not below:
            continue
        quotient = above / (below * (float(base.unit.factor) if base.unit else 1.0))
        found = by_ratio(fp.field, fp.match.header_raw, quotient, float(low), float(high))
        fp.unit = found or fp.unit


def make_plan(
    frame: pl.DataFrame,
    table: TableContract,
    header: HeaderBlock,
    matches: tuple[ColumnMatch, ...],
    hint: PeriodHint,
) -> SheetPlan:
    """Plan of a table from its header fit; units are decided, processes are left to the caller."""
    first = header.first_row + header.height + (1 if unit_row_after(frame, header) else 0)
    fields = {}
    for match in matches:
        contract_field = table.field(match.field or "")
        if contract_field:
            fields[contract_field.name] = FieldPlan(contract_field, column_name(match.column_index), match)
    titles = [c for row in frame.head(header.first_row).rows() for c in row if c and c.strip()]
    plan = SheetPlan(table, header, first, fields, [], titles, hint)
    decide_units(plan, frame)
    return plan


def _all_columns(plan: SheetPlan) -> list[ColumnMatch]:
    by_index = {fp.match.column_index: fp.match for fp in plan.fields.values()}
    everything = []
    for index, cell in enumerate(plan.header.cells):
        if index in by_index:
            everything.append(by_index[index])
        elif cell is not None:
            everything.append(
                ColumnMatch(index, cell.raw, None, 0.0, "no field", cell.unit, cell.unit_source)
            )
    return everything
