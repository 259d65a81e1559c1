"""Emissions and allowances that a correct reader ends with, clean and readable, as measured and adjusted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from tests.generator.emission import allowance, emissions, three
from tests.generator.model import Plant, Process, Row
from tests.generator.periods import accounting_day, accounting_days
from tests.generator.truth_values import kept, readable_ladles
from tests.generator.weighings import output_kg, scale_number
from tests.generator.world import World

EMISSION_COLUMNS = (
    "plant", "process", "period_kind", "period", "basis", "delivered", "anode_t", "output_t", "anode_net_t",
    "e_anode_tco2", "e_pfc_tco2e", "e_total_tco2e", "anode_adjusted_t", "output_adjusted_down_t",
    "output_adjusted_up_t", "adjusted_anode_net_t", "adjusted_e_anode_tco2", "adjusted_e_pfc_tco2e",
    "adjusted_e_total_tco2e",
)  # fmt: skip
ALLOWANCE_COLUMNS = (
    "plant", "process", "emissions", "output", "intensity", "balance_value", "X", "alpha",
    "allowance_rule_2024",
    "allowance_rule_2025",
)  # fmt: skip
DayMass = dict[date, Decimal]


class Excess:
    """The relative adjustment of an instrument's readings, day by day, in hundredths."""

    def __init__(self, world: World, plant: Plant) -> None:
        year = str(world.group.year)
        registers = world.group.find(plant.code, year, "instruments")
        certificates = world.group.find(plant.code, year, "calibrations")
        rows = list(registers.rows) if registers else []
        self.required: dict[str, Decimal] = {r["number"]: r["accuracy"] for r in rows}
        self.certificates: dict[str, list[Row]] = defaultdict(list)
        for row in certificates.rows if certificates else []:
            self.certificates[row["number"]].append(row)

    def of(self, instrument: str, day: date) -> Decimal:
        """Covered and accurate: 0; covered but outside: the excess; not covered: the required accuracy."""
        required = self.required.get(instrument, Decimal(0))
        covering = [c for c in self.certificates[instrument] if c["date"] <= day <= c["valid_to"]]
        if not covering:
            return required / 100
        found = max(covering, key=lambda c: c["date"])["accuracy"]
        return max(found - required, Decimal(0)) / 100


def emission_rows(world: World) -> list[dict[str, Any]]:
    """Per process: every month and the year, on the clean and on the readable basis."""
    rows: list[dict[str, Any]] = []
    for plant in world.group.plants:
        excess = Excess(world, plant)
        for process in plant.processes:
            for basis in ("clean", "readable"):
                rows += list(_process_rows(world, plant, process, basis, excess))
    return rows


def _process_rows(
    world: World, plant: Plant, process: Process, basis: str, excess: Excess
) -> Iterator[dict[str, Any]]:
    output, anode = day_masses(world, plant, process, basis)
    scale = scale_number(plant, process)
    anode_scale = f"{plant.code}-QCH-92" if plant.anode_method == "direct" else ""
    sums = [Decimal(0)] * 5
    for month in world.months[plant.code]:
        days = accounting_days(plant, month)
        figures = [Decimal(0)] * 5
        for day in days:
            share, anode_share = (
                excess.of(scale, day),
                excess.of(anode_scale, day) if anode_scale else Decimal(0),
            )
            o, a = output.get(day, Decimal(0)), anode.get(day, Decimal(0))
            parts = (a, o, a * (1 + anode_share), o * (1 - share), o * (1 + share))
            figures = [x + y for x, y in zip(figures, parts, strict=True)]
        sums = [x + y for x, y in zip(sums, figures, strict=True)]
        delivered = month in world.group.months
        yield _row(plant, process, "month", month, basis, delivered, figures)
    yield _row(plant, process, "year", str(world.group.year), basis, True, sums)


def day_masses(world: World, plant: Plant, process: Process, basis: str) -> tuple[DayMass, DayMass]:
    """Output and gross anode of a process by production day, in tonnes."""
    records = world.records[plant.code]
    output = {
        day: Decimal(output_kg_true(rows)) / 1000
        for (code, day), rows in records.ladles.items()
        if code == process.code
    }
    anode: DayMass = {}
    for (code, day), row in records.store.items():
        if code != process.code:
            continue
        if plant.anode_method == "direct":
            weighed = records.anode_direct[code, day]
            anode[day] = (
                Decimal(
                    sum(
                        r.true("net") if basis == "clean" else r["net"]
                        for r in weighed
                        if basis == "clean" or r.status == "keep"
                    )
                )
                / 1000
            )
        else:
            anode[day] = Decimal(str(plant.unit_weight_kg)) * row.true("blocks") / 1000
    if basis == "readable":
        delivered = {d for m in world.group.months for d in accounting_days(plant, m)}
        readable: dict[date, int] = defaultdict(int)
        for row in readable_ladles(world.group, plant).get(process.code, []):
            if row["use"] != "backpour":
                readable[accounting_day(plant, row["gross_time"])] += row["net"]
        output |= {day: Decimal(readable.get(day, 0)) / 1000 for day in delivered}
    return output, anode


