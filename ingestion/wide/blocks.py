"""The same columns again for each process, product, shift or meter; a day's parameters side by side."""

from __future__ import annotations

import re
from itertools import pairwise

from ingestion.readers.raw import RawSheet
from ingestion.recognition.header_rows import Row, is_unit_row, is_value
from ingestion.recognition.headers import is_known_word, split_header
from ingestion.recognition.processes import ProcessMapper
from ingestion.registry import code_of
from ingestion.wide.cells import LONGEST_NAME, SEARCH, Cells, is_process, is_total, laid_down, text_of
from ingestion.wide.merged import with_merged

Blocks = dict[str, dict[str, int]]
_SHIFT = re.compile(r"(零点|四点|八点|[早白中夜晚甲乙丙丁大小]|[一二三四1-4])班")
_DEVICE = re.compile(r"(?=.*\d)[A-Za-z0-9#\-_号机组电表()（）]{2,16}")
_METER = re.compile(r"(?=.*\d)[A-Za-z0-9#\-_号整流机组电能表柜()（）]{2,16}")
_METERS = re.compile(r"电表|电量|电能|抄表|整流|用电|耗电|电度")
_READINGS = re.compile(r"底数|表底|读数|示数|码|倍率|乘率|变比")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_FEWEST_READINGS = 5
_TIME_HEAD = re.compile(r"日|月份|时间|期间")
_OF_PROCESS = re.compile(r"^[\s\-_]*(系列|工序|车间)?[\s\-_]*")
_FEED_PARAMETERS = {"output", "anode_gross", "ac_energy"}


def groups_down(raw: RawSheet, head: list[Row], mapper: ProcessMapper) -> RawSheet | None:
    """The same columns again for each process, product, shift or meter, beside columns that all of them share."""
    for at, row in enumerate(head[:SEARCH]):
        below: Row = head[at + 1] if at + 1 < len(head) else ()
        readings = (
            (2, _titled_blocks(row, below)),
            (2, _crossed_blocks(row, below)),
            (1, _prefixed_blocks(row, mapper)),
        )
        for height, blocks in readings:
            group = _group_header(blocks, mapper) if _alike(blocks) else None
            # tables that repeat with all their columns are cut apart by ``ingestion.recognition.layout``
            shared = row[: _first(blocks)] + below[: _first(blocks)] if blocks else ()
            if group and any(text_of(c) for c in shared):
                first = _first(blocks)
                raw = with_merged(raw, at + height, range(first), range(first, raw.frame.width))
                return laid_down(raw, _blocks_down(raw, at, height, blocks, group))
    return None


def _first(blocks: Blocks) -> int:
    return min(i for subs in blocks.values() for i in subs.values())


def _titled_blocks(row: Row, below: Row) -> Blocks:
    """Blocks under a title: 一系列 over 产量 and 电量, 二系列 over the same."""
    starts = [i for i, c in enumerate(row) if text_of(c)]
    blocks: Blocks = {}
    if not starts or not below or sum(is_value(c) for c in below) > 0:
        return {}
    for start, end in zip(starts, [*starts[1:], len(row)], strict=True):
        title = text_of(row[start])
        subs = {text_of(below[i]): i for i in range(start, end) if text_of(below[i])}
        if subs and not is_known_word(title) and not is_total(title):
            blocks[title] = subs
    return blocks


def _crossed_blocks(row: Row, below: Row) -> Blocks:
    """Blocks under the same names beneath each word: 产量 over 一系列 and 二系列, 电量 over the same."""
    starts = [i for i, c in enumerate(row) if text_of(c)]
    if not starts or not below or sum(is_value(c) and not _DEVICE.fullmatch(text_of(c)) for c in below) > 0:
        return {}
    spans = {
        text_of(row[start]): [(text_of(below[i]), i) for i in range(start, end) if text_of(below[i])]
        for start, end in zip(starts, [*starts[1:], len(row)], strict=True)
    }
    blocks: Blocks = {}
    for word, names in spans.items():
        # columns that all of them share have nothing, or one word, beneath
        for name, i in names if len(names) > 1 else ():
            if not is_total(name):
                blocks.setdefault(name, {})[word] = i
    return blocks


def _prefixed_blocks(row: Row, mapper: ProcessMapper) -> Blocks:
    """Blocks by the process in front of each header word: 一系列产量, 二系列产量."""
    blocks: Blocks = {}
    for i, cell in enumerate(row):
        split = mapper.split_name(text_of(cell))
        if split and (rest := _OF_PROCESS.sub("", split[1])):
            blocks.setdefault(split[0], {})[rest] = i
    return blocks


def _group_header(titles: Blocks, mapper: ProcessMapper) -> str | None:
    """What the titles of blocks are, as the header of a column that holds them; None when they are of no one kind."""
    if all(is_process(t, mapper) for t in titles):
        return "系列"
    if all(code_of("product", t) and len(t) <= LONGEST_NAME for t in titles):
        return "品名"
    if all(_SHIFT.fullmatch(t) for t in titles):
        return "班次"
    return "电表编号" if all(_DEVICE.fullmatch(t) for t in titles) else None


