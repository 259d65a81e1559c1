"""A close without a server: the same assets and checks, in this process, one after another."""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.records import dagster_home
from warehouse.home import open_home
from warehouse.locks import CLOSE, LAKE, hold
from warehouse.staging import recover

if TYPE_CHECKING:
    from dagster import DagsterInstance


class CloseError(RuntimeError):
    """The close could not be finished; the message says at which step and why."""


@dataclass(frozen=True)
class CloseRun:
    """A close that ran to its end: its name and what it took."""

    close_id: str
    wall_seconds: float
    cpu_seconds: float


def run_close(
    root: Path,
    months: list[str],
    years: list[str],
    as_of: str = "",
    on_step: Callable[[str], None] | None = None,
    record: bool = False,
) -> CloseRun:
    """Run the close graph over `months` and `years` on the home at `root`.

    One close at a time per home: a second one waits for the lock. With `record` the run and its checks stay
    in the home's Dagster records for the UI, which costs half as much CPU again as the close itself
    (SQLite, thousands of events). Raises :class:`CloseError` when a
    step failed; nothing is published then and the published tables stay as they were.
    """
    home = open_home(root)
    os.environ["DAGSTER_HOME"] = str(dagster_home(home.root))
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    for noisy in ("dagster", "great_expectations", "alembic"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    # Parts of Dagster that this rests on are marked beta or preview by their makers; the locked version fixes them.
    warnings.filterwarnings("ignore", module=r"dagster|orchestration")

    from orchestration.definitions import build_defs
    from orchestration.partitions import range_tags
    from orchestration.resources import CloseScope, listen

    if on_step is not None:
        listen(on_step)
    scope = CloseScope(years=",".join(years), as_of=as_of)
    started, cpu_started = time.perf_counter(), time.process_time()
    # An ingest that was killed after its event is finished first; none may replace a lake file while models read it.
    recover(home)
    with hold(home, CLOSE), hold(home, LAKE, shared=True), _instance(record) as instance:
        job = build_defs(home.root, close_scope=scope).resolve_job_def("close_group")
        outcome = job.execute_in_process(
            instance=instance,
            tags=range_tags(months[0], months[-1]),
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
    if not outcome.success:
        raise CloseError(_why(outcome))
    return CloseRun(
        close_id=scope.close_id(months),
        wall_seconds=time.perf_counter() - started,
        cpu_seconds=time.process_time() - cpu_started,
    )


def _instance(record: bool) -> AbstractContextManager[DagsterInstance]:
    """Dagster's records: the home's own, or ones that end with this process."""
    import dagster as dg

    return dg.DagsterInstance.get() if record else dg.DagsterInstance.ephemeral()


def _why(outcome: object) -> str:
    """The failed steps' own messages, without their stack traces."""
    causes = []
    for event in outcome.all_events:  # type: ignore[attr-defined]
        if not event.is_step_failure:
            continue
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        causes.append(f"{event.step_key}: {error.message.strip() if error else 'failed'}")
    return "; ".join(causes) or "the run failed before its first step"
