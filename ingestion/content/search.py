"""The search behind ``ingestion.content.solve``: every way to give columns to a form's figures, and what speaks for it.

A way must keep the quotients, spreads, order and arithmetic of the form; a field counts only where all the best ways
agree. Pure facts in, positions out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ingestion.content.arithmetic import holds
from ingestion.content.facts import ColumnFacts, shapes, spread
from ingestion.contracts import Field, TableContract

Told = dict[str, tuple[int, str]]
_IN_ORDER = 1e-3  # a hair's weight: decides only between ways that are alike in all else
_WEAK = "位置 position"


@dataclass
class _Way:
    """One way to give columns to figures: position and factor by field."""

    given: dict[str, tuple[int, float]]
    score: float


@dataclass
class Search:
    """The figures of one table and the columns each may be."""

    table: TableContract
    facts: Mapping[int, ColumnFacts]
    known: dict[str, tuple[int, float]]
    choices: dict[str, list[tuple[int, float]]]
    arithmetic: dict[str, Any] | None
    rules: Mapping[str, Any]
    items: ColumnFacts | None = None
    must: frozenset[str] = frozenset()
    trials: int = 0
    ways: list[_Way] = field(default_factory=list)
    seen: dict[Any, Any] = field(default_factory=dict)

    @property
    def form(self) -> Mapping[str, Any]:
        """The rows of the table's likenesses."""
        return shapes().get(self.table.name, {})

    def values(self, place: tuple[int, float]) -> pl.Series:
        """A column's numbers in the lake's unit."""
        numbers = self.facts[place[0]].numbers
        return numbers * place[1] if numbers is not None else pl.Series([], dtype=pl.Float64)


def part_of(arithmetic: Mapping[str, Any] | None, name: str) -> bool:
    """Whether a field takes part in a form's arithmetic."""
    if arithmetic is None:
        return False
    parts = [*arithmetic["plus"], *arithmetic["minus"], *arithmetic.get("times", ()), arithmetic["is"]]
    return name in parts


def places_of(
    one: Field, free: Mapping[int, ColumnFacts], shape: dict[str, Any] | None, is_part: bool
) -> list[tuple[int, float]]:
    """Columns a figure may stand in, with the factor to the lake's unit."""
    if shape is not None and "figure" not in shape:
        return [(i, f) for i, facts in free.items() for f in facts.factors(shape, one.unit)]
    if shape is None and not is_part:
        return []
    return [(i, 1.0) for i, facts in free.items() if not facts.filled.is_empty()]


def agreed(search: Search, words: Mapping[tuple[int, str], float]) -> Told:
    """Fields to which all the best ways give the same column."""
    if not search.choices:
        return {}
    names = sorted(search.choices, key=lambda n: (len(search.choices[n]), n))
    for way in _ways(search, names, {}):
        if search.trials > int(shapes()["most_trials"]):
            return {}
        score = _worth(search, way, words)
        if score is not None:
            search.ways.append(_Way(way, score))
    if not search.ways:
        return {}
    best = max(w.score for w in search.ways)
    top = [w for w in search.ways if w.score >= best - _IN_ORDER / 10]
    told: Told = {}
    for name in names:
        if name in search.form.get("never_by_position", ()) and not any(
            (i, name) in words for i in search.facts
        ):
            continue
        places = {w.given[name][0] if name in w.given else None for w in top}
        if len(places) == 1 and (index := places.pop()) is not None:
            told[name] = (index, _evidence(search, name))
    return told


def _ways(
    search: Search, names: list[str], given: dict[str, tuple[int, float]]
) -> Iterator[dict[str, tuple[int, float]]]:
    search.trials += 1
    if search.trials > int(shapes()["most_trials"]):
        return
    if not names:
        yield dict(given)
        return
    name, rest = names[0], names[1:]
    used = {place[0] for place in given.values()}
    for place in search.choices[name]:
        if place[0] in used:
            continue
        given[name] = place
        if _is_possible(search, given, name):
            yield from _ways(search, rest, given)
        del given[name]
    if name not in search.must:
        yield from _ways(search, rest, given)


def _is_possible(search: Search, given: dict[str, tuple[int, float]], name: str) -> bool:
    """Whether the quotients, spreads and rows in which a field takes part come out so far."""
    places = {**search.known, **given}
    if not _quotients_fit(search, places, name):
        return False
    for steady, other in search.form.get("steadier", ()):
        if name not in (steady, other) or steady not in places or other not in places:
            continue
        if _spread(search, places[steady][0]) >= _spread(search, places[other][0]):
            return False
    order = search.form.get("in_order", ())
    placed = [places[n][0] for n in order if n in places]
    if name in order and placed != sorted(placed):
        return False
    key = ("rows", name, places[name])
    if key not in search.seen:
        search.seen[key] = _has_rows(search, places, name)
    return bool(search.seen[key])


def _quotients_fit(search: Search, places: Mapping[str, tuple[int, float]], name: str) -> bool:
    for over, under, low, high, *most in search.form.get("ratios", ()):
        if name not in (over, under) or over not in places or under not in places:
            continue
        key = ("quotient", over, under, places[over], places[under])
        if key not in search.seen:
            span = (float(low), float(high), float(most[0]) if most else None)
            search.seen[key] = _quotient_fits(search, places[over], places[under], span)
        if not search.seen[key]:
            return False
    return True


def _spread(search: Search, index: int) -> float:
    if ("spread", index) not in search.seen:
        values = search.facts[index].numbers
        search.seen[("spread", index)] = spread(values) if values is not None else 0.0
    return float(search.seen[("spread", index)])


