"""Rules on single rows: weighing arithmetic, swapped units, ranges, scope, period, missing keys, duplicates.

Limits are registry rows (``ingestion/limits.yml``). The first rule a row breaks is its reason.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import polars as pl

from ingestion.conform import Problem, Work, cell_at, raw, short
from ingestion.dates import month_bounds
from ingestion.numbers import WIDE, number_inside
from ingestion.processes import ProcessMapper
from ingestion.registry import limits
from ingestion.results import ReadContext
from ingestion.sheet_plan import SheetPlan
from warehouse import tables as lake

_WEIGHED = ("gross_t", "tare_t", "net_t")
_MASS_FIELDS = ("net_t", "mass_t", "quantity_t", "value_t", "output_t", "in_t")
# The day that decides to which period a row belongs; ledgers of finance may keep calendar months.
_PERIOD_COLUMNS = {
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
_LOOSE_PERIOD = {"sales_ledger", "purchase_ledger", "platform_feed"}
_KEY_MAY_REPEAT = {
    "sales_ledger": ("invoice_no", "product", "quantity_t", "amount_cny"),
    "purchase_ledger": ("voucher_no", "material", "quantity_t", "amount_cny"),
}


def apply_row_rules(work: Work, plan: SheetPlan, context: ReadContext, mapper: ProcessMapper) -> None:
    """Record the rows that break a rule, in the order of precedence of their reasons."""
    if set(_WEIGHED) <= set(work.frame.columns):
        flag_swapped_units(work, plan, "net_t", "gross_t")
        flag_weighing(work, plan)
    elif (mass := next((m for m in ("mass_t",) if m in work.frame.columns), None)) is not None:
        flag_swapped_units(work, plan, mass, mass)
    flag_ranges(work, plan)
    flag_missing(work, plan)
    flag_other_plant(work, plan, context, mapper)
    flag_unknown_party(work, plan, context, mapper)
    flag_period(work, plan, context)


def _row(zh: str, en: str, *parts: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    return pl.format(zh, *parts), pl.format(en, *parts)


def flag_swapped_units(work: Work, plan: SheetPlan, field: str, also: str) -> None:
    """Rows whose masses are about a thousandth (or a thousandfold) of what the column usually holds."""
    weighing = limits()["weighing"]
    low, high = float(weighing["unit_factor_low"]), float(weighing["unit_factor_high"])
    if field not in plan.fields:
        return
    ratios = []
    for name in {field, also}:
        median = work.frame[name].cast(pl.Float64).abs().median()
        if not median:
            return
        share = pl.col(name).cast(pl.Float64).abs() / float(median)  # type: ignore[arg-type]
        ratios.append(share.is_between(low, high) | share.is_between(1 / high, 1 / low))
    zh, en = _row(
        "单元格{}“{}”的单位与本列其他行不同（千克与吨混用），请统一单位",
        "cell {} '{}' is in another unit than the rest of the column (kg and t mixed); please use one unit",
        cell_at(work, plan.fields[field]), short(pl.col(raw(field))),
    )  # fmt: skip
    work.flag(pl.all_horizontal(ratios), "X-UNIT", "unit_swapped", zh, en)


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
        if name not in plan.fields:
            continue
        fp = plan.fields[name]
        zh, en = _row(
            f"单元格{{}}“{{}}”超出合理范围（{low}～{high}，换算后单位），请核对",
            f"cell {{}} '{{}}' is beyond what is possible ({low} to {high} in the lake's unit); please check",
            cell_at(work, fp), short(pl.col(raw(name))),
        )  # fmt: skip
        value = pl.col(name).cast(pl.Float64)
        work.flag((value < float(low)) | (value > float(high)), "X-RANGE", "out_of_range", zh, en)


def flag_missing(work: Work, plan: SheetPlan) -> None:
    """Rows without their key or without the quantity the table is about."""
    needed = [k for k in lake.table(plan.table.name).key if k in plan.fields]
    if plan.table.name in _PERIOD_COLUMNS:
        needed += [m for m in _MASS_FIELDS if m in plan.fields and m not in ("output_t", "in_t")]
    for name in dict.fromkeys(needed):
        if name in ("waybill_no",):
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
    own = {
        n for p in context.plants if p.code == context.plant_code for n in (p.name, p.short_name, p.code) if n
    }
    names = work.frame["unit_name"].drop_nulls().unique().to_list()
    others = [n for n in names if n not in own and mapper.names_other_plant(n)]
    others += [n for n in names if n in {p.code for p in context.plants if p.code != context.plant_code}]
    zh, en = _row(
        "单元格{}“{}”是集团内其他企业，请移到该企业的报送文件",
        "cell {} '{}' is another plant of the group; please move the row to its file",
        cell_at(work, plan.fields["unit_name"]), short(pl.col(raw("unit_name"))),
    )  # fmt: skip
    work.flag(pl.col("unit_name").is_in(others), "X-SCOPE", "other_plant", zh, en)


def flag_unknown_party(work: Work, plan: SheetPlan, context: ReadContext, mapper: ProcessMapper) -> None:
    """Rows between plants of the group whose other side is no plant of the group."""
    if "party" not in plan.fields or len(context.plants) < 2:
        return
    names = work.frame["party"].drop_nulls().unique().to_list()
    known = set(context.known_parties) | {p.code for p in context.plants}
    strangers = [n for n in names if n not in known and not mapper.names_other_plant(n)]
    zh, en = _row(
        "单元格{}“{}”不是集团内企业，请核对往来单位", "cell {} '{}' is no plant of the group; please check the party",
        cell_at(work, plan.fields["party"]), short(pl.col(raw("party"))),
    )  # fmt: skip
    work.flag(pl.col("party").is_in(strangers), "X-DOMAIN", "unknown_party", zh, en)


def _bounds(plan: SheetPlan, context: ReadContext) -> tuple[date, date] | None:
    bounds = month_bounds(context.period, context.month_end_day)
    natural = month_bounds(context.period, None)
    if bounds and natural and plan.table.name in _LOOSE_PERIOD:
        return min(bounds[0], natural[0]), max(bounds[1], natural[1])
    return bounds


def flag_period(work: Work, plan: SheetPlan, context: ReadContext) -> None:
    """Rows dated outside the plant's statistical month (X-PERIOD) or in the future (X-DATE)."""
    columns = [c for c in _PERIOD_COLUMNS.get(plan.table.name, ()) if c in plan.fields]
    bounds = _bounds(plan, context)
    if not columns or not bounds:
        return
    first, last = bounds
    rules = limits()["dates"]
    future = context.received_date or last + timedelta(days=int(rules["future_days_after_period"]))
    # an instant may lie in the night after the last day, up to the day cut and the stamping of the weighing
    late = timedelta(hours=int(rules["instant_tolerance_hours"])) + timedelta(minutes=context.day_cut_minutes)
    remaining = pl.lit(True)
    for name in columns:
        fp, value = plan.fields[name], pl.col(name)
        if fp.field.type == "date" and f"at__{name}" in work.frame.columns:
            value = pl.col(f"at__{name}")
        cell, written = cell_at(work, fp), short(pl.col(raw(name)))
        is_instant = fp.field.type == "timestamp"
        end = (
            datetime.combine(last, time())
            + timedelta(days=1)
            + (late - timedelta(days=1) if is_instant else timedelta())
        )
        start = datetime.combine(first, time())
        zh, en = _row(
            "单元格{}“{}”是未来日期，请改正",
            "cell {} '{}' lies in the future; please correct it",
            cell,
            written,
        )
        ahead = datetime.combine(future, time()) + timedelta(days=1)
        work.flag(remaining & (value >= ahead), "X-DATE", "future_date", zh, en)
        zh, en = _row(
            f"单元格{{}}“{{}}”不在本期（{first}至{last}）内，请移到所属期间的文件",
            f"cell {{}} '{{}}' is outside the period ({first} to {last}); please move the row to its period",
            cell, written,
        )  # fmt: skip
        work.flag(remaining & ((value < start) | (value >= end)), "X-PERIOD", "other_period", zh, en)
        # a row with its own production date is judged by that alone
        remaining = remaining & value.is_null()


