"""What a planted error is, and the small edits the planters share.

A planter changes a world (before it is printed) or a report, and says whether it could. Which rule ought to notice is
written with the error, from what the error is, not from how the linter works.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any

from inventory.generate.world import Source, World, show
from inventory.printed.model import Report

WorldEdit = Callable[[Random, World], bool]
PrintEdit = Callable[[Random, Report], bool]


@dataclass(frozen=True)
class Planter:
    """An error to plant: the rule that ought to notice, and rules that rightly notice a consequence of it."""

    rule: str
    name: str
    world: WorldEdit | None
    report: PrintEdit | None
    also: tuple[str, ...]


PLANTERS: list[Planter] = []


def in_world(rule: str, *also: str) -> Callable[[WorldEdit], WorldEdit]:
    """Register an edit of a world; the report is printed, and everything recomputed, after it."""

    def register(edit: WorldEdit) -> WorldEdit:
        PLANTERS.append(Planter(rule, edit.__name__, edit, None, also))
        return edit

    return register


def in_print(rule: str, *also: str) -> Callable[[PrintEdit], PrintEdit]:
    """Register an edit of a printed report."""

    def register(edit: PrintEdit) -> PrintEdit:
        PLANTERS.append(Planter(rule, edit.__name__, None, edit, also))
        return edit

    return register


def swap(rows: list[Any], index: int, **changes: object) -> bool:
    """Replace fields of one record; always true, so that an edit can end with it."""
    rows[index] = replace(rows[index], **changes)
    return True


def pick(rng: Random, rows: list[Any], fits: Callable[[Any], bool]) -> int | None:
    """Random index of a record that fits, or None."""
    hits = [index for index, row in enumerate(rows) if fits(row)]
    return rng.choice(hits) if hits else None


def off(rng: Random, text: str, low: int = 3, high: int = 30) -> str:
    """Give a printed number another value, wrong by `low` to `high` percent, with the same decimals."""
    percent = text.endswith("%")
    value = Decimal(text.rstrip("%"))
    places = len(text.rstrip("%").split(".")[1]) if "." in text else 0
    wrong = value * (100 + rng.choice((1, -1)) * Decimal(rng.randrange(low, high))) / 100
    step = Decimal(1).scaleb(-places)
    printed = show(wrong if abs(wrong - value) > 3 * step else value + 5 * step, places)
    return f"{printed}%" if percent else printed


def transposed(rng: Random, text: str) -> str:
    """Swap two neighbouring different digits, the first digit staying; unchanged when there are none."""
    places = [
        i
        for i in range(1, len(text) - 1)
        if text[i].isdigit() and text[i + 1].isdigit() and text[i] != text[i + 1]
    ]
    if not places:
        return text
    at = rng.choice(places[: max(1, len(places) // 2)])
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def source_of(rng: Random, world: World, fits: Callable[[Source], bool]) -> Source | None:
    """Random source that fits, or None."""
    hits = [source for source in world.sources if fits(source)]
    return rng.choice(hits) if hits else None


def weighs(world: World, source: Source, share: str = "0.001") -> bool:
    """Say whether a source carries at least this share of the total."""
    return Decimal(source.emission) >= Decimal(share) * world.total
