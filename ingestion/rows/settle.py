"""Settling the rows of a sheet: key, status, reason and mass hint of every row; repeated keys become duplicates.

Rules are recorded beforehand by ``ingestion.rows.conform``, ``ingestion.rows.codes`` and ``ingestion.rows.row_rules``.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from ingestion.cells.distinct import nothing, plain, plain_frame
from ingestion.cells.numbers import WIDE, number_inside
from ingestion.cells.running import NotInPartsError, Running
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.rows.row_rules import MASS_FIELDS
from ingestion.rows.work import Problem, Work, raw
from warehouse import tables as lake

# Ledgers where one number lawfully has several lines (a second batch of the day, metal sent back): what makes two the same.
KEY_MAY_REPEAT = {
    "sales_ledger": ("invoice_no", "product", "quantity_t", "amount_cny"),
    "purchase_ledger": ("voucher_no", "material", "quantity_t", "amount_cny"),
    "product_flow": ("flow_date", "product", "in_t", "out_t"),
}

# Tables that have one row for each day, item or process and nothing that would tell two of them apart.
_ONE_ROW_A_KEY = {
    "anode_store",
    "daily_report",
    "index_ledger",
    "meter_readings",
    "monthly_report",
    "own_anode",
    "plan_output",
    "psi_ledger",
    "stock_count",
}
# A load beyond so many times the usual one of its sheet is no load.
_MOST_OF_USUAL = 3


def settle(work: Work, plan: SheetPlan) -> None:
    """Give every row its key, status and reason; later rows of a key already kept become duplicates."""
    height = work.frame.height
    blank = nothing(height, pl.String())
    columns = {c: blank.alias(c) for c in ("row_requirement", "reason_code", "reason_zh", "reason_en")}
    open_rows = pl.repeat(True, height, dtype=pl.Boolean, eager=True)
    masks = work.frame.select(
        pl.lit(p.mask).alias(str(i)) if isinstance(p.mask, pl.Series) else p.mask.alias(str(i))
        for i, p in enumerate(work.problems)
    )
    for index, problem in enumerate(work.problems):
        mask = masks[str(index)]
        if not mask.any():
            continue
        hit = (mask if len(mask) == height else pl.repeat(mask[0], height, eager=True)) & open_rows
        if hit.any():
            _write_reason(work, columns, hit, problem)
            open_rows = open_rows & ~hit
    work.frame = work.frame.with_columns(**columns, row_key=_row_key(work, plan))
    _set_aside_without_key(work, plan)
    status = pl.when(pl.col("reason_code").is_null()).then(pl.lit("keep")).otherwise(pl.lit("quarantine"))
    if work.running is not None and work.frame["reason_code"].null_count() == height:
        status = pl.lit(work.one_text("keep"))
    work.frame = work.frame.with_columns(row_status=status, mass_hint_t=_mass_hint(work, plan))
    _mark_duplicates(work, plan)


def _set_aside_without_key(work: Work, plan: SheetPlan) -> None:
    """A row that nothing else is wrong with but whose key cannot be read is set aside, never kept nameless."""
    if not lake.table(plan.table.name).key:
        return
    if not work.frame["row_key"].null_count():
        return
    table = lake.table(plan.table.name)
    name = next((k for k in table.key if k in work.frame.columns), table.key[0])
    label = table.columns[name].label_zh
    nameless = pl.col("row_key").is_null() & pl.col("reason_code").is_null()
    texts = {
        "row_requirement": pl.lit("X-TYPE"),
        "reason_code": pl.lit("no_key"),
        "reason_zh": pl.format("第{}行看不出是哪一项（没有" + label + "），请补充", pl.col("row_no")),
        "reason_en": pl.format("row {}: " + name + " cannot be read; please fill it in", pl.col("row_no")),
    }
    work.frame = work.frame.with_columns(
        **{c: pl.when(nameless).then(e).otherwise(pl.col(c)) for c, e in texts.items()}
    )


def _write_reason(work: Work, columns: dict[str, pl.Series], hit: pl.Series, problem: Problem) -> None:
    rows = hit.arg_true()
    texts = (
        plain_frame(work.frame.filter(hit))
        .rechunk()
        .select(
            row_requirement=pl.lit(problem.requirement, dtype=pl.String),
            reason_code=pl.lit(problem.code),
            reason_zh=problem.zh,
            reason_en=problem.en,
        )
    )
    for name in columns:
        columns[name] = columns[name].scatter(rows, texts[name])


def _row_key(work: Work, plan: SheetPlan) -> pl.Expr:
    keys = [k for k in lake.table(plan.table.name).key if k in work.frame.columns]
    if not keys:
        return pl.lit(None, dtype=pl.String)
    parts = [pl.col(k).cast(pl.String) for k in keys]
    if len(parts) == 1:
        return parts[0]
    joined = pl.concat_str([p.fill_null("") for p in parts], separator="|")
    return pl.when(parts[0].is_not_null()).then(joined)


def _mass_hint(work: Work, plan: SheetPlan) -> pl.Expr:
    """Best reading of the mass of a row that is set aside: the value, gross less tare, or a number in the text."""
    name = next((m for m in MASS_FIELDS if m in plan.fields), None)
    nothing = pl.lit(None, dtype=pl.Decimal(18, 6))
    if name is None or work.frame["row_requirement"].null_count() == work.frame.height:
        return nothing
    value = pl.col(name)
    if "gross_t" in plan.fields and "tare_t" in plan.fields:
        value = pl.coalesce(value, (pl.col("gross_t") - pl.col("tare_t")).abs().cast(WIDE))
    factor = plan.fields[name].unit.factor if plan.fields[name].unit else Decimal(1)  # type: ignore[union-attr]
    unreadable = plain(work.frame.filter(pl.col(name).is_null())[raw(name)]).drop_nulls().unique()
    inside = {t: n.value * factor for t in unreadable.to_list() if (n := number_inside(t)).value is not None}
    if inside:
        texts = (
            pl.col(raw(name))
            .cast(pl.String)
            .replace_strict(
                list(inside),
                pl.Series(list(inside.values()), dtype=WIDE, strict=False),
                default=None,
                return_dtype=WIDE,
            )
        )
        value = pl.coalesce(value, texts)
    thousand = pl.lit(Decimal(1000), dtype=WIDE)
    median = work.median(name) or 0.0
    swapped = pl.col("reason_code") == "unit_swapped"
    small = value.cast(pl.Float64).abs() < median
    mended = (
        pl.when(swapped & small).then(value * thousand).when(swapped).then(value / thousand).otherwise(value)
    )
    if {"gross_t", "tare_t"} <= set(plan.fields):
        mended = _believable(mended, median)
    # of a column in another unit, or of rows that share one figure, the masses are not known
    is_unknown = pl.col("reason_code").is_in(["column_unit", "merged_figure"])
    known = pl.col("row_requirement").is_not_null() & ~is_unknown
    return pl.when(known).then(mended.cast(pl.Decimal(18, 6), strict=False))


def _believable(mass: pl.Expr, median: float) -> pl.Expr:
    """A load of a size that loads can have: the reading, else gross less tare, else the usual load of the sheet.

    A row set aside lends its mass to comparisons that lack it; a weight that no vessel holds must not excuse a true
    difference of its size.
    """
    most = pl.lit(median * _MOST_OF_USUAL)
    weighed = (pl.col("gross_t") - pl.col("tare_t")).abs()
    usual = pl.lit(Decimal(str(round(median, 6))), dtype=WIDE)
    return (
        pl.when(mass.is_null() | (median == 0) | (mass.cast(pl.Float64).abs() <= most))
        .then(mass)
        .when(weighed.cast(pl.Float64) <= most)
        .then(weighed.cast(WIDE))
        .otherwise(usual)
    )


def _mark_duplicates(work: Work, plan: SheetPlan) -> None:
    identity = [c for c in KEY_MAY_REPEAT.get(plan.table.name, ()) if c in work.frame.columns]
    key = (
        pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in identity], separator="|")
        if identity
        else pl.col("row_key")
    )
    is_kept = (pl.col("row_status") == "keep") & pl.col("row_key").is_not_null()
    order = work.frame.select("row_no", k=key, is_kept=is_kept)
    order = order.filter(order["is_kept"]) if not order["is_kept"].all() else order
    if order.is_empty() or not lake.table(plan.table.name).key:
        return
    note = _repeats(order, work.running)
    if note is not None:
        _ask_other_figures(work, plan, note)
        _write_duplicates(work, note)
    if identity:
        _number_repeated_keys(work)


def _repeats(order: pl.DataFrame, running: Running | None) -> pl.DataFrame | None:
    """Rows (row_no, first_row) whose key stood in an earlier row, here or in an earlier part of the file."""
    is_unique = _grows(order["k"]) or order["k"].n_unique() == order.height
    firsts = order if is_unique else order.unique("k", keep="first", maintain_order=True)
    earlier = running.seen.add(firsts["k"], firsts["row_no"]) if running else None
    if is_unique and earlier is None:
        return None
    first = firsts.select("k", first_row="row_no" if earlier is None else pl.coalesce(earlier, "row_no"))
    note = order.join(first, on="k", how="left", maintain_order="left")
    return note.filter(pl.col("row_no") != pl.col("first_row")).select("row_no", "first_row")


def _grows(keys: pl.Series) -> bool:
    """Whether every key comes after the one before it, as ticket numbers do: far cheaper to see than repeats."""
    return bool((keys > keys.shift(1)).all())


def _ask_other_figures(work: Work, plan: SheetPlan, note: pl.DataFrame) -> None:
    """A question where rows of one key have other figures: they may be of stores, shifts or times that nothing tells.

    Tickets are left alone: each of them is on the receipt, and their repeats are a check's.

    :raises NotInPartsError: of a part: the row before may be of an earlier one.
    """
    figures = [n for n, fp in plan.fields.items() if fp.field.type.startswith(("decimal", "integer"))]
    if plan.table.name not in _ONE_ROW_A_KEY or note.is_empty() or not figures:
        return
    if work.running is not None:
        raise NotInPartsError("rows of one key")
    rows = work.frame.select("row_no", *(plain(work.frame[n]) for n in figures))
    first = rows.select(pl.col("row_no").alias("first_row"), pl.col(figures).name.suffix("_first"))
    both = note.join(rows, on="row_no", how="left").join(first, on="first_row", how="left")
    other = both.filter(pl.any_horizontal(pl.col(n).ne_missing(pl.col(f"{n}_first")) for n in figures))
    if other.is_empty():
        return
    row, before = other.sort("row_no").select("row_no", "first_row").row(0)
    plan.questions.append(
        f"{other.height}行与前面的行同一名称（或日期）而数值不同（如第{row}行与第{before}行），只计先出现的一行；如属不同仓库、班次"
        f"或时段请写明或合并 / {other.height} rows have the key of an earlier row but other figures (row {row} and row "
        f"{before}); the first counts alone: if they are of several stores, shifts or times, please say so or add them up"
    )


def _write_duplicates(work: Work, note: pl.DataFrame) -> None:
    work.frame = work.frame.with_columns(pl.col("row_status").cast(pl.String))
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
