"""Which delivery came first, and which one is a re-delivery of another.

Pure functions over delivery facts. Order is by the date of the delivery register, then by
words of revision in the file name, then by name: never by when something was ingested, so any order of
ingestion gives the same versions. Rows are compared in ``ingestion.records.versions_rows``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

# A later delivery says so in its name; the copies that file managers make come after the plain name too.
_REVISION_WORDS = re.compile(
    r"修订|更正|修正|订正|重报|补报|补充|更新|替换|全量|最终|定稿|新版|revis|correct|resubmi|resen[dt]|updat|final",
    re.IGNORECASE,
)
_REVISION_NUMBER = re.compile(r"(?:[vV]|修订|更正)\s*(\d{1,2})|[（(](\d{1,2})[)）]\s*(?=\.|$)")
_FULL_WORDS = re.compile(r"全量|替换|重报|全部|完整|full|replace", re.IGNORECASE)


@dataclass(frozen=True)
class Delivery:
    """What versions are decided from: one delivered file (or one file inside a zip).

    ``arrival`` counts other contents that came in earlier under the same path.
    """

    delivery_id: str
    plant_code: str
    period: str
    kind: str | None
    file: str
    sha256: str
    received_date: date | None = None
    arrival: int = 0
    tables: frozenset[str] = frozenset()
    processes: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Stamp:
    """What versions decide: the number, the date it was decided by, and the delivery it is a copy of."""

    version: int
    received_date: date | None = None
    duplicate_of: str | None = None


def order_key(item: Delivery) -> tuple[date, int, int, str, int, str]:
    """Return what deliveries are sorted by; an unregistered file comes after every registered one."""
    name = PurePosixPath(item.file.replace("!", "/")).name
    numbers = [int(a or b) for a, b in _REVISION_NUMBER.findall(name)]
    is_revision = 1 if numbers or _REVISION_WORDS.search(name) else 0
    day = item.received_date or date.max
    return (day, is_revision, max(numbers, default=0), item.file, item.arrival, item.delivery_id)


def says_full(file: str) -> bool:
    """Tell whether a file name announces a full replacement (it still supersedes by key only)."""
    return _FULL_WORDS.search(PurePosixPath(file).name) is not None


def same_scope(one: Delivery, other: Delivery) -> bool:
    """Tell whether two deliveries can speak of the same rows: same kind, and processes not known to differ.

    One file per workshop is one delivery in several files, even where each workshop numbers from 1.
    """
    if one.plant_code != other.plant_code or not one.tables & other.tables:
        return False
    return not one.processes or not other.processes or bool(one.processes & other.processes)


def is_again(earlier: Delivery, later: Delivery, overlap: Callable[[Delivery, Delivery], bool]) -> bool:
    """Tell whether ``later`` delivers again what ``earlier`` did.

    Rows decide where both have any; a file without usable rows is delivered again by one of the same plain
    name.
    """
    if earlier.tables and later.tables:
        return same_scope(earlier, later) and overlap(earlier, later)
    return plain_name(earlier.file) == plain_name(later.file)


def name_after(file: str, others: Iterable[str]) -> str:
    """Return a name for a file of these rows that comes after all of these files where no register says otherwise."""
    path = PurePosixPath(file.replace("!", "/"))
    names = [PurePosixPath(other.replace("!", "/")).name for other in (file, *others)]
    numbers = [int(a or b) for name in names for a, b in _REVISION_NUMBER.findall(name)]
    bare = _REVISION_NUMBER.sub("", f"{path.stem}.").rstrip(".（(")
    return f"{bare}(修订{min(1 + max(numbers, default=1), 99)}){path.suffix}"


def plain_name(file: str) -> str:
    """Return a file's name without words and numbers of revision and without its ending."""
    name = PurePosixPath(file.replace("!", "/")).stem
    name = _REVISION_NUMBER.sub("", f"{name}.").rstrip(".")
    return re.sub(r"[\s_\-（）()【】\[\]]+", "", _REVISION_WORDS.sub("", name)).casefold()


def resolve(
    deliveries: Iterable[Delivery], overlap: Callable[[Delivery, Delivery], bool]
) -> dict[str, Stamp]:
    """Number the deliveries of one plant and period.

    The same bytes again are a copy of the first one: recognised, kept in the catalogue, adding no row.
    Otherwise the version is one more than that of the highest earlier delivery of the same kind and scope
    with a key in common.

    :param overlap: tells whether two deliveries of the same scope have a row key in common.
    """
    stamps: dict[str, Stamp] = {}
    first_by_content: dict[tuple[str, str, str], Delivery] = {}
    earlier: dict[tuple[str, str, str | None], list[Delivery]] = defaultdict(list)
    for item in sorted(deliveries, key=order_key):
        first = first_by_content.setdefault((item.plant_code, item.period, item.sha256), item)
        if first is not item:
            version = 1 + stamps[first.delivery_id].version
            stamps[item.delivery_id] = Stamp(version, item.received_date, first.delivery_id)
            continue
        group = earlier[item.plant_code, item.period, item.kind]
        before = [stamps[other.delivery_id].version for other in group if is_again(other, item, overlap)]
        stamps[item.delivery_id] = Stamp(1 + max(before, default=0), item.received_date)
        group.append(item)
    return stamps
