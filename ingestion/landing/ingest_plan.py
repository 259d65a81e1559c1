"""What an ingest has to read: new contents, and landed ones that are now understood differently.

Decides and lands original bytes; reads and commits nothing.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ingestion.landing.context import GroupFacts, context_of, plant_code_of, received_date
from ingestion.landing.landing import Job, SourceError, delivery_id, fingerprint, from_source, land_original
from ingestion.landing.member_places import places_of_members
from ingestion.landing_names import GROUP, UNKNOWN_PERIOD, Found, place_of, reason_of
from ingestion.records import catalogue
from ingestion.records.catalogue import Sidecar
from ingestion.records.catalogue_history import part_received
from ingestion.records.versions import Delivery, name_after, order_key
from warehouse.hashing import canonical_json, sha256_file
from warehouse.home import Home, write_atomic
from warehouse.staging import Staging

STRAY = "_stray"


@dataclass
class Plan:
    """Jobs in the order of their commits, and files that are landed and understood already.

    ``left`` are (file, reason) of files that could not be copied: the next run takes them. ``returned`` are sentences on
    files that are an earlier content of their path again.
    """

    jobs: list[Job] = field(default_factory=list)
    skipped: list[Sidecar] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)


class ReadIndex:
    """With which knowledge each landed file was last read; a lost index only costs reading again."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.loaded: dict[tuple[str, str], dict[str, str]] = {}
        self.changed: set[tuple[str, str]] = set()

    def get(self, plant_code: str, period: str, id: str) -> str | None:
        """Return the fingerprint a file was read with."""
        return self._of(plant_code, period).get(id)

    def put(self, plant_code: str, period: str, id: str, mark: str) -> None:
        """Note the fingerprint a committed file was read with."""
        self._of(plant_code, period)[id] = mark
        self.changed.add((plant_code, period))

    def save(self) -> None:
        """Write what changed."""
        for place in sorted(self.changed):
            write_atomic(self._path(*place), canonical_json(self.loaded[place]))
        self.changed.clear()

    def _of(self, plant_code: str, period: str) -> dict[str, str]:
        if (plant_code, period) not in self.loaded:
            try:
                found = json.loads(self._path(plant_code, period).read_bytes())
            except (FileNotFoundError, ValueError):
                found = {}
            self.loaded[plant_code, period] = found
        return self.loaded[plant_code, period]

    def _path(self, plant_code: str, period: str) -> Path:
        return self.home.work / "read_with" / plant_code / f"{period}.json"


def plan_found(
    staging: Staging, index: ReadIndex, facts: GroupFacts, found: Iterable[Found], reread: bool = False
) -> Plan:
    """Land the bytes of every file found and return what has to be read; one that is gone or cannot be read is left."""
    plan = Plan()
    for item in found:
        try:
            _plan_one(staging, index, facts, item, reread, plan)
        except SourceError as error:
            plan.left.append((item.file, reason_of(error)))
    plan.jobs.sort(key=_commit_order)
    return plan


def plan_landed(
    staging: Staging,
    index: ReadIndex,
    facts: GroupFacts,
    places: Iterable[tuple[str, str]],
    done: set[str],
) -> Plan:
    """Return landed files of these plants and periods whose date, knowledge or rows are out of date.

    :param done: ids that this ingest handles anyway.
    """
    plan = Plan()
    for plant_code, period in places:
        known = catalogue.load_period(staging.home, plant_code, period)
        for id, sidecar in known.items():
            if id in done or plant_code == GROUP:
                continue
            received = _received(facts, sidecar["file"], plant_code, period, known, id)
            noted = None if received is None else received.isoformat()
            is_stale = noted != sidecar["received_date"] or lacks_rows(sidecar)
            if is_stale or _members_moved(staging, facts, sidecar, received):
                plan.jobs.append(job_of(staging, facts, sidecar, received))
    plan.jobs.sort(key=_commit_order)
    return plan


def _members_moved(staging: Staging, facts: GroupFacts, sidecar: Sidecar, received: date | None) -> bool:
    """Tell whether the register has another day now for a file inside an archive."""
    if not any("!" in part["file"] for part in sidecar["parts"]):
        return False
    job = job_of(staging, facts, sidecar, received)
    days = [(job.context.received_of(p["file"]), part_received(sidecar, p)) for p in sidecar["parts"]]
    return any((None if day is None else day.isoformat()) != noted for day, noted in days)


