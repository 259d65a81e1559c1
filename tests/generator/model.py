"""What a generated group is made of: plants, documents with typed rows, faults.

Masses are whole kilograms and energies whole kilowatt-hours, so that nothing is rounded between a row and the
truth. How a document looks in a file belongs in ``habits`` and ``render``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any


@dataclass
class Process:
    """One electrolysis process of a plant."""

    code: str
    in_plant_name: str
    design_ka: int
    design_volt: float
    pots: int
    running: int
    rectifiers: int
    capacity_t: int
    start_year: int
    efficiency: float
    anode_kg_per_t: float
    ladle_t: float
    multiplier: int
    ac_kwh_per_t: tuple[float, float] = (12900, 13150)
    alumina_t_per_t: tuple[float, float] = (1.9163, 1.9187)

    @property
    def form_name(self) -> str:
        """The name that the forms of the guide use."""
        return f"{self.code}铝电解工序"

    @property
    def number(self) -> int:
        """The digits of the code: 1 for ``1#``."""
        return int(self.code.rstrip("#"))


@dataclass
class Plant:
    """One smelter of the group with its calendar and its ways of measuring."""

    code: str
    name: str
    short: str
    credit_code: str
    province: str
    city: str
    county: str
    plate: str
    month_end_day: int  # 0 for the natural month, else the last day of the statistical month
    day_cut: str
    b204_natural: bool
    output_method: str  # truck or crane
    anode_method: str  # direct or blocks
    has_port: bool
    own_anodes: bool
    unit_weight_kg: float
    people: list[str]
    processes: list[Process]
    scale_step_kg: int
    due_day: int = 8
    buys_from: list[tuple[str, str]] = field(default_factory=list)  # (seller code, material)

    @property
    def cut_minutes(self) -> int:
        """Minutes after midnight at which the production day turns."""
        hours, minutes = self.day_cut.split(":")
        return int(hours) * 60 + int(minutes)

    def process(self, code: str) -> Process:
        """The process with this code."""
        return next(p for p in self.processes if p.code == code)


@dataclass
class Row:
    """One data row: typed values, cells to be written otherwise (``raw``), and what a reader ends with."""

    values: dict[str, Any]
    raw: dict[str, Any] = field(default_factory=dict)
    status: str = "keep"
    reason: str = ""
    clean: dict[str, Any] = field(default_factory=dict)  # what the cells should have said

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def true(self, name: str) -> Any:
        """The value before any fault."""
        return self.clean.get(name, self.values[name])


@dataclass
class Sheet:
    """Rows of one process or of the whole plant under one set of fields."""

    spec: str
    process: str | None
    rows: list[Row]
    title: str = ""
    name: str = ""
    total_error: dict[str, int] = field(default_factory=dict)


@dataclass
class Document:
    """One delivered file (or one per process, by habit) of a kind, plant and period."""

    kind: str
    plant: str
    period: str
    sheets: list[Sheet]
    version: int = 1
    mark: str = "修订"  # what the name of a further file of the kind says of it
    delivered_on: date | None = None
    remark: str = ""
    omitted: bool = False
    spoilt: str = ""  # "", empty, renamed
    form_of: str = ""  # the plant that wrote it, where it lies in another plant's folder
    form_month: str = ""  # the month it says, where it lies in another month's folder

    @property
    def rows(self) -> Iterator[Row]:
        """Every row of every sheet."""
        for sheet in self.sheets:
            yield from sheet.rows

    @property
    def told_period(self) -> str:
        """The period that title and file name say."""
        return self.form_month or self.period

    def sheet(self, process: str | None) -> Sheet:
        """The sheet of a process."""
        return next(s for s in self.sheets if s.process == process)


@dataclass
class Fault:
    """An injected fault or a lawful difference, as ``faults.json`` lists it."""

    id: str
    title: str
    fault_class: str
    requirements: list[str]
    plant: str
    process: str
    period: str
    parameter: str
    detail: dict[str, Any]
    injected: bool = True

    def as_json(self) -> dict[str, Any]:
        """The entry of ``faults.json``."""
        return {
            "id": self.id, "title": self.title, "class": self.fault_class, "requirements": self.requirements,
            "plant": self.plant, "process": self.process, "period": self.period, "parameter": self.parameter,
            "injected": self.injected, "detail": self.detail,
        }  # fmt: skip


@dataclass
class Group:
    """A generated group: plants, the documents of all months and of the year, and the faults put in."""

    seed: int
    year: int
    months: list[str]
    plants: list[Plant]
    documents: list[Document] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    inherent: list[dict[str, Any]] = field(default_factory=list)
    iso_fault: str = ""
    list_changes: dict[str, dict[str, str]] = field(default_factory=dict)

    def plant(self, code: str) -> Plant:
        """The plant with this code."""
        return next(p for p in self.plants if p.code == code)

    def document(self, plant: str, period: str, kind: str) -> Document:
        """The first delivery of a kind; raises StopIteration when there is none."""
        return next(
            d
            for d in self.documents
            if (d.plant, d.period, d.kind) == (plant, period, kind) and d.version == 1
        )

    def find(self, plant: str, period: str, kind: str) -> Document | None:
        """The first delivery of a kind, or None."""
        return next(
            (d for d in self.documents if (d.plant, d.period, d.kind, d.version) == (plant, period, kind, 1)),
            None,
        )

    def random(self, *scope: object) -> Random:
        """A generator of its own for one purpose, so that one choice does not move another."""
        return Random(f"{self.seed}/{'/'.join(str(s) for s in scope)}")
