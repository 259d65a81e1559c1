"""What a sheet that is read in parts carries from one part to the next: medians, date forms, keys seen, sums.

Nothing is approximate. What one part cannot know of the whole (the median of a column) is taken from the first part
and proved at the end to have made no difference; where it did, the file is read again with the true value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from ingestion.cells.distinct import nothing
from ingestion.registry import limits


class NotInPartsError(Exception):
    """The file has something that can only be judged as a whole; it is read in one piece."""


def absolute_median(values: pl.Series) -> float | None:
    """Median of the absolute values; None when there is none."""
    median = values.cast(pl.Float64).abs().median()
    return float(median) if isinstance(median, int | float) else None


def is_about_a_thousandth(absolute: pl.Expr, median: float) -> pl.Expr:
    """Values that are about a thousandth of a median, or a thousand times it."""
    weighing = limits()["weighing"]
    low, high = float(weighing["unit_factor_low"]), float(weighing["unit_factor_high"])
    share = absolute / median
    return share.is_between(low, high) | share.is_between(1 / high, 1 / low)


def none_about_a_thousandth(values: pl.Series, median: float) -> bool:
    """Whether the least and the greatest value show that none `is_about_a_thousandth`; False when they do not."""
    least, greatest = values.min(), values.max()
    if not isinstance(least, Decimal) or not isinstance(greatest, Decimal) or least <= 0:
        return False
    high = float(limits()["weighing"]["unit_factor_high"])
    return float(least) / median > high and float(greatest) / median < 1 / high


@dataclass
class Running:
    """State of one sheet under way; ``medians`` are fixed beforehand or by the first part that asks."""

    medians: dict[str, float | None] = field(default_factory=dict)
    seen: SeenKeys = field(default_factory=lambda: SeenKeys())
    _forms: dict[str, list[str]] = field(default_factory=dict)
    _counts: dict[str, pl.DataFrame] = field(default_factory=dict)
    _counted: set[str] = field(default_factory=set)

    def next_part(self) -> None:
        """Begin the next part of the sheet."""
        self._counted.clear()

    def forms_of(self, name: str) -> list[str]:
        """Date forms of a column; empty until its first part is read."""
        return self._forms.setdefault(name, [])

    def median(self, name: str, values: pl.Series) -> float | None:
        """Median to go by for a column; its values are counted for the proof."""
        if name not in self._counted:
            self._counted.add(name)
            counts = values.drop_nulls().abs().alias("value").value_counts(name="n")
            part = counts.with_columns(pl.col("value").cast(pl.Float64))
            if (before := self._counts.get(name)) is not None:
                part = pl.concat([before, part]).group_by("value").agg(pl.col("n").sum())
            self._counts[name] = part
        if name not in self.medians:
            self.medians[name] = absolute_median(values)
        return self.medians[name]

    def wrong_medians(self) -> dict[str, float | None] | None:
        """True medians by column when one that was gone by gave another verdict on any value; None when all hold."""
        true = {name: _median_of_counts(counts) for name, counts in self._counts.items()}
        same = all(_same_verdicts(self._counts[n]["value"], self.medians[n], true[n]) for n in true)
        return None if same else true


def _median_of_counts(counts: pl.DataFrame) -> float | None:
    if counts.is_empty():
        return None
    ranked = counts.sort("value").with_columns(upto=pl.col("n").cum_sum())
    rows = int(ranked["upto"][-1])
    middle = [
        ranked["value"][int(ranked["upto"].search_sorted(position + 1, side="left"))]
        for position in ((rows - 1) // 2, rows // 2)
    ]
    return absolute_median(pl.Series(middle))


def _same_verdicts(values: pl.Series, used: float | None, true: float | None) -> bool:
    if not used or not true:
        return bool(used) == bool(true)
    value = pl.col("value")
    verdicts = values.to_frame("value").select(
        used=is_about_a_thousandth(value, used), true=is_about_a_thousandth(value, true),
        below_used=value < used, below_true=value < true,
    )  # fmt: skip
    same_side = ~pl.col("used") | (pl.col("below_used") == pl.col("below_true"))
    return bool(verdicts.select(((pl.col("used") == pl.col("true")) & same_side).all()).item())


class SeenKeys:
    """Keys of the rows kept so far with the row of each, as two hashes of 64 bits: 24 bytes a key.

    Sorted runs of growing size, so that looking up a part costs little more than sorting it.
    """

    def __init__(self) -> None:
        self._runs: list[pl.DataFrame] = []
        self._unsorted: list[pl.DataFrame] = []
        self._top: str | None = None

    def add(self, keys: pl.Series, rows: pl.Series) -> pl.Series | None:
        """Add keys (none twice) and return for each the row it was seen in before; None when none was.

        :raises NotInPartsError: when two keys share their first hash.
        """
        part = pl.DataFrame({"h": keys.hash(0), "g": keys.hash(1), "row": rows})
        top, lowest, highest = self._top, str(keys.min()), str(keys.max())
        self._top = highest if top is None else max(top, highest)
        before = None
        # numbers that only grow need no look at what was before
        if top is not None and lowest <= top:
            before = self._find(part)
        if before is not None:
            part = part.filter(before.is_null())
        if part.height:
            self._unsorted.append(part)
        return before

    def _sort(self) -> None:
        """Put what came in since the last look into a run of its own."""
        if not self._unsorted:
            return
        self._runs.append(pl.concat(self._unsorted).sort("h"))
        self._unsorted = []
        while len(self._runs) > 1 and self._runs[-2].height <= 2 * self._runs[-1].height:
            last = self._runs.pop()
            self._runs[-1] = pl.concat([self._runs[-1], last]).sort("h")

    def _find(self, part: pl.DataFrame) -> pl.Series | None:
        self._sort()
        ordered = part.with_row_index("place").sort("h")
        found = nothing(part.height, pl.Int64())
        for run in self._runs:
            at = run["h"].search_sorted(ordered["h"], side="left").clip(upper_bound=run.height - 1)
            hit = run["h"].gather(at) == ordered["h"]
            if not hit.any():
                continue
            there, here = run[at.filter(hit)], ordered.filter(hit)
            if (there["g"] != here["g"]).any():
                raise NotInPartsError("two keys with one hash")
            found = found.scatter(here["place"], there["row"])
        return None if found.null_count() == part.height else found
