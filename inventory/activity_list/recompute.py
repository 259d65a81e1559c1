"""What each line of an activity list comes to when it is computed again: no judgement, one number per line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from inventory.activity_list.rows import read_lines, with_assumed_units


def recompute_lines(rows: Iterable[Mapping[str, object]]) -> list[tuple[int | None, Decimal | None]]:
    """Category and activity x factor in tCO2e of each line, unrounded; None where it cannot be computed.

    `rows` are the lines of one list without its totals, in file order.
    """
    return [
        (
            line.category,
            line.activity.value * line.factor.value * line.scale
            if line.activity is not None and line.factor is not None and line.scale is not None
            else None,
        )
        for line in with_assumed_units(read_lines(rows))
    ]
