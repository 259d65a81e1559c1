"""Columns told by what is left: cells that are codes of a missing column, the only figure of a form that lacks one.

Pure series in, (column, field, evidence) out; used where exactly one column can be meant. Arithmetic and likenesses
belong to ``ingestion.content.evidence``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from ingestion.cells.dates import parse_instants
from ingestion.cells.numbers import clean_texts
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.registry import code_of, code_words, derived_columns

Told = tuple[int, str, str]
_NTH_WEIGHING = re.compile(r"(第?[一二12]次|首次|初次)(过磅|称重|计量|称量|检斤)")


def coded(plan: SheetPlan, texts: Mapping[int, pl.Series], enough: float) -> list[Told]:
    """Columns whose cells are known codes (uses, materials, items of a form) of a field that no header gave."""
    found: list[Told] = []
    for rule in derived_columns().get(plan.table.name, {}).values():
        name, domain = rule["from"], rule["domain"]
        if name in plan.fields or plan.table.field(name) is None or domain not in code_words():
            continue
        shares = {i: _known(cells, domain, rule.get("expect")) for i, cells in texts.items()}
        told = [i for i, share in shares.items() if share >= enough]
        if len(told) == 1:
            found.append((told[0], name, f"{domain} codes {shares[told[0]]:.0%}"))
    return found


def _known(cells: pl.Series, domain: str, expect: list[str] | None) -> float:
    """Share of the cells that stand for a code other than the domain's last resort."""
    counted = cells.drop_nulls().value_counts()
    if counted.is_empty():
        return 0.0
    rest = code_words()[domain][1]
    known = 0
    for text, n in counted.rows():
        code = code_of(domain, text)
        known += n if code is not None and code != rest and (not expect or code in expect) else 0
    return known / int(counted["count"].sum())


def only_figure(
    plan: SheetPlan, numbers: Mapping[int, pl.Series], header: Callable[[int], str], words: Mapping[str, Any]
) -> list[Told]:
    """The one column of figures of a form whose one key figure no header gave."""
    missing = [f for f in plan.table.fields if f.need == "key" and f.name not in plan.fields]
    if len(missing) != 1 or not missing[0].type.startswith("decimal"):
        return []
    columns = [i for i, values in numbers.items() if not _is_count_up(values)]
    if len(columns) != 1 or any(word in header(columns[0]) for word in words["not_this_figure"]):
        return []
    return [(columns[0], missing[0].name, "唯一的数值列 the only figures")]


def item_and_value(plan: SheetPlan, texts: Mapping[int, pl.Series]) -> list[Told]:
    """Of a register of facts whose two columns both bear unknown names, the left one asks and the right one answers."""
    names = {f.name for f in plan.table.fields if f.need == "main"}
    if names != {"item", "value"} or not names - set(plan.fields):
        return []
    written = [i for i, cells in texts.items() if cells.drop_nulls().len() and not _is_numbering(cells)]
    taken = {name: fp.match.column_index for name, fp in plan.fields.items() if name in names}
    both = sorted([*written, *taken.values()])
    if len(both) != 2 or any(
        taken.get(name, i) != i for name, i in zip(("item", "value"), both, strict=True)
    ):
        return []
    places = zip(("item", "value"), both, strict=True)
    return [(i, name, "左问右答 by position") for name, i in places if name not in taken]


def _is_numbering(cells: pl.Series) -> bool:
    values = cells.drop_nulls().cast(pl.Int64, strict=False)
    return not values.has_nulls() and len(values) > 1 and _is_count_up(values)


def _is_count_up(values: pl.Series) -> bool:
    """1, 2, 3...: the numbers of the rows."""
    steps = values.drop_nulls().diff().drop_nulls()
    return len(steps) > 0 and bool((steps == 1).all())


def settle_weighing_order(plan: SheetPlan, frame: pl.DataFrame) -> None:
    """Of a first and a second weighing the earlier is the full one: a ladle goes out full and comes back empty."""
    full, empty = plan.fields.get("weighed_at"), plan.fields.get("tare_at")
    if full is None or empty is None:
        return
    if not all(_NTH_WEIGHING.search(fp.match.header_raw) for fp in (full, empty)):
        return
    body = frame.slice(plan.first_data_row, 200)
    times = [
        parse_instants(clean_texts(body, {"x": fp.column})["x"], plan.hint).values for fp in (full, empty)
    ]
    later, both = (times[0] > times[1]).sum(), (times[0] != times[1]).sum()
    if both and 2 * later > both:
        plan.fields["weighed_at"] = replace(
            full, column=empty.column, match=replace(empty.match, field="weighed_at")
        )
        plan.fields["tare_at"] = replace(
            empty, column=full.column, match=replace(full.match, field="tare_at")
        )
