"""Straighten the rows of a printed table: repeated headers, cells cut by a page break, merged label cells.

What the cells mean belongs in ``tables`` and ``quantify``.
"""

from __future__ import annotations

import re

from inventory.printed.blocks import Block
from inventory.printed.classify import NUMBER

CATEGORY = re.compile(r"(?:类别|范畴|范围|Category|Scope)\s*([一二三四五六1-6])")


def drop_repeated_headers(rows: list[list[str]], header: int) -> tuple[list[list[str]], set[int]]:
    """Rows after the header without its repetitions; also the positions that followed a repetition (page breaks)."""
    heads = {_key(row) for row in rows[:header]}
    kept: list[list[str]] = []
    breaks: set[int] = set()
    for row in rows[header:]:
        if _key(row) in heads:
            breaks.add(len(kept))
        else:
            kept.append(row)
    return kept, breaks


def _key(row: list[str]) -> tuple[str, ...]:
    return tuple(cell for cell in row if cell)


def fit(row: list[str], width: int, labels: int) -> list[str]:
    """Fit a row to `width` columns: trailing blanks go, a short row loses its leading (merged) label cells."""
    row = list(row)
    while len(row) > width and not row[-1]:
        row.pop()
    while len(row) > width and not row[0]:
        row.pop(0)
    if len(row) < width:
        gap = width - len(row)
        leading = next((i for i, cell in enumerate(row) if cell), len(row))
        row = [""] * gap + row if leading or labels else row + [""] * gap
    return row


def fill_down(values: list[str]) -> list[str]:
    """Carry a merged label to the rows below it, and up to rows before its first printing."""
    filled: list[str] = []
    for value in values:
        filled.append(value or (filled[-1] if filled else ""))
    first = next((value for value in filled if value), "")
    return [value or first for value in filled]


def glue_cut_cells(rows: list[list[str]], breaks: set[int], value_column: int) -> list[list[str]]:
    """Join a row cut by a page break to the row before it: it has text but no value of its own."""
    glued: list[list[str]] = []
    for index, row in enumerate(rows):
        lone = not row[value_column] and sum(bool(cell) for cell in row) == 1
        if glued and index in breaks and lone:
            glued[-1] = [old + new for old, new in zip(glued[-1], row, strict=True)]
        else:
            glued.append(row)
    return glued


def has_number(row: list[str]) -> bool:
    """True when a cell after the first is a plain number."""
    return any(NUMBER.match(cell) for cell in row[1:])


def body(block: Block, header: int, width: int = 0, value: int | None = None) -> list[list[str]]:
    """Rows under the header, fitted to the usual width, repeated headers dropped, cut cells joined."""
    rows, breaks = drop_repeated_headers(block.rows, header)
    width = width or max((len(row) for row in rows), default=0)
    fitted = [fit(row, width, 1)[:width] for row in rows]
    return fitted if value is None else glue_cut_cells(fitted, breaks, value)
