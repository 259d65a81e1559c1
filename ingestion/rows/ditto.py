"""Cells that say 同上: they hold what the cell above them holds, in columns of names, numbers of documents and days.

A ditto mark beneath an empty cell says nothing, and one among figures is left to be set aside: nobody weighs the same twice.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from ingestion.cells.distinct import once_by_code, plain
from ingestion.cells.running import NotInPartsError
from ingestion.content.facts import content_rules
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.rows.work import Work, raw
from warehouse.text_codes import is_coded

_LABELS = ("text", "date", "timestamp")


@cache
def _marks() -> frozenset[str]:
    return frozenset(content_rules()["ditto"])


@cache
def _longest_mark() -> int:
    return max(len(mark.encode()) for mark in _marks())


def resolve_ditto(work: Work, plan: SheetPlan) -> None:
    """Put what stands above in the place of ditto marks, and note it column by column.

    :raises NotInPartsError: of a part: what stands above may be in an earlier one.
    """
    for name, fp in plan.fields.items():
        if fp.field.type not in _LABELS or name == "remark" or not _has_marks(work.frame[raw(name)]):
            continue
        if work.running is not None:
            raise NotInPartsError("ditto marks")
        texts = plain(work.frame[raw(name)])
        is_mark = _is_mark(texts)
        work.put(_from_above(texts, is_mark), raw(name))
        work.few.pop(raw(name), None)
        plan.notes.append(
            f"列“{fp.match.header_raw}”有{is_mark.sum()}处“同上”，按上一行读取 / {is_mark.sum()} ditto marks in column "
            f"{fp.match.header_raw!r} are read as the cell above"
        )


def _has_marks(texts: pl.Series) -> bool:
    return once_by_code(texts, _any_mark) if is_coded(texts.dtype) else _any_mark(texts)


def _any_mark(texts: pl.Series) -> bool:
    # whether any text is as short as a mark is seen far sooner
    return bool((texts.str.len_bytes() <= _longest_mark()).any()) and bool(_is_mark(texts).any())


def _is_mark(texts: pl.Series) -> pl.Series:
    return texts.is_in(sorted(_marks())).fill_null(False)


def _from_above(texts: pl.Series, is_mark: pl.Series) -> pl.Series:
    """The texts with each mark replaced by the nearest cell above that is none, be it empty."""
    rows = pl.int_range(len(texts), eager=True)
    above = pl.select(pl.when(~is_mark).then(rows)).to_series().forward_fill()
    return pl.select(pl.lit(texts).gather(above)).to_series()
