"""Take in a folder of deliveries: group lists first, then every plant's files, each on its own.

The steps are ``ingest_plan`` (what to read), ``landing`` (read and stage, side by side where it pays),
``landing_commit`` (one event per file) and ``catalogue`` (tables rebuilt at the end). A kill at any moment
leaves whole deliveries; running the same again completes the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from ingestion.landing import apart
from ingestion.landing.commit import commit_file
from ingestion.landing.context import GroupFacts, group_facts
from ingestion.landing.ingest_books import plan_other_months
from ingestion.landing.ingest_plan import Plan, ReadIndex, plan_found, plan_landed, reread_job
from ingestion.landing.ingest_pool import chosen_workers, run_in_order, worker_count
from ingestion.landing.ingest_summary import IngestSummary
from ingestion.landing.landing import Job, died, fingerprint, read_and_stage
from ingestion.landing_names import GROUP, discover
from ingestion.records import catalogue
from warehouse.home import Home, open_home
from warehouse.machine import core_count
from warehouse.staging import Staging, open_staging, recover

# from this size on, copying and hashing takes as long as getting the readers ready
_LARGE_BYTES = 20_000_000

Progress = Callable[[str], object]


def ingest_folder(
    home: Path | Home,
    folder: Path,
    progress: Progress | None = None,
    *,
    workers: int | None = None,
    reread: bool = False,
) -> IngestSummary:
    """Take in a folder in the layout ``_group/...`` and ``<plant>/<period>/...``.

    Files that are landed and understood already are skipped by their hash. Every other file ends as one
    event: read, or with a message why not; no file stops the others. Safe to run several times at once on one
    home.

    :param workers: reading processes; None decides by cores and size, 0 reads in this process.
    :param reread: read landed files again (after an update of the readers).
    :raises NotADirectoryError: when the folder does not exist.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"文件夹不存在：{folder} / there is no folder {folder}")
    place = open_home(home)
    recover(place)
    found, ignored = discover(folder)
    with open_staging(place) as staging:
        run = _Run(place, staging, progress or (lambda text: None), IngestSummary(ignored=ignored))
        lists = [item for item in found if item.plant == GROUP]
        others = [item for item in found if item.plant != GROUP]
        run.carry_out(plan_found(staging, run.index, group_facts(place), lists, reread), workers, few=True)
        facts = group_facts(place)
        with ThreadPoolExecutor(max_workers=1) as side:
            if any(item.size >= _LARGE_BYTES for item in others):
                side.submit(_get_ready)
            plan = plan_found(staging, run.index, facts, others, reread)
        delivered = run.carry_out(plan, workers)
        months = plan_other_months(staging, run.index, facts, delivered, reread)
        run.carry_out(months, workers)
        run.follow_up(facts, [*plan.jobs, *months.jobs])
    run.progress("更新目录 / updating the catalogue")
    catalogue.rebuild(place)
    return run.summary


class _Run:
    def __init__(self, home: Home, staging: Staging, progress: Progress, summary: IngestSummary) -> None:
        self.home, self.staging, self.progress, self.summary = home, staging, progress, summary
        self.index = ReadIndex(home)
        self.done: set[str] = set()
        self.died: set[str] = set()
        self.lists_changed = False
        self.copies_to_read: list[dict] = []

    def carry_out(self, plan: Plan, workers: int | None, few: bool = False) -> list[dict]:
        """Read the jobs and commit their outcomes in order; return the sidecars, skipped ones included.

        :param few: not worth reading side by side, whatever was asked for.
        """
        for sidecar in plan.skipped:
            self.done.add(sidecar["id"])
            self.summary.add("unchanged", sidecar)
        self.summary.ignored += plan.left
        self.summary.returned += plan.returned
        jobs = plan.jobs
        count = 0 if few else worker_count([job.size for job in jobs]) if workers is None else workers
        outcomes = run_in_order(
            read_and_stage, [(job,) for job in jobs], count, self._died, _apart(jobs, workers), _marked
        )
        committed = list(plan.skipped)
        for number, (job, sidecar) in enumerate(zip(jobs, outcomes, strict=True), start=1):
            self.progress(f"{number}/{len(jobs)} {job.file}")
            committed.append(self._commit(job, sidecar))
        self.index.save()
        return committed

    def follow_up(self, facts: GroupFacts, jobs: Sequence[Job]) -> None:
        """Read again what this ingest changed elsewhere: register dates, copies that are now the first."""
        touched = {(job.plant_code, job.period) for job in jobs}
        places: Sequence[tuple[str, str]] = sorted(touched)
        if self.lists_changed:
            places = catalogue.periods(self.home)
        self.carry_out(plan_landed(self.staging, self.index, facts, places, self.done), None)
        while self.copies_to_read:
            again = [reread_job(self.staging, facts, sidecar) for sidecar in self.copies_to_read]
            self.copies_to_read = []
            self.carry_out(Plan(jobs=again), None, few=True)

    def _died(self, job: tuple[Job], reason: str) -> dict:
        # it stays marked: whatever has the file read again must not read it here
        apart.set_mark(self.home, job[0].sha256)
        self.died.add(job[0].id)
        return died(job[0], reason)

    def _commit(self, job: Job, sidecar: dict) -> dict:
        if job.id in self.died:
            self.died.remove(job.id)
        else:
            apart.clear_mark(self.home, job.sha256)
        committed = commit_file(self.staging, sidecar)
        self.index.put(job.plant_code, job.period, job.id, fingerprint(job.context, job.refusal))
        self.done.add(job.id)
        self.copies_to_read += committed.copies_to_read
        if job.plant_code == GROUP and committed.outcome != "unchanged":
            self.lists_changed = True
        self.summary.add(committed.outcome, committed.sidecar)
        return committed.sidecar


def _get_ready() -> None:
    """Import the readers and their registries while a large file is copied and hashed."""
    from ingestion.reading.read import load_registries

    load_registries()


def _marked(job: Job) -> AbstractContextManager[None]:
    return nullcontext() if job.refusal else apart.marked(job.home, job.sha256)


def _apart(jobs: Sequence[Job], workers: int | None) -> set[int]:
    """Places of the jobs that are read in a process of their own where the others are read in this one.

    Those that ended a process before, always; those that may, unless a second process was declined or has no core.
    """
    is_spared = workers == 0 or chosen_workers() == 0 or core_count() < 2
    return {
        number
        for number, job in enumerate(jobs)
        if job.refusal is None
        and (
            apart.is_marked(job.home, job.sha256)
            or (not is_spared and apart.is_better_apart(job.home.original(job.sha256)))
        )
    }
