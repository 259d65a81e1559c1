"""What a gate hands on: one row per expectation, and the errors that stop a close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from expectations.adapter import Outcome

SCHEMA = {
    "gate": pl.String,
    "expectation_id": pl.String,
    "expectation": pl.String,
    "requirements": pl.String,
    "clause": pl.String,
    "disposition": pl.String,
    "limit_low": pl.String,
    "limit_high": pl.String,
    "rows_evaluated": pl.Int64,
    "rows_refused": pl.Int64,
    "refused": pl.String,
}
_SHOWN = 20


class GateRefusedError(RuntimeError):
    """A gate found what must not happen; the message names the expectations and rows, in both languages."""


def result_rows(
    gate: str, outcomes: Sequence[Outcome], names: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """One row per expectation of `gate`; limits as text, as the registry has them.

    `names` says how a refused row is called; each name stands once.
    """
    called = names or {}
    return pl.DataFrame(
        [
            {
                "gate": gate,
                "expectation_id": outcome.planned.expectation_id,
                "expectation": outcome.planned.expectation,
                "requirements": str(outcome.planned.meta.get("requirements", "")),
                "clause": str(outcome.planned.meta.get("clause", "")),
                "disposition": outcome.planned.disposition,
                "limit_low": str(outcome.planned.meta.get("limit_low") or ""),
                "limit_high": str(outcome.planned.meta.get("limit_high") or ""),
                "rows_evaluated": outcome.rows_evaluated,
                "rows_refused": len(outcome.refused_row_ids),
                "refused": "；".join(
                    list(dict.fromkeys(called.get(row, row) for row in outcome.refused_row_ids))[:_SHOWN]
                ),
            }
            for outcome in outcomes
        ],
        schema=SCHEMA,
    )
