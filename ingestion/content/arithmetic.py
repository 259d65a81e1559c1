"""Columns told by the arithmetic of a form: net is gross less tare, energy is the difference of readings times a factor.

Pure numbers in, assignments out. What is done with an assignment is decided in ``ingestion.content.evidence``; the
forms are rows of ``content_rules.yml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, permutations
from typing import Any

import polars as pl

Assignment = dict[str, int]


def assignments(
    form: Mapping[str, Any],
    known: Mapping[str, pl.Series],
    free: Mapping[int, pl.Series],
    limits: Mapping[str, Any],
) -> list[Assignment]:
    """Every way to give free columns to the form's missing fields under which its arithmetic holds.

    Ways that take more columns than needed are left out where fewer hold already: nothing else speaks for them.
    """
    fields = [*form["plus"], *form["minus"], *form.get("times", ()), form["is"]]
    missing = [name for name in fields if name not in known]
    needed = [name for name in missing if name not in form.get("optional", ())]
    if not missing or (not needed and holds(form, known, limits)):
        return []
    columns = [i for i, values in free.items() if _says_something(values)][: limits["most_free_columns"]]
    found: list[Assignment] = []
    for taken in _subsets(missing, needed, len(columns)):
        if found and len(taken) > len(found[0]):
            break
        for chosen in permutations(columns, len(taken)):
            trial = dict(zip(taken, chosen, strict=True))
            if holds(form, {**known, **{name: free[i] for name, i in trial.items()}}, limits):
                found.append(trial)
    return _without_swaps(form, found, free)


def _says_something(values: pl.Series) -> bool:
    """A column of noughts fits everywhere and tells nothing."""
    return bool((values.fill_null(0) != 0).sum() >= 2)


def _subsets(missing: list[str], needed: list[str], most: int) -> Iterator[tuple[str, ...]]:
    """Sets of fields to be given a column, smallest first; every needed field is in each."""
    for size in range(max(1, len(needed)), min(len(missing), most, 3) + 1):
        for taken in combinations(missing, size):
            if set(needed) <= set(taken):
                yield taken


def holds(form: Mapping[str, Any], values: Mapping[str, pl.Series], limits: Mapping[str, Any]) -> bool:
    """Tell whether the arithmetic comes out in nearly every row that has all its numbers."""
    result = values.get(form["is"])
    if result is None or any(values.get(name) is None for name in form.get("times", ())):
        return False
    zero = pl.Series([0.0] * len(result))
    total = zero
    for sign, names in ((1.0, form["plus"]), (-1.0, form["minus"])):
        for name in names:
            column = values.get(name)
            if column is None and name not in form.get("optional", ()):
                return False
            part = zero if column is None else column
            total = total + sign * (part.fill_null(0.0) if form.get("optional") else part)
    for name in form.get("times", ()):
        total = total * values[name]
    # kilograms are told from tonnes by their size
    least = limits["rounding_least"] * (1000.0 if _median(result) > 500 else 1.0)
    allowed = pl.Series([least] * len(result)).zip_with(
        result.abs() * limits["rounding_share"] < least, result.abs() * limits["rounding_share"]
    )
    both = total.is_not_null() & result.is_not_null() & ((total != 0) | (result != 0))
    if both.sum() < limits["fewest_rows"]:
        return False
    agrees = ((total - result).abs() <= allowed).filter(both)
    return float(agrees.sum()) >= limits["enough"] * len(agrees)


def _median(values: pl.Series) -> float:
    median = values.abs().median()
    return float(median) if isinstance(median, int | float) else 0.0


def _without_swaps(
    form: Mapping[str, Any], found: list[Assignment], free: Mapping[int, pl.Series]
) -> list[Assignment]:
    """Of two ways that only exchange two fields the arithmetic cannot tell apart, the one whose first repeats itself."""
    if len(found) != 2 or "steady" not in form:
        return found
    steady, other = form["steady"]
    one, two = found
    if steady not in one or one.get(steady) != two.get(other) or one.get(other) != two.get(steady):
        return found
    spreads = {way[steady]: _spread(free[way[steady]]) for way in found}
    first, second = sorted(found, key=lambda way: spreads[way[steady]])
    clear = spreads[first[steady]] * 2 <= spreads[second[steady]]
    return [first] if clear else found


def _spread(values: pl.Series) -> float:
    """How many different values a column has: a vehicle's tare comes again, its load does not."""
    written = values.drop_nulls()
    return written.n_unique() / max(len(written), 1)
