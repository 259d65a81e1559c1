"""Layouts of a sheet that holds more than one plain table: one below the other, side by side, or turned round.

Each table comes out as a raw sheet of its own with its place on the sheet; which table it is stays with
``ingestion.recognition.recognise``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import polars as pl

from ingestion.cells.distinct import Few, by_distinct, once_by_code, plain_frame
from ingestion.cells.shares import true_alone
from ingestion.readers.raw import NO_MERGES, RawSheet, cell_letter
from ingestion.recognition.header_rows import HeaderBlock, Row, is_plain_header
from ingestion.recognition.headers import is_known_word, split_header
from ingestion.recognition.recognise import SheetFit
from ingestion.registry import limits
from warehouse.text_codes import is_coded

_WORD = r"[\u4e00-\u9fff]{2,}"
_MOST = 0.6
WORDS_ARE_DATA = 0.3
MAX_HEADERS_BELOW = 200


def stacked(raw: RawSheet, fit: SheetFit) -> list[RawSheet]:
    """Cut a sheet where another header stands below the first table; the title above it goes along."""
    first = fit.header.first_row + fit.header.height
    starts = [
        r for r in _header_rows_below(raw.frame, first) if not same_header(raw.frame.row(r), fit.header)
    ]
    cuts = [0]
    for row in starts:
        start = _with_titles(raw.frame, row, first)
        if start > max(cuts[-1], first):
            cuts.append(start)
    if len(cuts) == 1:
        return [raw]
    ends = [*cuts[1:], raw.frame.height]
    return [
        replace(raw, frame=raw.frame.slice(a, b - a), first_row=raw.first_row + a)
        for a, b in zip(cuts, ends, strict=True)
    ]


def _header_rows_below(frame: pl.DataFrame, first: int) -> list[int]:
    body = frame.slice(first)
    if body.is_empty() or frame.width < 2:
        return []
    rows = rows_of_words(body)
    # a row of words among rows of words (registers, plans) is data: numbers must be usual in the body, or the row be
    # known words alone beneath a title or a gap
    if len(rows) / body.height > WORDS_ARE_DATA:
        return [r for r in (first + n for n in rows.head(MAX_HEADERS_BELOW)) if _is_parted_header(frame, r)]
    return [first + r for r in rows.head(MAX_HEADERS_BELOW) if is_plain_header(frame.row(first + r))]


def _is_parted_header(frame: pl.DataFrame, row: int) -> bool:
    """Whether a row has known header words alone and stands beneath a title or an empty row."""
    cells = [c for c in frame.row(row) if c and c.strip()]
    above = sum(bool(c and c.strip()) for c in frame.row(row - 1))
    return above <= 1 and len(cells) >= 2 and all(is_known_word(c) for c in cells)


def lone_rows(frame: pl.DataFrame) -> pl.Series:
    """Positions of the rows in which one cell alone is written."""
    if not frame.width or sum(not cells.null_count() for cells in frame.get_columns()) > 1:
        # nothing is written, or two columns in every row
        return pl.Series([], dtype=pl.UInt32)
    written = pl.sum_horizontal(pl.col(c).is_not_null() for c in frame.columns)
    return frame.select((written == 1).alias("lone")).to_series().arg_true()


def rows_of_words(
    body: pl.DataFrame, few: Few | None = None, signs: Collection[str] = frozenset()
) -> pl.Series:
    """Positions of the rows most of whose cells are words.

    :param few: distinct texts of the columns that have few.
    :param signs: columns known to hold plain signs alone.
    """
    maybe = _perhaps_words(body, few or {}, signs)
    if maybe.is_empty():
        return maybe
    columns = body.columns
    filled = pl.sum_horizontal([pl.col(c).is_not_null() for c in columns])
    words = [pl.col(c).str.contains(_WORD).fill_null(False) for c in columns]
    return maybe.filter(plain_frame(body[maybe]).select(_mostly(words, filled)).to_series())


def _perhaps_words(body: pl.DataFrame, few: Few, signs: Collection[str]) -> pl.Series:
    """Rows left when those are taken out that have too many cells without two Chinese characters."""
    too_many = int(body.width * (1 - _MOST)) + 1
    wordless = [c for c, v in few.items() if not body[c].null_count() and _all_plain(body[c], v)]
    wordless += [c for c in signs if not body[c].null_count()]
    if len(wordless) >= too_many:
        return pl.Series([], dtype=pl.UInt32)
    others = [c for c in body.columns if c not in wordless]
    wordy = _plain(pl.col(others)).fill_null(False).mean()
    shares = plain_frame(body.head(100)).select(wordy).row(0, named=True)
    # a column of codes is looked through at next to no cost
    likely = sorted(others, key=lambda c: (-(shares[c] or 0.0), not is_coded(body.schema[c])))
    chosen = likely[: too_many - len(wordless)]
    flags = [by_distinct(body[c], None, _plain_texts) for c in chosen]
    return pl.select(~pl.all_horizontal([true_alone(f) for f in flags])).to_series().arg_true()


def _plain_texts(texts: pl.Series) -> pl.Series:
    return texts.to_frame("v").select(_plain(pl.col("v"))).to_series()


def _plain(texts: pl.Expr) -> pl.Expr:
    # two Chinese characters are at least four bytes longer than they are characters: far cheaper to see
    return texts.str.len_bytes() - texts.str.len_chars().cast(pl.Int64) < 4


def _all_plain(texts: pl.Series, values: pl.Series) -> bool:
    return once_by_code(texts, _is_plain) if is_coded(texts.dtype) else _is_plain(values)


def _is_plain(values: pl.Series) -> bool:
    return bool(values.to_frame("v").select(_plain(pl.col("v")).all()).item())


def _mostly(flags: list[pl.Expr], filled: pl.Expr) -> pl.Expr:
    return (pl.sum_horizontal(flags) >= 2) & (pl.sum_horizontal(flags) >= filled * _MOST)


def same_header(row: Row, header: HeaderBlock) -> bool:
    """Whether a row repeats the words of a header."""
    pairs = [(a, c.raw.split(" / ")[-1]) for a, c in zip(row, header.cells, strict=True) if a and c]
    same = sum("".join(a.split()) == "".join(b.split()) for a, b in pairs)
    written = sum(bool(c and c.strip()) for c in row)
    return same >= max(2, written * 0.8)


def _texts(frame: pl.DataFrame, start: int, end: int) -> set[str]:
    rows = frame.slice(start, end - start).rows()
    return {"".join(c.split()) for row in rows for c in row if c and c.strip()}


def _with_titles(frame: pl.DataFrame, row: int, first: int) -> int:
    """First row of the titles that stand right above a header."""
    start = row
    while start - 1 > first:
        cells = [c for c in frame.row(start - 1) if c and c.strip()]
        if len(cells) > 2 or any(c.strip().startswith(("合", "总", "小", "注", "制表")) for c in cells):
            break
        start -= 1
    return start


def side_by_side(raw: RawSheet, header: HeaderBlock) -> list[RawSheet]:
    """Cut a sheet whose header repeats itself to the right, each time with the same words."""
    words = [split_header(c.raw.split(" / ")[-1]).full if c else "" for c in header.cells]
    written = [i for i, w in enumerate(words) if w]
    if len(written) < 4:
        return [raw]
    starts = [i for i in written if words[i] == words[written[0]]]
    if len(starts) < 2:
        return [raw]
    ends = [*starts[1:], len(words)]
    blocks = [[w for w in words[a:b] if w] for a, b in zip(starts, ends, strict=True)]
    if len(blocks[0]) < 2 or any(b != blocks[0] for b in blocks):
        return [raw]
    parts = [_columns(raw, a, b) for a, b in zip(starts, ends, strict=True)]
    # row numbers are unique on a sheet: tables further to the right are told apart by where they begin
    return [parts[0], *(replace(p, name=f"{p.name}[{cell_letter(p.first_column)}]") for p in parts[1:])]


_FEWEST_COLUMNS = 3
_SURELY = 0.5  # what the header of a table beside another must fit with, to be one


def two_tables(raw: RawSheet, fit: SheetFit, fit_of: Callable[[RawSheet], SheetFit | None]) -> list[RawSheet]:
    """Cut a sheet on which another kind of table stands to the right of the first, behind an empty column.

    ``fit_of`` reads a part by itself. A sheet stays whole unless both sides make sense alone, as different tables.
    """
    for gap in _empty_columns(raw.frame, fit.header):
        left, right = _columns(raw, 0, gap), _columns(raw, gap + 1, raw.frame.width)
        one, other = fit_of(left), fit_of(right)
        if not one or not other or one.fit.table.name == other.fit.table.name:
            continue
        if (
            other.fit.score >= _SURELY
            and other.fit.key_share == 1.0
            and one.fit.score >= fit.fit.score - 0.05
        ):
            return [left, *two_tables(right, other, fit_of)]
    return [raw]


def _empty_columns(frame: pl.DataFrame, header: HeaderBlock) -> list[int]:
    """Columns from the header down without a cell, with enough columns of the header on either side."""
    named = [i for i, cell in enumerate(header.cells) if cell and cell.raw.strip()]
    gaps = [i for i in range(1, len(header.cells) - 1) if i not in named]
    gaps = [i for i in gaps if min(sum(n < i for n in named), sum(n > i for n in named)) >= _FEWEST_COLUMNS]
    body = frame.slice(header.first_row)
    return [i for i in gaps if not (body.to_series(i).str.strip_chars() != "").any()]


def _columns(raw: RawSheet, start: int, end: int) -> RawSheet:
    columns = raw.frame.columns[start:end]
    frame = raw.frame.select(pl.col(c).alias(f"c{i}") for i, c in enumerate(columns))
    return replace(raw, frame=frame, first_column=raw.first_column + start)


def turned(raw: RawSheet) -> RawSheet | None:
    """A small sheet with rows and columns exchanged; None for large ones."""
    scoring = limits()["scoring"]
    frame = raw.frame
    if (
        not 1 < frame.height <= scoring["transpose_max_rows"]
        or not 1 < frame.width <= scoring["transpose_max_columns"]
    ):
        return None
    # a line that has a label and nothing else (计量单位, a heading) would become an empty column or row
    kept = [
        i for i, c in enumerate(frame.columns) if frame[c].str.strip_chars().fill_null("").ne("").sum() > 1
    ]
    rows = list(zip(*frame[:, kept].rows(), strict=True)) if kept else []
    swapped = pl.DataFrame(
        {f"c{j}": pl.Series([r[j] for r in rows], dtype=pl.String) for j in range(frame.height)}
    )
    note = (
        "指标在行、工序在列，已转置读取（行号为原表列号）/ turned round: row numbers are the sheet's columns"
    )
    return replace(
        raw,
        frame=swapped,
        first_column=0,
        first_row=raw.first_column,
        notes=[*raw.notes, note],
        merged=NO_MERGES,
    )
