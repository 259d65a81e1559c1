"""Rules on single rows: weighing arithmetic, swapped units, ranges, scope, period, missing keys.

Limits are registry rows (``ingestion/limits.yml``). The first rule a row breaks is its reason; keys, reasons and
duplicates are settled in ``ingestion.rows.settle``.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import polars as pl

from ingestion.cells.dates import PeriodHint, month_bounds
from ingestion.cells.distinct import by_distinct
from ingestion.cells.numbers import WIDE
from ingestion.cells.running import is_about_a_thousandth, none_about_a_thousandth
from ingestion.cells.shares import true_alone
from ingestion.recognition.processes import ProcessMapper
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.registry import furniture, limits
from ingestion.results import ReadContext
from ingestion.rows.answers import flag_answers
from ingestion.rows.taken_back import flag_taken_back
from ingestion.rows.void_marks import void_marks
from ingestion.rows.work import Problem, Work, cell_at, raw, short, with_formula_remedy
from ingestion.rows.yearless import is_yearless
from warehouse import tables as lake

_WEIGHED = ("gross_t", "tare_t", "net_t")
MASS_FIELDS = ("net_t", "mass_t", "quantity_t", "value_t", "output_t", "in_t")
# The day that decides to which period a row belongs; ledgers of finance may keep calendar months.
PERIOD_COLUMNS = {
    "ladle_tickets": ("stat_date", "weighed_at"),
    "anode_trucks": ("weighed_at",),
    "intra_in": ("weighed_at",),
    "intra_out": ("weighed_at",),
    "anode_direct": ("weighed_at",),
    "anode_slips": ("slip_date",),
    "anode_store": ("issue_date",),
    "daily_report": ("report_date",),
    "meter_readings": ("reading_date",),
    "platform_feed": ("feed_date",),
    "product_flow": ("flow_date",),
    "own_anode": ("produced_date",),
    "sales_ledger": ("invoice_date",),
    "purchase_ledger": ("booked_date",),
}
_WRITTEN = ("header", "title", "unit row", "header word")
_ENOUGH_ROWS = 3
# Why a void ticket is set aside: a fact, no fault, so it names no requirement.
VOID = "voided"
TICKETS = {"ladle_tickets", "anode_trucks", "intra_in", "intra_out", "anode_direct", "anode_slips"}
_LOOSE_PERIOD = {"sales_ledger", "purchase_ledger", "platform_feed"}


def apply_row_rules(work: Work, plan: SheetPlan, context: ReadContext, mapper: ProcessMapper) -> None:
    """Record the rows that break a rule, in the order of precedence of their reasons."""
    flag_column_unit(work, plan)
    if set(_WEIGHED) <= set(work.frame.columns):
        flag_swapped_units(work, plan, "net_t", "gross_t")
        flag_weighing(work, plan)
    elif (mass := next((m for m in ("mass_t",) if m in work.frame.columns), None)) is not None:
        flag_swapped_units(work, plan, mass, mass)
    flag_ranges(work, plan)
    flag_error_cells(work, plan)
    flag_missing(work, plan)
    flag_other_plant(work, plan, context, mapper)
    flag_unknown_party(work, plan, context, mapper)
    flag_period(work, plan, context)
    flag_answers(work, plan, context.plant_code)
    flag_voided(work, plan)
    if plan.table.name in TICKETS:
        flag_taken_back(work, plan, VOID)


def _row(zh: str, en: str, *parts: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    return pl.format(zh, *parts), pl.format(en, *parts)


def flag_voided(work: Work, plan: SheetPlan) -> None:
    """Tickets that say they are void: set aside before any other rule looks at them, with no requirement raised.

    A row without a mass needs only the word in a remark, a state or where the mass would stand; one with a mass must
    say nothing else, because a ticket written in place of a void one often names it.
    """
    masses = [m for m in ("net_t", "mass_t") if m in plan.fields]
    if plan.table.name not in TICKETS or not masses:
        return
    # only where nothing was weighed can a mass column say it
    written = [m for m in (*_WEIGHED, "mass_t") if m in plan.fields and work.frame[m].null_count()]
    said = [raw(name) for name in ("remark", "ticket_state", *written) if name in plan.fields]
    said = [name for name in said if work.frame[name].null_count() < work.frame.height]
    names_one, says_it = (
        [true_alone(by_distinct(work.frame[name], work.few.get(name), look)) for name in said]
        for look in (_names_a_void, _says_it_is_void)
    )
    marked, unclear = void_marks(work, plan)
    _flag_unclear_marks(work, plan, unclear)
    if not any(found.any() for found in (*names_one, *says_it, marked)):
        return
    weighs = pl.any_horizontal((pl.col(m) != 0).fill_null(False) for m in masses)
    # a negative mass takes back another ticket, which still counts: that is no void ticket but a question
    takes_back = pl.any_horizontal((pl.col(m) < 0).fill_null(False) for m in masses)
    is_said = (pl.any_horizontal(pl.lit(False), *names_one) & ~weighs) | pl.any_horizontal(marked, *says_it)
    void = is_said & ~takes_back
    zh, en = _row(
        "第{}行磅单已作废，不计入", "row {}: the ticket is void and is not counted", pl.col("row_no")
    )
    work.problems.insert(0, Problem(void, None, VOID, zh, en))


def _flag_unclear_marks(work: Work, plan: SheetPlan, unclear: dict[str, pl.Series]) -> None:
    """A ticket of which nobody can tell whether it is void is set aside: counting it would decide the question."""
    for name, rows in unclear.items():
        if rows.any():
            zh, en = _row(
                "单元格{}“{}”看不出该磅单是否作废，请填是或否",
                "cell {} '{}' does not tell whether the ticket is void: write 是 or 否",
                cell_at(work, plan.fields[name]), short(pl.col(raw(name))),
            )  # fmt: skip
            work.flag(rows, "X-DOMAIN", "void_unclear", zh, en)


def _squeezed(texts: pl.Series) -> pl.Series:
    return texts.str.replace_all(r"\s+", "").str.to_lowercase()


def _names_a_void(texts: pl.Series) -> pl.Series:
    words, texts = furniture(), _squeezed(texts)
    return texts.str.contains(words["voided"]) & ~texts.str.contains(words["not_voided"])


def _says_it_is_void(texts: pl.Series) -> pl.Series:
    return _squeezed(texts).str.contains(furniture()["voided_state"])


def flag_swapped_units(work: Work, plan: SheetPlan, field: str, also: str) -> None:
    """Rows whose masses are about a thousandth (or a thousandfold) of what the column usually holds."""
    if field not in plan.fields:
        return
    # every median is asked for, whatever the first one shows: asking counts the values (``ingestion.cells.running``)
    medians = {name: work.median(name) for name in dict.fromkeys((field, also))}
    if any(not m or none_about_a_thousandth(work.frame[name], m) for name, m in medians.items()):
        return
    ratios = [
        is_about_a_thousandth(pl.col(name).cast(pl.Float64).abs(), m) for name, m in medians.items() if m
    ]
    zh, en = _row(
        "单元格{}“{}”的单位与本列其他行不同（千克与吨混用），请统一单位",
        "cell {} '{}' is in another unit than the rest of the column (kg and t mixed); please use one unit",
        cell_at(work, plan.fields[field]), short(pl.col(raw(field))),
    )  # fmt: skip
    work.flag(pl.all_horizontal(ratios), "X-UNIT", "unit_swapped", zh, en)


def flag_column_unit(work: Work, plan: SheetPlan) -> None:
    """A whole column a thousand times what its form holds, or a thousandth: its written unit is not its values'.

    Where nobody wrote a unit, size has told it already.
    """
    spans = limits()["magnitudes"].get(plan.table.name, {})
    for name in [m for m in MASS_FIELDS if m in plan.fields and m in spans]:
        unit, median = plan.fields[name].unit, work.median(name)
        if unit is None or unit.source not in _WRITTEN or not median or work.frame.height < _ENOUGH_ROWS:
            continue
        low, high = float(spans[name][0]), float(spans[name][1])
        if low <= median <= high or not any(low <= median * f <= high for f in (1000, 0.001)):
            continue
        zh, en = _row(
            "单元格{}“{}”：整列数值与所写单位（" + str(unit.written) + "）相差一千倍，请核对单位",
            "cell {} '{}': the whole column is a thousand times off its unit (" + str(unit.written) + ")",
            cell_at(work, plan.fields[name]), short(pl.col(raw(name))),
        )  # fmt: skip
        work.flag(pl.col(name).is_not_null(), "X-UNIT", "column_unit", zh, en)


def flag_weighing(work: Work, plan: SheetPlan) -> None:
    """Gross below tare, net not positive, or gross less tare not the net within the scale's division."""
    division = Decimal(str(limits()["weighing"]["division_t"]))
    if "net_t" not in plan.fields or "gross_t" not in plan.fields or "tare_t" not in plan.fields:
        return
    cell = cell_at(work, plan.fields["net_t"])
    g, t, n = (short(pl.col(raw(name))) for name in _WEIGHED)
    zh, en = _row(
        "第{}行毛重“{}”小于皮重“{}”，请核对是否填反", "row {}: gross '{}' is below tare '{}'; were they swapped?",
        pl.col("row_no"), g, t,
    )  # fmt: skip
    work.flag(pl.col("gross_t") < pl.col("tare_t"), "X-WEIGH", "gross_below_tare", zh, en)
    zh, en = _row(
        "单元格{}净重“{}”不等于毛重“{}”减皮重“{}”，请核对", "cell {}: net '{}' is not gross '{}' less tare '{}'",
        cell, n, g, t,
    )  # fmt: skip
    off = (pl.col("gross_t") - pl.col("tare_t") - pl.col("net_t")).abs() > pl.lit(division, dtype=WIDE)
    work.flag(off, "X-WEIGH", "net_not_gross_less_tare", zh, en)


