"""A report as the checks see it: parsed numbers, lines with their columns, printed totals and context.

Nothing is judged here. A cell that is not a number stays text; a table name "3.4-2/2" is a part of table 3.4-2.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from inventory.lint.collect import Reach
from inventory.lint.numbers import Number, parse
from inventory.printed.model import Column, Fact, Line, Operand, Report, Score, Summary
from inventory.registry import Registry, load_registry, normalise_region

CATEGORY = re.compile(r"(?:类别|范围|范畴|[Cc]ategory|[Ss]cope)?\s*([一二三四五六1-6])(?!\d)")
DIGITS = {word: str(i) for i, word in enumerate("一二三四五六", start=1)}
YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*年|\s*[-/.]|$|\s*版)")
SOURCE_LEVEL = ("line",)


def category_of(text: str) -> str:
    """Category 1..6 of a printed label, or an empty text."""
    found = CATEGORY.match(text.strip())
    return DIGITS.get(found.group(1), found.group(1)) if found else ""


def base_table(table: str) -> str:
    """Printed table number of a table or a part of one."""
    return table.split("/")[0]


@dataclass
class LineView:
    """A quantification line with its columns and parsed numbers."""

    line: Line
    columns: dict[str, Column]
    operands: dict[str, Operand]
    numbers: dict[str, Number]
    category: str

    @property
    def table(self) -> str:
        """Table, or part of a table, the line stands in."""
        return self.line.table

    @property
    def label(self) -> str:
        """Name of the line for messages."""
        return " ".join(filter(None, [self.line.source, self.line.facility])) or self.line.cls

    @property
    def names(self) -> list[str]:
        """Names under which other tables may print the source, most specific first."""
        both = f"{self.line.source}{self.line.facility}"
        return [name for name in dict.fromkeys([both, self.line.source, self.line.facility]) if name]

    def symbol(self, *roles: str) -> str:
        """Symbol of the first column with one of the roles, or an empty text."""
        return next((s for role in roles for s, c in self.columns.items() if c.role == role), "")

    def unit(self, symbol: str) -> str:
        """Unit of a number: its own, or its column's."""
        operand = self.operands.get(symbol)
        return (operand.unit if operand else "") or self.columns[symbol].unit

    def number(self, *roles: str) -> Number | None:
        """Number in the first column with one of the roles."""
        return self.numbers.get(self.symbol(*roles))

    @property
    def emission(self) -> Number | None:
        """The line's result in tCO2e."""
        return self.number("emission", "co2")


@dataclass
class View:
    """Everything the checks ask of a report."""

    report: Report
    registry: Registry = field(default_factory=load_registry)
    lines: list[LineView] = field(default_factory=list)
    totals: list[LineView] = field(default_factory=list)

    @property
    def materials(self) -> str:
        """All source names of the report in one text."""
        return " ".join(name for line in self.lines for name in line.names)

    def items(self) -> list[Summary]:
        """Summary rows of single sources (not of gases, sites or shares)."""
        return [s for s in self.report.summary if s.kind == "item" and s.item and not s.gas and not s.site]

    def score_items(self) -> list[Score]:
        """Data-quality rows of single sources."""
        return [s for s in self.report.scores if s.kind == "item"]

    def printed_total(self) -> Number | None:
        """The printed total: the fact, the total most tables print, or nothing."""
        counts: dict[Decimal, list[Number]] = defaultdict(list)
        texts = [f.text for f in self.report.facts_of("total")]
        texts += [s.text for s in self.report.summary if s.kind == "total" and not s.gas and not s.category]
        for number in filter(None, map(parse, texts)):
            counts[number.value].append(number)
        return max(counts.values(), key=len)[0] if counts else None

    def category_totals(self) -> dict[str, list[tuple[str, str, Number]]]:
        """Per category every printed total of it: (table, location text, number)."""
        found: dict[str, list[tuple[str, str, Number]]] = defaultdict(list)
        for row in self.report.summary:
            number = parse(row.text)
            if row.kind == "subtotal" and row.category and not row.gas and not row.site and number:
                found[category_of(row.category)].append((row.table, row.category, number))
        for fact in self.report.facts_of("category_total"):
            number = parse(fact.text)
            if number:
                found[category_of(fact.scope)].append((fact.table, fact.location, number))
        return dict(found)

    def years(self) -> set[str]:
        """Years the reporting period touches."""
        return {
            year
            for fact in self.report.facts_of("period")
            for year in re.findall(r"(?:19|20)\d{2}", fact.text)
        }

    def report_year(self) -> int | None:
        """The year the report is for: the title's, else the last year of the period."""
        titles = [f.text for f in self.report.facts_of("title_year") if f.text.isdigit()]
        years = sorted(self.years())
        fitting = [t for t in titles if t in years] or ([] if years else titles)
        return int((fitting or years[-1:] or ["0"])[0]) or None

    def region(self) -> str:
        """Province of the organisation, from region, name or address."""
        for key in ("region", "organisation", "address"):
            for fact in self.report.facts_of(key):
                found = normalise_region(fact.text, self.registry)
                if found:
                    return found
        return ""

    def table_kind(self, table: str) -> str:
        """Kind of a table as the tables sheet says."""
        return next((t.kind for t in self.report.tables if t.table == base_table(table)), "")

    def text_facts(self, key: str) -> list[Fact]:
        """Printings of a fact that are not blank."""
        return [fact for fact in self.report.facts_of(key) if fact.text.strip()]

    def reach(self) -> Reach:
        """How far sizes reach in this report."""
        total = self.printed_total()
        bands = [(Decimal(r.item), r.value) for r in self.registry.find("materiality")]
        return Reach(total.value if total else None, self.materiality(), bands)

    def materiality(self) -> Decimal | None:
        """Printed materiality threshold as a fraction."""
        for fact in self.text_facts("materiality"):
            found = re.search(r"(\d+(?:\.\d+)?)\s*[%％]", fact.text)
            if found:
                return Decimal(found.group(1)) / 100
        return None


def build_view(report: Report) -> View:
    """Join lines with their columns and operands and parse every number."""
    columns: dict[str, dict[str, Column]] = defaultdict(dict)
    for column in report.columns:
        columns[column.table][column.symbol] = column
    operands: dict[tuple[str, str], dict[str, Operand]] = defaultdict(dict)
    for operand in report.operands:
        operands[operand.table, operand.row][operand.symbol] = operand
    view = View(report)
    for line in report.lines:
        own = {s: o for s, o in operands[line.table, line.row].items() if s in columns[line.table]}
        numbers = {}
        for symbol, operand in own.items():
            number = parse(operand.text, operand.unit or columns[line.table][symbol].unit)
            if number:
                numbers[symbol] = number
        found = LineView(line, columns[line.table], own, numbers, category_of(line.category))
        (view.lines if line.kind in SOURCE_LEVEL else view.totals).append(found)
    return view