def _has_rows(search: Search, places: Mapping[str, tuple[int, float]], name: str) -> bool:
    """Whether a column has figures in the rows of the things that must have some, and none where there are none."""
    rows = search.form.get("rows", {}).get(name)
    if rows is None or search.items is None:
        return True
    figures = search.values(places[name]).fill_null(0) != 0
    for pattern in rows.get("has", ()):
        there = figures.filter(search.items.texts.str.contains(pattern).fill_null(False))
        if not there.any():
            return False
    lacking = [search.items.texts.str.contains(p).fill_null(False) for p in rows.get("lacks", ())]
    return not any(figures.filter(there).any() for there in lacking)


def _quotient_fits(
    search: Search, over: tuple[int, float], under: tuple[int, float], span: tuple[float, float, float | None]
) -> bool:
    low, high, most_spread = span
    below = search.values(under)
    quotient = (search.values(over) / below).filter((below != 0).fill_null(False)).drop_nulls()
    quotient = quotient.filter(quotient != 0)
    most = float(shapes()["most_rows_fit"])
    within = quotient.filter(quotient.is_between(low, high))
    if len(within) < max(1, len(quotient) * most):
        return False
    return most_spread is None or spread(within) <= most_spread


def _worth(
    search: Search, given: Mapping[str, tuple[int, float]], words: Mapping[tuple[int, str], float]
) -> float | None:
    """Weight of the fields of a way; None when the form's arithmetic does not come out.

    A figure that neither stands in a quotient nor in the arithmetic is worth little: its size alone is no proof.
    """
    form = search.arithmetic
    parts = [n for n in given if part_of(form, n)]
    if form is not None and parts:
        told = {n: p[0] for n, p in {**search.known, **given}.items() if part_of(form, n)}
        key = ("arithmetic", *sorted(told.items()))
        if key not in search.seen:
            search.seen[key] = _comes_out(search, form, told)
        if not search.seen[key]:
            return None
    total = 0.0
    for name, (index, _) in given.items():
        weight = next(f.weight for f in search.table.fields if f.name == name)
        total += weight * (1.0 + words.get((index, name), 0.0) - _spoken_for(words, index, name))
    places = {**search.known, **given}
    for first, second in search.form.get("same_order", ()):
        if first in places and second in places:
            total += _IN_ORDER if places[first][0] < places[second][0] else -_IN_ORDER
    return round(total - _swaps(search, given), 6)


def _spoken_for(words: Mapping[tuple[int, str], float], index: int, name: str) -> float:
    """How well a column's header speaks for another field instead."""
    if (index, name) in words:
        return 0.0
    return max((score / 2 for (i, _), score in words.items() if i == index), default=0.0)


def _comes_out(search: Search, form: Mapping[str, Any], places: Mapping[str, int]) -> bool:
    """Whether the form's arithmetic holds; a few rows in plain figures first, since most ways fail at once."""
    needed = [*form["plus"], *form["minus"], *form.get("times", ()), form["is"]]
    if any(n not in places and n not in form.get("optional", ()) for n in needed):
        return False
    few = {n: _few(search, i) for n, i in places.items()}
    good = 0
    rows = range(min(len(v) for v in few.values()))
    for row in rows:
        value = {n: v[row] for n, v in few.items()}
        total = sum(value.get(n, 0.0) for n in form["plus"]) - sum(value.get(n, 0.0) for n in form["minus"])
        for name in form.get("times", ()):
            total *= value[name]
        good += abs(total - value[form["is"]]) <= max(25.0 if abs(total) > 500 else 0.03, abs(total) * 0.002)
    if good < 0.6 * len(rows):
        return False
    # the arithmetic knows no scale: all its columns but the factor are written in the same unit
    written = {n: v for n, i in places.items() if (v := search.facts[i].numbers) is not None}
    return holds(form, written, {**search.rules, "fewest_rows": 2})


def _few(search: Search, index: int) -> list[float]:
    if ("few", index) not in search.seen:
        numbers = search.facts[index].numbers
        head = numbers.head(12).fill_null(0.0).to_list() if numbers is not None else []
        search.seen[("few", index)] = head
    return list(search.seen[("few", index)])


def _swaps(search: Search, given: Mapping[str, tuple[int, float]]) -> float:
    """A hair less where the field that should repeat itself varies more than its twin."""
    pair = (search.arithmetic or {}).get("steady")
    if not pair or not all(name in given for name in pair):
        return 0.0
    first, second = (search.facts[given[name][0]].numbers for name in pair)
    if first is None or second is None:
        return 0.0
    if (search.arithmetic or {}).get("steady_by") == "spread":
        return 0.0 if spread(first) * 1.5 <= spread(second) else _IN_ORDER
    return 0.0 if _distinct(first) * 2 <= _distinct(second) else _IN_ORDER


def _distinct(values: pl.Series) -> float:
    written = values.drop_nulls()
    return written.n_unique() / max(len(written), 1)


def _evidence(search: Search, name: str) -> str:
    if part_of(search.arithmetic, name):
        return "勾稽 arithmetic"
    ordered = {n for pair in search.form.get("same_order", ()) for n in pair}
    related = {n for row in search.form.get("ratios", ()) for n in row[:2]}
    if name in related:
        return "比例 quotients" + (f"、{_WEAK}" if name in ordered else "")
    return f"数值大小 size{'、' + _WEAK if name in ordered else ''}"