def flag_ranges(work: Work, plan: SheetPlan) -> None:
    """Values beyond the vessel or the scale."""
    for name, (low, high) in limits()["tables"].get(plan.table.name, {}).items():
        if name not in plan.fields or _is_within(work.frame[name], Decimal(str(low)), Decimal(str(high))):
            continue
        fp = plan.fields[name]
        zh, en = _row(
            f"单元格{{}}“{{}}”超出合理范围（{low}～{high}，换算后单位），请核对",
            f"cell {{}} '{{}}' is beyond what is possible ({low} to {high} in the lake's unit); please check",
            cell_at(work, fp), short(pl.col(raw(name))),
        )  # fmt: skip
        value, ends = pl.col(name).cast(WIDE), [pl.lit(Decimal(str(end)), dtype=WIDE) for end in (low, high)]
        work.flag((value < ends[0]) | (value > ends[1]), "X-RANGE", "out_of_range", zh, en)


def _is_within(values: pl.Series, low: Decimal, high: Decimal) -> bool:
    """Whether the least and the greatest value show that none lies beyond two ends; False when they do not."""
    least, greatest = values.min(), values.max()
    return (
        isinstance(least, Decimal | int)
        and isinstance(greatest, Decimal | int)
        and low <= least
        and greatest <= high
    )


