"""Items in the rows; processes, or this month and the sum since January, in the columns."""

from __future__ import annotations

import re

from ingestion.readers.raw import RawSheet
from ingestion.recognition.header_rows import Row, is_value
from ingestion.recognition.headers import squeeze
from ingestion.recognition.processes import ProcessMapper
from ingestion.wide.cells import SEARCH, UNIT_HEADS, Cells, is_process, is_total, laid_down, text_of
from ingestion.wide.merged import with_merged

_SPANS = (
    ("本月", re.compile(r"(本月|当月|本期)(实际|完成|数|值|发生)?")),
    ("累计", re.compile(r"(本年|年)?累计(实际|完成|数|值)?|(本年)?1[-—~至]*本月(累计)?|年初至今")),
)
_LAST_YEAR = re.compile(r"上年|去年|同期|计划|上月|上期|前月")


def processes_down(raw: RawSheet, head: list[Row], mapper: ProcessMapper, period: str) -> RawSheet | None:
    """The form 指标 | 单位 | 1# | 2# laid down: a month's figures with one row per process, a year's report with one
    row per process and item."""
    for at, row in enumerate(head[:SEARCH]):
        texts = [text_of(c) for c in row]
        across = [i for i, t in enumerate(texts) if i and t and is_process(t, mapper)]
        others = [i for i, t in enumerate(texts) if t and i not in across]
        totals = [i for i in others if is_total(texts[i])]
        others = [i for i in others if i not in totals]
        if not across or not others or others[0] > across[0] or _is_parted(texts, head[at + 1 : at + 2]):
            continue
        unit = next((i for i in others if squeeze(texts[i]) in UNIT_HEADS), None)
        kept = [i for i in others if i != unit]
        across, units = sorted([*across, *totals]), [] if unit is None else [unit]
        # the names of a month's items become headers: what several of them share names none
        labels = units if "-" in period else [*kept, *units]
        filled = with_merged(raw, at + 1, labels, across, are_items=True)
        body = [r for r in filled.frame.rows()[at + 1 :] if any(text_of(r[i]) for i in across)]
        if not kept or len(body) < 2:
            continue
        titles: Cells = [list(r) for r in head[:at]]
        lay = _process_rows if "-" in period else _process_items
        return laid_down(filled, titles + lay(texts, body, across, kept, unit))
    return None


def _is_parted(texts: list[str], below: list[Row]) -> bool:
    """Whether words beneath part the names of processes into several columns each (上月 and 本月): no one of them is meant."""
    words = [text_of(c) for c in below[0]] if below else []
    return sum(bool(w) and not t and not is_value(w) for t, w in zip(texts, words, strict=False)) > 0


def _process_items(
    texts: list[str], body: list[Row], across: list[int], kept: list[int], unit: int | None
) -> Cells:
    cells: Cells = [["工序", *(texts[i] for i in kept), "单位", "数值"]]
    for row in body:
        own = row[unit] if unit is not None else None
        cells += [[texts[i], *(row[k] for k in kept), own, row[i]] for i in across if text_of(row[i])]
    return cells


def _process_rows(
    texts: list[str], body: list[Row], across: list[int], kept: list[int], unit: int | None
) -> Cells:
    def name(row: Row) -> str:
        own = text_of(row[unit]) if unit is not None else ""
        return f"{text_of(row[kept[0]])}({own})" if own else text_of(row[kept[0]])

    cells: Cells = [["工序", *(name(row) for row in body)]]
    return cells + [[texts[i], *(row[i] for row in body)] for i in across]


def spans_across(raw: RawSheet, head: list[Row], mapper: ProcessMapper) -> RawSheet | None:
    """The month's form 指标 | 单位 | 本月 (一系列, 二系列) | 累计 (...), in either nesting: one row per process."""
    for at, row in enumerate(head[:SEARCH]):
        below: Row = head[at + 1] if at + 1 < len(head) else tuple(None for _ in row)
        for height, lower in ((2, below), (1, tuple(None for _ in row))):
            places = _places(row, lower, mapper)
            lead = [
                i
                for i in range(min(places, default=0))
                if text_of(row[i]) and not _LAST_YEAR.search(text_of(lower[i]))
            ]
            if len(places) < 2 or not lead or not (mapper.only or all(p for p, _ in places.values())):
                continue
            unit = next((i for i in lead if squeeze(text_of(row[i])) in UNIT_HEADS), None)
            item = next((i for i in reversed(lead) if i != unit), None)
            if item is None:
                continue
            units = [] if unit is None else [unit]
            raw = with_merged(raw, at + height, units, places, are_items=True)
            body = [r for r in raw.frame.rows()[at + height :] if any(text_of(r[i]) for i in places)]
            titles: Cells = [list(r) for r in head[:at]]
            return laid_down(raw, titles + _span_rows(body, places, item, unit))
    return None


