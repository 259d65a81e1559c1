"""Conform the data rows of a sheet: typed lake columns, and every row that cannot be used with its reason.

Pure Polars over the columns of a plan. Row rules are in ``ingestion.rows.row_rules``, codes in ``ingestion.rows.codes``,
printed totals in ``ingestion.rows.totals``. A row is never dropped: it is kept, set aside or a duplicate.
"""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

from ingestion.cells.dates import parse_instants, parse_month
from ingestion.cells.distinct import UNTIDY, Few, Stripped, by_distinct, plain
from ingestion.cells.intervals import months_of
from ingestion.cells.invisible import TURNING
from ingestion.cells.numbers import WIDE, nothing_as_null, number_inside, parse_number, parse_numbers
from ingestion.cells.running import Running
from ingestion.cells.units import factor_to_lake
from ingestion.recognition.sheet_plan import FieldPlan, SheetPlan
from ingestion.registry import code_of, furniture
from ingestion.rows.ditto import resolve_ditto
from ingestion.rows.parts_of_month import set_aside_parts_of_month
from ingestion.rows.row_hash import with_row_hash
from ingestion.rows.work import Work, flag_cell, raw
from warehouse import tables as lake
from warehouse.text_codes import is_coded

# A cell here may be a class or a word besides a number (0.5级, Ⅲ级, 长期): unreadable is empty, not a fault.
LENIENT = {
    "required_accuracy_pct",
    "accuracy_pct",
    "accuracy",
    "valid_to",
    "start_year",
    "retention_years",
    "interval_months",
}
_MONTH_FIELDS = {"data_month"}
_YEAR_FIELDS = {"allowance_year", "nc_year", "list_year"}
_COUNTED_BY_YEAR = {"allowance_year", "list_year"}
_YEAR = r"^(?:19|20)\d{2}$"
# a year in a cell whose numbers are shown with separators
_THOUSANDS_OF_YEAR = r"^([12]),(\d{3})(?:\.0+)?$"


def _decimal(work: Work, fp: FieldPlan, texts: pl.Series) -> None:
    parsed = parse_numbers(texts, work.few_of(fp))
    values, name = parsed.values, fp.field.name
    if parsed.cell_units or name in LENIENT:
        texts = plain(texts)
    factor = fp.unit.factor if fp.unit else Decimal(1)
    if factor != 1:
        values = values * pl.Series([factor], dtype=WIDE)
        values = values.cast(WIDE)
    if parsed.cell_units and fp.field.unit:
        values = _own_units(values, texts, parsed.cell_units, fp)
    elif parsed.cell_units:
        values = _percent_cells(values, texts)
    bad = parsed.is_bad
    if name in LENIENT and bad.any():
        inside = texts.map_elements(lambda t: number_inside(t).value, return_dtype=WIDE, skip_nulls=True)
        values, bad = values.zip_with(~bad, inside), bad & False
    work.put(values, name)
    flag_cell(
        work, fp, bad, "X-TYPE", "not_a_number", "不是数字，请改填数字", "is not a number; please enter one"
    )


def _own_units(values: pl.Series, texts: pl.Series, cell_units: dict, fp: FieldPlan) -> pl.Series:
    """Cells that carry their own unit (7.08t in a column of kilograms) keep to it."""
    absolute = {}
    for text, unit in cell_units.items():
        factor = factor_to_lake(unit, fp.field.unit or "")
        value = parse_number(text).value
        if factor is not None and value is not None:
            absolute[text] = value * factor
    if not absolute:
        return values
    own = texts.replace_strict(
        list(absolute),
        pl.Series(list(absolute.values()), dtype=WIDE, strict=False),
        default=None,
        return_dtype=WIDE,
    )
    return own.zip_with(own.is_not_null(), values)


def _percent_cells(values: pl.Series, texts: pl.Series) -> pl.Series:
    """A pure number written as per cent is a fraction (15.18% is 0.1518)."""
    is_percent = texts.str.strip_chars().str.contains(r"[%％]$").fill_null(False)
    hundredth = (values * pl.Series([Decimal("0.01")], dtype=WIDE)).cast(WIDE)
    return hundredth.zip_with(is_percent, values)


