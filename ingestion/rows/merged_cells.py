"""Cells that the file says are merged over several rows: names, days and numbers in them are those of every row.

That is a fact of the file, noted and not asked. Figures are never filled: one number over three rows is no three numbers
(``ingestion.rows.merged_figures``). Names that are only written once for their rows are ``ingestion.rows.written_once``.
"""

from __future__ import annotations

import polars as pl

from ingestion.cells.distinct import nothing, plain
from ingestion.contracts import Field
from ingestion.readers.merges import Merged, merged_from, spread
from ingestion.readers.raw import RawSheet, cell_letter
from ingestion.recognition import furniture
from ingestion.recognition.sheet_plan import FieldPlan, SheetPlan

_LABELS = ("text", "date", "timestamp", "boolean")
_CELLS_TOLD = 5


def is_label(field: Field) -> bool:
    """Whether a field names what a row is of; the values of a form of items and values are none."""
    return field.type in _LABELS and field.name != "value"


def merged_rows(raw: RawSheet, plan: SheetPlan) -> Merged:
    """The merged cells that begin below the header of a table, of the columns that are read."""
    read = {fp.column for fp in plan.fields.values()} | {plan.span_column or ""}
    return merged_from(raw, plan.first_data_row, read)


def with_labels(
    body: pl.DataFrame, merged: Merged, plan: SheetPlan, classes: pl.Series | None = None
) -> pl.DataFrame:
    """The rows with the labels of their merged cells, where nothing else is written.

    :param classes: of the rows, by which what is written in a total or a note is no data row's.
    """
    columns = [fp.column for fp in plan.fields.values() if is_label(fp.field)]
    if plan.span_column is not None:
        columns.append(plan.span_column)
    filled = []
    for column in columns:
        if column not in merged:
            continue
        at = merged[column]
        if classes is not None:
            of_rows = classes.gather(at).is_in([furniture.DATA, furniture.BLANK, furniture.OTHER_SPAN])
            at = at.zip_with(of_rows.fill_null(False), nothing(len(at), pl.Int64()))
        filled.append(spread(plain(body[column]), at).alias(column))
    return body.with_columns(filled) if filled else body


def with_merged_totals(classes: pl.Series, by_labels: pl.Series) -> pl.Series:
    """Classes of rows, where the label of a total or the words of a header are merged over several of them.

    :param by_labels: classes of the same rows with the labels of their merged cells. What only a row's own cells tell (小计
        beneath a merged name) stays.
    """
    is_label_of_row = by_labels.is_in([furniture.TOTAL, furniture.SUBTOTAL, furniture.HEADER])
    return by_labels.zip_with(is_label_of_row & (classes == furniture.DATA), classes)


def labelled_rows(
    numbered: pl.DataFrame, classes: pl.Series, merged: Merged, plan: SheetPlan, first_column: int
) -> pl.DataFrame:
    """The data rows with the labels of their merged cells; how many got one is noted, what a cell hides is asked about.

    :param numbered: all rows of a table's body with their ``row_no``.
    """
    is_data = classes == furniture.DATA
    filled = with_labels(numbered, merged, plan, classes)
    for fp in plan.fields.values():
        if is_label(fp.field) and fp.column in merged:
            own, at = plain(numbered[fp.column]), merged[fp.column]
            has_own = (own != "").fill_null(False)
            is_filled = is_data & ~has_own & (filled[fp.column] != "").fill_null(False)
            _note_filled(plan, fp, int(is_filled.sum()))
            is_other = is_data & has_own & (own != own.gather(at)).fill_null(False)
            _ask_hidden(plan, fp, first_column, numbered["row_no"].filter(is_other))
    return filled.filter(is_data)


def written_at(
    numbered: pl.DataFrame, classes: pl.Series, merged: Merged, plan: SheetPlan
) -> dict[str, pl.Series]:
    """By field the number of the row in which the merged cell of each data row is written (see ``Work``)."""
    is_data, rows = classes == furniture.DATA, numbered["row_no"]
    own = {name: merged[fp.column] for name, fp in plan.fields.items() if fp.column in merged}
    return {name: rows.gather(at).filter(is_data) for name, at in own.items()}


def _note_filled(plan: SheetPlan, fp: FieldPlan, n: int) -> None:
    header = fp.match.header_raw
    if n:
        plan.notes.append(
            f"列“{header}”有合并单元格，其下{n}行按合并范围读取 / {n} rows in merged cells of column "
            f"{header!r} are read as the cell they are merged with"
        )


def _ask_hidden(plan: SheetPlan, fp: FieldPlan, first_column: int, rows: pl.Series) -> None:
    header, letter = fp.match.header_raw, cell_letter(fp.letter_index + first_column)
    cells = ", ".join(f"{letter}{row}" for row in rows.head(_CELLS_TOLD))
    if cells:
        plan.questions.append(
            f"列“{header}”的合并单元格下另有内容（{cells}），与显示的不同，按各行自己的内容读取，请确认 / "
            f"cells of {header!r} that a merged cell hides ({cells}) differ from what it shows and are read; please confirm"
        )
