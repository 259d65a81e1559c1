"""Tables laid out across, as many plants print them: days, shifts, meters, products or processes to the right.

Works on the cells a plain table would have. A sheet whose rows do not fit the form (a date twice, a cell that a fault
spoiled) is left to the plain layout: the caller gets None.
"""

from __future__ import annotations

from random import Random
from typing import Any

from tests.generator.fields import Field
from tests.generator.model import Row

# kind -> (shape, field whose values go to the right, key field that stays in the rows)
FORMS = {
    "daily_report": ("days", "date", ""),
    "anode_store": ("days", "date", ""),
    "anode_slips": ("blocks", "shift", "date"),
    "meter_readings": ("blocks", "meter", "date"),
    "product_flow": ("blocks", "product", "date"),
    "monthly_report": ("turned", "process", ""),
    "index_ledger": ("turned", "process", ""),
}
SHARE = 0.3
Cells = list[list[Any]]


def choose_forms(rng: Random) -> frozenset[str]:
    """The kinds that a plant lays out across: for most plants none."""
    if rng.random() > SHARE:
        return frozenset()
    return frozenset(rng.sample(sorted(FORMS), rng.randint(1, 3)))


def lay_across(
    kind: str, fields: list[Field], heads: list[str], rows: list[Row], cells: Cells, total: list[Any] | None
) -> tuple[Cells, list[tuple[int, int, int, int]]] | None:
    """The header and data rows of the form, and its merged cells relative to its first row."""
    shape, moved, key = FORMS[kind]
    names = [f.name for f in fields]
    if moved not in names or any(row.raw or row.status != "keep" for row in rows):
        return None
    at = names.index(moved)
    kept = [n for n, name in enumerate(names) if n != at and name not in (key, "remark")]
    if shape == "turned":
        columns = [*cells, *([total] if total else [])]
        laid = [["指标名称", *(c[at] for c in columns)]]
        return laid + [[heads[n], *(c[n] for c in columns)] for n in kept], []
    if shape == "days":
        days = [row.values[moved] for row in rows]
        if len(set(days)) < len(days) or len(days) < 10 or days != sorted(days):
            return None
        laid = [["项目", *(f"{day.month}月{day.day}日" for day in days)]]
        return laid + [[heads[n], *(c[n] for c in cells)] for n in kept], []
    return _blocks(names.index(key), at, kept, heads, rows, cells, (moved, key))


def _blocks(
    key_at: int, at: int, kept: list[int], heads: list[str], rows: list[Row], cells: Cells,
    fields: tuple[str, str],
) -> tuple[Cells, list[tuple[int, int, int, int]]] | None:  # fmt: skip
    moved, key = fields
    titles = list(dict.fromkeys(row.values[moved] for row in rows))
    keys = list(dict.fromkeys(row.values[key] for row in rows))
    found = {(r.values[key], r.values[moved]): c for r, c in zip(rows, cells, strict=True)}
    if len(found) < len(rows) or len(titles) < 2:
        return None
    upper: list[Any] = [heads[key_at]]
    lower: list[Any] = [None]
    merges = [(0, 0, 1, 0)]
    for title in titles:
        merges.append((0, len(upper), 0, len(upper) + len(kept) - 1))
        upper += [title, *[None] * (len(kept) - 1)]
        lower += [heads[n] for n in kept]
    laid = [upper, lower]
    for value in keys:
        first = next(found[value, t] for t in titles if (value, t) in found)
        line = [first[key_at]]
        for title in titles:
            own = found.get((value, title))
            line += [own[n] if own else None for n in kept]
        laid.append(line)
    return laid, merges
