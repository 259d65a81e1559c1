"""Contracts: which columns a kind of file has, what plants call them, which words tell the kind.

One yml per kind; columns refer to the lake tables of ``warehouse.tables`` and to the word pools of
``ingestion.synonyms``. Loading only; recognising is ``ingestion.recognition.recognise``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from warehouse import tables as lake
from warehouse.yaml_files import load_yaml

FOLDER = Path(__file__).parent
WEIGHTS = {"key": 3.0, "main": 2.0, "extra": 0.5}


@dataclass(frozen=True)
class WordRule:
    """A pattern in a name or title and how strongly it speaks for (or against) a contract."""

    pattern: re.Pattern[str]
    weight: float


@dataclass(frozen=True)
class Field:
    """One column a plant may deliver: the lake column it feeds, how needed it is, its word pools.

    ``is_aside``: hardly a plant has it, so a form without it is no less that form.
    """

    name: str
    need: str
    pools: tuple[str, ...]
    type: str
    unit: str | None
    is_aside: bool = False

    @property
    def weight(self) -> float:
        """Weight of the field when a header row is scored."""
        return 0.0 if self.is_aside else WEIGHTS[self.need]


@dataclass(frozen=True)
class TableContract:
    """One table of a kind: its fields, the words of titles and sheet names that tell it, the words of its items.

    ``items`` is for lists of items and values that have the same header as another list of the kind. A sheet without any
    field of ``one_of`` is no such table: nothing would tell its rows apart.
    """

    name: str
    kind: str
    words: tuple[WordRule, ...]
    fields: tuple[Field, ...]
    items: re.Pattern[str] | None = None
    one_of: tuple[str, ...] = ()

    @property
    def total_weight(self) -> float:
        """Sum of the weights of all fields."""
        return sum(f.weight for f in self.fields)

    def field(self, name: str) -> Field | None:
        """A field by lake column; None when the contract has none."""
        return next((f for f in self.fields if f.name == name), None)


@dataclass(frozen=True)
class Contract:
    """One declared kind of file; `cells` is what one of its cells must look like where its headers are common words."""

    kind: str
    cadence: str
    label_zh: str
    label_en: str
    words: tuple[WordRule, ...]
    words_against: tuple[WordRule, ...]
    tables: tuple[TableContract, ...]
    cells: re.Pattern[str] | None = None


def _rules(rows: list[dict[str, Any]] | None) -> tuple[WordRule, ...]:
    return tuple(WordRule(re.compile(r["pattern"], re.IGNORECASE), float(r["weight"])) for r in rows or ())


def _table(kind: str, name: str, spec: dict[str, Any]) -> TableContract:
    declared = lake.table(name).columns
    fields = []
    for column, rule in spec["columns"].items():
        # a column read as text besides its typed twin (valid_to_raw) takes the declared text type
        fields.append(
            Field(
                column,
                rule["need"],
                tuple(rule["words"]),
                rule.get("read_as", declared[column].type),
                rule.get("unit", declared[column].unit),
                rule.get("is_aside", False),
            )
        )
    items = re.compile(spec["items"]) if "items" in spec else None
    return TableContract(
        name, kind, _rules(spec.get("words")), tuple(fields), items, tuple(spec.get("one_of", ()))
    )


@cache
def all_contracts() -> dict[str, Contract]:
    """Every declared contract by kind, in kind order."""
    contracts = {}
    for path in sorted(FOLDER.glob("*.yml")):
        raw = load_yaml(path.read_text(encoding="utf-8"))
        kind = raw["kind"]
        contracts[kind] = Contract(
            kind,
            raw["cadence"],
            raw["label_zh"],
            raw["label_en"],
            _rules(raw.get("words")),
            _rules(raw.get("words_against")),
            tuple(_table(kind, name, spec) for name, spec in raw["tables"].items()),
            re.compile(raw["cells"], re.IGNORECASE) if "cells" in raw else None,
        )
    return contracts


@cache
def table_contracts() -> dict[str, TableContract]:
    """Every table contract by lake table name."""
    return {t.name: t for c in all_contracts().values() for t in c.tables}
