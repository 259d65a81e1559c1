"""What the cells say when the header does not: processes by their names, weighings by their arithmetic.

Only columns that no field took, and only fields that no header gave. Every match carries its evidence and is
told as a question.
"""

from __future__ import annotations

from itertools import permutations

import polars as pl

from ingestion.numbers import clean_texts, parse_numbers
from ingestion.processes import ProcessMapper
from ingestion.results import ColumnMatch
from ingestion.sheet_plan import FieldPlan, SheetPlan, column_name

_SAMPLE = 400
_ENOUGH = 0.9
_MAX_FREE = 6


def add_columns_by_content(plan: SheetPlan, frame: pl.DataFrame, mapper: ProcessMapper) -> bool:
    """Give columns without a field to fields without a column where their content leaves no doubt.

    True when a column was added, so that its unit must be decided.
    """
    taken = {fp.match.column_index for fp in plan.fields.values()}
    free = [i for i in range(frame.width) if i not in taken]
    body = frame.slice(plan.first_data_row, _SAMPLE)
    if not free or body.is_empty():
        return False
    texts = clean_texts(body, {column_name(i): column_name(i) for i in free})
    added = _process(plan, texts, free, mapper)
    return _weighing(plan, frame, texts, [i for i in free if i not in added]) or bool(added)


def _share(flags: pl.Series) -> float:
    """Share of true among the flags."""
    return float(flags.sum()) / len(flags) if len(flags) else 0.0


def _add(plan: SheetPlan, name: str, index: int, evidence: str) -> None:
    field = plan.table.field(name)
    cell = plan.header.cells[index]
    if field is None:
        return
    header = cell.raw if cell else ""
    match = ColumnMatch(index, header, name, 0.7, evidence, cell.unit if cell else None, None)
    plan.fields[name] = FieldPlan(field, column_name(index), match)
    plan.questions.append(
        f"第{index + 1}列“{header}”按内容识别为{name}，请确认 / column {index + 1} {header!r} taken for {name} by its content"
    )


def _process(plan: SheetPlan, texts: pl.DataFrame, free: list[int], mapper: ProcessMapper) -> list[int]:
    if plan.table.field("process_raw") is None or "process_raw" in plan.fields or not mapper.processes:
        return []
    for index in free:
        written = texts[column_name(index)].drop_nulls()
        values = _share(written.str.contains(r"^[\d.,:/\s-]+$"))
        if written.is_empty() or written.n_unique() > 50 or values > 0.1:
            continue
        known = {t: mapper.code_in_name(t) is not None for t in written.unique().to_list()}
        if sum(known[t] for t in written) >= len(written) * _ENOUGH * 0.8:
            _add(plan, "process_raw", index, "cells are process names")
            return [index]
    return []


def _numbers(texts: pl.Series) -> pl.Series | None:
    """A column's numbers when nearly all its cells are numbers."""
    written = texts.drop_nulls().len()
    values = parse_numbers(texts).values
    enough = written >= 3 and values.drop_nulls().len() >= written * _ENOUGH
    return values.cast(pl.Float64) if enough else None


def _weighing(plan: SheetPlan, frame: pl.DataFrame, texts: pl.DataFrame, free: list[int]) -> bool:
    names = ("gross_t", "tare_t", "net_t")
    missing = [n for n in names if n not in plan.fields]
    if not missing or any(plan.table.field(n) is None for n in names):
        return False
    columns = {i: v for i in free if (v := _numbers(texts[column_name(i)])) is not None}
    body = frame.slice(plan.first_data_row, _SAMPLE)
    known = {n: parse_numbers(clean_texts(body, {"x": plan.fields[n].column})["x"]).values.cast(pl.Float64)
             for n in names if n in plan.fields}  # fmt: skip
    for chosen in permutations(list(columns)[:_MAX_FREE], len(missing)):
        trial = known | {n: columns[i] for n, i in zip(missing, chosen, strict=True)}
        # kilograms are told from tonnes by their size
        allowed = 0.021 * (1 + 999 * (trial["net_t"].abs() > 500).cast(pl.Float64))
        agrees = (trial["gross_t"] - trial["tare_t"] - trial["net_t"]).abs() <= allowed
        if _share(agrees) >= _ENOUGH and _share(trial["gross_t"] > trial["tare_t"]) >= _ENOUGH:
            for name, index in zip(missing, chosen, strict=True):
                _add(plan, name, index, "gross less tare is net")
            return True
    return False
