"""Merged cells of tables laid out across, which are looked at before the table is laid down: its rows are others.

Labels are those of each of their rows. A figure over rows of several items is no one's and is marked, so that its row is
set aside; one over rows of days is read in the first of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from ingestion.readers.merges import merged_from, spread
from ingestion.readers.raw import RawSheet
from ingestion.recognition.header_rows import is_value
from ingestion.wide.cells import is_total

# What stands for a figure that several items share: no number.
_SHARED = "#合并单元格"
_LABELS_NOTE = (
    "合并单元格中的名称、日期按合并范围读取 / names and days in merged cells are read for each of their rows"
)


def with_merged(
    raw: RawSheet, start: int, labels: Iterable[int], figures: Iterable[int], *, are_items: bool = False
) -> RawSheet:
    """The sheet with what merged cells that begin from a row on say of each row; a row of a total keeps its own words.

    :param labels: columns of names and days; ``figures`` are those across which the table is laid out.
    :param are_items: whether the rows are items and not days.
    """
    if raw.merged.is_empty():
        return raw
    body, notes = raw.frame.slice(start), list[str]()
    filled = body.with_columns(_labels(raw, body, start, [f"c{i}" for i in sorted(set(labels))]))
    if not filled.equals(body):
        notes.append(_LABELS_NOTE)
    names = [f"c{i}" for i in figures]
    shared = {name: at for name, at in _shared(raw, body, start, names).items() if len(at)}
    if shared:
        notes.append(_figures_note(sum(map(len, shared.values())), are_items))
    if are_items:
        filled = filled.with_columns(body[name].scatter(at, _SHARED) for name, at in shared.items())
    return replace(raw, frame=pl.concat([raw.frame.head(start), filled]), notes=[*raw.notes, *notes])


def _labels(raw: RawSheet, body: pl.DataFrame, start: int, names: list[str]) -> list[pl.Series]:
    merged = merged_from(raw, start, names)
    if not merged:
        return []
    is_sum = pl.Series([is_total(*row) for row in body.select(names).rows()], dtype=pl.Boolean)
    return [body[name].zip_with(is_sum, spread(body[name], at)) for name, at in merged.items()]


def _shared(raw: RawSheet, body: pl.DataFrame, start: int, names: list[str]) -> dict[str, pl.Series]:
    """By column the first rows of merged figures that have other written rows beneath."""
    rows = pl.int_range(body.height, eager=True)
    has_words = body.select(
        pl.any_horizontal((pl.all().str.strip_chars() != "").fill_null(False))
    ).to_series()
    found = {}
    for name, at in merged_from(raw, start, names).items():
        beneath = at.filter((rows != at).fill_null(False) & has_words).unique().sort()
        found[name] = beneath.filter([is_value(body[name][row]) for row in beneath])
    return found


def _figures_note(n: int, are_items: bool) -> str:
    if are_items:
        return (
            f"{n}个数在不同项目的行间合并，看不出各是多少，未计入，请拆分后逐行填写 / {n} figures are merged over rows of "
            "several items and not counted; please write each row's own"
        )
    return (
        f"{n}个数在多行间合并，只按首行读取，请拆分后逐行填写 / {n} figures are merged over rows and read in the first alone; "
        "please write each row's own"
    )
