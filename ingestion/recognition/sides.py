"""Which column of a register of facts asks and which answers, where its header words do not say it for sure.

Words items are made of are rows of ``synonyms/furniture.yml``. Several registers on one sheet are
``ingestion.recognition.registers``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingestion.contracts import TableContract
from ingestion.recognition.header_rows import HeaderBlock, Row
from ingestion.recognition.headers import fold
from ingestion.registry import furniture
from ingestion.results import ColumnMatch

_SIDES = ("item", "value")
_CLEARLY = 0.3  # by so large a share of its cells one column must speak more of items than the other


def is_register(table: TableContract) -> bool:
    """Whether a table is a list of items with their values."""
    return set(_SIDES) <= {f.name for f in table.fields}


def told_sides(
    matches: tuple[ColumnMatch, ...], table: TableContract, header: HeaderBlock, rows: Sequence[Row]
) -> tuple[tuple[ColumnMatch, ...], str | None]:
    """Item and value on their right sides, and a question where words less than exact had them the other way.

    The column whose cells are made of the words of items asks; where no cell tells, the left one does. A column that
    words took for one side while the only other column was taken for none is looked at alike.

    :param rows: of the sheet, below the header.
    """
    sides = {m.field or "": m for m in matches if m.field in _SIDES}
    if not is_register(table) or not sides or all(m.evidence.startswith("= ") for m in sides.values()):
        return matches, None
    for missing in set(_SIDES) - set(sides):
        other = _only_other(matches, header, rows)
        if other is None:
            return matches, None
        sides[missing] = other
    item, value = sides["item"], sides["value"]
    items = furniture()["fact_items"]
    asks = [share_saying((row[m.column_index] for row in rows), items) for m in (item, value)]
    lead = asks[0] - asks[1]
    if lead > 0 if abs(lead) >= _CLEARLY else item.column_index < value.column_index:
        return matches, None
    told = [replace(value, field="item"), replace(item, field="value")]
    rest = [m for m in matches if m.field not in _SIDES]
    return tuple(sorted([*rest, *told], key=lambda m: m.column_index)), (
        f"项目列按“{value.header_raw}”、内容列按“{item.header_raw}”读取（据各列内容），请确认 / items are read from "
        f"{value.header_raw!r}, values from {item.header_raw!r}, by what the columns hold; please confirm"
    )


def _only_other(
    matches: tuple[ColumnMatch, ...], header: HeaderBlock, rows: Sequence[Row]
) -> ColumnMatch | None:
    """The one column with a header and cells that no field took; numbers of rows are none."""
    taken = {m.column_index for m in matches}
    free = []
    for i, cell in enumerate(header.cells):
        written = [row[i].strip() for row in rows if row[i] and row[i].strip()]  # type: ignore[union-attr]
        if cell is not None and i not in taken and written and not all(t.isdigit() for t in written):
            free.append(
                ColumnMatch(i, cell.raw, None, 0.0, "左问右答 by position", cell.unit, cell.unit_source)
            )
    return free[0] if len(free) == 1 else None


def share_saying(texts: Iterable[str | None], pattern: str | re.Pattern[str]) -> float:
    """Share of the written texts in which a pattern is found."""
    written = [fold(t) for t in texts if t and t.strip()]
    return sum(re.search(pattern, t) is not None for t in written) / len(written) if written else 0.0
