"""Reading a large delimited file in parts: recognised by its first rows, then typed, judged and written part by part.

Memory holds one part, the keys seen and a few sums. The results are those of ``ingestion.reading.read``: whatever can only
be judged as a whole makes `read_in_parts` give None, and the file is read in one piece.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import polars as pl

from ingestion.cells.dates import NewFormError
from ingestion.cells.distinct import plain, stripped
from ingestion.cells.running import NotInPartsError, Running
from ingestion.lake.spool import Spool
from ingestion.readers.files import cut_long_cells, notes_on_name
from ingestion.readers.parts import Part, TextParts
from ingestion.readers.raw import RawSheet
from ingestion.reading.books import head_of, headings_of
from ingestion.reading.books_dates import MonthsOfParts
from ingestion.reading.questions import ask_duplicates
from ingestion.reading.sheets import classify_rows, conform, describe, number_rows, plan_sheet
from ingestion.recognition import furniture
from ingestion.recognition.header_rows import HeaderBlock, is_plain_header
from ingestion.recognition.layout import (
    MAX_HEADERS_BELOW,
    WORDS_ARE_DATA,
    rows_of_words,
    same_header,
    side_by_side,
)
from ingestion.recognition.processes import ProcessMapper
from ingestion.recognition.recognise import KindChoice, SheetFit, choose_kind
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.results import FileResult, ReadContext, SheetResult
from ingestion.rows.conform import LENIENT, type_columns
from ingestion.rows.merged import PROCESS, merged_days, merged_names
from ingestion.rows.row_rules import MASS_FIELDS, PERIOD_COLUMNS
from ingestion.rows.settle import KEY_MAY_REPEAT
from ingestion.rows.totals import RunningTotals
from ingestion.rows.unnamed_customers import UnnamedSales
from ingestion.rows.void_marks import StateCodes
from ingestion.rows.work import Work, raw
from warehouse import tables as lake

OpenSpool = Callable[[str, str, str], Spool]
_SHEET = "Sheet1"
_MEDIAN_TRIES = 3


def read_in_parts(
    name: str, path: Path, stem: str, context: ReadContext, open_spool: OpenSpool, part_bytes: int
) -> tuple[FileResult, KindChoice] | None:
    """Read one large file, writing its rows on the way; None when it has to be read in one piece.

    :param open_spool: opens the lake file for a kind, a table and a sheet.
    """
    try:
        return _File(name, path, stem, context, part_bytes).read(open_spool)
    except (NotInPartsError, NewFormError):
        return None


class _File:
    def __init__(self, name: str, path: Path, stem: str, context: ReadContext, part_bytes: int) -> None:
        if len(context.period) == len("2024"):
            # each month in the folder of a year is its own
            raise NotInPartsError("folder of a year")
        self.name, self.stem, self.context = name, stem, context
        self.parts = TextParts(name, path, part_bytes)
        self.head = RawSheet(_SHEET, self.parts.head)
        cut_long_cells(self.head)
        self.choice = choose_kind([head_of(self.head)], stem, context.period)
        self.mapper = ProcessMapper(context.processes, context.plants, context.plant_code)
        self.fit = _fit_of(self.choice, self.head)

    def read(self, open_spool: OpenSpool) -> tuple[FileResult, KindChoice]:
        medians: dict[str, float | None] = {}
        for _ in range(_MEDIAN_TRIES):
            true_medians, result = self._pass(open_spool, medians)
            if result is not None:
                return result, self.choice
            medians = {**medians, **(true_medians or {})}
        raise NotInPartsError("medians")

    def _pass(
        self, open_spool: OpenSpool, medians: dict[str, float | None]
    ) -> tuple[dict[str, float | None] | None, FileResult | None]:
        plan = plan_sheet(self.head, self.fit, self.stem, self.context, self.mapper)
        _refuse_tables(plan)
        assert self.choice.contract is not None
        with open_spool(self.choice.contract.kind, plan.table.name, _SHEET) as spool:
            table = _Table(self, plan, spool, Running(dict(medians)))
            for body in self.parts.prepared(table.prepare):
                table.add(body)
            if (true := table.running.wrong_medians()) is not None:
                return true, None
            return None, self._result(table)

    def _result(self, table: _Table) -> FileResult:
        if table.has_header_below and table.word_rows / max(table.body_rows, 1) <= WORDS_ARE_DATA:
            raise NotInPartsError("several tables")
        if table.months is not None and table.months.may_be_book():
            raise NotInPartsError("rows of several months")
        if not table.data_rows:
            raise NotInPartsError("no data")
        plan, contract = table.plan, self.choice.contract
        assert contract is not None
        notes = notes_on_name(self.name, "delimited")
        result = FileResult(self.name, contract.kind, "read", None, " ".join(notes), " ".join(notes))
        result.encoding, result.format = self.parts.encoding, "delimited"
        sheet = SheetResult(
            _SHEET, plan.table.name, plan.table.kind, pl.DataFrame(), table.rows, table.rows - table.data_rows
        )
        sheet.totals = table.totals.checks()
        sheet.spooled = table.spool.finish()
        ask_duplicates(plan, table.data_rows, sheet.count("duplicate"))
        table.sales.ask(plan)
        table.states.ask(plan)
        describe(
            sheet,
            RawSheet(_SHEET, self.head.frame, notes=table.notes),
            plan,
            self.stem,
            self.context,
            self.mapper,
        )
        sheet.assert_nothing_lost()
        result.sheets.append(sheet)
        return result


class _Body(NamedTuple):
    """What of a part can be told without judging the rows before it.

    Its rows, their classes, rows that are words, and its data rows with typed columns.
    """

    part: Part
    sheet: RawSheet
    numbered: pl.DataFrame
    classes: pl.Series
    words: pl.Series
    work: Work


class _Table:
    """The table under way."""

    def __init__(self, file: _File, plan: SheetPlan, spool: Spool, running: Running) -> None:
        self.file, self.plan, self.spool, self.running = file, plan, spool, running
        self.totals = RunningTotals(plan)
        self.sales, self.states = UnnamedSales(plan), StateCodes(plan)
        self.day = next((c for c in PERIOD_COLUMNS[plan.table.name] if c in plan.fields), None)
        self.months = MonthsOfParts(self.day, file.context) if self.day else None
        self.rows = self.data_rows = self.body_rows = self.word_rows = 0
        self.has_header_below = False
        self.notes: list[str] = []

    def prepare(self, part: Part) -> _Body:
        """Cut, strip, classify and type the cells of the next part; runs ahead of `add`, in another thread."""
        sheet = RawSheet(_SHEET, part.frame)
        cut_long_cells(sheet)
        cells = stripped(sheet.frame)
        skip = max(0, self.plan.first_data_row - part.rows_above)
        body = cells.frame.slice(skip)
        classes = classify_rows(body, self.plan, cells, is_part=True, is_end=part.is_last)
        words = rows_of_words(sheet.frame.slice(self._rows_of_header(part)), cells.few, cells.signs)
        data = classes == furniture.DATA
        if part.is_last and data.sum() < 2:
            raise NotInPartsError("the last part holds no data")
        numbered = number_rows(body, part.rows_above + skip)
        rows_of_data = numbered if data.all() else numbered.filter(data)
        # of what runs along from part to part this touches the forms of dates, which `add` does not
        work = type_columns(rows_of_data, self.plan, cells, self.running)
        return _Body(part, sheet, numbered, classes, words, work)

    def add(self, body: _Body) -> None:
        """Judge the rows of the next part and hand them on to be written."""
        part, work = body.part, body.work
        self.notes = self.notes or body.sheet.notes
        self.rows += part.frame.height
        self._look_for_headers(body)
        self.running.next_part()
        if part.rows_above == 0:
            _refuse_merged(work.frame, self.plan.table.name)
        if self.day and self.months is not None:
            told = work.frame[self.day], plain(work.frame[raw(self.day)])
            self.months.add(*told, body.numbered.height - work.frame.height)
        file = self.file
        self.states.add(work)
        lake_rows = conform(work, self.plan, _SHEET, file.stem, file.context, file.mapper)
        self.totals.add(body.numbered, body.classes, lake_rows)
        self.sales.add(lake_rows)
        self.spool.write(lake_rows)
        self.data_rows += lake_rows.height

    def _look_for_headers(self, body: _Body) -> None:
        first = self._rows_of_header(body.part)
        for row in body.words.head(max(0, MAX_HEADERS_BELOW - self.word_rows)):
            cells = body.sheet.frame.row(first + row)
            if is_plain_header(cells) and not same_header(cells, self.plan.header):
                self.has_header_below = True
        if headings_of(body.sheet.frame.slice(first)):
            raise NotInPartsError("headings of months")
        self.word_rows += len(body.words)
        self.body_rows += body.sheet.frame.height - first

    def _rows_of_header(self, part: Part) -> int:
        """How many of a part's rows belong to the header or stand above it."""
        header: HeaderBlock = self.plan.header
        return max(0, header.first_row + header.height - part.rows_above)


