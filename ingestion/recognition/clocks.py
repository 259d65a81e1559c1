"""Times of day written apart from their dates: joined row by row, past midnight to the day they really are.

The date stands in a column of its own, or once for the whole sheet (a sheet for each day). Where the plant's day turns
in the morning and a day's rows begin after that hour, the early hours among them are those of the next morning.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import polars as pl

from ingestion.cells.dates import PeriodHint, hint_of, parse_instants
from ingestion.cells.distinct import nothing
from ingestion.cells.month_names import fold
from ingestion.cells.shares import share_matching
from ingestion.readers.merges import merged_from, spread
from ingestion.readers.raw import RawSheet
from ingestion.recognition.headers import is_word_of_others
from ingestion.registry import limits
from ingestion.results import ReadContext

_CLOCK = r"^\d{1,2}[:：]\d{2}([:：]\d{2})?$"
_ANY_CLOCK = r"\d[:：]\d{2}"
# behind a point a month and a day must be possible: 12.68 is a weight
_DAY = (
    r"^(?:(?:\d{4}|\d{2})[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?"
    r"|(?:1[0-2]|0?[1-9])\.(?:3[01]|[12]\d|0?[1-9])|20\d{6}|4\d{4})(?: 00:00(?::00)?)?$"
)
_WEEKDAY = r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?$"
_FULL_DAY = re.compile(r"(?<!\d)(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})[-/.月](\d{1,2})日?(?!\d)")
_SPAN = re.compile(r"\d[日号]?\s*[至到~—–]\s*\d|[日号]\s*-\s*\d")
_BARE_DAY = re.compile(r"(\d{1,2})[日号]")
_MOST, _LOOK_AT, _FEWEST = 0.8, 200, 3
_HALF_DAY = 720
_HEADER_WITHIN = 12
_DATE_POOLS = (
    "date",
    "time",
    "stat_date",
    "gross_time",
    "tare_time",
    "invoice_date",
    "booked",
    "count_date",
    "uploaded",
)


def joined_times(raw: RawSheet, context: ReadContext) -> RawSheet:
    """The sheet with the date put before every time of day; as it is where there are none."""
    look = raw.frame.head(_LOOK_AT)
    clocks = [c for c in _with_clocks(look) if _share(look, c, _CLOCK) >= _MOST]
    if not clocks:
        return raw
    hint = hint_of(context.period, raw.is_1904, context.month_end_day)
    days = [
        c
        for c in look.columns
        if c not in clocks and _share(look, c, _DAY) >= _MOST and not _is_headed_otherwise(look, c)
    ]
    of_sheet = None if days else day_of_sheet(raw, hint)
    if not days and of_sheet is None:
        return raw
    frame = raw.frame
    first_of: dict[str, str] = {}
    for clock in clocks:
        place = look.columns.index(clock)
        day = min(
            days,
            key=lambda c: (look.columns.index(c) > place, abs(look.columns.index(c) - place)),
            default="",
        )
        written = (
            _days_in_column(raw, day)
            if day
            else pl.repeat(of_sheet, frame.height, dtype=pl.String, eager=True)
        )
        other = first_of.setdefault(day, clock)
        beside = None if other == clock else frame[other]
        frame = frame.with_columns(
            _joined(raw.frame[clock], written, beside, hint, context.day_cut_minutes).alias(clock)
        )
    note = (
        "日期与时间分列，已合并读取 / dates and times stand in two columns: read together"
        if days
        else f"时间列只写了时刻，日期按工作表所写的{of_sheet} / times of day alone, of the day the sheet names"
    )
    return replace(raw, frame=frame, notes=[*raw.notes, note])


def _days_in_column(raw: RawSheet, column: str) -> pl.Series:
    """A column of days, those in merged cells in each of their rows."""
    merged = merged_from(raw, 0, [column])
    return spread(raw.frame[column], merged[column]) if merged else raw.frame[column]


def _is_headed_otherwise(frame: pl.DataFrame, column: str) -> bool:
    """Whether a column of what may be days is headed as something else: 7.25 beneath 净重 is no 25th of July."""
    head = frame[column].head(_HEADER_WITHIN).drop_nulls()
    return any(is_word_of_others(text, _DATE_POOLS) for text in head)


def _with_clocks(frame: pl.DataFrame) -> list[str]:
    """The columns that have a time of day somewhere: most sheets have none, and a wide one is not asked column by column."""
    if not frame.width:
        return []
    found = frame.select(pl.all().str.contains(_ANY_CLOCK).any())
    return [column for column, has in found.row(0, named=True).items() if has]


def _share(frame: pl.DataFrame, column: str, pattern: str) -> float:
    texts = frame[column].drop_nulls().str.strip_chars()
    texts = texts.str.replace(_WEEKDAY, "")
    # the words of titles and headers are no sample of a column
    texts = texts.filter(texts.str.contains(r"\d") & ~texts.str.contains(r"[\u4e00-\u9fff]{3,}"))
    return share_matching(texts, pattern, _FEWEST)


def _joined(
    clocks: pl.Series, days: pl.Series, beside: pl.Series | None, hint: PeriodHint, cut_minutes: int
) -> pl.Series:
    """Texts of dates and times; ``beside`` are those already made for another time of the same rows."""
    clock, day = clocks.str.strip_chars(), days.str.strip_chars().str.replace(r" 00:00(:00)?$", "")
    is_pair = (clock.str.contains(_CLOCK) & day.str.contains(r"\d")).fill_null(False)
    both = pl.select(pl.concat_str([pl.lit(day), pl.lit(clock)], separator=" ")).to_series()
    made = pl.select(pl.when(pl.lit(is_pair)).then(pl.lit(both)).otherwise(pl.lit(clocks))).to_series()
    table = pl.DataFrame(
        {
            "made": made,
            "at": parse_instants(made.zip_with(is_pair, nothing(len(made), pl.String())), hint).values,
            "day": day,
        }
    )
    minutes = pl.col("at").dt.hour().cast(pl.Int32) * 60 + pl.col("at").dt.minute()
    if beside is not None:
        known = parse_instants(beside, hint).values
        shift = ((pl.lit(known) - pl.col("at")).dt.total_minutes() / (2 * _HALF_DAY)).round(0)
    else:
        # a run of one day that begins after the plant's day turned and comes to the hours before it
        run = pl.col("day").fill_null("").rle_id()
        begins = minutes.drop_nulls().first().over(run)
        shift = ((begins >= cut_minutes) & (minutes < cut_minutes)).cast(pl.Float64)
    moved = table.with_columns(shift=shift.fill_null(0)).select(
        pl.when(pl.col("shift") != 0)
        .then(
            (pl.col("at") + pl.duration(days=pl.col("shift").cast(pl.Int64))).dt.strftime("%Y-%m-%d %H:%M:%S")
        )
        .otherwise(pl.col("made"))
    )
    return moved.to_series()


def day_of_sheet(raw: RawSheet, hint: PeriodHint) -> str | None:
    """The one day that the sheet's name, else the rows above its header, name; None when none or several."""
    rows = raw.frame.head(limits()["scoring"]["header_search_rows"]).rows()
    titles = [c for row in rows for c in row if c and sum(bool(x and x.strip()) for x in row) <= 2]
    for texts in ([raw.name], titles):
        # a span of days names no day
        texts = [text for text in map(fold, texts) if not _SPAN.search(text)]
        found = {day for text in texts for day in _days_in(text, hint)}
        if found:
            return found.pop().isoformat() if len(found) == 1 else None
    return None


def _days_in(text: str, hint: PeriodHint) -> set[date]:
    if full := _FULL_DAY.findall(text):
        return {d for y, m, n in full if (d := _date(int(y), int(m), int(n)))}
    if day := _MONTH_DAY.search(text):
        written = f"{day[1]}月{day[2]}日"
    elif (bare := _BARE_DAY.fullmatch(text)) and hint.year is not None and hint.month is not None:
        # days after a statistical month's last one are of the month before
        before = hint.month_end_day is not None and int(bare[1]) > hint.month_end_day
        year, month = (
            (hint.year - (hint.month == 1), (hint.month - 2) % 12 + 1) if before else (hint.year, hint.month)
        )
        return {d for d in (_date(year, month, int(bare[1])),) if d}
    else:
        return set()
    value = parse_instants(pl.Series([written]), hint).values[0]
    return {value.date()} if value is not None else set()


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