def settle(work: Work, plan: SheetPlan) -> None:
    """Give every row its key, status and reason; later rows of a key already kept become duplicates."""
    height = work.frame.height
    blank = pl.repeat(None, height, dtype=pl.String, eager=True)
    columns = {c: blank.alias(c) for c in ("row_requirement", "reason_code", "reason_zh", "reason_en")}
    open_rows = pl.repeat(True, height, dtype=pl.Boolean, eager=True)
    masks = work.frame.select(
        pl.lit(p.mask).alias(str(i)) if isinstance(p.mask, pl.Series) else p.mask.alias(str(i))
        for i, p in enumerate(work.problems)
    )
    for index, problem in enumerate(work.problems):
        mask = masks[str(index)]
        hit = (mask if len(mask) == height else pl.repeat(mask[0], height, eager=True)) & open_rows
        if hit.any():
            _write_reason(work, columns, hit, problem)
            open_rows = open_rows & ~hit
    work.frame = work.frame.with_columns(**columns, row_key=_row_key(work, plan))
    status = pl.when(pl.col("row_requirement").is_null()).then(pl.lit("keep")).otherwise(pl.lit("quarantine"))
    work.frame = work.frame.with_columns(row_status=status, mass_hint_t=_mass_hint(work, plan))
    _mark_duplicates(work, plan)


def _write_reason(work: Work, columns: dict[str, pl.Series], hit: pl.Series, problem: Problem) -> None:
    texts = work.frame.select(zh=problem.zh, en=problem.en)
    constant = {"row_requirement": problem.requirement, "reason_code": problem.code}
    for name, value in constant.items():
        columns[name] = columns[name].zip_with(~hit, pl.repeat(value, len(hit), dtype=pl.String, eager=True))
    columns["reason_zh"] = columns["reason_zh"].zip_with(~hit, texts["zh"])
    columns["reason_en"] = columns["reason_en"].zip_with(~hit, texts["en"])


