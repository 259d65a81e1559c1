"""Every delivered row that does not count, with its reason, in the columns of the interface's ``rows``.

Deciding what counts belongs in ``ingestion.records.versions``
and in the readers; this module lists it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from ingestion.records.sidecars import Sidecar
from warehouse.home import Home

ROWS = {
    "file": pl.String(), "sheet": pl.String(), "row": pl.Int64(),
    "kind": pl.String(), "key": pl.String(), "status": pl.String(),
    "requirement": pl.String(), "reason_zh": pl.String(), "reason_en": pl.String(),
    "plant_code": pl.String(), "period": pl.String(), "table_name": pl.String(),
    "delivery_id": pl.String(), "reason_code": pl.String(), "other_file": pl.String(),
}  # fmt: skip
_REASONS = {
    "superseded": (
        "X-RESTATE",
        "superseded",
        "被后续报送文件 {} 中的同一行取代",
        "replaced by the same row of {}",
    ),
    "duplicate": (
        "X-DUP",
        "duplicate_in_other_file",
        "同一编号已在文件 {} 中计入，本行不再计入",
        "this number already counts in {}",
    ),
}
_COPY = (
    "文件与 {} 内容完全相同，全部行不再计入",
    "the file is an exact copy of {}; none of its rows counts again",
)


def rows_apart(home: Home, sidecars: list[Sidecar], resolved: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of one plant and period that do not count."""
    empty = pl.DataFrame(schema=ROWS)
    frames = [empty]
    first_of = {part["delivery_id"]: part for sidecar in sidecars for part in sidecar["parts"]}
    for sidecar in sidecars:
        for part in sidecar["parts"]:
            frames += _set_aside(home, sidecar, part)
            if part["duplicate_of"] is not None:
                frames += _copied(home, sidecar, part, first_of[part["duplicate_of"]])
    moved = _moved(resolved)
    listed = pl.concat([frame.select(list(ROWS)).cast(empty.schema) for frame in frames])
    place = ["delivery_id", "table_name", "sheet", "row"]
    return pl.concat([listed.join(moved, on=place, how="anti"), moved.select(list(ROWS)).cast(empty.schema)])


def _set_aside(home: Home, sidecar: Sidecar, part: dict[str, Any]) -> Iterator[pl.DataFrame]:
    if part["rows_quarantine"] + part["rows_duplicate"] == 0:
        return
    for lake in part["lake"]:
        rows = pl.scan_parquet(home.root / lake["path"], glob=False).filter(pl.col("row_status") != "keep")
        yield rows.select(
            "sheet",
            "requirement",
            "reason_zh",
            "reason_en",
            "reason_code",
            row="row_no",
            key="row_key",
            status="row_status",
            **_place(sidecar, part, lake["table"], None),
        ).collect()


def _copied(
    home: Home, sidecar: Sidecar, part: dict[str, Any], first: dict[str, Any]
) -> Iterator[pl.DataFrame]:
    for lake in first["lake"]:
        rows = pl.scan_parquet(home.root / lake["path"], glob=False)
        yield rows.select(
            "sheet",
            row="row_no",
            key="row_key",
            status=pl.lit("duplicate"),
            requirement=pl.lit("X-DUP"),
            reason_code=pl.lit("copy_of_file"),
            reason_zh=pl.lit(_COPY[0].format(first["file"])),
            reason_en=pl.lit(_COPY[1].format(first["file"])),
            **_place(sidecar, part, lake["table"], first["file"]),
        ).collect()


def _place(sidecar: Sidecar, part: dict[str, Any], table: str, other: str | None) -> dict[str, pl.Expr]:
    return {
        "file": pl.lit(part["file"]),
        "kind": pl.lit(part["kind"], pl.String),
        "plant_code": pl.lit(sidecar["plant_code"]),
        "period": pl.lit(sidecar["period"]),
        "table_name": pl.lit(table),
        "delivery_id": pl.lit(part["delivery_id"]),
        "other_file": pl.lit(other, pl.String),
    }


def _moved(resolved: pl.DataFrame) -> pl.DataFrame:
    def worded(position: int) -> pl.Expr:
        expression = pl.lit(None, pl.String)
        for status, words in _REASONS.items():
            text = (
                pl.format(words[position], "other_file")
                if "{}" in words[position]
                else pl.lit(words[position])
            )
            expression = pl.when(pl.col("status") == status).then(text).otherwise(expression)
        return expression

    return resolved.select(
        "file",
        "sheet",
        "kind",
        "status",
        "plant_code",
        "period",
        "table_name",
        "delivery_id",
        "other_file",
        row="row_no",
        key="row_key",
        requirement=worded(0),
        reason_code=worded(1),
        reason_zh=worded(2),
        reason_en=worded(3),
    )
