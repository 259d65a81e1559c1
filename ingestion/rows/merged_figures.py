"""Figures and numbers of tickets merged over several rows: nothing is counted twice, and what nobody can tell is set aside.

A figure merged over rows is read in the first of them and asked about. Where the rows are of other processes, items or
months it may be the sum of them all, so that its row is set aside; so is every row that has no mass but a share in such a
cell, and one whose own figure the merged cell hides. A number of a ticket merged over rows of one ticket table leaves open
whether they are one ticket: the first row counts, the others are set aside.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from ingestion.cells.distinct import nothing
from ingestion.recognition.sheet_plan import FieldPlan, SheetPlan
from ingestion.registry import derived_columns
from ingestion.rows.merged_cells import is_label
from ingestion.rows.row_rules import TICKETS, needed_fields
from ingestion.rows.totals import is_summed
from ingestion.rows.work import Work, cell_at, letter_of, raw
from warehouse import tables as lake

_CELLS_TOLD = 5


class _Merged(NamedTuple):
    """Rows of merged cells of one column: where each is written, which rows are beneath, which of these hide a text."""

    at: pl.Series
    is_beneath: pl.Series
    is_hiding: pl.Series
    is_first: pl.Series


def settle_merged_figures(work: Work, plan: SheetPlan) -> None:
    """Ask about merged figures, and record the rows that cannot be told apart by them."""
    _flag_numbers(work, plan)
    for name, fp in plan.fields.items():
        if name not in work.merged or is_label(fp.field) or name == "seq":
            continue
        merged = _merged(work, name)
        if not merged.is_beneath.any():
            continue
        _ask(work, plan, fp, merged)
        if is_summed(fp.field) or _is_value(fp):
            _flag(work, plan, fp, merged)


def _is_value(fp: FieldPlan) -> bool:
    """Whether a figure without a unit of its own (month_value, value) may be a sum."""
    return fp.field.type != "text" and fp.field.name.endswith("value")


def _merged(work: Work, name: str) -> _Merged:
    """Only cells with a figure, written in a data row that has other data rows beneath."""
    rows, texts, at = work.frame["row_no"], work.frame[raw(name)], work.merged[name]
    is_written = texts.is_not_null()
    firsts = rows.filter(is_written & (rows == at).fill_null(False))
    at = at.zip_with(at.is_in(firsts.implode()).fill_null(False), nothing(len(at), at.dtype))
    is_beneath = (rows != at).fill_null(False)
    with_rows = at.filter(is_beneath).unique()
    return _Merged(at, is_beneath, is_beneath & is_written, rows.is_in(with_rows.implode()))


def _ask(work: Work, plan: SheetPlan, fp: FieldPlan, merged: _Merged) -> None:
    letter = letter_of(work, fp)
    ends = (
        pl.DataFrame({"at": merged.at, "row_no": work.frame["row_no"]})
        .drop_nulls()
        .group_by("at")
        .agg(pl.col("row_no").max())
        .filter(pl.col("row_no") > pl.col("at"))
        .sort("at")
    )
    cells = ", ".join(f"{letter}{first}:{letter}{last}" for first, last in ends.head(_CELLS_TOLD).rows())
    cells += "…" if ends.height > _CELLS_TOLD else ""
    plan.questions.append(
        f"列“{fp.match.header_raw}”的数在多行间合并（{cells}），只按首行读取；它是各行之和还是每行的数？请拆分后逐行填写 / "
        f"figures of {fp.match.header_raw!r} are merged over rows ({cells}) and read in the first row alone; are they the sum of "
        "the rows or the figure of each? Please write one in every row"
    )


def _flag(work: Work, plan: SheetPlan, fp: FieldPlan, merged: _Merged) -> None:
    """Set aside what the merged cell leaves open: whose the figure is, and rows without one of their own."""
    name = fp.field.name
    cell, letter = cell_at(work, fp), letter_of(work, fp)
    work.put(merged.at, f"merged_at__{name}")
    at = pl.format("{}{}", pl.lit(letter), pl.col(f"merged_at__{name}"))
    differ = _of_several(work, plan, merged)
    work.flag(
        differ, "X-TYPE", "merged_figure",
        pl.format("单元格{}的数与下方不同工序或项目的行合并，看不出各是多少，请拆分后逐行填写", cell),
        pl.format("cell {} is merged with rows of other processes or items; please write each row's own figure", cell),
    )  # fmt: skip
    work.flag(
        merged.is_hiding, "X-TYPE", "merged_figure",
        pl.format("单元格{}的数被合并单元格{}遮住，与显示的数不能都计入，请拆分后逐行填写", cell, at),
        pl.format("the figure in {} is hidden by the merged cell {}; please unmerge and write each row's own", cell, at),
    )  # fmt: skip
    if name in needed_fields(plan):
        work.flag(
            merged.is_beneath, "X-TYPE", "merged_figure",
            pl.format("单元格{}与{}合并，数量只按{}所在行计一次，请拆分后逐行填写", cell, at, at),
            pl.format("cell {} is merged with {} and counted there once; please write each row's own figure", cell, at),
        )  # fmt: skip


def _of_several(work: Work, plan: SheetPlan, merged: _Merged) -> pl.Series:
    """First rows of merged figures whose rows are of several processes, items, products or months."""
    told_by = {"process", "data_month", *derived_columns().get(plan.table.name, {})}
    columns = sorted(told_by & set(work.frame.columns))
    if not columns:
        return merged.is_first & False
    of_rows = work.frame.select(columns).with_columns(at=merged.at).filter(merged.at.is_not_null())
    several = of_rows.group_by("at").agg(pl.all().n_unique()).filter(pl.any_horizontal(pl.col(columns) > 1))
    return work.frame["row_no"].is_in(several["at"].implode())


def _flag_numbers(work: Work, plan: SheetPlan) -> None:
    """Rows of a ticket table that share the number of a ticket by a merged cell and nothing else of a key tells apart."""
    keys = [key for key in lake.table(plan.table.name).key if key in work.frame.columns]
    name = next((key for key in keys if key in work.merged), None)
    if plan.table.name not in TICKETS or name is None:
        return
    rows, at = work.frame["row_no"], work.merged[name]
    first = work.frame.select("row_no", *keys).rename({"row_no": "at"})
    beneath = work.frame.select("row_no", *keys).with_columns(at=at).filter((rows != at).fill_null(False))
    same = beneath.join(first, on=["at", *keys], how="inner", nulls_equal=True)
    if same.is_empty():
        return
    fp = plan.fields[name]
    letter = letter_of(work, fp)
    work.put(at, "merged_number_at")
    shown = pl.format("{}{}", pl.lit(letter), pl.col("merged_number_at"))
    work.flag(
        rows.is_in(same["row_no"].implode()), "X-TYPE", "merged_number",
        pl.format("单元格{}的编号与{}合并，看不出是否同一张单，未计入；请拆分后逐行填写编号", cell_at(work, fp), shown),
        pl.format("cell {} shares its number with {}: whether it is one ticket cannot be told; not counted, please write each "
                  "row's own number", cell_at(work, fp), shown),
    )  # fmt: skip
    plan.questions.append(
        f"列“{fp.match.header_raw}”的编号在多行间合并（{same.height}行），只计首行，请确认是否一单多行 / numbers of "
        f"{fp.match.header_raw!r} are merged over rows ({same.height} of them beneath); the first counts alone, please confirm"
    )
