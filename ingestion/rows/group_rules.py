"""Columns of the group's own lists: calendars, day cut, due days, kinds of required files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import polars as pl

from ingestion.contracts import all_contracts
from ingestion.recognition.headers import fold
from ingestion.recognition.recognise import name_score
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.rows.work import Work, raw


def add_group_columns(work: Work, plan: SheetPlan) -> None:
    """Add the derived columns of the plant list, the process list and the list of required files."""
    table = plan.table.name
    if table == "group_plants":
        _texts(work, "stat_month_raw", "month_end_day", month_end_day, pl.Int64)
        _texts(work, "due_day_raw", "due_rule", due_rule, pl.String)
        if raw("day_cut_hour_minutes") in work.frame.columns:
            work.put(
                _apply(work.frame[raw("day_cut_hour_minutes")], day_cut_minutes, pl.Int64),
                "day_cut_hour_minutes",
            )
            work.problems = [p for p in work.problems if p.code not in ("not_a_whole_number", "not_a_number")]
    elif table == "group_processes" and "process" in work.frame.columns:
        work.put(_apply(work.frame["process"], process_code, pl.String), "process")
    elif table == "group_required_files" and "file_type_raw" in work.frame.columns:
        work.put(_apply(work.frame["file_type_raw"], file_kind, pl.String), "kind")


def _apply(texts: pl.Series, function: Callable[[str], object], dtype: type[pl.DataType]) -> pl.Series:
    return pl.Series([function(t) if t is not None else None for t in texts], dtype=dtype)


def _texts(
    work: Work, source: str, target: str, function: Callable[[str], object], dtype: type[pl.DataType]
) -> None:
    if source in work.frame.columns:
        work.put(_apply(work.frame[source], function, dtype), target)


def month_end_day(text: str) -> int | None:
    """Last day of the statistical month: 上月26日至本月25日 is 25; 自然月 is null."""
    folded = unicodedata.normalize("NFKC", text)
    if "自然" in folded or "日历" in folded:
        return None
    if match := re.search(r"(?:本月|当月|至|到|-|~|—)\D{0,4}(\d{1,2})日?\s*$", folded):
        return _day(int(match[1]))
    days = re.findall(r"\d{1,2}", folded)
    return _day(int(days[-1])) if days else None


def _day(day: int) -> int | None:
    return day if 1 <= day <= 30 else None


def day_cut_minutes(text: str) -> int | None:
    """Minutes after 00:00 at which the production day turns: 08:00, 8点, 8:30, 0.333 (a time cell)."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if match := re.search(r"(\d{1,2})\s*[:时点]\s*(\d{1,2})?", folded):
        return (int(match[1]) * 60 + int(match[2] or 0)) % 1440
    if re.fullmatch(r"0?\.\d+", folded):
        return round(float(folded) * 1440) % 1440
    if re.fullmatch(r"\d{1,2}", folded):
        return int(folded) * 60 % 1440
    return 0 if folded in ("零点", "0", "午夜") else None


def due_rule(text: str) -> str | None:
    """Due day as a rule: 次月8日 is ``next_month:8``, 次年2月15日 is ``next_year:02-15``."""
    folded = unicodedata.normalize("NFKC", text)
    if match := re.search(r"(?:次年|下一?年|翌年|来年)\D{0,3}(\d{1,2})月(\d{1,2})日?", folded):
        return f"next_year:{int(match[1]):02d}-{int(match[2]):02d}"
    if match := re.search(r"(\d{1,2})月(\d{1,2})日", folded):
        return f"next_year:{int(match[1]):02d}-{int(match[2]):02d}"
    if match := re.search(r"(\d{1,2})\s*[日号]?", folded):
        return f"next_month:{int(match[1])}"
    return None


def process_code(text: str) -> str:
    """The group's code of a process: 1, 1号, 1# are all ``1#``."""
    folded = unicodedata.normalize("NFKC", text).strip()
    match = re.fullmatch(r"(\d{1,2})\s*(?:[#号]|号?工序|系列)?(?:\.0)?", folded)
    return f"{int(match[1])}#" if match else folded


def file_kind(text: str) -> str | None:
    """Kind of file a file type of the required-files list means; None when no contract's words fit."""
    scored = [
        (name_score(c, fold(text)), c.cadence == "month", k)
        for k, c in all_contracts().items()
        if c.cadence != "group"
    ]
    best = max(scored)
    return best[2] if best[0] > 0.2 else None