def reread_job(staging: Staging, facts: GroupFacts, sidecar: Sidecar) -> Job:
    """Return the job that reads a landed file again."""
    received = sidecar["received_date"]
    return job_of(staging, facts, sidecar, None if received is None else date.fromisoformat(received))


def lacks_rows(sidecar: Sidecar) -> bool:
    """Tell whether a part has rows of its own that are not in the lake: it was a copy and no longer is."""
    return any(
        part["duplicate_of"] is None
        and not part["lake"]
        and any(
            sheet["table_name"]
            and sheet["rows_keep"] + sheet["rows_quarantine"] + sheet["rows_duplicate"] > 0
            for sheet in part["sheets"]
        )
        for part in sidecar["parts"]
    )


def _plan_one(
    staging: Staging, index: ReadIndex, facts: GroupFacts, item: Found, reread: bool, plan: Plan
) -> None:
    home = staging.home
    plant = _plant(facts, item)
    known = catalogue.load_period(home, plant, item.period)
    sha = _landed_sha(staging, item, known)
    archive = _archive_of(facts, item.file, home.original(sha))
    own = (plant, item.period)
    places = {(p.plant, p.period) for p in archive.get("member_places", ())} or {own}
    # where an archive lies in a plant and period, or was told of before, it has a receipt
    if own not in places and (delivery_id(*own, item.file, sha) in known or _is_place(*own)):
        places.add(own)
    for place in sorted(places):
        _plan_place(
            staging, index, facts, replace(item, period=place[1]), place[0], sha, archive, reread, plan
        )


def _is_place(plant: str, period: str) -> bool:
    return plant != STRAY and period != UNKNOWN_PERIOD


def _plan_place(
    staging: Staging,
    index: ReadIndex,
    facts: GroupFacts,
    item: Found,
    plant: str,
    sha: str,
    archive: dict[str, Any],
    reread: bool,
    plan: Plan,
) -> None:
    """Plan one file, or of an archive the files inside that count for one plant and period."""
    home = staging.home
    known = catalogue.load_period(home, plant, item.period)
    id = delivery_id(plant, item.period, item.file, sha)
    received = _received(facts, item.file, plant, item.period, known, id)
    context = context_of(home, facts, plant, item.period, received, item.file)
    context = replace(context, **archive)
    refusal = None if archive else _refusal(facts, item, plant)
    before = known.get(id)
    mark = fingerprint(context, refusal)
    if (
        before is not None
        and not reread
        and index.get(plant, item.period, id) == mark
        and not lacks_rows(before)
    ):
        plan.skipped.append(before)
        plan.returned += _returned(before, known)
        return
    plan.jobs.append(
        Job(
            home,
            staging.folder / id,
            id,
            item.file,
            plant,
            item.period,
            sha,
            home.original(sha).stat().st_size,
            context,
            refusal,
            None if archive else _note(item, plant),
        )
    )


def _returned(sidecar: Sidecar, known: dict[str, Sidecar]) -> list[str]:
    """What is asked where a path holds a content again of which a later one under the same path replaced rows (ADR 6)."""

    def newest(one: Sidecar) -> int:
        # a copy of another file and a file without usable rows replace nothing
        counted = (part for part in one["parts"] if part["duplicate_of"] is None and part["rows_keep"])
        return max((int(part["version"]) for part in counted), default=0)

    file = sidecar["file"]
    if all(o["file"] != file or newest(o) <= newest(sidecar) for o in known.values()):
        return []
    name = name_after(file, [other["file"] for other in known.values()])
    return [
        f"{file}：与较早的一次报送完全相同，现仍以后来的一次为准。如要恢复原值：只保留要恢复的行，另存为“{name}”后报送"
        f" / the same as an earlier delivery of this path; the later one stays in force. To go back: keep only the rows to go "
        f"back to, save them as {name!r} and deliver that"
    ]


def _landed_sha(staging: Staging, item: Found, known: dict[str, Sidecar]) -> str:
    """Return the hash of a file whose bytes are kept now; one that looks known is hashed before it is copied."""
    if any(other["file"] == item.file and other["size"] == item.size for other in known.values()):
        with from_source():
            sha = sha256_file(item.path)
        if staging.home.original(sha).exists():
            return sha
    before = _state(item.path)
    sha, _ = land_original(staging.home, item.path, staging.folder)
    if _state(item.path) != before:
        # half of the old content and half of the new, or the beginning of a file that is still being copied here
        raise SourceError(errno.EBUSY, "复制期间文件仍在变化 / it changed while it was copied")
    return sha


