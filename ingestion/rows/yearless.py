"""The year of dates written without one (6月20日, 06-20) in registers that span years.

Such dates are typed with the folder's year. Here the rest of the row decides: the year in a certificate's number, the
other date of a validity, the next certificate of the same instrument, the month of the data, the order of the rows.
What stays open is asked, and where the folder's year cannot be right, the row is set aside or its end left empty:
never silently wrong. Which columns belong together are rows of ``yearless.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import polars as pl

from ingestion.cells.dates import NO_HINT, PeriodHint, parse_instant
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.registry import FOLDER
from ingestion.results import ReadContext
from ingestion.rows.work import Work, cell_at, raw, short
from warehouse.yaml_files import load_yaml

_YEARS_BACK, _YEARS_ON = 10, 2
_LONGEST_VALIDITY = 8
# A certificate follows the one before it within so many days of its end.
_FOLLOWS_WITHIN = 150


@cache
def _rules() -> dict[str, dict[str, Any]]:
    return load_yaml((FOLDER / "yearless.yml").read_text(encoding="utf-8"))


@dataclass
class _Row:
    """One register row under way: which dates lack their year, and what became of them."""

    index: int
    start: date | None
    end: date | None
    is_start_open: bool
    is_end_open: bool
    number: str
    of: str
    after: str | None
    doubt: str = ""
    about: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a date of the row still lacks its year."""
        return self.is_start_open or self.is_end_open


def settle_years(work: Work, plan: SheetPlan, context: ReadContext) -> None:
    """Give yearless dates of a register the year that the rest of their row leaves, or say that it is open."""
    rule = _rules().get(plan.table.name)
    year = re.match(r"\d{4}", context.period)
    if rule is None or year is None or work.frame.is_empty():
        return
    rows = _rows(work, rule, plan.hint)
    open_rows = [row for row in rows if row.is_open]
    if not open_rows:
        return
    if rule.get("among"):
        settle_among(rows, int(year[0]), context.received_date)
    else:
        solve(rows, int(year[0]), context.received_date, in_order=bool(rule.get("in_order")))
    _write(work, plan, rule, rows)
    _tell(plan, open_rows, year[0])


@lru_cache(maxsize=10_000)
def is_yearless(text: str | None, hint: PeriodHint) -> bool:
    """Tell whether a text is a date only because the period lends it a year."""
    return (
        bool(text)
        and parse_instant(text or "", NO_HINT) is None
        and parse_instant(text or "", hint) is not None
    )


def _rows(work: Work, rule: dict[str, Any], hint: PeriodHint) -> list[_Row]:
    frame, plain = work.frame, PeriodHint(hint.year, hint.month)

    def column(name: str | None) -> list[Any]:
        return frame[name].to_list() if name and name in frame.columns else [None] * frame.height

    start, end = rule["start"], rule.get("end")
    end_text = column(raw(rule.get("end_written") or end or ""))
    rows = zip(
        column(start), column(end), column(raw(start)), end_text, column(rule.get("number")), column(rule.get("of")),
        column(rule.get("after")), column(rule.get("year_of")), strict=True,
    )  # fmt: skip
    return [
        _Row(
            i, s, e, is_yearless(st, plain), is_yearless(et, plain), str(number or ""), str(of or ""), after,
            about=str(about or ""),
        )
        for i, (s, e, st, et, number, of, after, about) in enumerate(rows)
    ]  # fmt: skip


def solve(rows: list[_Row], year: int, received: date | None, *, in_order: bool = False) -> None:
    """Decide the open dates of a register's rows in place; ``doubt`` says what could not be decided.

    ``assumed``: the folder's year stands, nothing speaks against it. ``start`` or ``end``: that date stays open.
    """
    for row in rows:
        _by_number(row, year)
        _by_month(row)
        _start_by_end(row)
    if in_order:
        _by_order(rows)
    for group in _groups(rows):
        _by_chain(group, year, received)
    spans = [
        _months(row)
        for row in rows
        if row.start and row.end and not row.is_start_open and not row.is_end_open
    ]
    for group in _groups(rows):
        _ends(group, spans)
    for row in rows:
        _leave(row, year, received)


def settle_among(rows: list[_Row], year: int, received: date | None) -> None:
    """Decide the open dates of a list over several years in place; what nothing tells stays open (``start``).

    A date has the one year in which it fits between the dates beside it, not after the list came in, and in the
    years of what the row is about. A list may run forward or back.
    """
    known = [r.start for r in rows if r.start and not r.is_start_open]
    is_back = len(set(known)) > 1 and known == sorted(known, reverse=True)
    ordered = rows[::-1] if is_back else rows
    is_ordered = known == sorted(known) or is_back
    for row in ordered:
        if row.is_start_open and row.start is not None:
            before, after = _beside(ordered, row) if is_ordered else (None, None)
            days = _possible_days(row, row.start, before, after, year, received)
            is_told = before is not None or after is not None or row.about
            if len(days) == 1 and is_told:
                row.start, row.is_start_open = days[0], False
            else:
                row.doubt = "start"


