"""Small drawings for the pages as inline SVG, made beforehand so that they print and need no script.

A drawing repeats figures that a table beside it gives exactly; positions are rounded to a tenth of a point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Any

import polars as pl
from markupsafe import Markup

from reporting.labels import source_label
from reporting.numbers import amount

COLOURS = ("#1b5fc1", "#c2571a", "#2e7d4f", "#7b3fa0", "#8a6d00", "#0b7f8c", "#b3261e", "#5b6875")
WIDTH, HEIGHT = 560, 210
LEFT, RIGHT, TOP, BOTTOM = 58, 10, 12, 46
# A month needs so much room below the axis; where months stand closer, some go unnamed.
LABEL_WIDTH = 48
_REFERENCE = "ladle_tickets"


@dataclass(frozen=True)
class Series:
    """One colour of a drawing: a value per place, null where there is none."""

    label: str
    values: Sequence[Decimal | None]


def output_deviation(observations: pl.DataFrame, plant_process: tuple[str, str]) -> Markup:
    """Liquid output of every source as a deviation from the ladle weighings, in percent, month by month.

    Only full months on the plant's own calendar; empty when there is nothing to compare with.
    """
    plant, process = plant_process
    rows = observations.filter(
        (pl.col("plant") == plant)
        & (pl.col("process") == process)
        & (pl.col("parameter") == "output")
        & (pl.col("item") == "")
        & (pl.col("period_kind") == "month")
        & (pl.col("basis") == "accounting")
        & (pl.col("coverage") == "full")
    )
    weighed = dict(rows.filter(pl.col("source_system") == _REFERENCE).select("period", "value").iter_rows())
    periods = sorted(period for period, value in weighed.items() if value)
    sources = [s for s in rows["source_system"].unique().sort() if s != _REFERENCE]
    series = []
    for source in sources:
        values = dict(rows.filter(pl.col("source_system") == source).select("period", "value").iter_rows())
        shares = [_share(values.get(period), weighed[period]) for period in periods]
        if any(share is not None for share in shares):
            series.append(Series(source_label(source), shares))
    return dots(periods, series, "%") if series else Markup("")


def _share(value: Decimal | None, reference: Decimal) -> Decimal | None:
    return None if value is None else (value - reference) * 100 / reference


def emission_bars(emissions: pl.DataFrame, plant: str) -> Markup:
    """Monthly emissions of a plant by kind, stacked; empty when there are none."""
    rows = emissions.filter(
        (pl.col("plant") == plant) & (pl.col("process") == "ALL") & (pl.col("period_kind") == "month")
    ).sort("period")
    if rows.is_empty():
        return Markup("")
    series = [
        Series("能源作原材料 tCO₂", rows["e_anode_tco2"].to_list()),
        Series("阳极效应 tCO₂e", rows["e_pfc_tco2e"].to_list()),
    ]
    return stacked(rows["period"].to_list(), series)


def dots(places: Sequence[str], series: Sequence[Series], unit: str) -> Markup:
    """A dot per series and place around a zero line."""
    values = [value for one in series for value in one.values if value is not None]
    reach = _round_up(max((abs(value) for value in values), default=Decimal(1)))
    parts = [_axis(places, [(-reach, -reach), (Decimal(0), Decimal(0)), (reach, reach)], -reach, reach, unit)]
    step = Decimal(WIDTH - LEFT - RIGHT) / max(1, len(places))
    for number, one in enumerate(series):
        shift = step * (number + 1) / (len(series) + 1)
        for place, value in enumerate(one.values):
            if value is None:
                continue
            x, y = LEFT + step * place + shift, _height(value, -reach, reach)
            text = f"{places[place]} {one.label} {amount(value, 3)} {unit}"
            parts.append(
                Markup('<circle cx="{}" cy="{}" r="4" fill="{}"><title>{}</title></circle>').format(
                    _point(x), _point(y), _colour(number), text
                )
            )
    return _drawing(parts, series)


def stacked(places: Sequence[str], series: Sequence[Series]) -> Markup:
    """Bars of values that add up, one per place."""
    sums = [sum((one.values[i] or Decimal(0) for one in series), Decimal(0)) for i in range(len(places))]
    top = _round_up(max(sums, default=Decimal(1)))
    parts = [_axis(places, [(top * n / 2, top * n / 2) for n in range(3)], Decimal(0), top, "")]
    step = Decimal(WIDTH - LEFT - RIGHT) / max(1, len(places))
    wide = min(step * Decimal("0.6"), Decimal(70))
    for place in range(len(places)):
        below = Decimal(0)
        for number, one in enumerate(series):
            value = one.values[place]
            if not value or value < 0:
                continue
            y, foot = _height(below + value, Decimal(0), top), _height(below, Decimal(0), top)
            x = LEFT + step * place + (step - wide) / 2
            parts.append(
                Markup(
                    '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"><title>{}</title></rect>'
                ).format(
                    *(_point(n) for n in (x, y, wide, foot - y)), _colour(number),
                    f"{places[place]} {one.label} {amount(value)}",
                )
            )  # fmt: skip
            below += value
    return _drawing(parts, series)


def _axis(
    places: Sequence[str], marks: Sequence[tuple[Decimal, Decimal]], low: Decimal, high: Decimal, unit: str
) -> Markup:
    parts = []
    for at, value in marks:
        y = _point(_height(at, low, high))
        line = '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="#d5dce3"/><text x="{}" y="{}" text-anchor="end">{}{}</text>'
        parts.append(
            Markup(line).format(LEFT, WIDTH - RIGHT, y, y, LEFT - 5, y + 4, amount(value.normalize()), unit)
        )
    step = Decimal(WIDTH - LEFT - RIGHT) / max(1, len(places))
    every = ceil(LABEL_WIDTH / step)
    for number, place in enumerate(places):
        if number % every:
            continue
        x = _point(LEFT + step * number + step / 2)
        parts.append(
            Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
                x, HEIGHT - BOTTOM + 16, place
            )
        )
    return Markup("").join(parts)


def _drawing(parts: Sequence[Markup], series: Sequence[Series]) -> Markup:
    legend, x = [], LEFT
    for number, one in enumerate(series):
        legend.append(
            Markup(
                '<rect x="{}" y="{}" width="10" height="10" fill="{}"/><text x="{}" y="{}">{}</text>'
            ).format(x, HEIGHT - 18, _colour(number), x + 14, HEIGHT - 9, one.label)
        )
        x += 30 + sum(7 if character.isascii() else 12 for character in one.label)
    wide = max(WIDTH, x)
    start = (
        f'<svg viewBox="0 0 {wide} {HEIGHT}" width="{wide}" role="img" font-size="11" fill="#1d2733" '
        'xmlns="http://www.w3.org/2000/svg">'
    )
    return Markup(start) + Markup("").join([*parts, *legend]) + Markup("</svg>")


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _height(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    span = HEIGHT - TOP - BOTTOM
    return TOP + span * (high - value) / (high - low)


def _round_up(value: Decimal) -> Decimal:
    """The next 1, 2 or 5 times a power of ten."""
    if value <= 0:
        return Decimal(1)
    unit = Decimal(1).scaleb(value.adjusted())
    return next(unit * step for step in (1, 2, 5, 10) if unit * step >= value)


def _point(value: Any) -> Decimal:
    return Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
