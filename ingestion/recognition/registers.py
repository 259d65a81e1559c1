"""Registers of facts below each other: lists of items and values under captions on one sheet.

Where a caption (一、营业执照; 二、排污许可证) stands among the items, what follows is another list, with its own header
or without one. Which table a list is, is weighed in ``ingestion.recognition.recognise``; captions are rows of
``synonyms/furniture.yml``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingestion.readers.raw import RawSheet
from ingestion.recognition.header_rows import HeaderBlock, Row
from ingestion.recognition.headers import fold
from ingestion.recognition.layout import same_header
from ingestion.recognition.recognise import SheetFit
from ingestion.recognition.sides import is_register
from ingestion.registry import furniture


def is_caption(row: Row) -> bool:
    """Whether a row holds a caption and nothing else: 二、排污许可证, alone or behind its numeral."""
    cells = [c for c in row if c and c.strip()]
    if len(cells) == 2 and re.fullmatch(furniture()["numerals"], fold(cells[0])):
        cells = cells[1:]
    return len(cells) == 1 and re.search(furniture()["captions"], fold(cells[0])) is not None


def captioned(raw: RawSheet, fit: SheetFit) -> list[tuple[RawSheet, SheetFit]]:
    """A register cut at its captions, each part with its fit; parts without a header of their own share the first one's."""
    if not is_register(fit.fit.table):
        return [(raw, fit)]
    rows = raw.frame.rows()
    first = fit.header.first_row + fit.header.height
    starts = [i for i in range(first, len(rows)) if _begins(rows, i, fit.header)]
    if not starts:
        return [(raw, fit)]
    # titles and a header without rows of their own go with the first caption
    has_rows = any(any(c and c.strip() for c in row) for row in rows[first : starts[0]])
    cuts = [0, *starts] if has_rows else [0, *starts[1:]]
    parts = []
    for at, end in zip(cuts, [*cuts[1:], len(rows)], strict=True):
        part = replace(raw, frame=raw.frame.slice(at, end - at), first_row=raw.first_row + at)
        if at == 0 and has_rows:
            parts.append((part, fit))
            continue
        caption = starts[0] if at == 0 else at
        height = int(_repeats(rows, caption + 1, fit.header))
        header = HeaderBlock(caption + 1 - at, height, fit.header.cells)
        parts.append((part, replace(fit, header=header)))
    return parts


def _begins(rows: list[Row], at: int, header: HeaderBlock) -> bool:
    written = sum(bool(c and c.strip()) for c in rows[at])
    return is_caption(rows[at]) or (written == 1 and _repeats(rows, at + 1, header))


def _repeats(rows: list[Row], at: int, header: HeaderBlock) -> bool:
    return at < len(rows) and same_header(rows[at], header)