def _beside(ordered: list[_Row], row: _Row) -> tuple[date | None, date | None]:
    """The nearest whole dates before and after a row."""
    at = ordered.index(row)
    before = [r.start for r in ordered[:at] if r.start and not r.is_start_open]
    after = [r.start for r in ordered[at + 1 :] if r.start and not r.is_start_open]
    return (before[-1] if before else None), (after[0] if after else None)


def _possible_days(
    row: _Row, day: date, before: date | None, after: date | None, year: int, received: date | None
) -> list[date]:
    """The days with a month and day that nothing speaks against."""
    first, last = year - _YEARS_BACK, year + _YEARS_ON
    if re.fullmatch(r"20\d{2}", row.about):
        first, last = int(row.about), int(row.about) + _YEARS_ON
    days = [d for y in range(first, last + 1) if (d := _on(day, y))]
    days = [d for d in days if (received is None or d <= received) and (before is None or d >= before)]
    return [d for d in days if after is None or d <= after]


def _on(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _by_number(row: _Row, year: int) -> None:
    """The one plausible year in a certificate's number is the year it was made."""
    if not row.is_start_open or row.start is None:
        return
    written = re.findall(
        r"(?<!\d)(20\d{2})(?:(?=[01]\d[0-3]\d)|(?!\d))|(?<=[A-Za-z])(20\d{2})(?=[01]\d[0-3]\d)", row.number
    )
    found = {int(a or b) for a, b in written}
    found = {y for y in found if year - _YEARS_BACK <= y <= year + _YEARS_ON}
    if len(found) == 1 and (day := _on(row.start, found.pop())):
        row.start, row.is_start_open = day, False


def _by_month(row: _Row) -> None:
    """What is done with a month's data is done after that month."""
    if not row.is_start_open or row.start is None or not row.after:
        return
    first = date.fromisoformat(f"{row.after}-28")
    days = [d for y in (first.year, first.year + 1) if (d := _on(row.start, y)) and d > first]
    if days:
        row.start, row.is_start_open = min(days), False


def _start_by_end(row: _Row) -> None:
    """A validity of less than a year begins in the year that puts it before its end."""
    if not row.is_start_open or row.is_end_open or row.start is None or row.end is None:
        return
    days = [d for y in (row.end.year, row.end.year - 1) if (d := _on(row.start, y)) and d <= row.end]
    if days and not _is_anniversary(days[0], row.end):
        row.start, row.is_start_open = days[0], False


def _is_anniversary(start: date, end: date) -> bool:
    """Whether a validity is of whole years, so that the days do not tell how many."""
    return (
        any(
            (day := _on(start, end.year + shift)) is not None and abs((day - end).days) <= 2
            for shift in (0, 1)
        )
        and (end - start).days > 300
    )


def _by_order(rows: list[_Row]) -> None:
    """Rows in the order of their days: one that would lie after the next belongs to an earlier year."""
    later: date | None = None
    for row in reversed(rows):
        if row.start is None:
            continue
        if row.is_start_open and later is not None and row.start > later:
            before = [d for y in (later.year, later.year - 1) if (d := _on(row.start, y)) and d <= later]
            if before:
                row.start, row.is_start_open = before[0], False
        later = row.start


def _groups(rows: list[_Row]) -> Iterable[list[_Row]]:
    """Rows of the same instrument in sheet order; rows of nothing in particular stand alone."""
    by: dict[str, list[_Row]] = {}
    for row in rows:
        by.setdefault(row.of or f"#{row.index}", []).append(row)
    return by.values()


def _by_chain(group: list[_Row], year: int, received: date | None) -> None:
    """Yearly certificates of one instrument that follow one another and all touch the year: if one way fits, take it."""
    undecided = [r for r in group if r.is_start_open]
    if not undecided or len(group) < 2 or any(r.start is None or r.end is None for r in group):
        return
    if any(not r.is_end_open or not r.is_start_open for r in group):
        return
    fitting = []
    for first in range(year - 3, year + 2):
        chain = _chain(group, first)
        if chain and all(s.year <= year <= e.year and (received is None or s <= received) for s, e in chain):
            fitting.append(chain)
    if len(fitting) == 1:
        for row, (start, end) in zip(group, fitting[0], strict=True):
            row.start, row.end, row.is_start_open, row.is_end_open = start, end, False, False


def _chain(group: list[_Row], first: int) -> list[tuple[date, date]] | None:
    """Validities of a year each, the first begun in a given year, every next one begun after the one before."""
    chain: list[tuple[date, date]] = []
    for row in group:
        assert row.start is not None and row.end is not None
        year = first if not chain else chain[-1][0].year
        start = _on(row.start, year)
        if chain and start is not None and start <= chain[-1][0]:
            start = _on(row.start, year + 1)
        end = None if start is None else _next(row.end, start)
        if start is None or end is None or (chain and abs((start - chain[-1][1]).days) > _FOLLOWS_WITHIN):
            return None
        chain.append((start, end))
    return chain


def _next(end: date, start: date) -> date | None:
    """The first day with this month and day after a start."""
    return next((d for y in (start.year, start.year + 1) if (d := _on(end, y)) and d > start), None)


def _months(row: _Row) -> int:
    assert row.start is not None and row.end is not None
    return round((row.end - row.start).days / 30.44)


def _ends(group: list[_Row], spans: list[int]) -> None:
    """The end of a validity whose start is known: by the next certificate, by the sheet's usual span, or within a year."""
    following: date | None = None
    for row in reversed(group):
        if row.start and row.end and row.is_end_open and not row.is_start_open:
            nearest = _next(row.end, row.start)
            ends = [d for k in range(_LONGEST_VALIDITY) if nearest and (d := _on(nearest, nearest.year + k))]
            if nearest and not _is_anniversary(row.start, nearest):
                row.end, row.is_end_open = nearest, False
            elif near := [e for e in ends if following and abs((e - following).days) <= _FOLLOWS_WITHIN]:
                row.end, row.is_end_open = near[0], False
            elif (
                spans
                and len(set(spans)) == 1
                and (usual := [e for e in ends if _span(row.start, e) == spans[0]])
            ):
                row.end, row.is_end_open = usual[0], False
        if row.start and not row.is_start_open:
            following = row.start


def _span(start: date, end: date) -> int:
    return round((end - start).days / 30.44)


def _leave(row: _Row, year: int, received: date | None) -> None:
    """What is still open: the folder's year where it can be right, else nothing."""
    if row.is_start_open and row.start is not None:
        latest = received or date(year + 1, 12, 31)
        if row.start > latest:
            # nothing is dated after it came in: the last such day before
            row.start = _on(row.start, row.start.year - 1) or row.start
        contradicted = row.start > latest or (row.end is not None and row.end < row.start)
        row.doubt = "start" if contradicted else "assumed"
    if row.is_end_open and row.end is not None and row.doubt != "start":
        if row.is_start_open and row.start and row.end > row.start:
            row.doubt = "assumed"
        else:
            row.end, row.doubt = None, "end"


def _write(work: Work, plan: SheetPlan, rule: dict[str, Any], rows: list[_Row]) -> None:
    start, end = rule["start"], rule.get("end")
    open_start = pl.Series([row.doubt == "start" for row in rows], dtype=pl.Boolean)
    work.put(pl.Series([None if row.doubt == "start" else row.start for row in rows], dtype=pl.Date), start)
    if f"at__{start}" in work.frame.columns:
        work.put(work.frame[start].cast(pl.Datetime("us")), f"at__{start}")
    if end and end in work.frame.columns:
        work.put(pl.Series([row.end for row in rows], dtype=pl.Date), end)
    # only a register that is keyed by the day loses the row; elsewhere the day stays empty and is asked
    if start in plan.fields and plan.fields[start].field.need == "key" and open_start.any():
        cell, written = cell_at(work, plan.fields[start]), short(pl.col(raw(start)))
        zh = pl.format("单元格{}“{}”没有年份，按其他日期无法确定是哪一年，请写全年月日", cell, written)
        en = pl.format(
            "cell {} '{}' has no year and the other dates do not tell it; write the whole date", cell, written
        )
        work.put(open_start, "no_year")
        work.flag(pl.col("no_year"), "X-DATE", "no_year", zh, en)


def _tell(plan: SheetPlan, rows: list[_Row], year: str) -> None:
    decided = sum(row.doubt == "" for row in rows)
    counts = {doubt: sum(row.doubt == doubt for row in rows) for doubt in ("assumed", "start", "end")}
    if decided:
        plan.notes.append(
            f"{decided}行日期没有写年份，已由证书编号、同行其他日期或行次推定 / {decided} rows have dates without a year; "
            "the number, the other dates or the order tell it"
        )
    if counts["assumed"]:
        plan.questions.append(
            f"{counts['assumed']}行日期没有年份，按{year}年读取，请写全年月日 / "
            f"{counts['assumed']} dates without a year were read as of {year}; please write the whole date"
        )
    if counts["start"]:
        plan.questions.append(
            f"{counts['start']}行日期没有年份，也无法推定，请写全年月日 / "
            f"{counts['start']} rows have a date whose year nothing tells; please write the whole date"
        )
    if counts["end"]:
        plan.questions.append(
            f"{counts['end']}行有效期没有年份且无法推定，按空值读取（按检定周期推算），请写全年月日 / "
            f"{counts['end']} ends of validity without a year stay open and follow from the interval; write them whole"
        )
