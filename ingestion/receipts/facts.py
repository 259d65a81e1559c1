"""Everything a receipt shows for one plant and period, as plain data in Chinese and English.

What was read and how it was understood, totals against their own rows, rows set aside with their cells and
how to mend them, what came before, what came late and what is still missing. Layout belongs in ``reporting``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from ingestion.landing.context import GroupFacts, group_facts
from ingestion.landing_names import GROUP
from ingestion.receipts.words import REMEDIES, REMEDIES_OF_REASONS, STATUS_WORDS, Words
from ingestion.records import catalogue
from ingestion.records.catalogue import Sidecar
from ingestion.records.versions import plain_name
from warehouse import event_log
from warehouse.home import Home, open_home
from warehouse.periods import is_month, is_year, next_month

# A receipt is read by a person; the file with every row is `rows.csv` of the export.
MAX_ROWS_PER_FILE = 500
# Answers to findings follow a close: the due day of the period's data is not theirs.
ANSWERS_KIND = "finding_answers"


@dataclass
class RowApart:
    """One row that does not count: where, why, and how to mend it."""

    sheet: str
    row: int
    key: str | None
    status: str
    requirement: str | None
    reason: Words
    remedy: Words


@dataclass
class RowsReplaced:
    """Rows of one sheet that a later delivery replaced, for one reason."""

    sheet: str
    rows: list[int]
    reason: str


@dataclass
class SheetFacts:
    """One sheet as it was understood."""

    sheet: str
    table_name: str | None
    table_label: str | None
    is_hidden: bool
    rows_present: int
    rows_keep: int
    rows_quarantine: int
    rows_duplicate: int
    rows_furniture: int
    header_rows: list[int]
    period_found: str | None
    columns: list[dict[str, Any]] = field(default_factory=list)
    units_assumed: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    totals: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class FileFacts:
    """One delivered file of the receipt; counts as in ``files.csv``."""

    file: str
    kind: str | None
    kind_label: str | None
    status: str
    status_words: Words
    message: Words
    version: int
    received_date: date | None
    due_date: date | None
    is_late: bool
    copy_of: str | None
    earlier_versions: list[str]
    sha256: str
    rows_total: int
    rows_keep: int
    rows_quarantine: int
    rows_duplicate: int
    rows_superseded: int
    sheets: list[SheetFacts]
    rows_apart: list[RowApart]
    rows_apart_not_shown: int
    rows_to_mend: int
    rows_replaced: list[RowsReplaced]
    changes: dict[str, int]


@dataclass
class MissingFile:
    """A kind of file that the group asks for and that has not come in a usable form."""

    kind: str
    label: str
    requirement: str
    is_needed: bool
    words: Words


@dataclass
class ReceiptFacts:
    """One plant and period. ``log_seq`` and ``log_head`` say up to which event it holds."""

    plant_code: str
    plant_name: str | None
    period: str
    log_seq: int
    log_head: str
    due_date: date | None
    files: list[FileFacts]
    missing: list[MissingFile]
    not_registered: list[str]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dictionaries, for templates."""
        return asdict(self)


def receipt_places(home: Home | Path) -> list[tuple[str, str]]:
    """Return every (plant, period) there is a receipt for, sorted; the group's own lists included."""
    return catalogue.periods(open_home(home))


class ReceiptSource:
    """What receipts are made of, read once for as many of them as are asked for; holds no later change."""

    def __init__(self, home: Home | Path) -> None:
        self.home = open_home(home)
        self.group = group_facts(self.home)
        self.head = event_log.read_head(self.home)
        self._tables: dict[str, dict[tuple[Any, ...], pl.DataFrame]] = {}

    def table(self, name: str, plant_code: str, period: str) -> pl.DataFrame:
        """Rows of one catalogue table that belong to a plant and period."""
        if name not in self._tables:
            whole = catalogue.read_table(self.home, name)
            parts = whole.partition_by("plant_code", "period", as_dict=True)
            self._tables[name] = {(): whole.clear(), **parts}
        parts = self._tables[name]
        return parts.get((plant_code, period), parts[()])


