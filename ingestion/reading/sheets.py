"""Reading one recognised table of one sheet: plan, classify rows, conform, judge, total.

`read_sheet` is where a raw sheet becomes a `SheetResult`; choosing the table is ``ingestion.recognition.recognise``.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ingestion.cells.dates import find_month, hint_of
from ingestion.cells.distinct import Stripped, once_by_code, stripped
from ingestion.cells.running import NotInPartsError
from ingestion.content.evidence import add_columns_by_content, ask_about_columns
from ingestion.content.fit import refit
from ingestion.content.left import settle_weighing_order
from ingestion.readers.raw import RawSheet
from ingestion.reading.questions import ask_duplicates, ask_initials, ask_spans, ask_unread, title_questions
from ingestion.recognition import furniture
from ingestion.recognition.day_parts import has_parted_days
from ingestion.recognition.headers import fold
from ingestion.recognition.processes import ProcessMapper, is_whole_plant
from ingestion.recognition.profiles import apply_profile
from ingestion.recognition.recognise import SheetFit
from ingestion.recognition.returned import ask_about_returns
from ingestion.recognition.row_spans import add_span_column, carried, without_other_spans
from ingestion.recognition.sheet_plan import SheetPlan, decide_units, make_plan
from ingestion.recognition.sides import is_register, told_sides
from ingestion.recognition.void_columns import add_void_columns
from ingestion.registry import furniture as furniture_words
from ingestion.results import ColumnMatch, ReadContext, SheetResult
from ingestion.rows import merged_cells
from ingestion.rows.codes import add_codes, add_form_codes, add_process
from ingestion.rows.conform import to_lake, type_columns
from ingestion.rows.group_rules import add_group_columns
from ingestion.rows.merged_figures import settle_merged_figures
from ingestion.rows.misplaced_forms import flag_misplaced_form
from ingestion.rows.row_rules import apply_row_rules
from ingestion.rows.settle import settle
from ingestion.rows.slip_numbers import number_lines, number_slips
from ingestion.rows.special_tables import add_table_columns
from ingestion.rows.totals import check_totals
from ingestion.rows.unnamed_customers import UnnamedSales
from ingestion.rows.void_marks import StateCodes
from ingestion.rows.whole_tickets import tickets_are_data
from ingestion.rows.work import Work
from ingestion.rows.written_once import fill_written_once
from ingestion.rows.yearless import settle_years
from warehouse import tables as lake
from warehouse.text_codes import is_coded

_SIDES_TOLD_BY = 200  # rows of a register that tell which column asks


def empty_sheet(raw: RawSheet, note: str | None = None) -> SheetResult:
    """A sheet of which nothing was read: all its rows are furniture."""
    result = SheetResult(
        raw.name, None, None, pl.DataFrame(), raw.frame.height, raw.frame.height, is_hidden=raw.is_hidden
    )
    result.notes = [*raw.notes, *([note] if note else [])]
    return result


def _classify(body: pl.DataFrame, plan: SheetPlan, cells: Stripped, is_part: bool) -> pl.Series:
    named = [plan.header.cells[int(c[1:])] for c in body.columns]
    texts = [cell.raw.split(" / ")[-1] if cell else None for cell in named]
    headers = ["".join(t.split()) if t else None for t in texts]
    labels = [
        fp.column for fp in plan.fields.values() if fp.field.type == "text" and fp.field.need != "extra"
    ]
    # columns that plants leave empty in data rows (no customer, no material) cannot tell data from furniture
    needed = [
        fp.column
        for fp in plan.fields.values()
        if fp.field.need == "key" or fp.field.name in ("net_t", "mass_t")
    ]
    return furniture.classify(
        body,
        header_texts=headers,
        label_columns=labels,
        needed_columns=needed,
        totals_are_data=plan.table.name in furniture_words()["totals_are_data"],
        cells=cells,
        is_part=is_part,
    )


def classify_rows(
    body: pl.DataFrame,
    plan: SheetPlan,
    cells: Stripped,
    *,
    is_part: bool = False,
    is_end: bool = True,
    spread: pl.DataFrame | None = None,
) -> pl.Series:
    """Class of every row (cells stripped) below the header; of a part of a sheet, ``is_end`` when it is the last.

    :param spread: the same rows with the labels of their merged cells, where there are any.

    :raises NotInPartsError: of a part of a sheet with dates in parts or rows of several spans: the whole must tell.
    """
    if is_part and (plan.span_column or has_parted_days(plan.header, body)):
        raise NotInPartsError("dates or rows in parts")
    classes = _classify(body, plan, cells, is_part)
    labelled = body if spread is None else spread
    if labelled is not body:
        classes = merged_cells.with_merged_totals(classes, _classify(labelled, plan, cells, is_part))
    classes = tickets_are_data(classes, body, plan)
    if numbering := furniture.numbering_rows(body):
        classes = classes.scatter(numbering, furniture.HEADER)
    classes = _drop_empty_rows(classes, body, plan)
    classes = _total_of_plant(classes, labelled, plan, is_part)
    classes = without_other_spans(classes, labelled, plan)
    return _unlabelled_total(classes, labelled, plan) if is_end else classes


def _total_of_plant(classes: pl.Series, body: pl.DataFrame, plan: SheetPlan, is_part: bool) -> pl.Series:
    """A row named for the whole plant (全厂, 全公司) beside rows of processes sums these up.

    :raises NotInPartsError: of a part that has such a row: whether there are processes beside it, the whole must tell.
    """
    if "process_raw" not in plan.fields or plan.table.name in furniture_words()["totals_are_data"]:
        return classes
    names = body[plan.fields["process_raw"].column]
    whole = once_by_code(names, _whole_plants) if is_coded(names.dtype) else _whole_plants(names.unique())
    if not whole:
        return classes
    if is_part:
        raise NotInPartsError("rows of the whole plant")
    names = names.fill_null("")
    is_all = names.is_in(whole) & (classes == furniture.DATA)
    others = (classes == furniture.DATA) & ~is_all & (names != "")
    if not is_all.any() or not others.any():
        return classes
    return classes.zip_with(~is_all, pl.Series([furniture.TOTAL] * len(classes), dtype=pl.String))


def _whole_plants(names: pl.Series) -> list[str]:
    return [name for name in names.drop_nulls() if is_whole_plant(name)]


def _drop_empty_rows(classes: pl.Series, body: pl.DataFrame, plan: SheetPlan) -> pl.Series:
    """Rows in which every needed field is empty carry no data: they count as blank."""
    needed = [fp.column for fp in plan.fields.values() if fp.field.need != "extra"]
    if not needed:
        return classes
    written = [(pl.col(c) != "").fill_null(False) for c in needed]
    # a row with its first field written is no blank; the others are looked at only where it is not
    rest = body.select(~written[0]).to_series()
    if not rest.any():
        return classes
    filled = body.filter(rest).select(pl.any_horizontal(written)).to_series()
    is_written = (~rest).scatter(rest.arg_true(), filled)
    blank = pl.Series([furniture.BLANK] * len(classes), dtype=pl.String)
    return classes.zip_with(is_written | (classes != furniture.DATA), blank)


def _unlabelled_total(classes: pl.Series, body: pl.DataFrame, plan: SheetPlan) -> pl.Series:
    """The last data row, when it holds numbers alone (no key, date or word), is a total without its label."""
    rows = (classes == furniture.DATA).arg_true()
    if len(rows) < 2 or plan.table.name in furniture_words()["totals_are_data"]:
        return classes
    last = int(rows[-1])
    words = [fp.column for fp in plan.fields.values() if fp.field.type in ("text", "date", "timestamp")]
    if not words or any(body[c][last] for c in words) or not body[words[0]][int(rows[-2])]:
        return classes
    return classes.scatter(last, furniture.TOTAL)


def _process_from_names(plan: SheetPlan, raw: RawSheet, stem: str, mapper: ProcessMapper) -> None:
    groups = [c.raw.split(" / ")[0] for c in plan.header.cells if c and " / " in c.raw]
    for text in (*groups, *reversed(plan.titles), raw.name, stem):
        code = mapper.code_in_name(text)
        if code:
            plan.default_process, plan.default_process_raw = code, text
            return


def read_sheet(
    raw: RawSheet, fit: SheetFit, stem: str, context: ReadContext, mapper: ProcessMapper
) -> SheetResult:
    """Read one recognised table; one row of the result's frame per data row.

    Raises AssertionError when a row would be lost.
    """
    plan = plan_sheet(raw, fit, stem, context, mapper)
    cells = stripped(raw.frame.slice(plan.first_data_row))
    body = carried(cells.frame, plan)
    merged = merged_cells.merged_rows(raw, plan)
    classes = classify_rows(body, plan, cells, spread=merged_cells.with_labels(body, merged, plan))
    numbered = number_rows(body, raw.first_row + plan.first_data_row)
    rows = merged_cells.labelled_rows(numbered, classes, merged, plan, raw.first_column)
    work = type_columns(rows, plan, cells, first_column=raw.first_column)
    work.merged = merged_cells.written_at(numbered, classes, merged, plan)
    states = StateCodes(plan)
    states.add(work)
    frame = conform(work, plan, raw.name, stem, context, mapper)
    result = SheetResult(
        raw.name, plan.table.name, plan.table.kind, frame, raw.frame.height, raw.frame.height - frame.height
    )
    result.totals = check_totals(numbered, classes, frame, plan)
    ask_duplicates(plan, frame.height, result.count("duplicate"))
    sales = UnnamedSales(plan)
    sales.add(frame)
    sales.ask(plan)
    states.ask(plan)
    describe(result, raw, plan, stem, context, mapper)
    result.assert_nothing_lost()
    return result


def number_rows(body: pl.DataFrame, rows_above: int) -> pl.DataFrame:
    """Rows with their number on the sheet."""
    return body.with_columns(row_no=pl.int_range(pl.len(), dtype=pl.Int64) + rows_above + 1)


def plan_sheet(
    raw: RawSheet, fit: SheetFit, stem: str, context: ReadContext, mapper: ProcessMapper
) -> SheetPlan:
    """How a recognised table is read; of a large sheet its first rows are enough."""
    hint = hint_of(context.period, raw.is_1904, context.month_end_day)
    matches = refit(fit, raw.frame, hint, mapper, context.own_names)
    matches, exchanged = _sides(matches, fit, raw)
    plan = make_plan(raw.frame, fit.fit.table, fit.header, matches, hint)
    apply_profile(plan, context.profile)
    add_void_columns(plan)
    add_span_column(plan, raw.frame)
    plan.questions += [q for q in (fit.doubt, exchanged) if q]
    by_content = (plan, raw.frame, mapper, context.profile, raw.first_column)
    if add_columns_by_content(*by_content) or context.profile:
        plan.questions = [q for q in plan.questions if "没有写单位" not in q]
        decide_units(plan, raw.frame)
    settle_weighing_order(plan, raw.frame)
    ask_about_columns(plan, raw.frame, context.profile, raw.first_column)
    _process_from_names(plan, raw, stem, mapper)
    ask_initials(plan)
    ask_spans(plan)
    ask_unread(plan)
    ask_about_returns(plan, raw.frame)
    return plan


def _sides(
    matches: tuple[ColumnMatch, ...], fit: SheetFit, raw: RawSheet
) -> tuple[tuple[ColumnMatch, ...], str | None]:
    """Item and value of a register on their right sides; of other tables no row is looked at."""
    if not is_register(fit.fit.table):
        return matches, None
    below = raw.frame.slice(fit.header.first_row + fit.header.height, _SIDES_TOLD_BY).rows()
    return told_sides(matches, fit.fit.table, fit.header, below)


def describe(
    result: SheetResult,
    raw: RawSheet,
    plan: SheetPlan,
    stem: str,
    context: ReadContext,
    mapper: ProcessMapper,
) -> None:
    """Write down how a sheet was understood."""
    result.header_rows = tuple(
        raw.first_row + r for r in range(plan.header.first_row + 1, plan.first_data_row + 1)
    )
    result.columns = [replace(c, column_index=c.column_index + raw.first_column) for c in plan.columns]
    result.period_found = find_month(fold(" ".join(plan.titles))) or find_month(stem)
    result.questions = [*plan.questions, *title_questions(plan, result.period_found, context, mapper)]
    result.is_hidden = raw.is_hidden
    result.notes = [*raw.notes, *plan.notes]
    result.units_assumed = [
        f"{fp.match.header_raw}: {fp.unit.written or ''} ({fp.unit.source})"
        for fp in plan.fields.values()
        if fp.unit
    ]


def conform(
    work: Work, plan: SheetPlan, sheet: str, stem: str, context: ReadContext, mapper: ProcessMapper
) -> pl.DataFrame:
    """Typed rows judged by every rule, as lake rows."""
    table = plan.table.name
    if work.frame.is_empty():
        return pl.DataFrame(schema=_frame_schema(table))
    fill_written_once(work, plan, sheet)
    add_codes(work, plan)
    add_process(work, plan, mapper)
    number_slips(work, plan)
    number_lines(work, plan)
    add_form_codes(work, plan, sheet)
    add_table_columns(work, plan, sheet, stem, context)
    add_group_columns(work, plan)
    settle_years(work, plan, context)
    settle_merged_figures(work, plan)
    apply_row_rules(work, plan, context, mapper)
    flag_misplaced_form(work, plan, (sheet, stem), context, mapper)
    settle(work, plan)
    return to_lake(work, table)


def _frame_schema(table: str) -> dict[str, pl.DataType]:
    meta = [
        "row_no",
        "row_key",
        "row_status",
        "requirement",
        "reason_code",
        "reason_zh",
        "reason_en",
        "mass_hint_t",
    ]
    schema = {name: lake.polars_type(lake.PROVENANCE[name]) for name in meta}
    return schema | lake.polars_schema(table) | {"content_hash": pl.Int64()}
