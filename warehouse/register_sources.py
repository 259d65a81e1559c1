"""What the register of findings is derived from: published closes named by the log, delivered answers, decisions.

Reading only; what follows from it is `warehouse.finding_register`. Nothing here looks at a clock.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.event_log import read_events
from warehouse.hashing import canonical_json, sha256_bytes
from warehouse.home import Home
from warehouse.periods import is_month, next_month
from warehouse.publish import MANIFEST, published_folder
from warehouse.tables import polars_schema

Place = tuple[str, str]  # plant and number of the finding
ANSWERS_TABLE = "finding_answers"
ANSWER_DAYS = "finding_answer_days"
DECIDE = "decide"
_ANSWER = ("cause", "correction", "handling_raw", "responsible", "answered_date", "documents")


@dataclass(frozen=True)
class Close:
    """One published close as the register sees it."""

    close_id: str
    folder: Path

    @property
    def as_of(self) -> date | None:
        """The day this close looks from; None for everything received."""
        _, _, day = self.close_id.partition("@")
        return date.fromisoformat(day) if day else None

    @cached_property
    def asked(self) -> frozenset[tuple[str, str]]:
        """Plants and periods it answers for."""
        periods = self._read("periods").filter(pl.col("is_asked"))
        return frozenset(periods.select("plant", "period").iter_rows())

    @cached_property
    def last_month(self) -> str:
        """The last month it reaches: `2024-12` for the year 2024."""
        return max((last_month(period) for _, period in self.asked), default="")

    @cached_property
    def cut_offs(self) -> Mapping[str, date]:
        """By plant: the day it looks from, else the last due day of the periods asked, else their last day."""
        found: dict[str, date] = {}
        for row in self._read("periods").filter(pl.col("is_asked")).iter_rows(named=True):
            day = self.as_of or row.get("due_date") or row.get("accounting_end") or last_day(row["period"])
            found[row["plant"]] = max(day, found.get(row["plant"], day))
        return found

    @cached_property
    def findings(self) -> Mapping[Place, dict[str, Any]]:
        """Findings by plant and number: one row each, the requirements joined; none in a close without numbers."""
        table = self._read("findings")
        if "finding_id" not in table.columns:
            return {}
        joined = table.sort("requirement").group_by("plant", "finding_id", maintain_order=True)
        rows = joined.agg(
            pl.col("requirement").unique().sort().str.join(" ").alias("requirements"),
            pl.all().exclude("requirement").first(),
        )
        return {(row["plant"], row["finding_id"]): row for row in rows.iter_rows(named=True)}

    @cached_property
    def statuses(self) -> Mapping[Place, str]:
        """Status of every rule by plant and the number it has or would have."""
        path = self.folder / "rule_answers.parquet"
        if not path.exists():
            return {}
        table = pl.read_parquet(path, columns=["plant", "finding_id", "status"], glob=False)
        return {(plant, number): status for plant, number, status in table.iter_rows()}

    def answer_days(self, day: date) -> int | None:
        """Days a plant has to answer what was first seen on `day`; None when the registry does not say."""
        values = [
            value
            for first, last, value in self._answer_days
            if (first is None or first <= day) and (last is None or day <= last)
        ]
        return int(values[-1]) if values else None

    @cached_property
    def _answer_days(self) -> list[tuple[date | None, date | None, Decimal]]:
        rows = self._read("parameters").filter((pl.col("parameter") == ANSWER_DAYS) & pl.col("is_default"))
        return rows.sort("valid_from").select("valid_from", "valid_to", "value").rows()

    def _read(self, table: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / f"{table}.parquet", glob=False)


@dataclass(frozen=True)
class Answer:
    """The plant's answer in force: its words, where they stand, and the hash a decision names."""

    plant: str
    finding_id: str
    words: Mapping[str, Any]
    source: str
    hash: str


@dataclass(frozen=True)
class Decision:
    """One decision of the log; `seq` and `day` are its event's."""

    finding_id: str
    plant: str
    decision: str
    by: str
    reason: str
    value: str
    answer_hash: str
    facts_hash: str
    seq: int
    day: date


def last_month(period: str) -> str:
    """The last month of a period: itself, or December of a year."""
    return period if is_month(period) else f"{period}-12"


def last_day(period: str) -> date:
    """The last day of a month or year."""
    return date.fromisoformat(f"{next_month(last_month(period))}-01") - timedelta(days=1)


def closes(home: Home, current: Path) -> tuple[list[Close], Close, list[str]]:
    """Closes the log names, oldest first and `current` last, and names of closes whose tables are gone.

    A close is counted once, at its latest event; closes that look from an earlier day (`as_of`) are what-ifs and count
    only as `current`.
    """
    own = Close(str(json.loads((current / MANIFEST).read_bytes())["close_id"]), current)
    latest: dict[str, str] = {}
    for event in read_events(home, types=["close"]):
        name = str(event.payload["close_id"])
        root = str(event.payload["root_hash"])
        latest.pop(f"{name}|{root}", None)
        latest[f"{name}|{root}"] = name
    found, gone = [], []
    for key, name in latest.items():
        folder = published_folder(home, name, key.rpartition("|")[2])
        if "@" in name or folder == current:
            continue
        if (folder / MANIFEST).exists():
            found.append(Close(name, folder))
        else:
            gone.append(folder.name)
    return [*found, own], own, sorted(gone)


def answers(home: Home, as_of: date | None = None) -> dict[Place, Answer]:
    """The newest usable answer to each finding.

    Newest is what was received last; an unregistered file comes after registered ones, then period, version, file and
    row decide. The order in which files were ingested does not.
    """
    newest: dict[Place, Answer] = {}
    for row in _answer_rows(home, as_of):
        words = {name: row[name] for name in (*_ANSWER, "handling")}
        given = [str(row[name]) if row[name] is not None else None for name in _ANSWER]
        place = (str(row["plant_code"]), str(row["finding_no"]))
        source = f"{row['file']}!{row['sheet']}!{row['row_no']}"
        newest[place] = Answer(*place, words, source, sha256_bytes(canonical_json(given)))
    return newest


def _answer_rows(home: Home, as_of: date | None) -> Iterator[dict[str, Any]]:
    files = sorted((home.lake / ANSWERS_TABLE).glob("*/*/*.parquet"))
    if not files:
        return
    schema = polars_schema(ANSWERS_TABLE, provenance=True)
    rows = pl.concat([pl.read_parquet(file, glob=False) for file in files], how="diagonal_relaxed")
    rows = rows.filter(pl.col("row_status") == "keep").select(list(schema))
    if as_of is not None:
        rows = rows.filter(pl.col("received_date").is_null() | (pl.col("received_date") <= as_of))
    order = ["received_date", "period", "version", "file", "sheet", "row_no"]
    yield from rows.sort(order, nulls_last=True).iter_rows(named=True)


def decisions(home: Home, as_of: date | None = None) -> dict[Place, list[Decision]]:
    """Every decision of the log by finding, oldest first; those taken up to `as_of`."""
    found: dict[Place, list[Decision]] = {}
    for event in read_events(home, types=[DECIDE]):
        p = event.payload
        one = Decision(
            p["finding_id"], p["plant"], p["decision"], p["by"], p["reason"], p["value"], p["answer_hash"],
            p["facts_hash"], event.seq, date.fromisoformat(event.when[:10]),
        )  # fmt: skip
        if as_of is None or one.day <= as_of:
            found.setdefault((one.plant, one.finding_id), []).append(one)
    return found
