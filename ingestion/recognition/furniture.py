"""Rows that are not data: titles, headers, totals, notes, signatures, blanks, other spans. Classified, never dropped.

One class per row of the sheet's body. What a total row adds up to is checked in ``ingestion.rows.totals``.
"""

from __future__ import annotations

import re

import polars as pl

from ingestion.cells.distinct import Stripped, by_distinct, plain_frame
from ingestion.registry import furniture

DATA, BLANK, TOTAL, SUBTOTAL, NOTE, SIGNATURE, HEADER, OTHER_SPAN = (
    "data",
    "blank",
    "total",
    "subtotal",
    "note",
    "signature",
    "header",
    "other_span",
)
_LABEL_SPACE = r"[\s\u3000\u00a0]+"
_STEMS = "甲乙丙丁戊己"
_COLUMN_NUMBER = re.compile(r"[（(]?(\d{1,2})(?:\.0+)?[)）]?(?:=[\d+\-×*/÷()（）]+)?")
_NUMBERED_WITHIN, _FEWEST_NUMBERED = 3, 4
# below this many rows every row is looked at closely
SMALL = 2_000
_FURNITURE_SIGNS = [
    *"计总注备说汇制审填合共页附编统会签盖报核记※★*",
    *("单位", "负责", "以上", "本表", "主管", "批准", "经办", "打印", "导出", "total", "sum", "note"),
]


def _label(columns: list[str]) -> pl.Expr:
    """First written cell of a row, without spaces and with full-width signs folded."""
    stripped = [
        pl.when(pl.col(c).str.strip_chars(" \t\r\n\u3000\u00a0") != "").then(pl.col(c)) for c in columns
    ]
    return pl.coalesce(stripped).str.replace_all(_LABEL_SPACE, "").str.replace_all("：", ":")


def _is_total(label: pl.Expr) -> pl.Expr:
    words = furniture()
    return label.str.contains(words["total"]) | label.str.contains(words["subtotal"] + r"([:（(].*)?$")


def classify(
    body: pl.DataFrame,
    *,
    header_texts: list[str | None],
    label_columns: list[str],
    needed_columns: list[str],
    totals_are_data: bool,
    cells: Stripped,
    is_part: bool = False,
) -> pl.Series:
    """Class of every row of a sheet's body (all columns text, cells stripped).

    ``label_columns`` are where a total's label may stand besides the first written cell; a row that has all of
    ``needed_columns`` and no furniture word in front is data without a closer look. ``is_part``: the body is a part
    of a large sheet.
    """
    if (body.height <= SMALL and not is_part) or not needed_columns:
        return _classify(plain_frame(body), header_texts, label_columns, totals_are_data)
    suspect = _suspects(body, header_texts, label_columns, needed_columns, cells)
    if not suspect.any():
        return pl.repeat(DATA, body.height, dtype=pl.String, eager=True)
    close = _classify(plain_frame(body.filter(suspect)), header_texts, label_columns, totals_are_data)
    classes = pl.repeat(DATA, body.height, dtype=pl.String, eager=True)
    return classes.scatter(suspect.arg_true(), close)


def numbering_rows(body: pl.DataFrame) -> list[int]:
    """Rows right below a header that only number its columns: 甲 乙 丙 1 2 3, or 1 2 3=1-2."""
    return [i for i, row in enumerate(body.head(_NUMBERED_WITHIN).rows()) if _numbers_columns(row)]


def _numbers_columns(row: tuple[str | None, ...]) -> bool:
    cells = ["".join(c.split()) for c in row if c and c.strip()]
    stems = [c for c in cells if c in _STEMS]
    numbers = [_COLUMN_NUMBER.fullmatch(c) for c in cells[len(stems) :]]
    if cells[: len(stems)] != list(_STEMS)[: len(stems)] or len(cells) < _FEWEST_NUMBERED:
        return False
    counted = [int(m[1]) for m in numbers if m]
    return len(counted) == len(numbers) and counted == list(range(1, len(counted) + 1))


