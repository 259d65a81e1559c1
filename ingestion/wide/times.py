"""Days or months to the right: one row per time with the items as columns, or one per item and time."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import polars as pl

from ingestion.cells.units import parse_unit
from ingestion.readers.raw import RawSheet
from ingestion.recognition.header_rows import Row
from ingestion.recognition.headers import is_known_word, pool_scores, split_header, squeeze
from ingestion.wide.cells import SEARCH, UNIT_HEADS, Cells, is_total, laid_down, text_of
from ingestion.wide.merged import with_merged

_DAY = re.compile(r"(\d{1,2})[日号]?")
_MONTH_DAY = re.compile(r"(?:(20\d{2})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?")
_MONTH = re.compile(r"(?:(20\d{2})[-/.年])?(\d{1,2})月?份?")
_PLAN, _DONE = re.compile(r"计划|排产|任务"), re.compile(r"实际|完成")
_FEWEST_DAYS, _FEWEST_MONTHS = 5, 3


def _times(row: Row, period: str) -> tuple[dict[int, str], str] | None:
    """Columns whose header is a day or month, with that time, and the header of a column of such times."""
    texts = {i: text_of(c) for i, c in enumerate(row) if text_of(c)}
    if (days := _days(texts, period)) and len(days) >= _FEWEST_DAYS:
        return days, "日期"
    months = {i: m for i, t in texts.items() if (m := _MONTH.fullmatch(t)) and 1 <= int(m[2]) <= 12}
    named = {i: m for i, m in months.items() if "月" in m[0]}
    if len(named) >= _FEWEST_MONTHS and _run([int(m[2]) for m in named.values()], 12):
        return {i: f"{m[1] or period[:4]}-{int(m[2]):02d}" for i, m in named.items()}, "月份"
    return None


def _days(texts: dict[int, str], period: str) -> dict[int, str]:
    if not re.fullmatch(r"\d{4}-\d{2}", period):
        return {}
    dated = {i: m for i, t in texts.items() if (m := _MONTH_DAY.fullmatch(t))}
    if len(dated) >= _FEWEST_DAYS:
        return {i: _date(period, m[1], int(m[2]), int(m[3])) for i, m in dated.items()}
    days = {i: int(m[1]) for i, t in texts.items() if (m := _DAY.fullmatch(t)) and 1 <= int(m[1]) <= 31}
    if not _run(list(days.values()), 31):
        return {}
    # days before the run starts again at 1 are of the month before (the 26th to the 25th)
    turn = next((i for i, d in days.items() if d == 1 and i != min(days)), None)
    year, month = int(period[:4]), int(period[5:])
    before = f"{year - (month == 1)}-{(month - 2) % 12 + 1:02d}"
    return {i: f"{before if turn is not None and i < turn else period}-{d:02d}" for i, d in days.items()}


def _date(period: str, year: str | None, month: int, day: int) -> str:
    own = int(period[5:])
    guessed = int(period[:4]) - (month == 12 and own == 1) + (month == 1 and own == 12)
    return f"{int(year) if year else guessed}-{month:02d}-{day:02d}"


def _run(numbers: list[int], most: int) -> bool:
    """Whether numbers count up by one, starting again at 1 once at most."""
    steps = [(a, b) for a, b in pairwise(numbers) if b != a + 1]
    return len(numbers) > 2 and len(steps) <= 1 and all(b == 1 and a >= min(28, most) for a, b in steps)


def times_down(raw: RawSheet, head: list[Row], period: str, *, narrow: bool = False) -> RawSheet | None:
    """Items in the rows, times in the columns: one row per time with the items as columns.

    With ``narrow`` one row per item and time, for tables that list parameters.
    """
    for at, row in enumerate(head[:SEARCH]):
        found = _times(row, period)
        if found is None:
            continue
        times, time_header = found
        labels = _Labels.of(raw, at, min(times))
        if labels is None:
            return None
        named = [labels.item] if labels.unit is None else [labels.item, labels.unit]
        raw = with_merged(raw, at + 1, named, times, are_items=True)
        body = labels.records(raw.frame.rows()[at + 1 :])
        titles: Cells = [list(r) for r in head[:at]]
        cells = (
            _long(labels, body, times, time_header)
            if narrow
            else _pivot(labels, body, times, time_header, max(times) + 1)
        )
        return laid_down(raw, titles + cells) if cells else None
    return None


def plan_of_month(raw: RawSheet, head: list[Row], stem: str, period: str) -> RawSheet | None:
    """A year's plan with its months to the right: of a month's folder the column of that month, as its plan."""
    said = " ".join((stem, raw.name, *(text_of(c) for row in head[:SEARCH] for c in row)))
    if not re.fullmatch(r"\d{4}-\d{2}", period) or not _PLAN.search(said) or _DONE.search(said):
        return None
    for at, row in enumerate(head[:SEARCH]):
        found = _times(row, period)
        if found is None or found[1] != "月份":
            continue
        own = next((i for i, month in found[0].items() if month == period), None)
        lead = [i for i in range(min(found[0])) if text_of(row[i])]
        if own is None or len(lead) != 1:
            return None
        cells: Cells = [list(r) for r in head[:at]]
        cells.append([row[lead[0]], "计划产量"])
        cells += [[line[lead[0]], line[own]] for line in raw.frame.rows()[at + 1 :]]
        return laid_down(raw, cells)
    return None


def plan_named_once(raw: RawSheet, head: list[Row], stem: str) -> RawSheet | None:
    """A sheet whose name or titles alone call its outputs a plan's: 产量 in a 生产计划 is 计划产量."""
    for at, row in enumerate(head[:SEARCH]):
        places = [i for i, cell in enumerate(row) if _names_output(text_of(cell))]
        if not places:
            continue
        said = " ".join((stem, raw.name, *(text_of(c) for upper in head[:at] for c in upper)))
        beside = " ".join(text_of(c) for c in row)
        if len(places) > 1 or not _PLAN.search(said) or _DONE.search(said + beside):
            return None
        column = raw.frame.columns[places[0]]
        cells = raw.frame[column].to_list()
        cells[at] = f"计划{text_of(cells[at])}"
        return replace(raw, frame=raw.frame.with_columns(pl.Series(column, cells, dtype=pl.String)))
    return None


