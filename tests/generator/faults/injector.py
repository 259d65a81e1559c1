"""What every fault uses: choosing a place nobody has used, recording what was done."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.generator.model import Document, Fault, Group, Plant, Row, Sheet
from tests.generator.world import World

FaultFunction = Callable[["Injector", str, str], None]
REGISTRY: dict[str, tuple[str, FaultFunction]] = {}
TWEAKS: dict[str, tuple[str, Callable[[Group, Random, str, str], None]]] = {}


@dataclass
class Place:
    """A document, and the sheet of one process in it, to put a fault into."""

    plant: Plant
    month: str
    document: Document
    sheet: Sheet

    @property
    def process(self) -> str:
        """The process code, or ALL."""
        return self.sheet.process or "ALL"


class NoPlaceError(Exception):
    """The group has no place for this fault, for example no crane-scale plant."""


def fault(fault_id: str, title: str) -> Callable[[FaultFunction], FaultFunction]:
    """Register a fault under an id."""

    def register(function: FaultFunction) -> FaultFunction:
        REGISTRY[fault_id] = (title, function)
        return function

    return register


class Injector:
    """Puts faults into a world, one place each as far as places last."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.group: Group = world.group
        self.rng = world.group.random("faults")
        self.used: set[tuple[str, str, str]] = set()

    def run(self, fault_id: str) -> bool:
        """Inject one fault; False when the group has no place for it."""
        title, function = REGISTRY[fault_id]
        self.rng = self.group.random("fault", fault_id)
        try:
            function(self, fault_id, title)
        except NoPlaceError:
            return False
        return True

    def place(
        self, kind: str, wanted: Callable[[Plant], bool] = lambda _: True, months: slice = slice(None),
        apart_from: Collection[str] = (),
    ) -> Place:  # fmt: skip
        """A delivered monthly document of this kind at a plant that is wanted, unused if there is one.

        Faults of ``apart_from`` change the same figures: two of them at one place would cancel.
        """
        taken = {(f.plant, f.process, f.period) for f in self.group.faults if f.id in apart_from}
        places = []
        for document in self.group.documents:
            if document.kind != kind or document.version > 1 or document.omitted or document.spoilt:
                continue
            plant = self.group.plant(document.plant)
            if document.period not in self.group.months[months] or not wanted(plant):
                continue
            places += [
                Place(plant, document.period, document, sheet)
                for sheet in document.sheets
                if sheet.rows and (plant.code, sheet.process, document.period) not in taken
            ]
        if not places:
            raise NoPlaceError(kind)
        free = [p for p in places if (p.plant.code, p.process, p.month) not in self.used]
        chosen = self.rng.choice(free or places)
        self.used.add((chosen.plant.code, chosen.process, chosen.month))
        return chosen

    def plant(self, wanted: Callable[[Plant], bool] = lambda _: True) -> Plant:
        """A plant that is wanted."""
        plants = [p for p in self.group.plants if wanted(p)]
        if not plants:
            raise NoPlaceError("plant")
        return self.rng.choice(plants)

    def annual(self, plant: Plant, kind: str) -> Document:
        """An annual document of a plant."""
        return self.group.document(plant.code, str(self.group.year), kind)

    def form_row(self, plant: Plant, kind: str, name: str, process: str = "ALL") -> Row:
        """The row of a form by the parameter it carries."""
        for row in self.annual(plant, kind).rows:
            if row.values.get("_name") == name and row.values.get("_process", "ALL") == process:
                return row
        raise NoPlaceError(name)

    def key_value(self, plant: Plant, kind: str, sheet: str, item: str) -> Row:
        """The row of a sheet of items and contents."""
        for candidate in self.annual(plant, kind).sheets:
            if candidate.name == sheet:
                return next(r for r in candidate.rows if r["item"] == item)
        raise NoPlaceError(sheet)

    def add(
        self, fault_id: str, title: str, fault_class: str, requirements: str, plant: Plant, process: str,
        period: str,
        parameter: str, **detail: Any,
    ) -> None:  # fmt: skip
        """Record a fault; ``requirements`` are separated by blanks."""
        self.group.faults.append(
            Fault(
                fault_id,
                title,
                fault_class,
                requirements.split(),
                plant.code,
                process,
                period,
                parameter,
                detail,
            )
        )

    def add_of_year(
        self, fault_id: str, title: str, fault_class: str, requirements: str, plant: Plant, parameter: str, **detail: Any
    ) -> None:  # fmt: skip
        """Record a fault of a whole plant's year."""
        self.add(
            fault_id,
            title,
            fault_class,
            requirements,
            plant,
            "ALL",
            str(self.group.year),
            parameter,
            **detail,
        )