def output_kg_true(rows: list[Row]) -> int:
    """Net metal before any fault."""
    return sum(r.true("net") for r in rows if r.true("use") != "backpour")


def _row(
    plant: Plant,
    process: Process,
    kind: str,
    period: str,
    basis: str,
    delivered: bool,
    figures: list[Decimal],
) -> dict[str, Any]:
    anode, output, anode_up, down, up = (three(f) for f in figures)
    measured, adjusted = emissions(anode, output), emissions(anode_up, up)
    numbers = {
        "anode_t": anode, "output_t": output, "anode_net_t": measured.anode_net,
        "e_anode_tco2": measured.anode,
        "e_pfc_tco2e": measured.pfc, "e_total_tco2e": measured.total, "anode_adjusted_t": anode_up,
        "output_adjusted_down_t": down, "output_adjusted_up_t": up,
        "adjusted_anode_net_t": adjusted.anode_net,
        "adjusted_e_anode_tco2": adjusted.anode, "adjusted_e_pfc_tco2e": adjusted.pfc,
        "adjusted_e_total_tco2e": adjusted.total,
    }  # fmt: skip
    return {
        "plant": plant.code, "process": process.code, "period_kind": kind, "period": period, "basis": basis,
        "delivered": delivered, **{name: f"{value.normalize():f}" for name, value in numbers.items()},
    }  # fmt: skip


def allowance_rows(emission: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Allowance per process from the clean year as adjusted (output down), and per plant rounded down."""
    rows: list[dict[str, Any]] = []
    plants: dict[str, list[tuple[Decimal, Decimal, Decimal]]] = defaultdict(list)
    for line in emission:
        if line["period_kind"] != "year" or line["basis"] != "clean":
            continue
        total, output = Decimal(line["adjusted_e_total_tco2e"]), Decimal(line["output_adjusted_down_t"])
        result = allowance(total, output)
        plants[line["plant"]].append((total, output, result.rule_2025))
        rows.append({
            "plant": line["plant"], "process": line["process"], "emissions": total, "output": output,
            "intensity": f"{result.intensity:.6f}", "balance_value": "1.6835", "X": f"{result.x:.8f}",
            "alpha": f"{result.alpha:.8f}", "allowance_rule_2024": total,
            "allowance_rule_2025": f"{result.rule_2025:.4f}",
        })  # fmt: skip
    for plant, parts in plants.items():
        total = sum((p[0] for p in parts), Decimal(0))
        rule = sum((p[2] for p in parts), Decimal(0)).to_integral_value(ROUND_FLOOR)
        rows.append({
            "plant": plant, "process": "ALL", "emissions": total,
            "output": sum((p[1] for p in parts), Decimal(0)),
            "allowance_rule_2024": total, "allowance_rule_2025": rule,
        })  # fmt: skip
    return rows


def daily_rows(world: World) -> list[dict[str, Any]]:
    """Output and weighed anode per production day, from the rows kept."""
    rows = []
    for plant in world.group.plants:
        for kind, name, moment in (
            ("ladle_tickets", "output", "gross_time"),
            ("anode_direct", "anode_gross", "time"),
        ):
            for document in world.group.documents:
                if (
                    (document.plant, document.kind) != (plant.code, kind)
                    or document.omitted
                    or document.spoilt
                ):
                    continue
                for sheet in document.sheets:
                    days: dict[date, list[int]] = defaultdict(list)
                    for row in kept(sheet.rows):
                        if row.values.get("use") != "backpour":
                            days[accounting_day(plant, row[moment])].append(row["net"])
                    rows += [{
                        "plant": plant.code, "process": sheet.process, "accounting_day": day,
                        "parameter": name,
                        "source_system": kind, "value": f"{(Decimal(sum(nets)) / 1000).normalize():f}",
                        "unit": "t",
                        "rows": len(nets),
                    } for day, nets in sorted(days.items())]  # fmt: skip
    return rows


__all__ = ["allowance_rows", "daily_rows", "emission_rows", "output_kg"]
