"""Tables of a PDF page from where its words stand: lines of spaced text become lines of tab-parted cells.

A PDF has no cells, only words at places; an empty cell leaves nothing but a gap. Columns are found from the row with
the most words and every other word goes to the column it stands under. Opening the file belongs in ``blocks``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

_CELL = re.compile(r"\S+(?: \S+)*")
_WIDE = {"W", "F"}


@dataclass
class Span:
    """Words that stand together, from one place on the line to another, in widths of a narrow letter."""

    start: int
    end: int
    text: str


def spans_of(line: str) -> list[Span]:
    """Words of a line that are parted by at least two spaces."""
    found: list[Span] = []
    for match in _CELL.finditer(line):
        width = sum(2 if unicodedata.east_asian_width(c) in _WIDE else 1 for c in match[0])
        if found:
            found[-1].end = min(found[-1].end, match.start())
        found.append(Span(match.start(), match.start() + width, match[0]))
    return found


def tabbed(lines: Sequence[str]) -> list[str]:
    """Lines of layout text with the cells of tables parted by tabs, empty cells included."""
    rows = [spans for line in lines if (spans := spans_of(line))]
    out: list[str] = []
    for is_table, group in groupby(rows, key=lambda row: len(row) > 1):
        block = list(group)
        if is_table:
            columns = _columns(block)
            out += ["\t".join(_place(row, columns)) for row in block]
        else:
            out += [" ".join(span.text for span in row) for row in block]
    return out


def _columns(rows: list[list[Span]]) -> list[Span]:
    """Columns from the fullest row on, widened by what stands under them, new ones where nothing does."""
    order = sorted(rows, key=lambda row: -len(row))
    columns = [Span(s.start, s.end, "") for s in order[0]]
    for row in order[1:]:
        taken: set[int] = set()
        for span in row:
            index = _under(span, columns, taken)
            if index is None:
                columns.append(Span(span.start, span.end, ""))
                taken.add(id(columns[-1]))
            else:
                column = columns[index]
                taken.add(id(column))
                if not any(_overlap(span, other) > 0 for other in columns if other is not column):
                    column.start, column.end = min(column.start, span.start), max(column.end, span.end)
        columns.sort(key=lambda column: column.start)
    return columns


def _overlap(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def _under(span: Span, columns: list[Span], taken: set[int]) -> int | None:
    """The free column that a word overlaps most; None when it stands under none."""
    free = [(_overlap(span, c), -i) for i, c in enumerate(columns) if id(c) not in taken]
    best = max(free, default=(0, 0))
    return -best[1] if best[0] > 0 else None


def _place(row: list[Span], columns: list[Span]) -> list[str]:
    cells = [""] * len(columns)
    last = -1
    for span in row:
        free = [(_overlap(span, column), -i) for i, column in enumerate(columns) if i > last]
        last = -max(free)[1] if free else last
        cells[last] = f"{cells[last]} {span.text}".strip()
    return cells
