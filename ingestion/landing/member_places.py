"""Which plant and month the files inside an archive belong to, by the folders in it: as if it had come unpacked.

Names only. A member whose folders name another plant but no month, or two plants, belongs nowhere for sure: it is
not read, and its message says how to deliver it. Reading is ``ingestion.reading.read``; an archive is landed once for every
place that its members belong to (``ingestion.landing.ingest_plan``), under one path and hash, as books are.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from ingestion.cells.month_names import month_in, without_months
from ingestion.landing.context import GroupFacts, plant_code_of
from ingestion.landing_names import UNKNOWN_PERIOD, period_of_folder, place_of
from ingestion.readers import archive as archives
from ingestion.readers.raw import DAMAGED, unpacks_beyond_limits
from ingestion.registry import limits
from ingestion.results import MemberPlace

_LARGEST_INNER_ARCHIVE = 200_000_000
_AHEAD = 6  # months after the archive's own: a month so named is the year before's


class _Own(NamedTuple):
    """Where the archive itself lies; an empty plant or ``_unknown`` where its path does not say."""

    plant: str
    period: str


def places_of_members(
    facts: GroupFacts, file: str, original: Path, plant: str, period: str
) -> tuple[MemberPlace, ...]:
    """The places of an archive's members; empty when all belong where the archive lies, or it is no archive.

    :param file: the archive's path in the deliveries folder.
    :param plant: what the archive itself is landed as, with ``period``: a plant, or ``_stray`` outside of any folder.
    """
    if not file.lower().endswith(".zip") or not facts.is_known:
        return ()
    is_stray = "/" not in file
    if not is_stray and plant not in facts.plants:
        return ()
    own = _Own("" if is_stray else plant, place_of(f"-/{file}")[1] if is_stray else period)
    landed = (plant, period)
    names = _names(original)
    found = {n: _plants_named(facts, _folders(n)) for n in names}
    several = len({p for plants in found.values() for p in plants}) > 1
    places = tuple(_place(facts, own, n, found[n], landed, several) for n in names)
    if all((p.plant, p.period) == landed and p.status is None for p in places):
        return ()
    is_placed = not is_stray and period != UNKNOWN_PERIOD
    # where nothing inside says more than the archive's path does, the message is the archive's
    return places if is_placed or any(p.status is None for p in places) else ()


def _place(
    facts: GroupFacts, own: _Own, name: str, named: Sequence[str], landed: tuple[str, str], several: bool
) -> MemberPlace:
    folders = _folders(name)
    found = list(named)
    if not found and not own.plant:
        found = _plants_named(facts, re.split(r"[-_\s.()（）\[\]【】]+", PurePosixPath(name).stem))
    others = [p for p in found if p != own.plant]
    period = _period(folders, own.period, name)
    here = MemberPlace(name, *landed)
    if len(found) > 1:
        return here.refused(
            "unknown_plant",
            f"压缩包内文件夹同时写有多家工厂（{'、'.join(found)}），无法判断属于哪一家，未读取",
            f"its folders in the archive name several plants ({', '.join(found)}); not read",
        )
    if others and own.plant and not several and not _has_month(folders):
        return here.refused(
            "unknown_plant",
            f"压缩包在工厂{own.plant}的文件夹内，包内文件夹却写工厂{others[0]}，未读取",
            f"the archive lies in plant {own.plant}'s folder but its folder inside names {others[0]}; not read",
        )
    plant = found[0] if found else own.plant
    if not plant:
        return here.refused(
            "unknown_plant",
            "压缩包不在任何工厂文件夹内，包内文件夹也没有写明集团清单中的工厂，未读取",
            "the archive lies in no plant's folder and no folder inside names a plant of the list; not read",
        )
    if period == UNKNOWN_PERIOD:
        return here.refused(
            "unknown_kind",
            "压缩包的路径和包内文件夹都没有写明期间，未读取",
            "neither the archive's path nor its folders name a period; not read",
        )
    return MemberPlace(name, plant, period)


def _period(folders: Sequence[str], own: str, name: str) -> str:
    """The deepest folder's period, else that of the archive, else the month in the member's name."""
    for folder in reversed(folders):
        if (period := period_of_folder(folder)) is not None:
            return period
        month = month_in(folder)
        if month is not None and month.year is not None:
            return f"{month.year:04d}-{month.month:02d}"
        if month is not None and own != UNKNOWN_PERIOD:
            year = int(own[:4])
            if len(own) > len("2024") and month.month > int(own[5:]) + _AHEAD:
                year -= 1
            return f"{year:04d}-{month.month:02d}"
    return place_of(f"-/{PurePosixPath(name).name}")[1] if own == UNKNOWN_PERIOD else own


def _has_month(folders: Sequence[str]) -> bool:
    return any(period_of_folder(f) is not None or month_in(f) is not None for f in folders)


def _plants_named(facts: GroupFacts, texts: Sequence[str]) -> list[str]:
    """The plants that texts stand for, a month beside the name apart; each once."""
    found = []
    for text in texts:
        folded = unicodedata.normalize("NFKC", text)
        bare = re.sub(r"(?<!\d)20\d{2}\s*[-_./]?\s*(?:0[1-9]|1[0-2])(?!\d)", " ", without_months(folded))
        plant = plant_code_of(facts, text) or plant_code_of(facts, bare.strip(" -_.()[]【】年月度份"))
        if plant is not None and plant not in found:
            found.append(plant)
    return found


def _folders(name: str) -> list[str]:
    """The folders of a member; an archive inside the archive is one by its name without ending."""
    *folders, _ = PurePosixPath(re.sub(r"[!\\]", "/", name)).parts
    return [re.sub(r"\.zip$", "", f, flags=re.IGNORECASE) for f in folders]


def _names(original: Path) -> list[str]:
    """The names of all files in an archive, ``a.zip!x.csv`` for those of one inside it; empty when damaged."""
    try:
        with original.open("rb") as content:
            return list(_walk(content, original.stat().st_size, limits()["files"]["max_depth"]))
    except DAMAGED:
        return []


def _walk(content: BinaryIO, size: int, depth: int) -> Iterator[str]:
    with archives.open_zip(content) as archive:
        infos = [i for i in archive.infolist() if not i.is_dir()]
        if unpacks_beyond_limits(infos, size):
            return
        for name, info in archives.named(infos):
            inner = list(_inner(archive, info, depth)) if name.lower().endswith(".zip") else []
            yield from (f"{name}!{n}" for n in inner)
            if not inner:
                yield name


def _inner(archive: zipfile.ZipFile, info: zipfile.ZipInfo, depth: int) -> Iterator[str]:
    if depth <= 1 or info.file_size > _LARGEST_INNER_ARCHIVE or info.flag_bits & 0x1:
        return
    try:
        with archive.open(info) as member:
            yield from list(_walk(member, info.compress_size, depth - 1))  # type: ignore[arg-type]
    except DAMAGED:
        return