def _integer(work: Work, fp: FieldPlan, texts: pl.Series) -> None:
    parsed = parse_numbers(texts, work.few_of(fp))
    values = parsed.values
    name = fp.field.name
    if name in LENIENT and (parsed.is_bad.any() or parsed.cell_units):
        read = _interval if name == "interval_months" else _months_or_years
        values = plain(texts).map_elements(read, return_dtype=WIDE, skip_nulls=True)
        parsed = parsed._replace(is_bad=parsed.is_bad & False)
    whole = values.cast(pl.Float64).round(0).cast(pl.Int64, strict=False)
    fraction = (values - values.cast(pl.Decimal(38, 0)).cast(WIDE) != 0).fill_null(False)
    work.put(whole, name)
    if name in LENIENT:
        return
    flag_cell(
        work, fp, parsed.is_bad | fraction, "X-TYPE", "not_a_whole_number", "不是整数，请改填整数",
        "is not a whole number; please enter one",
    )  # fmt: skip


def _parted_by_slash(text: str) -> str:
    """Numbers of one shape parted by a slash; a slash inside a number (SH/01) parts nothing."""
    parts = [part for part in re.split(r"/+", text) if part]
    shapes = {re.sub(r"[A-Za-z]+", "A", re.sub(r"\d", "9", part)) for part in parts}
    return ",".join(parts) if len(parts) > 1 and len(shapes) == 1 else text


def _interval(text: str) -> Decimal | None:
    months = months_of(text)
    return None if months is None else Decimal(months)


def _months_or_years(text: str) -> Decimal | None:
    number = number_inside(text)
    if number.value is not None and "年" in text and "个月" not in text and "月" not in text:
        return number.value * 12 if number.value <= 20 else number.value
    return number.value


def _instant(work: Work, fp: FieldPlan, texts: pl.Series, plan: SheetPlan) -> None:
    parsed = parse_instants(
        plain(texts), plan.hint, work.running.forms_of(fp.field.name) if work.running else None
    )
    values = parsed.values.cast(pl.Date) if fp.field.type == "date" else parsed.values
    work.put(values, fp.field.name)
    if fp.field.type == "date" and fp.field.need != "extra":
        # the clock of a date column is kept for the production day
        work.put(parsed.values, f"at__{fp.field.name}")
    if fp.field.name in LENIENT:
        return
    flag_cell(
        work,
        fp,
        parsed.is_bad,
        "X-DATE",
        "impossible_date",
        "不是有效日期，请核对后改正",
        "is no valid date; please correct it",
    )


def _text(work: Work, fp: FieldPlan, texts: pl.Series, plan: SheetPlan) -> None:
    name = fp.field.name
    if name in _MONTH_FIELDS or name in _YEAR_FIELDS or name == "instrument_nos":
        texts = plain(texts)
    if name in _MONTH_FIELDS:
        months = texts.map_elements(
            lambda t: parse_month(t, plan.hint), return_dtype=pl.String, skip_nulls=True
        )
        work.put(months, name)
        bad = months.is_null() & texts.is_not_null()
        flag_cell(
            work,
            fp,
            bad,
            "X-DATE",
            "impossible_month",
            "不是有效月份，请核对后改正",
            "is no valid month; please correct it",
        )
        return
    if name in _YEAR_FIELDS:
        texts = _year(work, fp, texts)
    if name.endswith("_no") or name == "instrument_nos":
        texts = texts if name in work.tidy else by_distinct(texts, work.few_of(fp), _folded)
    if name == "instrument_nos":
        texts = texts.str.replace_all(r"[、，;；]+", ",").map_elements(
            _parted_by_slash, return_dtype=pl.String, skip_nulls=True
        )
    work.put(texts, name)


def _year(work: Work, fp: FieldPlan, texts: pl.Series) -> pl.Series:
    """Years as four digits; what is none is set aside where figures are counted by year."""
    plain_years = texts.str.normalize("NFKC").str.replace(_THOUSANDS_OF_YEAR, "$1$2")
    years = plain_years.str.replace(r"(\.0+|年度?)$", "")
    if fp.field.name in _COUNTED_BY_YEAR:
        flag_cell(
            work,
            fp,
            ~years.str.contains(_YEAR).fill_null(True),
            "X-TYPE",
            "not_a_year",
            "不是年份，请填四位数字的年份",
            "is no year; please enter its four digits",
        )
    return years


def _folded(texts: pl.Series) -> pl.Series:
    """Numbers of documents in one spelling; plain signs and Chinese characters are left as they are."""
    odd = texts.str.contains(UNTIDY).fill_null(False)
    if not odd.any():
        return texts
    folded = texts.filter(odd).str.normalize("NFKC").str.replace_all(rf"\s+|{TURNING}", "")
    return texts.scatter(odd.arg_true(), folded)