def flag_error_cells(work: Work, plan: SheetPlan) -> None:
    """Rows whose key or another needed word is an error value (#N/A) or a formula that was never computed."""
    for name, fp in plan.fields.items():
        if fp.field.type != "text" or fp.field.need == "extra":
            continue
        is_error = true_alone(by_distinct(work.frame[raw(name)], work.few_of(fp), _is_error_word))
        if not is_error.any():
            continue
        zh, en = _row(
            "单元格{}“{}”是公式错误值，请改填实际内容",
            "cell {} '{}' is the error of a formula; please enter what it stands for",
            cell_at(work, fp), short(pl.col(raw(name))),
        )  # fmt: skip
        zh, en = with_formula_remedy(pl.col(raw(name)), cell_at(work, fp), zh, en)
        work.flag(is_error, "X-TYPE", "error_value", zh, en)


def _is_error_word(texts: pl.Series) -> pl.Series:
    words = furniture()["error_words"]
    maybe = true_alone(texts.str.starts_with("#"))
    if all(word.startswith("#") for word in words) and not maybe.any():
        return maybe
    return texts.str.to_uppercase().is_in(words)


def needed_fields(plan: SheetPlan) -> list[str]:
    """Fields without which a row of a table is set aside."""
    needed = [k for k in lake.table(plan.table.name).key if k in plan.fields]
    if plan.table.name in PERIOD_COLUMNS:
        needed += [m for m in MASS_FIELDS if m in plan.fields and m not in ("output_t", "in_t")]
    return [name for name in dict.fromkeys(needed) if name != "waybill_no"]


def flag_missing(work: Work, plan: SheetPlan) -> None:
    """Rows without their key or without the quantity the table is about."""
    for name in needed_fields(plan):
        if not work.frame[raw(name)].null_count():
            continue
        kind = plan.fields[name].field.type
        requirement = "X-DATE" if kind in ("date", "timestamp") else "X-TYPE"
        zh, en = _row(
            "单元格{}为空，请补填", "cell {} is empty; please fill it in", cell_at(work, plan.fields[name])
        )
        work.flag(pl.col(raw(name)).is_null(), requirement, "missing_value", zh, en)


def flag_other_plant(work: Work, plan: SheetPlan, context: ReadContext, mapper: ProcessMapper) -> None:
    """Rows whose plant column names another plant of the group."""
    if "unit_name" not in plan.fields:
        return
    own = {*context.own_names, context.plant_code}
    names = work.words_of("unit_name")
    others = [n for n in names if n not in own and mapper.names_other_plant(n)]
    others += [n for n in names if n in {p.code for p in context.plants if p.code != context.plant_code}]
    zh, en = _row(
        "单元格{}“{}”是集团内其他企业，请移到该企业的报送文件",
        "cell {} '{}' is another plant of the group; please move the row to its file",
        cell_at(work, plan.fields["unit_name"]), short(pl.col(raw("unit_name"))),
    )  # fmt: skip
    work.flag(work.has_word("unit_name", others), "X-SCOPE", "other_plant", zh, en)


