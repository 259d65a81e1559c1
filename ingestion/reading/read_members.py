"""Reading an archive whose files count in several places: which of them are read here, and what is said of the rest.

Where each file counts is decided in ``ingestion.landing.member_places``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ingestion.results import FileResult, MemberPlace, ReadContext


def counts_here(place: MemberPlace, context: ReadContext) -> bool:
    """Whether a file inside an archive is read for the context's plant and period.

    In a month that the archive has no files of, the plant's files of other months may be books that hold rows of it.
    """
    if is_other_month(context):
        return place.plant == context.plant_code and place.status is None
    return context.is_home_to(place)


def is_other_month(context: ReadContext) -> bool:
    """Whether an archive is read for a month that only books in it hold rows of."""
    return not context.is_archives_own and not any(context.is_home_to(p) for p in context.member_places)


@dataclass(frozen=True)
class MembersHere:
    """The files of one archive (or of one inside it) with their places, as looked at from one plant and period."""

    context: ReadContext
    places: dict[str, MemberPlace]

    def place_of(self, name: str) -> MemberPlace | None:
        """Where a file of the archive counts; None for an archive inside, whose files have places of their own."""
        return self.places.get(name)

    def is_wanted(self, name: str) -> bool:
        """Whether a file has to be looked at here."""
        place = self.places.get(name)
        return place is None or counts_here(place, self.context)


def members_here(archive: str, context: ReadContext) -> MembersHere:
    """The places of the files of an archive, by their names in it."""
    inner = archive.partition("!")[2]
    start = f"{inner}!" if inner else ""
    own = {p.name.removeprefix(start): p for p in context.member_places if p.name.startswith(start)}
    return MembersHere(context, own)


def told_apart(name: str, place: MemberPlace) -> FileResult:
    """The result of a file inside an archive that belongs nowhere for sure."""
    return FileResult(
        name, None, place.status or "", "X-FILE", f"{name}：{place.problem_zh}", f"{name}: {place.problem_en}"
    )


def tell_places(name: str, results: list[FileResult], context: ReadContext) -> list[FileResult]:
    """Say of files that count here by their folders that they do, and where the archive lies what counts elsewhere."""
    if is_other_month(context):
        return results
    if not context.is_archives_own:
        zh = f"按压缩包内的文件夹计入工厂{context.plant_code}、期间{context.period}。"
        en = f"By its folders in the archive it counts for plant {context.plant_code}, period {context.period}."
        for result in results:
            if "!" in result.file and result.status == "read":
                result.message_zh = f"{result.message_zh} {zh}".strip()
                result.message_en = f"{result.message_en} {en}".strip()
        return results
    elsewhere = Counter((p.plant, p.period) for p in context.member_places if not context.is_home_to(p))
    if not elsewhere:
        return results
    where = sorted(elsewhere.items())
    zh = "、".join(f"工厂{plant}期间{period}（{n}个）" for (plant, period), n in where)
    en = ", ".join(f"plant {plant} period {period} ({n})" for (plant, period), n in where)
    told = FileResult(
        name, None, "read", None,
        f"压缩包内有文件按其文件夹计入别处：{zh}；如不对，请解压后放入正确的文件夹重新报送。",
        f"Files of the archive count elsewhere by their folders: {en}; if that is wrong, unpack it and deliver it again "
        "in the right folders.",
    )  # fmt: skip
    return [told, *results]
