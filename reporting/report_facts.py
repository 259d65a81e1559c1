"""What a verification report of one plant and year says, gathered once from the published tables.

Verdicts are those of the checks; the only decision here is that conformity is never stated while anything is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from reporting import annexes, labels
from reporting.findings import answers, causes, is_conforming, open_answers, worst
from reporting.published import Published
from reporting.report_names import ReportNumber, report_number
from reporting.report_settings import ReportSettings
from warehouse.finding_register import SETTLED


@dataclass(frozen=True)
class ReportFacts:
    """One plant and year of one published close."""

    published: Published
    plant: dict[str, Any]
    year: str
    settings: ReportSettings

    @property
    def code(self) -> str:
        """The plant's code."""
        return str(self.plant["plant"])

    @property
    def name(self) -> str:
        """The plant's name."""
        return str(self.plant["plant_name"])

    @cached_property
    def number(self) -> ReportNumber:
        """The report's number (R-09)."""
        return report_number(
            self.plant["province"],
            self.settings.verifier_abbreviation,
            self.plant["credit_code"],
            self.year,
            self.settings.version,
        )

    @cached_property
    def processes(self) -> list[str]:
        """Process codes of the plant."""
        return self.published.processes(self.code)

    @cached_property
    def answers(self) -> pl.DataFrame:
        """Every answer of the year and of its months in scope."""
        return answers(self.published, self.code).filter(pl.col("period").str.starts_with(self.year))

    @cached_property
    def findings(self) -> pl.DataFrame:
        """Findings of the year and of its months in scope."""
        rows = self.published.of_plant("findings", self.code)
        return rows.filter(pl.col("period").str.starts_with(self.year))

    @cached_property
    def causes(self) -> list[dict[str, Any]]:
        """Findings of the year, one row per cause."""
        return causes(self.findings)

    @cached_property
    def register(self) -> dict[str, dict[str, Any]]:
        """The register of the plant by number of the finding."""
        rows = self.published.register.of_plant(self.code).iter_rows(named=True)
        return {row["finding_id"]: row for row in rows}

    @cached_property
    def from_earlier_years(self) -> list[dict[str, Any]]:
        """Findings of earlier years that are still not closed (O-05)."""
        return [
            row
            for row in self.register.values()
            if row["period"][:4] < self.year and row["status"] not in SETTLED
        ]

    @cached_property
    def open(self) -> list[dict[str, Any]]:
        """Requirements that still need something, worst first."""
        return open_answers(self.answers)

    @cached_property
    def is_conforming(self) -> bool:
        """Whether conformity with guide and plan can be stated."""
        return is_conforming(self.answers, self.findings, self.explained)

    @cached_property
    def explained(self) -> frozenset[str]:
        """Numbers of findings whose explanation was accepted."""
        return frozenset(
            number
            for number, row in self.register.items()
            if row["status"] == "closed" and row["disposition"] == "explain"
        )

    @property
    def n_to_explain(self) -> int:
        """How many causes are still to be explained."""
        return sum(
            row["disposition"] == "explain" and not set(row["finding_id"]) <= self.explained
            for row in self.causes
        )

    def n_open(self, *statuses: str) -> int:
        """How many requirements have an answer of these statuses."""
        return len({row["requirement"] for row in self.open if row["status"] in statuses})

    @cached_property
    def annex1(self) -> dict[str, list[annexes.Compared]]:
        """Lines of annex 1 by form."""
        return annexes.annex1(self.published, self.code, self.year)

    @cached_property
    def profile(self) -> dict[str, str]:
        """Verified basic information by fact; items that were not delivered are absent."""
        rows = self.published.of_plant("annex1", self.code).filter(
            (pl.col("period") == self.year) & (pl.col("section") == "C.1")
        )
        found = {labels.fact_of(row["item"]): row["after_text"] for row in rows.sort("item_no").to_dicts()}
        return {str(fact): str(text) for fact, text in found.items() if fact and text}

    def compared(self, *items: str) -> list[dict[str, Any]]:
        """Numeric lines of annex 1 by item code, processes in order, the total last."""
        rows = self.published.of_plant("annex1", self.code).filter(
            (pl.col("period") == self.year) & pl.col("item").is_in(list(items)) & (pl.col("section") != "C.1")
        )
        return rows.sort(pl.col("process") == "ALL", "process", "section", "item_no").to_dicts()

    def verified(self, item: str, process: str) -> Decimal | None:
        """Verified value of an item of annex 1, None when it could not be verified."""
        found = [row["after_value"] for row in self.compared(item) if row["process"] == process]
        return found[0] if found else None

    def total(self, item: str) -> Decimal | None:
        """Sum of the verified values of an item over all processes; None when one is missing."""
        values = [self.verified(item, process) for process in self.processes]
        known = [value for value in values if value is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(values) else None

    @cached_property
    def year_on_year(self) -> list[dict[str, Any]]:
        """Lines of the year-on-year table, the total first."""
        rows = self.published.of_plant("year_on_year", self.code).filter(pl.col("period") == self.year)
        return rows.sort(pl.col("process") != "ALL", "process", "item_no").to_dicts()

    def status_of(self, *requirements: str) -> str:
        """Worst answer of some requirements; `missing` when there is none."""
        rows = self.answers.filter(pl.col("requirement").is_in(list(requirements)))
        return worst(rows["status"])

    @cached_property
    def by_requirement(self) -> list[dict[str, Any]]:
        """One row per requirement: worst status of the year, and where it is that."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.answers.iter_rows(named=True):
            found.setdefault(row["requirement"], []).append(row)
        rows = []
        for given in found.values():
            status = worst(row["status"] for row in given)
            places = sorted(
                {
                    f"{labels.place_label(row['process'])}·{row['period']}"
                    for row in given
                    if row["status"] == status
                }
            )
            rows.append({**given[0], "status": status, "places": places})
        return rows

    def chapter_answers(self, chapter: str) -> list[dict[str, Any]]:
        """The requirements of a chapter, one row each."""
        return [row for row in self.by_requirement if chapter in labels.chapters_of(row["requirement"])]

    def chapter_causes(self, chapter: str) -> list[dict[str, Any]]:
        """Findings that belong to a chapter, by their first requirement of the guide."""
        return [row for row in self.causes if chapter in _chapters(row)]

    def monthly(self, parameter: str) -> dict[str, dict[str, dict[str, Decimal]]]:
        """Monthly values of a parameter: process, month, source. Full months on the plant's own calendar."""
        rows = self.published.of_plant("observations", self.code).filter(
            (pl.col("parameter") == parameter)
            & (pl.col("item") == "")
            & (pl.col("period_kind") == "month")
            & (pl.col("basis") == "accounting")
            & (pl.col("coverage") == "full")
            & pl.col("period").str.starts_with(self.year)
        )
        found: dict[str, dict[str, dict[str, Decimal]]] = {}
        for row in rows.sort("process", "period", "source_system").iter_rows(named=True):
            found.setdefault(row["process"], {}).setdefault(row["period"], {})[row["source_system"]] = row[
                "value"
            ]
        return found

    @cached_property
    def estimated_months(self) -> list[str]:
        """Months of the year whose calibration correction had to be shared out over their days."""
        rows = self.published.of_plant("emissions", self.code).filter(
            (pl.col("period_kind") == "month")
            & pl.col("period").str.starts_with(self.year)
            & pl.col("is_correction_estimated")
        )
        return rows["period"].unique().sort().to_list()

    @cached_property
    def months_recalculated(self) -> list[str]:
        """Months of the year whose primary records were read in this close."""
        return [month for month in self.published.asked("month") if month.startswith(self.year)]


def _chapters(cause: dict[str, Any]) -> list[str]:
    first = min(cause["requirements"], key=lambda code: (code.startswith("X-"), code))
    return labels.chapters_of(first, cause["parameter"])
