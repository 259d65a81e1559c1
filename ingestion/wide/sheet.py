"""Tables laid out across: days or months, processes or products in the columns, laid down as plain tables.

Each reading of `wide_times`, `wide_blocks` and `wide_items` gives another shape of a sheet, or None; `best_shape` keeps
the one whose header fits a table best. Tables that repeat with all their columns belong to ``ingestion.recognition.layout``.
"""

from __future__ import annotations

from ingestion.cells.dates import hint_of
from ingestion.readers.raw import RawSheet
from ingestion.recognition.processes import ProcessMapper
from ingestion.recognition.recognise import SheetHead, choose_kind
from ingestion.registry import limits
from ingestion.wide.blocks import groups_down, meters_down, parameters_down
from ingestion.wide.cells import SEARCH
from ingestion.wide.headings import with_headings
from ingestion.wide.items import processes_down, spans_across, spans_by_process
from ingestion.wide.meter_columns import readings_down
from ingestion.wide.months import months_named
from ingestion.wide.ten_days import without_ten_days
from ingestion.wide.times import plan_named_once, plan_of_month, times_down

_TALLEST = 40_000


def best_shape(
    raw: RawSheet, stem: str, period: str, mapper: ProcessMapper, month_end_day: int | None = None
) -> RawSheet:
    """The sheet as it is, or laid down when a table fits that reading better."""
    if not 1 < raw.frame.height <= _TALLEST:
        return raw
    hint = hint_of(period, raw.is_1904, month_end_day)
    raw = with_headings(raw, stem, hint, mapper, lambda sheet: _score(sheet, stem, period))
    raw = without_ten_days(raw, raw.frame.head(SEARCH).rows())
    head = raw.frame.head(limits()["scoring"]["header_search_rows"]).rows()
    grouped = groups_down(raw, head, mapper)
    found = [
        other
        for other in (
            times_down(raw, head, period),
            times_down(raw, head, period, narrow=True),
            grouped,
            processes_down(raw, head, mapper, period),
            spans_across(raw, head, mapper),
            spans_by_process(raw, head, mapper),
            parameters_down(raw, head),
            parameters_down(grouped, grouped.frame.head(SEARCH).rows()) if grouped is not None else None,
            meters_down(raw, head, stem),
            readings_down(raw, head, hint, period, month_end_day),
            plan_of_month(raw, head, stem, period),
            plan_named_once(raw, head, stem),
        )
        if other is not None
    ]
    raw = months_named(raw, head, period)
    best, best_score = raw, _score(raw, stem, period) if found else 0.0
    for other in found:
        score = _score(other, stem, period)
        if score > best_score:
            best, best_score = other, score
    # the same columns again under names of processes are groups whatever their words are
    return grouped if best is raw and not best_score and grouped is not None else best


def _score(raw: RawSheet, stem: str, period: str) -> float:
    rows = raw.frame.head(limits()["scoring"]["header_search_rows"]).rows()
    choice = choose_kind([SheetHead(raw.name, rows)], stem, period)
    return choice.score if choice.contract else 0.0
