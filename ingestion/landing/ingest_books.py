"""Books of several months: one delivered file that counts in the periods of all its months.

A book (``ingestion.reading.books``) is landed once for its folder and once more for each other month that it holds rows of,
under the same path and hash with that month's period. So every month's versions are settled as if the month had
come by itself, and a book delivered again with one sheet more restates nothing of the sheets before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ingestion.landing.context import GroupFacts
from ingestion.landing.ingest_plan import Plan, ReadIndex, job_of, lacks_rows
from ingestion.landing.landing import delivery_id, fingerprint
from ingestion.records import catalogue
from ingestion.records.catalogue import Sidecar
from warehouse.staging import Staging


def other_months(sidecar: Sidecar) -> list[str]:
    """The months besides its own period that a delivered file holds rows of."""
    found = {month for part in sidecar["parts"] for month in part.get("months", ())}
    return sorted(found - {sidecar["period"]})


def plan_other_months(
    staging: Staging, index: ReadIndex, facts: GroupFacts, delivered: Iterable[Sidecar], reread: bool
) -> Plan:
    """Return what has to be read so that every month of the books delivered counts in its own period.

    :param delivered: sidecars of files in the folders they were delivered to.
    """
    plan = Plan()
    delivered = sorted(delivered, key=lambda s: (s["plant_code"], s["period"], s["file"], s["arrival"]))
    # an archive with a folder of the month brings the month itself
    brought = {(s["plant_code"], s["period"], s["file"], s["sha256"]) for s in delivered}
    for sidecar in delivered:
        for month in other_months(sidecar):
            if (sidecar["plant_code"], month, sidecar["file"], sidecar["sha256"]) in brought:
                continue
            _plan_month(staging, index, facts, sidecar, month, reread, plan)
    return plan


def _plan_month(
    staging: Staging,
    index: ReadIndex,
    facts: GroupFacts,
    sidecar: Sidecar,
    month: str,
    reread: bool,
    plan: Plan,
) -> None:
    plant = sidecar["plant_code"]
    id = delivery_id(plant, month, sidecar["file"], sidecar["sha256"])
    day = sidecar["received_date"]
    received = None if day is None else date.fromisoformat(day)
    job = job_of(staging, facts, {**sidecar, "id": id, "period": month}, received)
    before = catalogue.load_period(staging.home, plant, month).get(id)
    mark = fingerprint(job.context, job.refusal)
    if before is not None and not reread and index.get(plant, month, id) == mark and not lacks_rows(before):
        plan.skipped.append(before)
    else:
        plan.jobs.append(job)