def receipt_facts(source: ReceiptSource | Home | Path, plant_code: str, period: str) -> ReceiptFacts:
    """Collect the facts of one receipt from the catalogue, the group's lists and the log's head.

    Of many receipts, give each the same :class:`ReceiptSource`.
    """
    known = source if isinstance(source, ReceiptSource) else ReceiptSource(source)
    facts, head = known.group, known.head
    plant = facts.plants.get(plant_code, {})
    due = due_date(plant.get("due_rule"), period)
    sidecars = catalogue.load_period(known.home, plant_code, period)
    tables = {name: known.table(name, plant_code, period) for name in _NEEDED}
    files = [
        _file_facts(sidecar, part, sidecars, tables, due)
        for sidecar in sidecars.values()
        for part in sidecar["parts"]
    ]
    return ReceiptFacts(
        plant_code=plant_code,
        plant_name=plant.get("name"),
        period=period,
        log_seq=head.seq,
        log_head=head.hash,
        due_date=due,
        files=sorted(files, key=lambda item: (item.file, item.version)),
        missing=_missing(facts, plant_code, period, files),
        not_registered=[item.file for item in files if item.received_date is None and plant_code != GROUP],
    )


_NEEDED = ("files", "rows", "changes")


def due_date(rule: str | None, period: str) -> date | None:
    """Return the last day a period's files are in time; None without a rule.

    ``next_month:8`` is the 8th of the month after a month, ``next_year:02-15`` the day of the year after a
    year.
    """
    kind, _, value = (rule or "").partition(":")
    try:
        if kind == "next_month" and is_month(period):
            first = date.fromisoformat(f"{next_month(period)}-01")
            return min(first + timedelta(days=int(value) - 1), _end_of_month(first))
        if kind == "next_year" and is_year(period):
            return date.fromisoformat(f"{int(period) + 1}-{value}")
    except ValueError:
        return None
    return None


def _end_of_month(first: date) -> date:
    return date.fromisoformat(f"{next_month(first.isoformat()[:7])}-01") - timedelta(days=1)


def _file_facts(
    sidecar: Sidecar,
    part: dict[str, Any],
    sidecars: dict[str, Sidecar],
    tables: dict[str, pl.DataFrame],
    due: date | None,
) -> FileFacts:
    id = part["delivery_id"]
    counts = tables["files"].filter(pl.col("delivery_id") == id).to_dicts()[0]
    rows = tables["rows"].filter(pl.col("delivery_id") == id).sort("sheet", "row")
    is_replaced = pl.col("status") == "superseded"
    apart = rows.filter(~is_replaced)
    # what cannot be used is told before what came twice
    listed = apart.sort(pl.col("status") != "quarantine", maintain_order=True).head(MAX_ROWS_PER_FILE)
    received = counts["received_date"]
    copy_of = next(
        (p["file"] for p in _all_parts(sidecars) if p["delivery_id"] == part["duplicate_of"]), None
    )
    changes = tables["changes"].filter(pl.col("superseding_delivery_id") == id)
    rows_changed = changes.unique(["table_name", "row_key", "change"]).group_by("change").len().iter_rows()
    return FileFacts(
        file=part["file"],
        kind=counts["kind"],
        kind_label=kind_label(counts["kind"]),
        status=counts["status"],
        status_words=STATUS_WORDS.get(counts["status"], Words(counts["status"], counts["status"])),
        message=Words(counts["message_zh"] or "", counts["message_en"] or ""),
        version=part["version"],
        received_date=received,
        due_date=due,
        is_late=part["kind"] != ANSWERS_KIND
        and received is not None
        and due is not None
        and received > due
        and part["version"] == 1,
        copy_of=copy_of,
        earlier_versions=_earlier(part, sidecars, tables["rows"]),
        sha256=sidecar["sha256"],
        rows_total=counts["rows_total"],
        rows_keep=counts["rows_keep"],
        rows_quarantine=counts["rows_quarantine"],
        rows_duplicate=counts["rows_duplicate"],
        rows_superseded=counts["rows_superseded"],
        sheets=[_sheet_facts(sheet) for sheet in part["sheets"]],
        rows_apart=[_row_apart(row) for row in listed.sort("sheet", "row").iter_rows(named=True)],
        rows_apart_not_shown=max(0, apart.height - MAX_ROWS_PER_FILE),
        # a void ticket has no requirement: it does not count and nothing about it is wrong
        rows_to_mend=apart["requirement"].count(),
        rows_replaced=_rows_replaced(rows.filter(is_replaced)),
        changes={str(change): int(number) for change, number in sorted(rows_changed)},
    )


