"""The declared form of a printed ISO 14064-1 report: one dataclass per sheet of the workbook.

Every field is the printed TEXT (a number keeps its digits, separators and trailing zeros); nothing is parsed,
rounded or corrected here. Reading and writing belong in ``workbook``, filling the form from a document in
``extract``, judging it in ``inventory.lint``. `docs/printed-report-form.md` explains every sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import ClassVar


@dataclass(frozen=True)
class Record:
    """One row of a sheet.

    `table` is the printed table number ("3.4-2"; empty for running text), `row` the position in that table,
    `location` where a reader finds it (section, page), `needs_check` what a person must confirm.
    """

    sheet: ClassVar[str] = ""

    table: str = ""
    row: str = ""
    location: str = ""
    needs_check: str = ""


@dataclass(frozen=True)
class Fact(Record):
    """One printing of a fact; the same key may be printed in many places (`scope` tells siblings apart)."""

    sheet: ClassVar[str] = "facts"

    key: str = ""
    scope: str = ""
    text: str = ""
    unit: str = ""


@dataclass(frozen=True)
class TableHead(Record):
    """A table of the report: its printed title and what kind of table it is (`vocabulary.TABLE_KINDS`)."""

    sheet: ClassVar[str] = "tables"

    title: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Column(Record):
    """A column of a quantification table: letter, role (`vocabulary.ROLES`), label, unit, formula text."""

    sheet: ClassVar[str] = "columns"

    symbol: str = ""
    role: str = ""
    label: str = ""
    unit: str = ""
    formula: str = ""


@dataclass(frozen=True)
class Source(Record):
    """A row of the source identification table."""

    sheet: ClassVar[str] = "sources"

    no: str = ""
    category: str = ""
    cls: str = ""
    source: str = ""
    gases: str = ""
    facility: str = ""


@dataclass(frozen=True)
class Declared(Record):
    """Something the running text or a list declares as included, excluded or needed.

    `status`: included, excluded (with `reason`), parameter (a datum or factor the report says it uses).
    """

    sheet: ClassVar[str] = "declared"

    category: str = ""
    cls: str = ""
    item: str = ""
    status: str = "included"
    reason: str = ""


@dataclass(frozen=True)
class Method(Record):
    """A row of the calculation method table: a class of sources and its formula in words."""

    sheet: ClassVar[str] = "methods"

    category: str = ""
    cls: str = ""
    text: str = ""


@dataclass(frozen=True)
class Activity(Record):
    """An activity datum as printed, with what the report says of its evidence and metering."""

    sheet: ClassVar[str] = "activity"

    category: str = ""
    cls: str = ""
    source: str = ""
    facility: str = ""
    text: str = ""
    unit: str = ""
    evidence: str = ""
    method: str = ""
    frequency: str = ""
    cross_check: str = ""


@dataclass(frozen=True)
class Factor(Record):
    """A row of an emission factor table; `basis` is its provenance or formula text as printed."""

    sheet: ClassVar[str] = "factors"

    category: str = ""
    cls: str = ""
    name: str = ""
    text: str = ""
    unit: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Gwp(Record):
    """A row of the GWP table: printed name, gas formula or blend, class (HFCs, PFCs...), value."""

    sheet: ClassVar[str] = "gwp"

    name: str = ""
    gas: str = ""
    gas_class: str = ""
    text: str = ""


@dataclass(frozen=True)
class Line(Record):
    """A row of a quantification table; its numbers are `Operand` records with the same table and row.

    `kind`: line, subtotal or total.
    """

    sheet: ClassVar[str] = "lines"

    category: str = ""
    cls: str = ""
    source: str = ""
    facility: str = ""
    kind: str = "line"


@dataclass(frozen=True)
class Operand(Record):
    """One printed number of a quantification line; `unit` overrides the unit of its column when not empty."""

    sheet: ClassVar[str] = "operands"

    symbol: str = ""
    text: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Summary(Record):
    """A cell of a summary table (by category, source, gas or site).

    `kind`: item, subtotal, total, share. Empty dimensions mean "all". `text` may be 未量化.
    """

    sheet: ClassVar[str] = "summary"

    category: str = ""
    cls: str = ""
    item: str = ""
    gas: str = ""
    site: str = ""
    text: str = ""
    unit: str = ""
    kind: str = "item"


@dataclass(frozen=True)
class Score(Record):
    """A data-quality row. `kind`: item, total, grade; blank columns belong to the other scheme."""

    sheet: ClassVar[str] = "scores"

    no: str = ""
    source: str = ""
    activity: str = ""
    factor: str = ""
    calibration: str = ""
    mean: str = ""
    grade: str = ""
    emission: str = ""
    share: str = ""
    weighted: str = ""
    kind: str = "item"


@dataclass(frozen=True)
class Band(Record):
    """A level of a rubric. `dimension`: grade, activity, factor, calibration, materiality."""

    sheet: ClassVar[str] = "bands"

    dimension: str = ""
    label: str = ""
    bounds: str = ""
    points: str = ""


@dataclass(frozen=True)
class Uncertainty(Record):
    """Uncertainty of a source in percent, and the combined one. `kind`: item, total."""

    sheet: ClassVar[str] = "uncertainty"

    source: str = ""
    emission: str = ""
    activity: str = ""
    factor: str = ""
    combined: str = ""
    kind: str = "item"


@dataclass(frozen=True)
class Stock(Record):
    """Purchase-use-stock of one material in one unit."""

    sheet: ClassVar[str] = "stocks"

    item: str = ""
    unit: str = ""
    opening: str = ""
    purchased: str = ""
    produced: str = ""
    used: str = ""
    sold: str = ""
    loss: str = ""
    closing: str = ""


@dataclass(frozen=True)
class Output(Record):
    """Output of a product in the reporting period."""

    sheet: ClassVar[str] = "outputs"

    product: str = ""
    text: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Finding(Record):
    """A nonconformity or observation the verifier lists (无 when the list is empty)."""

    sheet: ClassVar[str] = "findings"

    no: str = ""
    description: str = ""
    cause: str = ""
    correction: str = ""
    conclusion: str = ""


@dataclass(frozen=True)
class Evidence(Record):
    """A document of the evidence list."""

    sheet: ClassVar[str] = "evidence"

    no: str = ""
    title: str = ""


@dataclass(frozen=True)
class Schedule(Record):
    """A dated step of the verification; `task` is one of `vocabulary.TASKS` or free."""

    sheet: ClassVar[str] = "schedule"

    task: str = ""
    label: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Statement(Record):
    """A passage of running text kept as printed (without personal data); `kind` from `STATEMENT_KINDS`."""

    sheet: ClassVar[str] = "statements"

    kind: str = ""
    text: str = ""


@dataclass(frozen=True)
class Cell(Record):
    """A cell of a table no other sheet carries: column label and text."""

    sheet: ClassVar[str] = "cells"

    column: str = ""
    text: str = ""


@dataclass
class Report:
    """All records of one printed report, in printed order; `name` is the file's name, used as report id."""

    name: str = ""
    facts: list[Fact] = field(default_factory=list)
    tables: list[TableHead] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    declared: list[Declared] = field(default_factory=list)
    methods: list[Method] = field(default_factory=list)
    activity: list[Activity] = field(default_factory=list)
    factors: list[Factor] = field(default_factory=list)
    gwp: list[Gwp] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    operands: list[Operand] = field(default_factory=list)
    summary: list[Summary] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    uncertainty: list[Uncertainty] = field(default_factory=list)
    stocks: list[Stock] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    schedule: list[Schedule] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    def facts_of(self, key: str) -> list[Fact]:
        """Every printing of one fact, in printed order."""
        return [fact for fact in self.facts if fact.key == key]

    def first(self, key: str) -> str:
        """Text of the first printing of a fact, or an empty string."""
        return next((fact.text for fact in self.facts if fact.key == key), "")


RECORD_TYPES: tuple[type[Record], ...] = (
    Fact, TableHead, Column, Source, Declared, Method, Activity, Factor, Gwp, Line, Operand, Summary, Score,
    Band, Uncertainty, Stock, Output, Finding, Evidence, Schedule, Statement, Cell,
)  # fmt: skip


def field_names(record_type: type[Record]) -> list[str]:
    """Columns of a sheet in order: table, row, the record's own fields, location, needs_check."""
    own = [f.name for f in fields(record_type) if f.name not in {"table", "row", "location", "needs_check"}]
    return ["table", "row", *own, "location", "needs_check"]