def _places(upper: Row, lower: Row, mapper: ProcessMapper) -> dict[int, tuple[str, str]]:
    """Columns that hold a process's month or sum: (process, 本月 or 累计); the process is empty where none is named."""
    places: dict[int, tuple[str, str]] = {}
    above = ""
    for i, (cell, below) in enumerate(zip(upper, lower, strict=True)):
        above = text_of(cell) or (above if text_of(below) else "")
        words = [w for w in (above, text_of(below)) if w]
        span = next((name for name, p in _SPANS for w in words if p.fullmatch(squeeze(w))), None)
        if span is None or any(_LAST_YEAR.search(w) for w in words):
            continue
        rest = [w for w in words if not any(p.fullmatch(squeeze(w)) for _, p in _SPANS)]
        if not rest or is_total(*rest) or is_process(rest[0], mapper):
            places[i] = (rest[0] if rest else "", span)
    return places


def _span_rows(body: list[Row], places: dict[int, tuple[str, str]], item: int, unit: int | None) -> Cells:
    processes = list(dict.fromkeys(p for p, _ in places.values()))
    spans = [s for s, _ in _SPANS if any(s == span for _, span in places.values())]
    at = {place: i for i, place in places.items()}
    cells: Cells = [["工序", *(_name_of(row, item, unit, span) for span in spans for row in body)]]
    for process in processes:
        figures = [row[at[process, s]] if (process, s) in at else None for s in spans for row in body]
        cells.append([process or None, *figures])
    return cells


def spans_by_process(raw: RawSheet, head: list[Row], mapper: ProcessMapper) -> RawSheet | None:
    """The month's form 系列 | 指标 | 单位 | 本月 | 累计, the items of each process beneath each other: one row per process."""
    nothing: Row = tuple(None for _ in raw.frame.columns)
    for at, row in enumerate(head[:SEARCH]):
        places = {i: span for i, (process, span) in _places(row, nothing, mapper).items() if not process}
        lead = [i for i in range(min(places, default=0)) if text_of(row[i])]
        unit = next((i for i in lead if squeeze(text_of(row[i])) in UNIT_HEADS), None)
        body = [r for r in raw.frame.rows()[at + 1 :] if any(text_of(r[i]) for i in places)]
        group = next((i for i in lead if _are_processes([r[i] for r in body], mapper)), None)
        item = next((i for i in reversed(lead) if i not in (unit, group)), None)
        if group is None or item is None:
            continue
        rows = _rows_of_processes(body, group, item, unit, places)
        if rows is None:
            return None
        columns = list(dict.fromkeys(name for figures in rows.values() for name in figures))
        cells: Cells = [list(r) for r in head[:at]]
        cells.append(["工序", *columns])
        cells += [[process, *(figures.get(c) for c in columns)] for process, figures in rows.items()]
        return laid_down(raw, cells)
    return None


def _are_processes(cells: list[str | None], mapper: ProcessMapper) -> bool:
    names = {text_of(c) for c in cells if text_of(c)}
    processes = {name for name in names if is_process(name, mapper)}
    return bool(processes) and all(is_total(name) for name in names - processes)


def _rows_of_processes(
    body: list[Row], group: int, item: int, unit: int | None, places: dict[int, str]
) -> dict[str, dict[str, str | None]] | None:
    """The figures of every process by item; a name stands for the rows beneath it. None where an item comes twice."""
    rows: dict[str, dict[str, str | None]] = {}
    process = ""
    for row in body:
        process = text_of(row[group]) or process
        for i, span in places.items():
            name = _name_of(row, item, unit, span)
            if name in rows.setdefault(process, {}):
                return None
            rows[process][name] = row[i]
    return rows


def _name_of(row: Row, item: int, unit: int | None, span: str) -> str:
    own = text_of(row[unit]) if unit is not None else ""
    # a month's figure goes by its plain name
    words = text_of(row[item]) + (span if span != _SPANS[0][0] else "")
    return f"{words}({own})" if own else words