def _state(path: Path) -> tuple[int, ...]:
    with from_source():
        facts = path.stat()
    return facts.st_ino, facts.st_size, facts.st_mtime_ns


def job_of(staging: Staging, facts: GroupFacts, sidecar: Sidecar, received: date | None) -> Job:
    """Return the job of reading a landed file in the period of its sidecar."""
    home, plant, period = staging.home, sidecar["plant_code"], sidecar["period"]
    item = Found(Path(), sidecar["file"], plant, period, sidecar["size"])
    archive = _archive_of(facts, sidecar["file"], home.original(sidecar["sha256"]))
    context = context_of(home, facts, plant, period, received, sidecar["file"])
    return Job(
        home,
        staging.folder / sidecar["id"],
        sidecar["id"],
        sidecar["file"],
        plant,
        period,
        sidecar["sha256"],
        sidecar["size"],
        replace(context, **archive),
        None if archive else _refusal(facts, item, plant),
    )


def _archive_of(facts: GroupFacts, file: str, original: Path) -> dict[str, Any]:
    """What the context of a file says when it is an archive whose files count in several places."""
    folder, period, _ = place_of(file)
    plant = _plant(facts, Found(original, file, folder, period, 0))
    members = places_of_members(facts, file, original, plant, period)
    return {"member_places": members, "archive_place": (plant, period)} if members else {}


def _received(
    facts: GroupFacts, file: str, plant: str, period: str, known: dict[str, Sidecar], id: str
) -> date | None:
    # a book counts in several periods; its line of the register is that of the folder it was delivered to
    folder = place_of(file)[1]
    period = period if folder == UNKNOWN_PERIOD else folder
    same_path = [other for other in known.values() if other["file"] == file and other["id"] != id]
    own = known.get(id)
    arrival = len(same_path) if own is None else own["arrival"]
    return received_date(facts, file, plant, period, arrival, len(same_path) + 1)


def _plant(facts: GroupFacts, item: Found) -> str:
    if not item.plant:
        return STRAY
    if item.plant == GROUP:
        return GROUP
    return plant_code_of(facts, item.plant) or item.plant


def _refusal(facts: GroupFacts, item: Found, plant: str) -> tuple[str, str, str] | None:
    if plant == GROUP:
        return None
    if plant == STRAY:
        zh = f"{item.file}：文件不在任何工厂文件夹内；请放入 工厂代码/期间/ 文件夹后重新报送。"
        en = (
            f"{item.file}: it lies in no plant's folder; put it under <plant>/<period>/ and deliver it again."
        )
        return "unknown_plant", zh, en
    if facts.is_known and plant not in facts.plants:
        zh = f"{item.file}：工厂“{plant}”不在集团工厂清单中；请核对文件夹名称或更新工厂清单。"
        en = f"{item.file}: plant '{plant}' is not in the group's list; check the folder or update the list."
        return "unknown_plant", zh, en
    if item.period == UNKNOWN_PERIOD:
        zh = f"{item.file}：期间不明；请放入 工厂代码/期间/ 文件夹（如 2024-03、2024）后重新报送。"
        en = f"{item.file}: period not known; put it under <plant>/<period>/ (2024-03, 2024), deliver it again."
        return "unknown_kind", zh, en
    return None


def _note(item: Found, plant: str) -> tuple[str, str] | None:
    notes = []
    if item.is_period_from_name:
        notes.append(
            (f"期间 {item.period} 取自文件名。", f"Period {item.period} was taken from the file name.")
        )
    if item.plant and plant not in (item.plant, GROUP):
        notes.append(
            (
                f"文件夹“{item.plant}”按工厂清单识别为 {plant}。",
                f"Folder '{item.plant}' was read as plant {plant}.",
            )
        )
    if not notes:
        return None
    return " ".join(zh for zh, _ in notes), " ".join(en for _, en in notes)


def _commit_order(job: Job) -> tuple[object, ...]:
    delivery = Delivery(
        job.id, job.plant_code, job.period, None, job.file, job.sha256, job.context.received_date
    )
    return (job.plant_code, job.period, *order_key(delivery))