def _all_parts(sidecars: dict[str, Sidecar]) -> list[dict[str, Any]]:
    return [part for sidecar in sidecars.values() for part in sidecar["parts"]]


def _earlier(part: dict[str, Any], sidecars: dict[str, Sidecar], rows: pl.DataFrame) -> list[str]:
    """Files of the same kind with a lower version that were delivered again, oldest first; only for a later version.

    Those are files with rows that another replaced or that this one repeats, and files of the same plain name.
    """
    if part["version"] == 1 or part["kind"] is None:
        return []
    replaced = rows.filter(pl.col("status") == "superseded")["delivery_id"]
    repeated = rows.filter(pl.col("delivery_id") == part["delivery_id"])["other_file"]
    again, name = {*replaced, *repeated}, plain_name(part["file"])
    same = [
        p
        for p in _all_parts(sidecars)
        if p["kind"] == part["kind"]
        and p["version"] < part["version"]
        and (not again.isdisjoint({p["delivery_id"], p["file"]}) or plain_name(p["file"]) == name)
    ]
    return [p["file"] for p in sorted(same, key=lambda p: (p["version"], p["file"]))]


def _sheet_facts(sheet: dict[str, Any]) -> SheetFacts:
    names = SheetFacts.__dataclass_fields__
    return SheetFacts(
        **{name: sheet[name] for name in names if name in sheet}, table_label=kind_label(sheet["table_name"])
    )


def _rows_replaced(rows: pl.DataFrame) -> list[RowsReplaced]:
    of_one_reason = rows.group_by("sheet", pl.col("reason_zh").fill_null(""), maintain_order=True).agg("row")
    return [RowsReplaced(sheet, numbers, reason) for sheet, reason, numbers in of_one_reason.iter_rows()]


def _row_apart(row: dict[str, Any]) -> RowApart:
    requirement, code = row["requirement"] or "", row["reason_code"] or ""
    remedy = REMEDIES_OF_REASONS.get(code) or REMEDIES.get(requirement, REMEDIES[""])
    return RowApart(
        row["sheet"],
        row["row"],
        row["key"],
        row["status"],
        row["requirement"],
        Words(row["reason_zh"] or "", row["reason_en"] or ""),
        remedy,
    )


def _missing(facts: GroupFacts, plant_code: str, period: str, files: list[FileFacts]) -> list[MissingFile]:
    """Kinds the group asks for in this cadence that did not come in a usable form."""
    cadence = "month" if is_month(period) else "year" if is_year(period) else None
    if plant_code == GROUP or cadence is None:
        return []
    usable = {item.kind for item in files if item.status == "read" and item.copy_of is None}
    missing = []
    for row in facts.required:
        kind = row.get("kind")
        if kind is None or row.get("cadence") != cadence or kind in usable:
            continue
        label = str(row.get("file_type_raw") or kind_label(kind) or kind)
        needed = row.get("requirement") == "required"
        words = (
            Words(f"{label}：必报，尚未收到可用文件", f"{label}: required, no usable file has come in")
            if needed
            else Words(
                f"{label}：有则必报，未收到", f"{label}: to be delivered if there is any; none has come in"
            )
        )
        if row.get("requirement") != "optional":
            missing.append(MissingFile(str(kind), label, str(row.get("requirement")), needed, words))
    return sorted(missing, key=lambda item: (not item.is_needed, item.kind))


def kind_label(name: str | None) -> str | None:
    """Return the Chinese name of a file kind or table, None when it is not declared."""
    from ingestion.reading.documents import KIND_LABELS
    from warehouse.tables import all_tables

    if name is None or name in KIND_LABELS:
        return KIND_LABELS.get(name or "")
    tables = all_tables()
    if name in tables:
        return tables[name].label_zh
    return next((table.label_zh for table in tables.values() if table.kind == name), None)
