"""Which columns look like merged cells of names or days, where no file says so: one stands in the first of its rows.

What a workbook says is merged is ``ingestion.rows.merged_cells``; here only what is left of it is looked at. One definition
for both ways of reading: the sheet read in one piece fills such a column down, a large file read in parts is given up for
it. Whatever a whole column is taken for, its first rows are taken for as well (a beginning has no more names, and none of
them twice), so that a part never misses what the whole would fill.
"""

from __future__ import annotations

import polars as pl

from ingestion.cells.distinct import nothing, plain
from ingestion.content.facts import content_rules
from ingestion.rows.row_rules import PERIOD_COLUMNS
from ingestion.rows.work import Work

PROCESS = "process_raw"
_MOST = 50


def looks_merged(texts: pl.Series) -> bool:
    """Whether every name or day of a column is another, the first row has one, and they are few."""
    names = plain(texts)
    written = names.drop_nulls()
    return 0 < len(written) <= _MOST and names[0] is not None and written.n_unique() == len(written)


def as_written(work: Work) -> pl.DataFrame:
    """The rows of a work frame without the names and days that merged cells of the file gave them."""
    columns = [name for name in work.merged if name in work.frame.columns]
    return work.frame.with_columns(
        pl.when((pl.lit(work.merged[name]) == pl.col("row_no")).fill_null(True))
        .then(pl.col(name))
        .alias(name)
        for name in columns
    )


def filled_down(work: Work, values: pl.Series, name: str) -> pl.Series:
    """A column of a field filled down; where the file says how far a cell is merged, no further than that."""
    values = plain(values)
    if name not in work.merged:
        return values.forward_fill()
    rows = pl.int_range(len(values), eager=True)
    at = rows.zip_with(values.is_not_null(), nothing(len(rows), rows.dtype)).forward_fill()
    is_open = values.is_not_null() | work.merged[name].gather(at).is_null()
    return values.gather(at).zip_with(is_open, nothing(len(values), values.dtype))


def merged_names(frame: pl.DataFrame) -> list[str]:
    """Fields of a work frame, the process and those of ``content_rules.yml``, whose column looks merged."""
    names = [PROCESS, *content_rules()["written_once"]]
    return [name for name in names if name in frame.columns and looks_merged(frame[name])]


def merged_days(frame: pl.DataFrame, table: str) -> list[str]:
    """Fields of a work frame that say by the day when a row of a table happened, whose column looks merged."""
    days = [name for name in PERIOD_COLUMNS.get(table, ()) if frame.schema.get(name) == pl.Date]
    return [name for name in days if frame[name].null_count() and looks_merged(frame[name])]