def _alike(blocks: Blocks) -> bool:
    """Two blocks or more with the same header words, in one order, two at least."""
    words = [[split_header(w).base for w in subs] for subs in blocks.values()]
    return len(words) >= 2 and len(words[0]) >= 2 and all(w == words[0] for w in words)


def _blocks_down(raw: RawSheet, at: int, height: int, blocks: Blocks, group: str) -> Cells:
    rows = raw.frame.rows()
    first = _first(blocks)
    upper, lower = rows[at], rows[at + height - 1]
    lead = [i for i in range(first) if text_of(upper[i]) or text_of(lower[i])]
    subs = list(next(iter(blocks.values())))
    start = at + height
    if start < len(rows) and is_unit_row(rows[start]):
        own = next(iter(blocks.values()))
        subs = [f"{w}({text_of(rows[start][own[w]])})" if text_of(rows[start][own[w]]) else w for w in subs]
        start += 1
    cells: Cells = [list(r) for r in rows[:at]]
    cells.append([*(text_of(upper[i]) or text_of(lower[i]) for i in lead), group, *subs])
    for title, columns in blocks.items():
        for row in rows[start:]:
            values = [row[i] for i in columns.values()]
            if not any(text_of(v) for v in values):
                continue
            label = None if is_total(*(row[i] for i in lead)) else title
            cells.append([*(row[i] for i in lead), label, *values])
    return cells


def parameters_down(raw: RawSheet, head: list[Row]) -> RawSheet | None:
    """A day's values of several instruments' parameters side by side: one row per parameter."""
    for at, row in enumerate(head[:SEARCH]):
        heads = {i: split_header(text_of(c)) for i, c in enumerate(row) if text_of(c)}
        codes = {i: code_of("parameter", h.base) for i, h in heads.items()}
        across = [i for i, code in codes.items() if code in _FEED_PARAMETERS]
        if len({codes[i] for i in across}) < 2 or len({codes[i] for i in across}) < len(across):
            continue
        kept = [i for i in heads if i not in across]
        units = {heads[i].unit for i in across}
        if len(units) > 1 or not any(_TIME_HEAD.search(heads[i].base) for i in kept):
            continue
        unit = units.pop()
        cells: Cells = [list(r) for r in head[:at]]
        raw = with_merged(raw, at + 1, kept, across)
        cells.append([*(text_of(row[i]) for i in kept), "参数", f"数值({unit})" if unit else "数值"])
        for line in raw.frame.rows()[at + 1 :]:
            own = [i for i in across if text_of(line[i])]
            cells += [[*(line[k] for k in kept), text_of(row[i]), line[i]] for i in own]
        return laid_down(raw, cells)
    return None


def _only_rises(raw: RawSheet, at: int, columns: list[int]) -> bool:
    """Whether every column's figures grow from row to row, as readings do and a day's energy does not."""
    for i in columns:
        figures = [
            float(t) for line in raw.frame.rows()[at + 1 :] if _FIGURE.fullmatch(t := text_of(line[i]))
        ]
        if len(figures) < _FEWEST_READINGS or any(b < a for a, b in pairwise(figures)):
            return False
    return True


def meters_down(raw: RawSheet, head: list[Row], stem: str) -> RawSheet | None:
    """A day's energy of each meter in a column of its own: one row per meter and day.

    Only where name or titles speak of energy and of no readings, which are no energy however they lie.
    """
    for at, row in enumerate(head[:SEARCH]):
        heads = {i: text_of(c) for i, c in enumerate(row) if text_of(c)}
        days = [i for i, t in heads.items() if _TIME_HEAD.search(t)]
        meters = [i for i, t in heads.items() if _METER.fullmatch(t) and not is_known_word(t)]
        left = [i for i in heads if i not in meters and i not in days and not is_total(heads[i])]
        if len(days) != 1 or len(meters) < 2 or left:
            continue
        titles = [text_of(c) for line in head[:at] for c in line]
        beneath = [text_of(line[days[0]]) for line in head[at + 1 : at + 3]]
        said = " ".join((stem, raw.name, *titles, *beneath))
        if not _METERS.search(said) or _READINGS.search(said) or _only_rises(raw, at, meters):
            return None
        raw = with_merged(raw, at + 1, days, meters)
        cells: Cells = [list(r) for r in head[:at]]
        # such a table has no readings, and says so by columns without any
        cells.append([heads[days[0]], "电表编号", "起码", "止码", "电量"])
        for line in raw.frame.rows()[at + 1 :]:
            cells += [[line[days[0]], heads[i], None, None, line[i]] for i in meters if text_of(line[i])]
        return laid_down(raw, cells)
    return None