def _boolean(work: Work, fp: FieldPlan, texts: pl.Series) -> None:
    values = plain(texts).map_elements(
        lambda t: {"yes": True, "no": False}.get(code_of("yes", t) or ""),
        return_dtype=pl.Boolean,
        skip_nulls=True,
    )
    work.put(values, fp.field.name)


def type_columns(
    body: pl.DataFrame,
    plan: SheetPlan,
    cells: Stripped,
    running: Running | None = None,
    first_column: int = 0,
) -> Work:
    """Typed columns of the data rows, one per field of the plan, in the lake's units.

    ``body`` has row_no and data rows of the sheet's text columns, stripped. Cells that cannot be read are recorded as problems
    of their row (X-TYPE, X-DATE); the value is null.

    :param cells: what is known of the columns from stripping them.
    :param running: what earlier parts of the same sheet left behind.
    :param first_column: how many leading columns of the sheet are not in the body.
    """
    work = _clean(body, plan, cells.few)
    work.tidy = frozenset(name for name, fp in plan.fields.items() if fp.column in cells.tidy)
    work.running, work.first_column = running, first_column
    resolve_ditto(work, plan)
    set_aside_parts_of_month(work, body, plan)
    for name, fp in plan.fields.items():
        series = work.frame[raw(name)]
        kind = fp.field.type
        if kind == "text":
            _text(work, fp, series, plan)
        elif kind == "boolean":
            _boolean(work, fp, series)
        elif kind in ("date", "timestamp"):
            _instant(work, fp, series, plan)
        elif kind == "integer":
            _integer(work, fp, series)
        else:
            _decimal(work, fp, series)
    return work


def _clean(body: pl.DataFrame, plan: SheetPlan, few: Few) -> Work:
    """The raw columns of the fields, with null where nothing is written."""
    columns, distinct, given = [body["row_no"]], {}, body.schema
    for name, fp in plan.fields.items():
        values = few.get(fp.column)
        columns.append(by_distinct(body[fp.column], values, nothing_as_null).alias(raw(name)))
        if values is not None and not is_coded(given[fp.column]):
            distinct[raw(name)] = nothing_as_null(values).drop_nulls()
    work = Work(pl.DataFrame(columns), distinct)
    _keep_answers(work, body, plan)
    return work


def _keep_answers(work: Work, body: pl.DataFrame, plan: SheetPlan) -> None:
    """无 as a value of a form of items and values, or as yes or no, is what a plant declares, not a blank."""
    for name, asked in plan.fields.items():
        if asked.field.type != "boolean" and (name != "value" or asked.field.type != "text"):
            continue
        written, answers = plain(body[asked.column]), plain(work.frame[raw(name)])
        is_answer = written.is_in(furniture()["values_that_say_none"]).fill_null(False)
        work.put(answers.zip_with(~is_answer, written), raw(name))
        work.few.pop(raw(name), None)


def to_lake(work: Work, table_name: str) -> pl.DataFrame:
    """The lake columns of the work frame in declared order and type; columns nobody delivered are null."""
    schema, given = lake.polars_schema(table_name), work.frame.schema
    own = []
    for name, dtype in schema.items():
        if name not in given:
            own.append(pl.lit(None, dtype).alias(name))
        elif given[name] == dtype or (is_coded(given[name]) and dtype == pl.String):
            own.append(pl.col(name))
        else:
            own.append(pl.col(name).cast(dtype, strict=_fits(work.frame[name], dtype)))
    # a group list has a column `requirement` of its own, which wins over the one of rows set aside
    head = ["row_no", "row_key", "row_status"]
    tail = ["reason_code", "reason_zh", "reason_en", "mass_hint_t"]
    reason = [] if "requirement" in schema else [pl.col("row_requirement").alias("requirement")]
    frame = work.frame.select(*head, *reason, *tail, *own)
    # of a file in parts the hash is added where the rows are written
    return frame if work.running is not None else with_row_hash(frame, table_name)


def _fits(values: pl.Series, dtype: pl.DataType) -> bool:
    """Whether no number is too large for a type; where that is known the cast need not look for it."""
    least, greatest = values.min(), values.max()
    if not (isinstance(dtype, pl.Decimal) and isinstance(least, Decimal) and isinstance(greatest, Decimal)):
        return False
    most = Decimal(10) ** (dtype.precision - dtype.scale) - 1
    return -most < least and greatest < most
