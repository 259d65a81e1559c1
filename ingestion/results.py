"""What reading a delivered file gives back, and what it needs to know beforehand.

Plain records only: no reading, no rules. A `FileResult` holds one `SheetResult` per sheet (or per table on a
sheet); rows present = rows kept + set aside + duplicate + furniture, asserted where the record is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl


@dataclass(frozen=True)
class ProcessName:
    """One electrolysis process of a plant: the group's code and what the plant calls it."""

    code: str
    name_in_plant: str = ""


@dataclass(frozen=True)
class PlantNames:
    """The names under which one plant of the group may appear in a cell."""

    code: str
    name: str = ""
    short_name: str = ""
    credit_code: str = ""


@dataclass(frozen=True)
class MemberPlace:
    """Plant and period that a file inside an archive counts for, by its name in it (``b.zip!x.csv`` inside a second).

    With a status it is not read but told where the archive itself lies; see ``ingestion.landing.member_places``.
    """

    name: str
    plant: str
    period: str
    status: str | None = None
    problem_zh: str = ""
    problem_en: str = ""

    def refused(self, status: str, zh: str, en: str) -> MemberPlace:
        """The same member, not read, with the reason and the remedy."""
        remedy_zh = "；请解压后放入 工厂代码/期间/ 文件夹（如期间 2024-03）重新报送。"
        remedy_en = "; unpack it, put it under <plant>/<period>/ and deliver it again."
        return replace(self, status=status, problem_zh=zh + remedy_zh, problem_en=en + remedy_en)


@dataclass(frozen=True)
class ReadContext:
    """What the group list and the folder say about a file before it is opened.

    ``period`` is the folder's (``2024-03``, ``2024`` or ``_group``). ``month_end_day`` null means natural months;
    ``day_cut_minutes`` is the minute of the day at which the production day turns. ``profile`` is the plant's
    agreed mapping as written by ``potline map`` (see ``ingestion.recognition.profiles``). ``received_date`` is the day the
    file came in, when known: a date after it is in the future. ``member_dates`` are the days the register gives for
    files inside an archive, by their path in it or their name; ``member_places`` where those files count, empty when all
    count where the archive lies, which is then in ``archive_place``.
    """

    plant_code: str
    period: str
    plants: tuple[PlantNames, ...] = ()
    processes: tuple[ProcessName, ...] = ()
    month_end_day: int | None = None
    day_cut_minutes: int = 0
    b204_basis: str | None = None
    required_kinds: tuple[str, ...] = ()
    known_parties: tuple[str, ...] = ()
    file_type_words: tuple[tuple[str, str], ...] = ()
    profile: dict | None = None
    received_date: date | None = None
    member_dates: tuple[tuple[str, date], ...] = ()
    member_places: tuple[MemberPlace, ...] = ()
    archive_place: tuple[str, str] | None = None

    @property
    def own_names(self) -> tuple[str, ...]:
        """What the plant of the folder is called."""
        own = (p for p in self.plants if p.code == self.plant_code)
        return tuple(name for p in own for name in (p.name, p.short_name) if name)

    def place_of_member(self, file: str) -> MemberPlace | None:
        """Where a file inside an archive counts; None where that is not told apart."""
        inner = file.partition("!")[2]
        return next((p for p in self.member_places if p.name == inner), None) if inner else None

    @property
    def is_archives_own(self) -> bool:
        """Whether this is the place where an archive with ``member_places`` was put itself."""
        return (self.plant_code, self.period) == self.archive_place

    def is_home_to(self, place: MemberPlace) -> bool:
        """Whether a file inside an archive counts for this plant and period."""
        return (place.plant, place.period) == (self.plant_code, self.period)

    def received_of(self, file: str) -> date | None:
        """Day a file came in: of a file inside an archive (``a.zip!x.xlsx``) its own, else the archive's."""
        inner = file.partition("!")[2].replace("\\", "/")
        days = dict(self.member_dates)
        return days.get(inner) or days.get(inner.rsplit("/", 1)[-1]) or self.received_date


@dataclass(frozen=True)
class ColumnMatch:
    """How one column of a sheet was understood; ``score`` between 0 and 1, ``evidence`` in words."""

    column_index: int
    header_raw: str
    field: str | None
    score: float
    evidence: str
    unit: str | None = None
    unit_source: str | None = None


@dataclass(frozen=True)
class TotalCheck:
    """One printed total of one column against its own rows, in the lake's unit."""

    row_no: int
    label: str
    scope: str
    column_field: str
    printed_value: Decimal
    computed_value: Decimal | None
    computed_kept_value: Decimal | None
    unit: str | None
    agrees: bool


@dataclass(frozen=True)
class Spooled:
    """Rows of a sheet that went to their lake file while it was read: how many of each status, and the file's facts."""

    counts: dict[str, int]
    lake: dict[str, Any]

    @property
    def rows(self) -> int:
        """Data rows written."""
        return sum(self.counts.values())


@dataclass
class SheetResult:
    """One sheet as read; ``frame`` has the lake columns from row_no on, one row per data row."""

    sheet: str
    table_name: str | None
    kind: str | None
    frame: pl.DataFrame
    rows_present: int
    rows_furniture: int
    header_rows: tuple[int, ...] = ()
    columns: list[ColumnMatch] = field(default_factory=list)
    totals: list[TotalCheck] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    units_assumed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    period_found: str | None = None
    is_hidden: bool = False
    spooled: Spooled | None = None

    @property
    def rows(self) -> int:
        """Data rows: kept, set aside and duplicate."""
        return self.spooled.rows if self.spooled else self.frame.height

    def count(self, status: str) -> int:
        """Number of rows with this row_status."""
        if self.spooled:
            return self.spooled.counts.get(status, 0)
        if self.frame.is_empty() or "row_status" not in self.frame.columns:
            return 0
        return int((self.frame["row_status"] == status).sum())

    def assert_nothing_lost(self) -> None:
        """Raise when kept, set aside, duplicate and furniture rows are not all the rows present."""
        counted = self.rows + self.rows_furniture
        if counted != self.rows_present:
            raise AssertionError(
                f"sheet {self.sheet}: {self.rows_present} rows present, {counted} accounted for / "
                f"工作表{self.sheet}：共{self.rows_present}行，仅核对到{counted}行"
            )


@dataclass
class FileResult:
    """One delivered file as read. ``status`` and ``requirement`` are those of the files catalogue.

    ``months`` are the months a book holds rows of (see ``ingestion.reading.books``); empty for any other file.
    """

    file: str
    kind: str | None
    status: str
    requirement: str | None = None
    message_zh: str = ""
    message_en: str = ""
    sheets: list[SheetResult] = field(default_factory=list)
    encoding: str | None = None
    format: str | None = None
    kind_score: float = 0.0
    kind_evidence: str = ""
    months: tuple[str, ...] = ()

    def count(self, status: str) -> int:
        """Number of rows with this row_status over all sheets."""
        return sum(sheet.count(status) for sheet in self.sheets)

    @property
    def rows_total(self) -> int:
        """Data rows over all sheets: kept, set aside and duplicate."""
        return sum(sheet.rows for sheet in self.sheets)
