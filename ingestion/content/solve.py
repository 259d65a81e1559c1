"""Which column is which field when the headers do not say: the one way in which a form's figures make sense together.

A form's rows of ``content_shapes.yml`` give the size of each figure and the quotients between them, ``content_rules.yml``
its arithmetic. Every way that fits is tried; a field counts only where all the best ways agree. Dates, plates, numbers
and codes are told by their likeness. Pure facts in, matches out; taking them is ``ingestion.content.evidence``'s and
``ingestion.content.kind``'s.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ingestion.content.facts import ColumnFacts, shapes
from ingestion.content.search import Search, Told, agreed, part_of, places_of
from ingestion.contracts import TableContract
from ingestion.recognition.header_rows import HeaderBlock

HINT = 0.3  # a morpheme of a field in a header


def hints(header: HeaderBlock, table: TableContract) -> dict[tuple[int, str], float]:
    """Columns in whose header a morpheme of a field stands (累 for a cumulated figure): decides between ways alike."""
    found = {}
    for name, pattern in shapes()["hints"].items():
        if table.field(name) is None:
            continue
        for index, cell in enumerate(header.cells):
            if cell is not None and re.search(
                pattern, cell.variants[0] if cell.variants else "", re.IGNORECASE
            ):
                found[(index, name)] = HINT
    return found


def solve(
    table: TableContract,
    facts: Mapping[int, ColumnFacts],
    known: Mapping[str, tuple[int, float]],
    rules: Mapping[str, Any],
    likely: Mapping[tuple[int, str], float] | None = None,
    must: Sequence[str] = (),
) -> Told:
    """Columns of the fields that are not known yet, each with its evidence.

    :param facts: of the free columns and of those already known.
    :param known: position and factor to the lake's unit of the fields that have a column.
    :param likely: how well headers speak for a column and a field, between 0 and 1.
    :param must: fields without which nothing is told; known early, they spare the search.
    """
    form = shapes().get(table.name)
    if form is None:
        return {}
    words = dict(likely or {})
    told = _by_likeness(table, facts, known, form, words)
    taken = {i for i, _ in told.values()} | {place[0] for place in known.values()}
    free = {i: f for i, f in facts.items() if i not in taken}
    search = _search(table, facts, free, known, rules, told)
    search.must = frozenset(must)
    if any(n not in told and n not in known and n not in search.choices for n in must):
        return {}
    told |= agreed(search, words)
    return told


def _search(
    table: TableContract,
    facts: Mapping[int, ColumnFacts],
    free: Mapping[int, ColumnFacts],
    known: Mapping[str, tuple[int, float]],
    rules: Mapping[str, Any],
    told: Told,
) -> Search:
    form = shapes()[table.name]
    arithmetic = rules["arithmetic"].get(table.name)
    choices: dict[str, list[tuple[int, float]]] = {}
    for one in table.fields:
        if one.name in known or one.name in told or not one.type.startswith(("decimal", "integer")):
            continue
        found = places_of(one, free, form["fields"].get(one.name), part_of(arithmetic, one.name))
        if found:
            choices[one.name] = found
    item = next((name for name in ("item_raw",) if table.field(name)), None)
    place = told.get(item or "", (known.get(item or "", (None, 1.0))[0], ""))[0]
    items = facts.get(place) if place is not None else None
    return Search(table, facts, dict(known), choices, arithmetic, rules, items)


def _by_likeness(
    table: TableContract,
    facts: Mapping[int, ColumnFacts],
    known: Mapping[str, tuple[int, float]],
    form: Mapping[str, Any],
    words: Mapping[tuple[int, str], float],
) -> Told:
    """Dates, plates, numbers, codes: a likeness with as many columns as fields, in their order; else left alone."""
    told: Told = {}
    taken = {place[0] for place in known.values()}
    wanted: dict[str, list[str]] = {}
    for name, shape in form["fields"].items():
        if name in known or table.field(name) is None:
            continue
        if "codes" in shape:
            wanted.setdefault("codes:" + shape["codes"], []).append(name)
        elif "like" in shape:
            wanted.setdefault(shape["like"], []).append(name)
        elif "cells" in shape:
            wanted.setdefault("cells:" + shape["cells"], []).append(name)
    for likeness, names in wanted.items():
        columns = [i for i, f in facts.items() if i not in taken and _has(f, likeness)]
        columns = [i for i in columns if not any(_is_other(facts[i], form["fields"][n]) for n in names)]
        for name, index in _paired(names, columns, facts, likeness, words).items():
            told[name] = (index, f"内容 {likeness}")
            taken.add(index)
    return told


def _is_other(facts: ColumnFacts, shape: Mapping[str, Any]) -> bool:
    """Whether the cells name things that this form is not about."""
    if "never_like" in shape and facts.is_like(shape["never_like"]):
        return True
    if "never" not in shape:
        return False
    return int(facts.written.str.contains(shape["never"]).sum()) > len(facts.written) * 0.1


def _has(facts: ColumnFacts, likeness: str) -> bool:
    if likeness.startswith("codes:"):
        texts = facts.written
        if facts.numbers is not None or facts.instants is not None or texts.is_empty():
            return False
        return facts.known_codes(likeness.removeprefix("codes:")) >= 0.9 and not facts.is_like("company")
    if likeness.startswith("cells:"):
        return int(facts.written.str.contains(likeness.removeprefix("cells:")).sum()) >= 2
    return facts.is_like(likeness)


def _paired(
    names: list[str],
    columns: list[int],
    facts: Mapping[int, ColumnFacts],
    likeness: str,
    words: Mapping[tuple[int, str], float],
) -> dict[str, int]:
    """Fields and columns of one likeness: by their headers, then one to one where there are as many."""
    found: dict[str, int] = {}
    for name in names:
        spoken = {i: words[(i, name)] for i in columns if (i, name) in words and i not in found.values()}
        if spoken:
            found[name] = max(spoken, key=lambda i: spoken[i])
    names = [n for n in names if n not in found]
    columns = [i for i in columns if i not in found.values()]
    if not names or not columns:
        return found
    if likeness == "instant":
        columns = sorted(columns, key=lambda i: _first_instant(facts[i]))
    if len(columns) == len(names) or (likeness in ("number", "instant") and len(columns) > 1):
        found |= dict(zip(names, columns, strict=False))
    elif len(names) > len(columns) == 1:
        found[names[0]] = columns[0]
    return found


def _first_instant(facts: ColumnFacts) -> float:
    """Mean of a column's instants: of two weighings of a load the earlier comes first."""
    mean = facts.instants.dt.epoch("s").mean() if facts.instants is not None else None
    return float(mean) if isinstance(mean, int | float) else 0.0
