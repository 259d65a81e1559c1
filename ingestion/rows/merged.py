"""Which columns hold merged cells of names or days: one is written in the first of the rows that are its own.

One definition for both ways of reading: the sheet read in one piece fills such a column down, a large file read in parts
is given up for it. Whatever a whole column is taken for, its first rows are taken for as well (a beginning has no more
names, and none of them twice), so that a part never misses what the whole would fill.
"""

from __future__ import annotations

import polars as pl

from ingestion.cells.distinct import plain
from ingestion.content.facts import content_rules
from ingestion.rows.row_rules import PERIOD_COLUMNS

PROCESS = "process_raw"
_MOST = 50


def looks_merged(texts: pl.Series) -> bool:
    """Whether every name or day of a column is another, the first row has one, and they are few."""
    names = plain(texts)
    written = names.drop_nulls()
    return 0 < len(written) <= _MOST and names[0] is not None and written.n_unique() == len(written)


def merged_names(frame: pl.DataFrame) -> list[str]:
    """Fields of a work frame, the process and those of ``content_rules.yml``, whose column looks merged."""
    names = [PROCESS, *content_rules()["written_once"]]
    return [name for name in names if name in frame.columns and looks_merged(frame[name])]


def merged_days(frame: pl.DataFrame, table: str) -> list[str]:
    """Fields of a work frame that say by the day when a row of a table happened, whose column looks merged."""
    days = [name for name in PERIOD_COLUMNS.get(table, ()) if frame.schema.get(name) == pl.Date]
    return [name for name in days if frame[name].null_count() and looks_merged(frame[name])]
