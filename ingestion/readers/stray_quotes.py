"""Delimited text with a quotation mark that is not one of a pair: the lines below it are rows, not part of its cell.

To a reader of delimited text everything up to the next mark is one cell, so a single stray mark (a size in inches, a
slip of the hand) takes all rows to the next one, or to the end of the file, with it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from itertools import islice

import polars as pl

# a remark of more lines than this is none
_MOST_LINES = 200
# text in several lines with as many delimiters as a row has holds rows; with fewer than these it may be a remark
_FEWEST_DELIMITERS = 3
_MOST_NAMED = 8


def holds_rows(frame: pl.DataFrame, delimiter: str) -> bool:
    """Whether a cell of a parsed text holds whole rows, which a stray mark took into it."""
    most = max(frame.width - 1, _FEWEST_DELIMITERS)
    for texts in frame.get_columns():
        folded = texts.filter(texts.str.contains("\n", literal=True).fill_null(False))
        if len(folded) and (folded.str.count_matches(delimiter, literal=True) >= most).any():
            return True
    return False


def rows_of(text: str, delimiter: str) -> tuple[list[list[str]], list[str]]:
    """Rows of a text; a line with a stray mark is a row of its own, and a note names it."""
    lines = list(io.StringIO(text, newline=""))
    usual = _usual_delimiters(lines, delimiter)
    most = max(usual, _FEWEST_DELIMITERS)
    rows: list[list[str]] = []
    stray: list[int] = []
    at = 0
    while at < len(lines):
        row, count = _quoted_row(lines, at, delimiter, most)
        if row is None:
            row = _cut(lines[at].rstrip("\r\n"), delimiter, usual + 1)
            stray.append(len(rows) + 1)
        rows.append(row)
        at += count
    return rows, [_note(stray)] if stray else []


def _quoted_row(lines: Sequence[str], at: int, delimiter: str, most: int) -> tuple[list[str] | None, int]:
    """The row that begins at a line and of how many lines it is; None when a stray mark stands in it."""
    if '"' not in lines[at]:
        return next(csv.reader([lines[at]], delimiter=delimiter), []), 1
    reader = csv.reader(islice(lines, at, at + _MOST_LINES), delimiter=delimiter, strict=True)
    try:
        row = next(reader)
    except csv.Error:
        return _lenient_row(lines[at], delimiter), 1
    if reader.line_num > 1 and any("\n" in c or "\r" in c for c in row if c.count(delimiter) >= most):
        return None, 1
    return row, reader.line_num


def _cut(line: str, delimiter: str, width: int) -> list[str]:
    """Cells of a line with a stray mark: cut at every delimiter, or with its other marks in pairs, as it gets the usual width.

    Where neither does, nobody knows which cell is of which column: every one gets a mark, so that none counts as a number.
    """
    plain = line.split(delimiter)
    in_pairs = next(csv.reader([line], delimiter=delimiter), [])
    for row in (plain, in_pairs):
        if len(row) == width:
            return row
    return [cell and f'"{cell}' for cell in plain]


def _lenient_row(line: str, delimiter: str) -> list[str] | None:
    """A line whose marks are pairs within it, though not around a whole cell; None when they are no pairs."""
    return None if line.count('"') % 2 else next(csv.reader([line], delimiter=delimiter))


def _usual_delimiters(lines: Sequence[str], delimiter: str) -> int:
    counts = Counter(line.count(delimiter) for line in lines[:_MOST_LINES] if line.strip())
    return max(counts, key=lambda n: (counts[n], n), default=0)


def _note(rows: Sequence[int]) -> str:
    named = [str(row) for row in rows[:_MOST_NAMED]]
    is_cut = len(rows) > _MOST_NAMED
    zh = "、".join(named) + (f"等共{len(rows)}" if is_cut else "")
    en = ", ".join(named) + (f" and others, {len(rows)} in all" if is_cut else "")
    return (
        f"第{zh}行的双引号不成对，这些行已单独分列，请核对并改正引号 / quotation marks are not in pairs in rows {en}: "
        "these were cut into cells by themselves; check them and mend the marks"
    )
