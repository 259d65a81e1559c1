"""What the group list, the delivery register and agreed profiles say about a file before it is read.

Reads the group's own lake tables, newest delivery first. Reading the group's files belongs in
``ingestion.landing.landing``.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl
import yaml

from ingestion.landing_names import GROUP, UNKNOWN_PERIOD, clean_path, place_of
from ingestion.recognition.profiles import read_profile
from ingestion.results import PlantNames, ProcessName, ReadContext
from warehouse.home import Home

Row = dict[str, Any]


@dataclass(frozen=True)
class GroupFacts:
    """The group's lists as rows, newest delivery of each key.

    ``register``: path -> one list of dates per register that names it, the newest register last;
    ``register_by_place``: (plant, period, file name) -> path.
    """

    plants: dict[str, Row]
    processes: list[Row]
    required: list[Row]
    register: dict[str, list[list[date]]]
    register_by_place: dict[tuple[str, str, str], str]

    @property
    def is_known(self) -> bool:
        """Tell whether a list of plants was delivered at all."""
        return bool(self.plants)


def group_facts(home: Home) -> GroupFacts:
    """Read the group's lists from the lake."""
    plants = {str(row["plant_code"]): row for row in _newest(home, "group_plants")}
    by_path: dict[str, dict[str, list[date]]] = {}
    by_place: dict[tuple[str, str, str], str] = {}
    for row in _newest(home, "delivery_register", every=True):
        if row["received_date"] is None or not row["registered_file"]:
            continue
        path = clean_path(str(row["registered_file"]).strip()).removeprefix("./").lstrip("/")
        by_path.setdefault(path, {}).setdefault(row["delivery_id"], []).append(row["received_date"])
        place = (_text(row["plant_code_raw"]), _text(row["period_raw"]), PurePosixPath(path).name)
        by_place[place] = path
    return GroupFacts(
        plants,
        _newest(home, "group_processes"),
        _newest(home, "group_required_files"),
        {path: [sorted(days) for days in found.values()] for path, found in by_path.items()},
        by_place,
    )


def plant_code_of(facts: GroupFacts, folder: str) -> str | None:
    """Return the plant of a folder name: its code, else its name or short name; None when no plant has it."""
    wanted = _text(folder)
    for code in facts.plants:
        if _text(code) == wanted:
            return code
    named = [
        code
        for code, row in facts.plants.items()
        if wanted and wanted in {_text(row.get("name")), _text(row.get("short_name"))}
    ]
    return named[0] if len(named) == 1 else None


def received_date(
    facts: GroupFacts, file: str, plant: str, period: str, arrival: int = 0, arrivals: int = 1
) -> date | None:
    """Return the day the register gives for a file, None when it is not registered.

    The newest register that names the file decides. A path that it names several times came in several times:
    the last content belongs to the last date.

    :param arrival: how many other contents of this path came in before this one.
    :param arrivals: how many contents of this path are known, this one included.
    """
    path = file.partition("!")[0]
    registers = facts.register.get(path)
    if registers is None:
        elsewhere = facts.register_by_place.get((_text(plant), _text(period), PurePosixPath(path).name))
        registers = facts.register.get(elsewhere or "")
    if not registers:
        return None
    days = registers[-1]
    if arrivals > len(days):
        days = sorted({day for register in registers for day in register})
    return days[max(0, len(days) - (arrivals - arrival))]


def member_dates(facts: GroupFacts, file: str, plant: str, period: str) -> tuple[tuple[str, date], ...]:
    """Return the days the register gives for files inside an archive, by their path or name in it.

    A member is registered as ``a.zip!x.xlsx``, ``a.zip/x.xlsx``, or as if it lay beside the archive.
    """
    if not file.lower().endswith(".zip"):
        return ()
    folder = f"{PurePosixPath(file).parent}/"
    place = (_text(plant), _text(period))
    named = {name: path for (*where, name), path in facts.register_by_place.items() if tuple(where) == place}
    days = {name: facts.register[path][-1][-1] for name, path in named.items()}
    for start in (folder, f"{file}/", f"{file}!"):
        found = {p.removeprefix(start): d[-1][-1] for p, d in facts.register.items() if p.startswith(start)}
        days.update(found)
    return tuple(sorted((name, day) for name, day in days.items() if name != PurePosixPath(file).name))


def context_of(
    home: Home, facts: GroupFacts, plant: str, period: str, received: date | None, file: str = ""
) -> ReadContext:
    """Return what reading a file of this plant and period needs to know."""
    if plant == GROUP:
        return ReadContext(GROUP, GROUP, received_date=received)
    row = facts.plants.get(plant, {})
    required = [(str(r["file_type_raw"]), str(r["kind"])) for r in facts.required if r.get("kind")]
    return ReadContext(
        plant_code=plant,
        period=period,
        plants=tuple(
            PlantNames(
                code,
                str(other.get("name") or ""),
                str(other.get("short_name") or ""),
                str(other.get("credit_code") or ""),
            )
            for code, other in sorted(facts.plants.items())
        ),
        processes=tuple(
            ProcessName(str(r["process"]), str(r.get("name_in_plant") or ""))
            for r in facts.processes
            if r["plant_code"] == plant
        ),
        month_end_day=row.get("month_end_day"),
        day_cut_minutes=row.get("day_cut_hour_minutes") or 0,
        b204_basis=row.get("b204_basis"),
        required_kinds=tuple(sorted({kind for _, kind in required})),
        file_type_words=tuple(sorted(required)),
        profile=load_profile(home, plant),
        received_date=received,
        member_dates=member_dates(facts, file, plant, _folder_period(file, period)),
    )


def _folder_period(file: str, period: str) -> str:
    """The period of the folder a file lies in, where its path tells one: a book counts in others as well."""
    found = place_of(file)[1] if "/" in file else UNKNOWN_PERIOD
    return period if found == UNKNOWN_PERIOD else found


def load_profile(home: Home, plant: str) -> dict[str, Any] | None:
    """Return the agreed profile of a plant, None when there is none.

    :raises ValueError: when the file is no profile; the message names it.
    """
    path = home.profiles / f"{plant}.yml"
    if not path.exists():
        return None
    try:
        return read_profile(path)
    except yaml.YAMLError as error:
        where = f"profiles/{path.name}"
        raise ValueError(
            f"工厂档案 {where} 无法解析，请更正 / {where} is no valid YAML, correct it"
        ) from error


def _newest(home: Home, table: str, every: bool = False) -> list[Row]:
    """Rows of a group table in the order of their keys, the newest delivery of each key.

    :param every: all rows of all deliveries instead.
    """
    frames = [pl.read_parquet(path, glob=False) for path in _group_files(home, table)]
    if not frames:
        return []
    # `plant_code` of the list wins over the stamp of the same name.
    rows = pl.concat(frames, how="diagonal_relaxed").filter(pl.col("row_status") == "keep")
    rows = rows.sort("version", "received_date", "file", "sheet", "row_no", nulls_last=False)
    if not every:
        rows = rows.unique("row_key", keep="last", maintain_order=True).sort("row_key")
    return rows.to_dicts()


def _group_files(home: Home, table: str) -> list[Path]:
    return sorted((home.lake / table / GROUP / GROUP).glob("*.parquet"))


def _text(value: Any) -> str:
    return "" if value is None else unicodedata.normalize("NFKC", str(value)).strip().casefold()
