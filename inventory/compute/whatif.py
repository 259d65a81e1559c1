"""What a changed factor would do to an inventory. It shows an effect and re-states nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from inventory.compute.engine import Result, compute
from inventory.compute.model import FactorUse, Inventory, Line
from inventory.registry import Registry

ZERO = Decimal(0)


@dataclass(frozen=True)
class FactorChange:
    """Give every use of a factor another value; empty fields match anything.

    `parameter`, `item` and `region` are those of the registry row; `name` that of a use without a row. A
    change of the GWP set is asked for with `gwp_set`.
    """

    value: Decimal | None = None
    parameter: str = ""
    item: str = ""
    region: str = ""
    name: str = ""
    gwp_set: str = ""

    def matches(self, use: FactorUse) -> bool:
        """Say whether this use of a factor is meant."""
        if self.value is None:
            return False
        if use.row is None:
            return bool(self.name) and use.name == self.name
        asked = (
            (self.parameter, use.row.parameter),
            (self.item, use.row.item),
            (self.region, use.row.region),
        )
        by_row = bool(self.parameter or self.item) and all(not want or want == have for want, have in asked)
        return by_row and (not self.name or use.name == self.name)


@dataclass(frozen=True)
class Effect:
    """What the change would do, tCO2e: totals, difference by category and source, materiality."""

    before: Decimal
    after: Decimal
    by_category: dict[int, Decimal]
    by_source: dict[str, Decimal]
    uses_changed: int
    moves_materiality: bool
    is_material: bool

    @property
    def delta(self) -> Decimal:
        """After minus before."""
        return self.after - self.before


def _changed(line: Line, change: FactorChange) -> tuple[Line, int]:
    chain = tuple(
        replace(use, value=change.value, provenance=f"what-if: {use.provenance}", row=None)
        if change.matches(use) and change.value is not None
        else use
        for use in line.chain
    )
    count = sum(1 for old, new in zip(line.chain, chain, strict=True) if old is not new)
    return (replace(line, chain=chain), count) if count else (line, 0)


def _difference(before: dict, after: dict) -> dict:
    keys = list(dict.fromkeys([*before, *after]))
    moved = {key: after.get(key, ZERO) - before.get(key, ZERO) for key in keys}
    return {key: value for key, value in moved.items() if value}


def what_if(inventory: Inventory, change: FactorChange, registry: Registry | None = None) -> Effect:
    """Compute the inventory as it is and as it would be; the inventory itself stays as it is.

    `uses_changed` is 0 when the change matches no factor: then there is no effect because nothing was asked.
    """
    pairs = [_changed(line, change) for line in inventory.lines]
    other = replace(
        inventory,
        lines=tuple(line for line, _ in pairs),
        gwp_set=change.gwp_set or inventory.gwp_set,
    )
    before: Result = compute(inventory, registry)
    after: Result = compute(other, registry)
    delta = after.total - before.total
    return Effect(
        before=before.total,
        after=after.total,
        by_category=_difference(before.by_category, after.by_category),
        by_source=_difference(before.by_source, after.by_source),
        uses_changed=sum(count for _, count in pairs),
        moves_materiality=before.materiality != after.materiality,
        is_material=abs(delta) >= before.materiality * abs(before.total) and delta != ZERO,
    )
