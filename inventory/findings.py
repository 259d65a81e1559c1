"""What a check of an inventory says when something is wrong or doubtful.

One plain record shared by the registry, the computation, the consolidation and the activity-list replay.
How findings of printed reports look lives in ``inventory.lint``; where findings are stored is the
warehouse's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

NONCONFORMITY = "nonconformity"
EXPLAIN = "explain"
ADVISORY = "advisory"
DATA_ERROR = "data_error"
DISPOSITIONS = (NONCONFORMITY, DATA_ERROR, EXPLAIN, ADVISORY)


@dataclass(frozen=True)
class Finding:
    """One thing said about one item of an inventory.

    `rule` is a stable code; `item` names the line, source or factor; `observed` and `expected` carry what
    was met and what should have been, as printed text; `delta_tco2e` is observed minus expected in tCO2e,
    None where the finding has no size. `row` is the 1-based position of the line, None for the whole list.
    """

    rule: str
    disposition: str
    item: str
    message_zh: str
    message_en: str
    observed: str = ""
    expected: str = ""
    unit: str = ""
    delta_tco2e: Decimal | None = None
    row: int | None = None
    requirement: str = "X-ISO"

    def __post_init__(self) -> None:
        if self.disposition not in DISPOSITIONS:
            raise ValueError(f"unknown disposition {self.disposition!r}; one of {DISPOSITIONS}")


def worst_first(findings: list[Finding]) -> list[Finding]:
    """Sort by disposition, worst first, then by row and rule; the order is the same on every run."""
    rank = {name: position for position, name in enumerate(DISPOSITIONS)}
    return sorted(
        findings, key=lambda found: (rank[found.disposition], found.row or 0, found.rule, found.item)
    )