def _row_key(work: Work, plan: SheetPlan) -> pl.Expr:
    keys = [k for k in lake.table(plan.table.name).key if k in work.frame.columns]
    if not keys:
        return pl.lit(None, dtype=pl.String)
    parts = [pl.col(k).cast(pl.String) for k in keys]
    joined = pl.concat_str([p.fill_null("") for p in parts], separator="|")
    return pl.when(parts[0].is_not_null()).then(joined)


def _mass_hint(work: Work, plan: SheetPlan) -> pl.Expr:
    """Best reading of the mass of a row that is set aside: the value, gross less tare, or a number in the text."""
    name = next((m for m in _MASS_FIELDS if m in plan.fields), None)
    nothing = pl.lit(None, dtype=pl.Decimal(18, 6))
    if name is None or work.frame["row_requirement"].null_count() == work.frame.height:
        return nothing
    value = pl.col(name)
    if "gross_t" in plan.fields and "tare_t" in plan.fields:
        value = pl.coalesce(value, (pl.col("gross_t") - pl.col("tare_t")).abs().cast(WIDE))
    factor = plan.fields[name].unit.factor if plan.fields[name].unit else Decimal(1)  # type: ignore[union-attr]
    unreadable = work.frame.filter(pl.col(name).is_null())[raw(name)].drop_nulls().unique().to_list()
    inside = {t: n.value * factor for t in unreadable if (n := number_inside(t)).value is not None}
    if inside:
        texts = pl.col(raw(name)).replace_strict(
            list(inside),
            pl.Series(list(inside.values()), dtype=WIDE, strict=False),
            default=None,
            return_dtype=WIDE,
        )
        value = pl.coalesce(value, texts)
    thousand = pl.lit(Decimal(1000), dtype=WIDE)
    median = work.frame[name].cast(pl.Float64).abs().median() or 0.0
    swapped = pl.col("reason_code") == "unit_swapped"
    small = value.cast(pl.Float64).abs() < float(median)  # type: ignore[arg-type]
    mended = (
        pl.when(swapped & small).then(value * thousand).when(swapped).then(value / thousand).otherwise(value)
    )
    return pl.when(pl.col("row_requirement").is_not_null()).then(mended.cast(pl.Decimal(18, 6), strict=False))


def _mark_duplicates(work: Work, plan: SheetPlan) -> None:
    identity = [c for c in _KEY_MAY_REPEAT.get(plan.table.name, ()) if c in work.frame.columns]
    key = (
        pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in identity], separator="|")
        if identity
        else pl.col("row_key")
    )
    kept = work.frame.filter((pl.col("row_status") == "keep") & pl.col("row_key").is_not_null())
    if kept.is_empty() or not lake.table(plan.table.name).key:
        return
    order = kept.select("row_no", "row_key", k=key).with_columns(nth=pl.int_range(pl.len()).over("k"))
    later = order.filter(pl.col("nth") > 0)
    if later.height:
        _write_duplicates(work, order, later)
    if identity:
        _number_repeated_keys(work)


def _write_duplicates(work: Work, order: pl.DataFrame, later: pl.DataFrame) -> None:
    first = order.filter(pl.col("nth") == 0).select("k", first_row="row_no")
    note = later.join(first, on="k", how="left").select("row_no", "first_row")
    frame = work.frame.join(note, on="row_no", how="left", maintain_order="left")
    hit = pl.col("first_row").is_not_null()
    zh = pl.format("第{}行“{}”与第{}行重复，只计一次；如内容不同请核对", "row_no", "row_key", "first_row")
    en = pl.format(
        "row {}: '{}' repeats row {}; counted once; check if the contents differ",
        "row_no",
        "row_key",
        "first_row",
    )
    fresh = {
        "row_status": pl.lit("duplicate"),
        "row_requirement": pl.lit("X-DUP"),
        "reason_code": pl.lit("duplicate_key"),
        "reason_zh": zh,
        "reason_en": en,
    }
    work.frame = frame.with_columns(
        **{c: pl.when(hit).then(e).otherwise(pl.col(c)) for c, e in fresh.items()}
    ).drop("first_row")


def _number_repeated_keys(work: Work) -> None:
    """Several lawful lines of one voucher get numbered keys, so that each can be superseded on its own."""
    nth = pl.int_range(pl.len()).over("row_key")
    numbered = pl.format("{}#{}", "row_key", nth + 1)
    work.frame = work.frame.with_columns(
        row_key=pl.when((nth > 0) & pl.col("row_key").is_not_null() & (pl.col("row_status") != "duplicate"))
        .then(numbered)
        .otherwise(pl.col("row_key"))
    )
