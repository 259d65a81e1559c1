"""Columns that say row by row what a figure is of: 计划 and 实际, 上月 and 本月, 本月 and 累计, or the month itself.

Rows of a plan, another period or a sum are no data of the delivery's month: they are told apart here and left out with a
note. The words are rows of ``synonyms/aliases.yml``; columns that do so by their headers are ``ingestion.recognition.spans``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import polars as pl

from ingestion.cells.dates import PeriodHint, parse_month
from ingestion.cells.distinct import plain
from ingestion.contracts import all_contracts
from ingestion.recognition import furniture
from ingestion.recognition.headers import squeeze
from ingestion.recognition.sheet_plan import SheetPlan, column_name
from ingestion.recognition.spans import own_spans_of, spans_in
from ingestion.registry import aliases
from ingestion.registry import furniture as furniture_words

_OWN, _OTHER = "own", "other"
_LOOK_AT, _MOST_WORDS, _KNOWN = 200, 40, 0.6
_LABELS = ("text", "date", "timestamp")


@cache
def _words() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in aliases()["row_spans"].items()}


def add_span_column(plan: SheetPlan, frame: pl.DataFrame) -> None:
    """Find the column that tells the rows of a month's table apart; no field is read from it."""
    cadence = all_contracts()[plan.table.kind].cadence
    if cadence != "month" or plan.table.name in furniture_words()["totals_are_data"]:
        return
    figures = {fp.match.column_index for fp in plan.fields.values() if fp.field.type not in ("text",)}
    body = frame.slice(plan.first_data_row, _LOOK_AT)
    for index in range(len(plan.header.cells)):
        if index not in figures and _tells_apart(body.to_series(index), _header(plan, index), plan):
            plan.span_column = column_name(index)
            for name in [n for n, fp in plan.fields.items() if fp.match.column_index == index]:
                del plan.fields[name]
            return


def _header(plan: SheetPlan, index: int) -> str:
    cell = plan.header.cells[index]
    return squeeze(cell.raw.split(" / ")[-1]) if cell else ""


def _tells_apart(texts: pl.Series, header: str, plan: SheetPlan) -> bool:
    written = plain(texts).drop_nulls()
    distinct = [t for t in written.unique().to_list() if t.strip()]
    if not distinct or len(distinct) > _MOST_WORDS:
        return False
    meanings = _meanings(distinct, header, plan)
    if _OTHER not in meanings.values() or (len(distinct) < 2 and not _words()["headers"].fullmatch(header)):
        return False
    filled = written.filter(written.str.strip_chars() != "")
    return len(filled.filter(filled.is_in(list(meanings)))) >= len(filled) * _KNOWN


def _meanings(texts: Iterable[str], header: str, plan: SheetPlan) -> dict[str, str]:
    """Whether a word stands for the month's own figures or for others; words that say neither are left out."""
    texts = list(texts)
    # a row with a day of its own is judged by that
    has_days = any(fp.field.type in ("date", "timestamp") for fp in plan.fields.values())
    is_months = _words()["months"].fullmatch(header) is not None and not has_days
    if is_months and (months := _months(texts, plan.hint)):
        own = f"{plan.hint.year}-{plan.hint.month:02d}"
        return {text: _OWN if month == own else _OTHER for text, month in months.items()}
    words = {text: squeeze(text) for text in texts}
    told = {text: word for text, word in words.items() if word and _words()["words"].fullmatch(word)}
    spans = {text: spans_in(word) for text, word in told.items()}
    is_plan = any("plan" in own_spans_of(fp.field) for fp in plan.fields.values())
    if is_plan:
        return {text: _OWN if found == {"plan"} else _OTHER for text, found in spans.items()}
    has_own = any(not found for found in spans.values())
    of_days = any(_words()["day"].search(word) for text, word in told.items() if not spans[text])
    return {
        text: _OTHER
        # this year beside last year is the figure itself, beside this month it is a sum
        if (spans[text] and (has_own or not _words()["this_year"].fullmatch(word)))
        or (of_days and _words()["month"].search(word))
        else _OWN
        for text, word in told.items()
    }


def _months(texts: list[str], hint: PeriodHint) -> dict[str, str]:
    """The months that all texts of a column are; none in the folder of no month."""
    if hint.month is None:
        return {}
    months = {text: parse_month(text, hint) for text in texts}
    return {text: month for text, month in months.items() if month} if all(months.values()) else {}


def carried(body: pl.DataFrame, plan: SheetPlan) -> pl.DataFrame:
    """The rows with the names and days that stand once for the rows of a plan, its outcome and sum beneath each other."""
    if plan.span_column is None:
        return body
    has_span = _written(pl.col(plan.span_column))
    labels = [
        fp.column for fp in plan.fields.values() if fp.field.type in _LABELS and fp.field.name != "remark"
    ]
    body = body.with_columns(plain(body[c]) for c in {*labels, plan.span_column})
    filled = {c: pl.when(_written(pl.col(c))).then(pl.col(c)) for c in labels}
    return body.with_columns(
        pl.when(has_span).then(e.forward_fill()).otherwise(pl.col(c)).alias(c) for c, e in filled.items()
    )


def _written(column: pl.Expr) -> pl.Expr:
    return (column != "").fill_null(False)


def without_other_spans(classes: pl.Series, body: pl.DataFrame, plan: SheetPlan) -> pl.Series:
    """The classes with the rows of plans, other periods and sums told apart, and what was done noted."""
    if plan.span_column is None:
        return classes
    header = _header(plan, int(plan.span_column[1:]))
    cells = body.select(pl.when(_written(pl.col(plan.span_column))).then(plan.span_column)).to_series()
    rows = classes.is_in([furniture.DATA, furniture.TOTAL, furniture.SUBTOTAL])
    # a word written once stands for the rows beneath it
    texts = pl.select(pl.when(rows).then(cells)).to_series().forward_fill()
    meanings = _meanings(texts.drop_nulls().unique().to_list(), header, plan)
    others = sorted(text for text, meaning in meanings.items() if meaning == _OTHER)
    is_other = rows & texts.is_in(others).fill_null(False)
    _tell(plan, header, others, meanings, is_other, rows & (classes == furniture.DATA), texts)
    return classes.zip_with(~is_other, pl.Series([furniture.OTHER_SPAN] * len(classes), dtype=pl.String))


def _tell(
    plan: SheetPlan,
    header: str,
    others: list[str],
    meanings: dict[str, str],
    is_other: pl.Series,
    is_data: pl.Series,
    texts: pl.Series,
) -> None:
    named = "、".join(others[:6])
    plan.notes.append(
        f"列“{header}”为{named}的{is_other.sum()}行不是本期数据，未计入 / {is_other.sum()} rows whose {header!r} is {named} "
        "are no data of this period and are left out"
    )
    if not (is_data & ~is_other).any():
        plan.questions.append(
            f"列“{header}”只有{named}，没有本期实际数，请核对 / column {header!r} has {named} alone and no figures of this "
            "period; please check"
        )
    unknown = [t for t in texts.filter(is_data).drop_nulls().unique(maintain_order=True) if t not in meanings]
    if unknown:
        plan.questions.append(
            f"列“{header}”的“{'、'.join(unknown[:6])}”看不出是否本期实际数，按实际数读取，请确认 / {unknown[:6]} in column "
            f"{header!r} may be no figures of this period; read as such, please confirm"
        )
