"""Cells merged over several rows, as a file says them: the first and the last row and the column that is written.

Merges within one row are not kept: they hold nothing but what is written in their first cell. Which cells beneath are
filled, and which must not be, is decided in ``ingestion.rows.merged_cells``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import polars as pl

from ingestion.cells.distinct import nothing
from ingestion.readers.raw import NO_MERGES, RawSheet, column_index
from ingestion.registry import limits

# By column of a frame the row in which the merged cell of each row is written; null where a row is in none.
Merged = dict[str, pl.Series]

_MARK = b"mergeCell"
_RANGE = re.compile(
    rb"<(?:\w{1,40}:)?mergeCell\s[^<>]{0,100}?(?<=\s)ref\s{0,9}=\s{0,9}[\"']"
    rb"([A-Za-z]{1,3})(\d{1,7}):[A-Za-z]{1,3}(\d{1,7})[\"']"
)
# no range that is found is written longer
LONGEST_RANGE = 300

Merge = tuple[int, int, int]


def merges(ranges: Iterable[Merge]) -> pl.DataFrame:
    """Ranges (first row, last row, column), those of several rows only."""
    found = [merge for merge in ranges if merge[1] > merge[0]]
    return pl.DataFrame(found, schema=NO_MERGES.schema, orient="row") if found else NO_MERGES


def add_ranges(found: list[Merge], xml: bytes, known: int = 0) -> None:
    """Add the ranges that a sheet's XML, or some of it, says are merged, up to one more than are read.

    :param known: ranges that end within so many bytes were found before.
    """
    # hardly a cell has this letter: it is found much faster than a word
    at = xml.find(_MARK) if b"g" in xml else -1
    if at < 0:
        return
    most = most_merges()
    for match in _RANGE.finditer(xml, max(0, at - LONGEST_RANGE)):
        if len(found) > most:
            return
        top, bottom = int(match[2]) - 1, int(match[3]) - 1
        if bottom > top and match.end() > known:
            found.append((top, bottom, column_index(match[1].decode().upper())))


def most_merges() -> int:
    """How many merged ranges of one sheet are read."""
    return int(limits()["files"]["max_merged_ranges"])


def within(ranges: pl.DataFrame, frame: pl.DataFrame, first_column: int) -> tuple[pl.DataFrame, list[str]]:
    """The ranges as far as they lie in a sheet's cells, and what is said where they are too many to be read."""
    if ranges.is_empty():
        return NO_MERGES, []
    if ranges.height > most_merges():
        return NO_MERGES, [
            f"合并单元格超过{most_merges()}处，未按合并范围读取 / more than {most_merges()} merged ranges: not read by them"
        ]
    last = frame.height - 1
    columns = pl.col("column").is_between(first_column, first_column + frame.width - 1)
    inside = ranges.filter(columns & (pl.col("top") < last)).with_columns(pl.col("bottom").clip(0, last))
    return inside, []


def merged_from(raw: RawSheet, start: int, columns: Collection[str]) -> Merged:
    """The merged cells that begin from a row of the frame on, in some of its columns; rows are counted from there."""
    if raw.merged.is_empty():
        return {}
    first, height = raw.first_row + start, raw.frame.height - start
    own = raw.merged.filter(pl.col("top").is_between(first, first + height - 2)).select(
        pl.col("top") - first,
        (pl.col("bottom") - first).clip(0, height - 1),
        column=pl.format("c{}", pl.col("column") - raw.first_column),
    )
    parts = own.filter(pl.col("column").is_in(sorted(columns))).partition_by("column", as_dict=True)
    return {str(column): _written_in(part, height) for (column,), part in parts.items()}


def _written_in(ranges: pl.DataFrame, height: int) -> pl.Series:
    """For each row the row in which its merged cell begins; ranges that overlap end where the next one begins."""
    ranges = ranges.group_by("top").agg(pl.col("bottom").max())
    empty = nothing(height, pl.Int64())
    # scattering changes the column itself
    begun = empty.clone().scatter(ranges["top"], ranges["top"]).forward_fill()
    last = empty.clone().scatter(ranges["top"], ranges["bottom"]).forward_fill()
    is_in = (pl.int_range(height, eager=True) <= last).fill_null(False)
    return begun.zip_with(is_in, empty)


def spread(texts: pl.Series, at: pl.Series) -> pl.Series:
    """A column with what is written in its merged cells in each of their rows that has nothing of its own."""
    is_blank = (texts.str.strip_chars() == "").fill_null(True) & at.is_not_null()
    return texts.zip_with(~is_blank, texts.gather(at))