def _fit_of(choice: KindChoice, head: RawSheet) -> SheetFit:
    """The fit of the one sheet, when it is a plain table of many rows that are each judged on their own."""
    fit = choice.sheets[0]
    if choice.contract is None or fit is None or len(side_by_side(head, fit.header)) > 1:
        raise NotInPartsError("no plain table")
    if fit.header.first_row + fit.header.height + furniture.SMALL > head.frame.height:
        raise NotInPartsError("few rows")
    return fit


def _refuse_tables(plan: SheetPlan) -> None:
    table = plan.table
    lenient = [n for n, fp in plan.fields.items() if n in LENIENT and fp.field.type == "integer"]
    # ledgers number the lines of a voucher over the whole sheet
    if table.name not in PERIOD_COLUMNS or table.name in KEY_MAY_REPEAT or table.field("seq") or lenient:
        raise NotInPartsError("table")
    if not lake.table(table.name).key:
        raise NotInPartsError("table without a key")
    hinted = next((m for m in MASS_FIELDS if m in plan.fields), None)
    if "mass_t" in plan.fields and hinted != "mass_t":
        raise NotInPartsError("two masses")


def _refuse_merged(first: pl.DataFrame, table: str) -> None:
    """Give up a file whose first part begins as merged cells do, or names no process where it has a column of them."""
    if (
        merged_names(first)
        or merged_days(first, table)
        or (PROCESS in first and first[PROCESS].null_count() == first.height)
    ):
        raise NotInPartsError("merged cells")