def _names_output(text: str) -> bool:
    return bool(text) and "output" in pool_scores(base := split_header(text).base) and is_known_word(base)


class _Labels:
    """The label columns left of the times: which names the item, which the unit, which the process."""

    def __init__(self, header: Row, item: int, unit: int | None, groups: list[int]) -> None:
        self.header, self.item, self.unit, self.groups = header, item, unit, groups

    @classmethod
    def of(cls, raw: RawSheet, at: int, first: int) -> _Labels | None:
        header, body = raw.frame.row(at), raw.frame.slice(at + 1)
        written = {i: body[f"c{i}"].drop_nulls().to_list() for i in range(first)}
        known = {i: sum(is_known_word(text_of(t)) for t in ts) / len(ts) for i, ts in written.items() if ts}
        unit = next((i for i in written if squeeze(header[i] or "") in UNIT_HEADS), None)
        if unit is None:
            unit = next((i for i, ts in written.items() if ts and all(parse_unit(t) for t in ts)), None)
        items = [i for i in known if i != unit]
        if not items:
            return None
        # of columns that name items equally well the one next to the figures does
        item = max(items, key=lambda i: (known[i] >= 0.3, i))
        return cls(header, item, unit, [i for i in items if i != item])

    def group_headers(self) -> list[str]:
        return [text_of(self.header[g]) or "系列" for g in self.groups]

    def records(self, rows: list[Row]) -> list[tuple[tuple[str, ...], str, str, Row]]:
        """(groups, item, unit, row) of every row that names an item; labels of groups are filled down."""
        last = [""] * len(self.groups)
        found = []
        for row in rows:
            last = [text_of(row[g]) or before for g, before in zip(self.groups, last, strict=True)]
            item = text_of(row[self.item])
            unit = text_of(row[self.unit]) if self.unit is not None else ""
            if item and not is_total(item, *last):
                found.append((tuple(last), item, unit, row))
        return found


def _pivot(
    labels: _Labels,
    body: list[tuple[tuple[str, ...], str, str, Row]],
    times: dict[int, str],
    time_header: str,
    total_at: int,
) -> Cells:
    columns = list(dict.fromkeys(f"{item}({unit})" if unit else item for _, item, unit, _ in body))
    values: dict[tuple[str, ...], dict[str, Row]] = {}
    for groups, item, unit, row in body:
        own = values.setdefault(groups, {})
        if own.setdefault(f"{item}({unit})" if unit else item, row) is not row:
            return []
    cells: Cells = [[*labels.group_headers(), time_header, *columns]]
    for groups, rows in values.items():
        for i, time in times.items():
            cells.append([*groups, time, *(rows[c][i] if c in rows else None for c in columns)])
        if is_total(labels.header[total_at] if total_at < len(labels.header) else None):
            sums = [rows[c][total_at] if c in rows else None for c in columns]
            cells.append(["合计", *(None for _ in groups), *sums])
    return cells


def _long(
    labels: _Labels,
    body: list[tuple[tuple[str, ...], str, str, Row]],
    times: dict[int, str],
    time_header: str,
) -> Cells:
    cells: Cells = [[*labels.group_headers(), "参数", "单位", time_header, "数值"]]
    for groups, item, unit, row in body:
        cells += [[*groups, item, unit, time, row[i]] for i, time in times.items() if text_of(row[i])]
    return cells
