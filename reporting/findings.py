"""Findings and answers as people read them: one row per cause, worst first, and what is still open.

Only arrangement: a disposition or status is never changed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from reporting.labels import DISPOSITION_ORDER, STATUS_ORDER, place_label, requirement_text
from reporting.published import Published

_CAUSE = ["disposition", "plant", "process", "period", "message_zh", "message_en"]
_KEPT = ["parameter", "expected", "observed", "deviation", "limit", "unit", "evidence", "conservative_value"]
# Statuses that forbid a statement of conformity: something is wrong, or was not looked at.
_OPEN_OR_TO_EXPLAIN = ("nonconformity", "missing", "not_assessable", "explain")


def causes(findings: pl.DataFrame, dispositions: Iterable[str] = DISPOSITION_ORDER) -> list[dict[str, Any]]:
    """One row per cause, worst first: the requirement ids that one cause raises are a list."""
    rank = {code: index for index, code in enumerate(DISPOSITION_ORDER)}
    return (
        findings.filter(pl.col("disposition").is_in(list(dispositions)))
        .sort("requirement", *_KEPT, nulls_last=True)
        .group_by(_CAUSE)
        .agg(
            pl.col("requirement").unique().sort().alias("requirements"),
            *(pl.col(name).drop_nulls().first() for name in _KEPT),
            pl.col("finding_id").unique().sort(),
            pl.col("effect_tco2e", "effect_allowance_t").max(),
        )
        .with_columns(
            evidence=pl.col("evidence").str.replace_all("parameter_registry", "参数登记表", literal=True),
            rank=pl.col("disposition").replace_strict(rank, default=len(rank), return_dtype=pl.Int64),
        )
        .sort("rank", "plant", "period", "process", pl.col("requirements").list.join(" "), "message_zh")
        .to_dicts()
    )


def worst(statuses: Iterable[str]) -> str:
    """The worst of some statuses; nothing at all is `missing`, and a status nobody knows is worst of all."""
    known = {code: index for index, code in enumerate(STATUS_ORDER)}
    return min(statuses, key=lambda status: known.get(status, -1), default="missing")


def status_counts(checks: pl.DataFrame) -> dict[str, int]:
    """How many answers there are of each status, worst first."""
    counts = dict(checks.group_by("status").len().iter_rows())
    known = {status: int(counts.pop(status, 0)) for status in STATUS_ORDER}
    return {**{str(code): int(number) for code, number in sorted(counts.items())}, **known}


def answers(published: Published, plant: str) -> pl.DataFrame:
    """Every answer of a plant with the words of its requirement, in the order of the registry."""
    facts = [
        {
            "requirement": key,
            "clause": str(row.get("clause") or ""),
            "subject": str(row.get("subject") or ""),
            "kind": str(row.get("kind") or ""),
            "text": requirement_text(key) or str(row.get("requirement") or ""),
        }
        for key, row in published.requirements.items()
    ]
    schema = dict.fromkeys(("requirement", "clause", "subject", "kind", "text"), pl.String)
    given = published.of_plant("checks", plant)
    if "reason" not in given.columns:
        given = given.with_columns(reason=pl.lit(""))
    return (
        given.join(pl.DataFrame(facts, schema=schema), on="requirement", how="left")
        .with_columns(pl.col("reason").map_elements(_chinese, return_dtype=pl.String))
        .with_columns(pl.col("clause", "subject", "kind", "text", "reason").fill_null(""))
        .sort("requirement", "period", "process")
    )


def _chinese(reason: str) -> str:
    """The Chinese half of a reason that is written as `中文 / English`."""
    parts = reason.split(" / ")
    return " / ".join(parts[: len(parts) // 2]) if len(parts) % 2 == 0 else reason


def open_answers(every: pl.DataFrame) -> list[dict[str, Any]]:
    """Requirements that still need something, one row each with its periods, worst first."""
    rank = {code: index for index, code in enumerate(STATUS_ORDER)}
    place = pl.col("process").replace("ALL", place_label("ALL")) + pl.lit("·") + pl.col("period")
    return (
        every.filter(pl.col("status").is_in(_OPEN_OR_TO_EXPLAIN))
        .group_by("status", "requirement", "clause", "subject", "text", "kind")
        .agg(places=place.unique().sort().str.join("、"), n=pl.len())
        .with_columns(rank=pl.col("status").replace_strict(rank, default=-1, return_dtype=pl.Int64))
        .sort("rank", "requirement")
        .to_dicts()
    )


def is_conforming(every: pl.DataFrame, findings: pl.DataFrame, explained: Iterable[str] = ()) -> bool:
    """Whether conformity can be stated: every question answered, none badly, none left to be explained.

    :param explained: numbers of findings to explain whose explanation was accepted.
    """
    is_explained = (pl.col("disposition") == "explain") & pl.col("finding_id").is_in(list(explained))
    place = ["process", "period", "requirement"]
    settled = findings.filter(pl.col("disposition") == "explain").group_by(place)
    settled_places = settled.agg(pl.col("finding_id").is_in(list(explained)).all().alias("is_settled"))
    open_checks = every.filter(pl.col("status").is_in(_OPEN_OR_TO_EXPLAIN)).join(
        settled_places.filter("is_settled").with_columns(status=pl.lit("explain")),
        on=[*place, "status"],
        how="anti",
    )
    if every.is_empty() or not open_checks.is_empty() or not every["status"].is_in(STATUS_ORDER).all():
        return False
    left = findings.filter(~is_explained)
    return not left["disposition"].is_in(["nonconformity", "data_error", "explain"]).any()
