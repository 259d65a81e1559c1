"""Meter readings with a column for each meter: dates down, what the register showed across, the multipliers in a row.

Laid down as one row per meter and day with start, end, multiplier and the energy these give. Only with multipliers: readings
without tell no energy. Days' energies with a column for each meter are ``ingestion.wide.blocks.meters_down``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

import polars as pl

from ingestion.cells.dates import PeriodHint, month_bounds, parse_instants
from ingestion.cells.numbers import parse_number
from ingestion.readers.raw import RawSheet
from ingestion.recognition.header_rows import Row
from ingestion.recognition.headers import is_known_word, pool_scores, split_header
from ingestion.wide.cells import SEARCH, Cells, is_total, laid_down, text_of

_TIME_HEAD = re.compile(r"日|月份|时间|期间|表号|电表|名称")
_OPENING = re.compile(r"(上|前|期|月|年)[月期]?(末|初|底|次)?.*(底|初|末|数|码)|期初|月初|起[码数]|止码")
_SURELY, _FEWEST, _MOST_FALLS = 0.9, 2, 1
# what stands for an energy that cannot be told, so that its row is set aside and not counted as nothing
_NO_START, _FALLS = "缺前一日读数", "读数小于前一日"


@dataclass(frozen=True)
class _Meter:
    column: int
    name: str
    multiplier: str


def readings_down(
    raw: RawSheet, head: list[Row], hint: PeriodHint, period: str, month_end_day: int | None
) -> RawSheet | None:
    """One row per meter and day of a sheet of readings with a column for each meter; None for any other sheet."""
    for at, row in enumerate(head[:SEARCH]):
        columns = [i for i, cell in enumerate(row) if i and text_of(cell) and not is_total(cell)]
        if len(columns) < _FEWEST or not _TIME_HEAD.search(text_of(row[0])):
            continue
        if any(is_known_word(text_of(row[i])) for i in columns):
            continue
        rows = raw.frame.rows()
        labelled = {_label_of(r[0]): r for r in [*rows[:at], *rows[at + 1 : at + 4]] if _label_of(r[0])}
        factors = labelled.get("multiplier")
        bounds = month_bounds(period, month_end_day)
        if factors is None or bounds is None:
            continue
        names = labelled.get("meter", row)
        meters = [_Meter(i, text_of(names[i]) or text_of(row[i]), text_of(factors[i])) for i in columns]
        body = [r for r in rows[at + 1 :] if r not in labelled.values() and text_of(r[0])]
        days = parse_instants(pl.Series([r[0] for r in body], dtype=pl.String), hint).values.cast(pl.Date)
        if days.null_count() > len(days) / 2 or not all(_are_readings(body, i) for i in columns):
            return None
        cells: Cells = [list(r) for r in rows[:at] if r not in labelled.values()]
        cells.append([text_of(row[0]), "电表编号", "起码", "止码", "倍率", "电量(kWh)"])
        for meter in meters:
            cells += _rows_of(meter, body, days.to_list(), bounds)
        return laid_down(raw, cells)
    return None


def _are_readings(body: list[Row], column: int) -> bool:
    """Whether a column goes on rising, but for a register that was changed or rolled over: a day's energy does not."""
    figures = [number for row in body if (number := parse_number(text_of(row[column])).value) is not None]
    return sum(b < a for a, b in pairwise(figures)) <= _MOST_FALLS


def _label_of(cell: str | None) -> str:
    """Whether a row says the multipliers or the numbers of the meters."""
    scores = pool_scores(split_header(text_of(cell)).base) if text_of(cell) else {}
    return next((p for p in ("multiplier", "meter") if p in scores and scores[p].score >= _SURELY), "")


def _rows_of(meter: _Meter, body: list[Row], days: list[date | None], bounds: tuple[date, date]) -> Cells:
    """The days of one meter: each from the reading before to its own, or to the next where readings are of a day's begin."""
    written = [
        (row[0], day, text_of(row[meter.column]))
        for row, day in zip(body, days, strict=True)
        if text_of(row[meter.column]) and (day is not None or _OPENING.search(text_of(row[0])))
    ]
    told = [day for _, day, _ in written if day is not None]
    if told and max(told) > bounds[1] and min(told) >= bounds[0]:
        return [
            [label, meter.name, start, end, meter.multiplier, _energy(start, end, meter.multiplier)]
            for (label, _, start), (_, _, end) in pairwise(written)
        ]
    cells: Cells = []
    before: str | None = None
    for label, day, reading in written:
        if day is not None and bounds[0] <= day <= bounds[1]:
            energy = _energy(before, reading, meter.multiplier)
            cells.append([label, meter.name, before, reading, meter.multiplier, energy])
        before = reading
    return cells


def _energy(start: str | None, end: str, multiplier: str) -> str | None:
    """The energy between two readings, as text; why it cannot be told where it cannot."""
    if start is None:
        return _NO_START
    low, high, factor = (parse_number(text).value for text in (start, end, multiplier))
    if low is None or high is None or factor is None:
        return None
    return _FALLS if high < low else str((high - low) * Decimal(factor))