def flag_unknown_party(work: Work, plan: SheetPlan, context: ReadContext, mapper: ProcessMapper) -> None:
    """Rows between plants of the group whose other side is no plant of the group."""
    if "party" not in plan.fields or len(context.plants) < 2:
        return
    names = work.words_of("party")
    known = set(context.known_parties) | {p.code for p in context.plants}
    strangers = [n for n in names if n not in known and not mapper.names_other_plant(n)]
    zh, en = _row(
        "单元格{}“{}”不是集团内企业，请核对往来单位", "cell {} '{}' is no plant of the group; please check the party",
        cell_at(work, plan.fields["party"]), short(pl.col(raw("party"))),
    )  # fmt: skip
    work.flag(work.has_word("party", strangers), "X-DOMAIN", "unknown_party", zh, en)


def _bounds(plan: SheetPlan, context: ReadContext) -> tuple[date, date] | None:
    bounds = month_bounds(context.period, context.month_end_day)
    natural = month_bounds(context.period, None)
    if bounds and natural and plan.table.name in _LOOSE_PERIOD:
        return min(bounds[0], natural[0]), max(bounds[1], natural[1])
    return bounds


def _is_year_lent(work: Work, plan: SheetPlan, name: str, late: pl.Expr) -> pl.Expr:
    """Rows among the late ones whose date is written without a year."""
    texts = work.frame.select(pl.when(late.fill_null(False)).then(pl.col(raw(name)))).to_series()
    if texts.null_count() == len(texts):
        return pl.lit(False)
    hint = PeriodHint(plan.hint.year, plan.hint.month)
    lent = [text for text in texts.drop_nulls().unique().to_list() if is_yearless(text, hint)]
    return pl.col(raw(name)).is_in(lent).fill_null(False)


def _all_lie_between(dated: pl.Series, start: datetime, end: datetime) -> bool:
    """Whether every row has its day or instant, none before the start and none from the end on."""
    instants = dated.cast(pl.Datetime("us"))
    least, greatest = instants.min(), instants.max()
    return (
        not instants.null_count()
        and isinstance(least, datetime)
        and isinstance(greatest, datetime)
        and start <= least
        and greatest < end
    )


def flag_period(work: Work, plan: SheetPlan, context: ReadContext) -> None:
    """Rows dated outside the plant's statistical month (X-PERIOD) or in the future (X-DATE)."""
    columns = [c for c in PERIOD_COLUMNS.get(plan.table.name, ()) if c in plan.fields]
    bounds = _bounds(plan, context)
    if not columns or not bounds:
        return
    first, last = bounds
    rules = limits()["dates"]
    future = context.received_date or last + timedelta(days=int(rules["future_days_after_period"]))
    # an instant may lie in the night after the last day, up to the day cut and the stamping of the weighing
    late = timedelta(hours=int(rules["instant_tolerance_hours"])) + timedelta(minutes=context.day_cut_minutes)
    following = month_bounds(f"{last + timedelta(days=15):%Y-%m}", context.month_end_day)
    after_next = datetime.combine(following[1] if following else last, time()) + timedelta(days=1)
    remaining = pl.lit(True)
    for name in columns:
        fp = plan.fields[name]
        has_clock = fp.field.type == "date" and f"at__{name}" in work.frame.columns
        source = f"at__{name}" if has_clock else name
        value = pl.col(source)
        is_instant = fp.field.type == "timestamp"
        end = (
            datetime.combine(last, time())
            + timedelta(days=1)
            + (late - timedelta(days=1) if is_instant else timedelta())
        )
        start = datetime.combine(first, time())
        ahead = datetime.combine(future, time()) + timedelta(days=1)
        if _all_lie_between(work.frame[source], start, min(end, ahead)):
            return
        cell, written = cell_at(work, fp), short(pl.col(raw(name)))
        zh, en = _row(
            "单元格{}“{}”是未来日期，请改正",
            "cell {} '{}' lies in the future; please correct it",
            cell,
            written,
        )
        # a day of the month right after is of another period, whenever the file came in: it is most likely true
        is_next = (value >= end) & (value < after_next)
        # a day written without its year lies in another month, not in the future: only the folder lends it this year
        is_lent = _is_year_lent(work, plan, name, value >= ahead)
        work.flag(remaining & (value >= ahead) & ~is_next & ~is_lent, "X-DATE", "future_date", zh, en)
        zh, en = _row(
            f"单元格{{}}“{{}}”不在本期（{first}至{last}）内，请移到所属期间的文件",
            f"cell {{}} '{{}}' is outside the period ({first} to {last}); please move the row to its period",
            cell, written,
        )  # fmt: skip
        work.flag(remaining & ((value < start) | (value >= end)), "X-PERIOD", "other_period", zh, en)
        # a row with its own production date is judged by that alone
        remaining = remaining & value.is_null()