def _suspects(
    body: pl.DataFrame,
    header_texts: list[str | None],
    label_columns: list[str],
    needed_columns: list[str],
    cells: Stripped,
) -> pl.Series:
    """Rows that may be furniture: something needed is missing, a furniture word or a header word stands in front."""
    fronts = [c for c in dict.fromkeys([*body.columns[:2], *label_columns[:2]]) if c not in cells.digits]
    missing = [pl.col(c).is_null() | (pl.col(c) == "") for c in needed_columns]
    words = [pl.lit(by_distinct(body[c], cells.few.get(c), _has_sign)).fill_null(False) for c in fronts]
    pairs = [(c, h) for c, h in zip(body.columns, header_texts, strict=True) if h]
    repeats = [(pl.col(c) == h).fill_null(False) for c, h in pairs[:3]]
    return body.select(pl.any_horizontal([*missing, *words, *repeats])).to_series()


def _has_sign(texts: pl.Series) -> pl.Series:
    return texts.str.contains_any(_FURNITURE_SIGNS, ascii_case_insensitive=True)


def _classify(
    body: pl.DataFrame, header_texts: list[str | None], label_columns: list[str], totals_are_data: bool
) -> pl.Series:
    if body.is_empty():
        return pl.Series("row_class", [], dtype=pl.String)
    columns = body.columns
    words = furniture()
    body = body.with_columns(pl.all().replace("", None)).with_columns(_label(columns).alias("_first"))
    first = pl.col("_first")
    filled = pl.sum_horizontal([pl.col(c).is_not_null() for c in columns])
    subtotal = first.str.contains(words["subtotal"])
    total = pl.lit(False) if totals_are_data else (first.str.len_chars() <= 24) & _is_total(first)
    if not totals_are_data:
        for column in label_columns:
            label = pl.col(column).str.replace_all(_LABEL_SPACE, "")
            total = total | (label.str.len_chars() <= 12) & label.str.contains(
                words["prefix_total"]
            ).fill_null(False)
            subtotal = subtotal | label.str.contains(words["subtotal"]).fill_null(False)
    note = first.str.contains(words["note_start"]) & (filled <= 3)
    note = note | (filled == 1) & (first.str.len_chars() > 12) & ~first.str.contains(r"^[\d.,]+$")
    signature = first.str.contains(words["signature"]) & (filled <= 6)
    row_class = (
        pl.when(filled == 0)
        .then(pl.lit(BLANK))
        .when(_repeats_header(columns, header_texts))
        .then(pl.lit(HEADER))
        .when(note.fill_null(False))
        .then(pl.lit(NOTE))
        .when(signature.fill_null(False))
        .then(pl.lit(SIGNATURE))
        .when(total.fill_null(False) & subtotal.fill_null(False))
        .then(pl.lit(SUBTOTAL))
        .when(total.fill_null(False))
        .then(pl.lit(TOTAL))
        .otherwise(pl.lit(DATA))
    )
    return body.select(row_class.alias("row_class")).to_series()


def _repeats_header(columns: list[str], header_texts: list[str | None]) -> pl.Expr:
    """A row whose cells are the header's own words again (page breaks of long lists).

    A word that heads many columns counts once: marks that fill them (√, x) would outvote the rest of a row.
    """
    column_of: dict[str, str] = {}
    for column, text in zip(columns, header_texts, strict=True):
        if text:
            column_of.setdefault(text, column)
    pairs = [(c, h) for h, c in column_of.items()]
    if len(pairs) < 2:
        return pl.lit(False)
    same = pl.sum_horizontal(
        [(pl.col(c).str.replace_all(_LABEL_SPACE, "") == h).fill_null(False) for c, h in pairs]
    )
    return same >= max(2, (len(pairs) + 1) // 2)
