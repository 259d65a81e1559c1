"""The one door to Great Expectations: run a list of planned expectations over one pandas frame.

Suites come from registries as plain data (:class:`Planned`); nothing outside this package imports
Great Expectations, which costs several seconds and 250 MB in every process that loads it. An
expectation that could not run is an error of the gate, never a failure of the data.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

ROW_ID = "row_id"
# Great Expectations' three severities, by what a breach means here.
SEVERITY_OF_DISPOSITION = {
    "nonconformity": "critical",
    "data_error": "critical",
    "explain": "warning",
    "advisory": "info",
    "missing": "warning",
    "not_assessable": "warning",
}


class GateError(RuntimeError):
    """An expectation could not be evaluated: the gate itself is broken, whatever the data."""


@dataclass(frozen=True)
class Planned:
    """One expectation as data: its type, arguments, the rows it concerns, and where it comes from."""

    expectation: str
    arguments: dict[str, Any]
    expectation_id: str
    disposition: str
    meta: dict[str, Any] = field(default_factory=dict)
    rule_id: str | None = None


@dataclass(frozen=True)
class Column:
    """One expectation with the values it concerns and the row that each value comes from."""

    planned: Planned
    row_ids: tuple[str, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class Outcome:
    """What one expectation found: how many rows it looked at, and which of them it refused."""

    planned: Planned
    rows_evaluated: int
    refused_row_ids: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """True when no row was refused; zero rows evaluated is reported by the caller, not as good news."""
        return not self.refused_row_ids


def _build_suite(name: str, planned: Sequence[Planned]) -> Any:
    import great_expectations as gx
    import great_expectations.expectations as gxe

    expectations = []
    for plan in planned:
        expectation_class = getattr(gxe, plan.expectation)
        condition = {}
        if plan.rule_id is not None:
            condition = {"row_condition": f'rule_id=="{plan.rule_id}"', "condition_parser": "pandas"}
        expectations.append(
            expectation_class(
                **plan.arguments,
                **condition,
                severity=SEVERITY_OF_DISPOSITION[plan.disposition],
                meta={**plan.meta, "expectation_id": plan.expectation_id},
            )
        )
    # Given whole: adding one by one compares each with all before it.
    return gx.ExpectationSuite(name=name, expectations=expectations)


def _refused(result: Any) -> Iterable[str]:
    for entry in result.result.get("unexpected_index_list") or []:
        yield str(entry[ROW_ID])


def run_suite(name: str, planned: Sequence[Planned], frame: pd.DataFrame) -> list[Outcome]:
    """Evaluate the planned expectations on `frame`, one outcome per plan, in plan order.

    `frame` must hold a unique text column ``row_id``. Raises :class:`GateError` naming every
    expectation that raised instead of answering.
    """
    by_id = _validated(name, planned, frame)
    return [
        Outcome(
            planned=plan,
            rows_evaluated=int(by_id[plan.expectation_id].result.get("element_count") or 0),
            refused_row_ids=tuple(sorted(_refused(by_id[plan.expectation_id]))),
        )
        for plan in planned
    ]


def run_columns(name: str, columns: Sequence[Column]) -> list[Outcome]:
    """Evaluate each expectation on the values of its own column, one outcome per column, in their order.

    Columns stand side by side, shorter ones end in nulls, which every expectation passes over. Hundreds of rules cost a
    fraction of what a row condition for each would.
    """
    import numpy as np
    import pandas as pd

    height = max((len(column.values) for column in columns), default=0)
    # One block: a frame built column by column costs pandas ten times as much in every filter.
    values = np.full((height, len(columns)), np.nan)
    for place, column in enumerate(columns):
        values[: len(column.values), place] = column.values
    frame = pd.DataFrame(values, columns=[str(column.planned.arguments["column"]) for column in columns])
    frame.insert(0, ROW_ID, range(height))
    by_id = _validated(name, [column.planned for column in columns], frame)
    return [
        Outcome(
            planned=column.planned,
            rows_evaluated=len(column.values),
            refused_row_ids=tuple(
                sorted(column.row_ids[int(place)] for place in _refused(by_id[column.planned.expectation_id]))
            ),
        )
        for column in columns
    ]


def _validated(name: str, planned: Sequence[Planned], frame: pd.DataFrame) -> dict[str, Any]:
    """One validation result per expectation id; raises :class:`GateError` for every one that could not run."""
    if not planned:
        raise GateError(f"suite {name} is empty: a gate without expectations lets everything through")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    batch_definition = (
        context.data_sources.add_pandas("potline")
        .add_dataframe_asset(name)
        .add_batch_definition_whole_dataframe("all")
    )
    suite = context.suites.add(_build_suite(name, planned))
    report = batch_definition.get_batch({"dataframe": frame}).validate(
        suite,
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": [ROW_ID]},
    )
    by_id = {_expectation_id(result): result for result in report.results}
    broken = [
        f"{plan.expectation_id}: {_exception_text(by_id.get(plan.expectation_id))}"
        for plan in planned
        if _exception_text(by_id.get(plan.expectation_id)) is not None
    ]
    if broken:
        raise GateError(f"expectations of {name} that could not run: " + "; ".join(broken))
    return by_id


def _expectation_id(result: Any) -> str:
    return str(result.expectation_config.meta["expectation_id"])


def _exception_text(result: Any) -> str | None:
    """The message of an expectation that raised; a missing result counts as one that could not run."""
    if result is None:
        return "no result"
    info = result.exception_info or {}
    if "raised_exception" in info:
        return info.get("exception_message") or "raised" if info["raised_exception"] else None
    # Several exceptions come keyed by metric.
    messages = [str(v.get("exception_message")) for v in info.values() if v.get("raised_exception")]
    return "; ".join(messages) or None
