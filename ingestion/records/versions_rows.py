"""Which rows a later delivery replaces, and what it changed. Pure functions over lake rows.

Which delivery is the later one is decided in ``ingestion.records.versions``; storing the outcome in
``ingestion.records.catalogue``.
"""

from __future__ import annotations

import polars as pl

KEEP, QUARANTINE, DUPLICATE, SUPERSEDED = "keep", "quarantine", "duplicate", "superseded"

CHANGE_SCHEMA: dict[str, pl.DataType] = {
    "plant_code": pl.String(),
    "period": pl.String(),
    "kind": pl.String(),
    "table_name": pl.String(),
    "file": pl.String(),
    "superseding_file": pl.String(),
    "superseding_delivery_id": pl.String(),
    "received_date": pl.Date(),
    "process": pl.String(),
    "row_key": pl.String(),
    "change": pl.String(),
    "field": pl.String(),
    "old_value": pl.String(),
    "new_value": pl.String(),
    "mass_delta_t": pl.Decimal(18, 6),
}
# Columns that say where a row stands or how it was written, not what it states.
_NOT_COMPARED = frozenset(
    {
        "plant_code",
        "period",
        "kind",
        "table_name",
        "file",
        "delivery_id",
        "sha256",
        "received_date",
        "version",
        "sheet",
        "row_no",
        "row_key",
        "row_status",
        "requirement",
        "reason_code",
        "reason_zh",
        "reason_en",
        "mass_hint_t",
        "content_hash",
        "seq",
    }
)
_MASS_FIELDS = ("net_t", "mass_t", "output_t", "value_t", "quantity_t", "production_t", "counted_t", "value")


def resolve_rows(rows: pl.DataFrame, *, is_global: bool) -> pl.DataFrame:
    """Decide which rows of one plant and table count, over all deliveries given.

    Inside a period the highest version of a key wins; a row that was set aside counts as replaced when a
    higher version holds its key in usable form, and a row set aside replaces nothing. The same key again in
    another file that replaces nothing (another month's folder, another workshop) is a duplicate; the first
    row stays.

    :param rows: delivery_id, file, period, version, received_date, sheet, row_no, row_key, row_status,
        process, event_day (one number at two processes on one day names two rows).
    :param is_global: a key names the same row in every period's folder (with the same ``event_day``).
    :return: the rows with ``was_status``, ``status`` and ``other_file``, in the order given.
    """
    usable = (pl.col("row_status") == KEEP) & pl.col("row_key").is_not_null()
    # A key names one row per process: workshops that number alike do not replace each other's rows.
    named = ["period", "row_key", "process"]
    newest = (
        rows.filter(usable)
        .sort("version", "received_date", "file", descending=[True, False, False], nulls_last=True)
        .unique(named, keep="first", maintain_order=True)
        .select(*named, last_version="version", newest_file="file")
    )
    judged = (
        rows.with_row_index("place")
        .join(newest, on=named, how="left", maintain_order="left", nulls_equal=True)
        .with_columns(
            is_replaced=(
                (pl.col("version") < pl.col("last_version")) & (pl.col("row_status") != DUPLICATE)
            ).fill_null(False)
        )
    )
    same = ["row_key", "process", "event_day"]
    partition = same if is_global else ["period", *same]
    survivors = (
        judged.filter(usable & ~pl.col("is_replaced"))
        .sort("period", "received_date", "file", "sheet", "row_no", nulls_last=True)
        .with_columns(
            first_file=pl.col("file").first().over(partition),
            is_first=pl.struct(partition).is_first_distinct(),
        )
        .select("place", "first_file", "is_first")
    )
    again = ~pl.col("is_first")
    return (
        judged.join(survivors, on="place", how="left", maintain_order="left")
        .with_columns(
            was_status="row_status",
            status=pl.when("is_replaced")
            .then(pl.lit(SUPERSEDED))
            .when(again)
            .then(pl.lit(DUPLICATE))
            .otherwise("row_status"),
            other_file=pl.when("is_replaced").then("newest_file").when(again).then("first_file"),
        )
        .select(*rows.columns, "was_status", "status", "other_file")
    )


def compare(older: pl.DataFrame, newer: pl.DataFrame, day: str | None) -> pl.DataFrame:
    """Return what a re-delivery changed: rows added, removed and altered, the altered ones by field.

    ``older`` holds the rows in force before ``newer`` (one row per key). ``removed`` are rows inside the days
    that ``newer`` covers (all rows when the table has no day column) that it no longer holds; they stay in
    force and are a question to the plant. ``mass_delta_t`` stands once per row: on the altered mass, or on
    the row itself.

    :param day: date or timestamp column that says when a row happened; None for tables without one.
    """
    old = older.filter(pl.col("row_status") == KEEP).unique("row_key", keep="last", maintain_order=True)
    new = newer.filter(pl.col("row_status") == KEEP).unique("row_key", keep="last", maintain_order=True)
    mass = next((n for n in _MASS_FIELDS if n in new.columns and new.schema[n].is_numeric()), None)
    delivered_again = newer.filter(pl.col("row_key").is_not_null())
    removed = _inside(old, new, day).join(delivered_again.select("row_key"), on="row_key", how="anti")
    parts = [
        _whole_rows(new.join(old.select("row_key"), on="row_key", how="anti"), "added", mass, 1),
        _whole_rows(removed, "removed", mass, -1),
        _altered(old, new, mass),
    ]
    return pl.concat(parts).sort("change", "row_key", "field", nulls_last=True)


def _inside(old: pl.DataFrame, new: pl.DataFrame, day: str | None) -> pl.DataFrame:
    if day is None or day not in new.columns:
        return old
    return old.filter(pl.col(day).is_between(new.get_column(day).min(), new.get_column(day).max()))


def _whole_rows(rows: pl.DataFrame, change: str, mass: str | None, sign: int) -> pl.DataFrame:
    delta = pl.col(mass).cast(pl.Decimal(18, 6)) * sign if mass else pl.lit(None)
    written = pl.col(mass).cast(pl.String) if mass else pl.lit(None, pl.String)
    return rows.select(
        _process(rows),
        "row_key",
        change=pl.lit(change),
        field=pl.lit(mass, pl.String),
        old_value=written if sign < 0 else pl.lit(None, pl.String),
        new_value=written if sign > 0 else pl.lit(None, pl.String),
        mass_delta_t=delta.cast(pl.Decimal(18, 6)),
    )


def _altered(old: pl.DataFrame, new: pl.DataFrame, mass: str | None) -> pl.DataFrame:
    both = new.join(old, on="row_key", how="inner", suffix="__old")
    fields = [name for name in new.columns if name not in _NOT_COMPARED and f"{name}__old" in both.columns]
    parts = [_whole_rows(new.clear(), "altered", mass, 1)]
    for name in fields:
        differing = both.filter(pl.col(name).ne_missing(pl.col(f"{name}__old")))
        if differing.is_empty():
            continue
        delta = pl.lit(None, pl.Decimal(18, 6))
        if name == mass:
            delta = (pl.col(name) - pl.col(f"{name}__old")).cast(pl.Decimal(18, 6))
        parts.append(
            differing.select(
                _process(new),
                "row_key",
                change=pl.lit("altered"),
                field=pl.lit(name),
                old_value=pl.col(f"{name}__old").cast(pl.String),
                new_value=pl.col(name).cast(pl.String),
                mass_delta_t=delta,
            )
        )
    return pl.concat(parts)


def _process(rows: pl.DataFrame) -> pl.Expr:
    return pl.col("process") if "process" in rows.columns else pl.lit(None, pl.String).alias("process")
