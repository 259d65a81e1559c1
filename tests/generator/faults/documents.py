"""Faults that show only when one document is held against another: plan, register, tickets, ledgers, account."""

from __future__ import annotations

from decimal import Decimal

from tests.generator.faults.injector import Injector, fault
from tests.generator.weighings import scale_number


@fault("F101", "register calibrates the output scale every 24 months, the plan every 12")
def longer_interval(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    process = it.rng.choice(plant.processes)
    number = scale_number(plant, process)
    row = next(r for r in it.annual(plant, "instruments").rows if r["number"] == number)
    row.values["cycle"] = 24
    it.add(
        fault_id, title, "nonconformity", "D-01 Q-04 P-04 P-11", plant, process.code, str(it.group.year), "output",
        instrument=number,
    )  # fmt: skip


@fault("F102", "tickets of a scale that is in no register")
def unknown_scale(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("ladle_tickets")
    for row in it.rng.sample(place.sheet.rows, 12):
        row.values["scale"] = f"{place.plant.code}-QCH-77"
    it.add(fault_id, title, "nonconformity", "Q-03", place.plant, place.process, place.month, "output", n=12)


@fault("F103", "energy per tonne of the index ledger does not follow from the report")
def index_differs(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("index_ledger")
    row = it.rng.choice(place.sheet.rows)
    row.values["ac_per_t"] = (row["ac_per_t"] * Decimal("1.02")).quantize(Decimal("0.01"))
    it.add(
        fault_id, title, "must_explain", "P-06 P-13", place.plant, row["process"], place.month, "ac_per_t",
        relative=0.02,
    )  # fmt: skip


@fault("F104", "supporting document said to be provided, no file named")
def no_file(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    row = next(r for r in it.annual(plant, "evidence").rows if r["name"] == "设施设计文件")
    row.values["file"] = None
    it.add_of_year(
        fault_id, title, "nonconformity", "R-08 T2-02", plant, "evidence",
        document=row["name"],
    )  # fmt: skip


@fault("F105", "interviewed person could not be reached")
def not_reached(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    row = next(r for r in it.annual(plant, "site_visit").rows if r["who"] == "报告联系人")
    row.values["record"] = "未能联系到本人"
    it.add_of_year(fault_id, title, "nonconformity", "T1-19", plant, "site_visit")
