"""Faults in the declared report and in the plan: factors, arithmetic, sources, facilities, facts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.generator.annual import ANODE_SOURCE, OUTPUT_SOURCE
from tests.generator.emission import C, emissions, two
from tests.generator.faults.injector import Injector, fault
from tests.generator.model import Document, Plant, Process, Row

REPORT = "declared_report"


def _pick(it: Injector, wanted: Any = lambda _: True) -> tuple[Plant, Process]:
    plant = it.plant(wanted)
    return plant, it.rng.choice(plant.processes)


def _year(it: Injector) -> str:
    return str(it.group.year)


def _set(it: Injector, plant: Plant, process: Process, values: dict[str, Decimal]) -> None:
    for name, value in values.items():
        it.form_row(plant, REPORT, name, process.code).values["value"] = value


def _retotal(it: Injector, plant: Plant) -> None:
    total = sum(
        (it.form_row(plant, REPORT, "e_process", p.code)["value"] for p in plant.processes), Decimal(0)
    )
    it.form_row(plant, REPORT, "e_total")["value"]
    it.form_row(plant, REPORT, "e_total").values["value"] = total


def _factor(
    it: Injector, fault_id: str, title: str, requirements: str, name: str, declared: str, default: Decimal
) -> None:
    """Declare another factor and carry it through the declared arithmetic, which stays right."""
    plant, process = _pick(it)
    _set(it, plant, process, {name: Decimal(declared)})
    value = {n: it.form_row(plant, REPORT, n, process.code)["value"] for n in (
        "anode_gross", "anode_loss_rate", "anode_sulphur", "anode_ash", "output", "ef_cf4", "ef_c2f6",
        "gwp_cf4", "gwp_c2f6",
    )}  # fmt: skip
    net = two(value["anode_gross"] * (1 - value["anode_loss_rate"]))
    anode = two(net * (1 - value["anode_sulphur"] - value["anode_ash"]) * 44 / 12)
    pfc = two(
        value["output"] * (value["ef_cf4"] * value["gwp_cf4"] + value["ef_c2f6"] * value["gwp_c2f6"]) / 1000
    )
    _set(it, plant, process, {
        "anode_net": net, "e_anode": anode, "e_anode_c5": anode, "e_pfc": pfc, "e_pfc_c5": pfc,
        "e_process": anode + pfc,
    })  # fmt: skip
    _retotal(it, plant)
    it.add(
        fault_id, title, "nonconformity", requirements, plant, process.code, _year(it), name,
        default=float(default),
        declared=float(declared),
    )  # fmt: skip


@fault("F38", "anode loss rate is not the default")
def loss_rate(it: Injector, fault_id: str, title: str) -> None:
    _factor(it, fault_id, title, "A-23 D-08", "anode_loss_rate", "0.165", C["anode_loss_rate"])


@fault("F39", "anode sulphur is not the default")
def sulphur(it: Injector, fault_id: str, title: str) -> None:
    _factor(it, fault_id, title, "A-23 D-08", "anode_sulphur", "0.025", C["anode_sulphur"])


@fault("F40", "CF4 factor is not the default")
def cf4(it: Injector, fault_id: str, title: str) -> None:
    _factor(it, fault_id, title, "P-28 D-08", "ef_cf4", "0.030", C["ef_cf4_kg_t"])


@fault("F41", "warming potential of another assessment report")
def warming(it: Injector, fault_id: str, title: str) -> None:
    _factor(it, fault_id, title, "P-28 D-08", "gwp_cf4", "7380", C["gwp_cf4"])


@fault("F42", "net anode is not gross x (1 - loss)")
def net_anode(it: Injector, fault_id: str, title: str) -> None:
    plant, process = _pick(it)
    row = it.form_row(plant, REPORT, "anode_net", process.code)
    row.values["value"] += Decimal("120.5")
    it.add(fault_id, title, "nonconformity", "D-09", plant, process.code, _year(it), "anode_net", t=120.5)


@fault("F43", "process emissions are not the sum of their parts")
def process_sum(it: Injector, fault_id: str, title: str) -> None:
    plant, process = _pick(it)
    it.form_row(plant, REPORT, "e_process", process.code).values["value"] -= Decimal("1000")
    _retotal(it, plant)
    it.add(
        fault_id, title, "nonconformity", "D-09 R-02", plant, process.code, _year(it), "e_process", t=-1000
    )


@fault("F44", "total is not the sum over the processes")
def total_sum(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant(lambda p: len(p.processes) > 1)
    row = it.form_row(plant, REPORT, "e_total")
    right = row["value"]
    row.values["value"] = two(right * Decimal("0.99"))
    it.add(
        fault_id,
        title,
        "nonconformity",
        "D-09 R-02",
        plant,
        "ALL",
        _year(it),
        "e_total",
        right=float(right),
        declared=float(row["value"]),
    )


def _detail_row(it: Injector, plant: Plant, process: Process, month: str) -> Row:
    sheet = it.annual(plant, REPORT).sheets[-1]
    return next(r for r in sheet.rows if r["_process"] == process.code and r["month"] == month)


def _declare_output(it: Injector, plant: Plant, process: Process, extra: Decimal) -> None:
    output = it.form_row(plant, REPORT, "output", process.code)["value"] + extra
    gross = it.form_row(plant, REPORT, "anode_gross", process.code)["value"]
    figures = emissions(gross, output)
    _set(
        it,
        plant,
        process,
        {
            "output": output,
            "output_c5": output,
            "e_pfc": figures.pfc,
            "e_pfc_c5": figures.pfc,
            "e_process": figures.total,
        },
    )
    _retotal(it, plant)


@fault("F30", "metal poured back counted as output in the report")
def backpour(it: Injector, fault_id: str, title: str) -> None:
    places = [
        (plant, process, month)
        for plant in it.group.plants for process in plant.processes for month in it.group.months
        if it.world.months[plant.code][month].backpour[process.code] > 10_000
    ]  # fmt: skip
    if not places:
        it.plant(lambda _: False)
    plant, process, month = it.rng.choice(places)
    extra = two(Decimal(it.world.months[plant.code][month].backpour[process.code]) / 1000)
    row = _detail_row(it, plant, process, month)
    row.values["output"] += extra
    for deposit in it.annual(plant, "deposits").rows:
        if (deposit["_process"], deposit["month"], deposit["_name"]) == (process.code, month, "output"):
            deposit.values["value"] += extra
    _declare_output(it, plant, process, extra)
    it.add(fault_id, title, "nonconformity", "P-22", plant, process.code, month, "output", t=float(extra))


@fault("F48", "declared year is not the sum of its months")
def year_sum(it: Injector, fault_id: str, title: str) -> None:
    plant, process = _pick(it)
    _declare_output(it, plant, process, Decimal("345.6"))
    it.add(fault_id, title, "nonconformity", "P-03 D-09", plant, process.code, _year(it), "output", t=345.6)


@fault("F36", "crane scale declared while a truck scale is in use")
def crane(it: Injector, fault_id: str, title: str) -> None:
    plant, process = _pick(it, lambda p: p.output_method == "truck")
    it.form_row(plant, REPORT, "output", process.code).values["source"] = OUTPUT_SOURCE["crane"]
    it.add(
        fault_id,
        title,
        "nonconformity",
        "P-23 P-24",
        plant,
        process.code,
        _year(it),
        "output",
        declared="crane",
        used="truck",
    )


@fault("F37", "blocks x weight declared while direct weighing exists")
def blocks(it: Injector, fault_id: str, title: str) -> None:
    plant, process = _pick(it, lambda p: p.anode_method == "direct")
    it.form_row(plant, REPORT, "anode_gross", process.code).values["source"] = ANODE_SOURCE["blocks"]
    it.add(
        fault_id,
        title,
        "nonconformity",
        "A-18 A-19",
        plant,
        process.code,
        _year(it),
        "anode_gross",
        declared="blocks",
        used="direct",
    )


@fault("F47", "source priority lower than last year")
def lower_priority(it: Injector, fault_id: str, title: str) -> None:
    plant, process = _pick(it, lambda p: p.output_method == "crane")
    it.form_row(plant, "last_year_report", "output", process.code).values["source"] = OUTPUT_SOURCE["truck"]
    it.add(
        fault_id,
        title,
        "nonconformity",
        "P-24",
        plant,
        process.code,
        _year(it),
        "output",
        last_year="truck",
        this_year="crane",
    )


def _facility(it: Injector, document: Document, process: Process) -> Row:
    sheet = next(s for s in document.sheets if s.spec == "facilities")
    return next(r for r in sheet.rows if r["_process"] == process.code)


@fault("F45", "C.2 differs from the plan and the site")
def c2_differs(it: Injector, fault_id: str, title: str) -> None:
    plant, process = _pick(it)
    _facility(it, it.annual(plant, REPORT), process).values["pots"] += 6
    it.add(
        fault_id,
        title,
        "nonconformity",
        "T2-09 Q-02 T1-24 T1-25",
        plant,
        process.code,
        _year(it),
        "c2_pots",
        plan=process.pots,
        declared=process.pots + 6,
    )


@fault("F46", "more pots than last year, no change declared")
def new_pots(it: Injector, fault_id: str, title: str) -> None:
    plant, process = _pick(it)
    _facility(it, it.annual(plant, "last_year_report"), process).values["pots"] -= 8
    it.add(
        fault_id,
        title,
        "nonconformity",
        "T1-24 T2-09",
        plant,
        process.code,
        _year(it),
        "c2_pots",
        last_year=process.pots - 8,
        declared=process.pots,
        accept=["explain"],
    )


@fault("F69", "gross output value differs from the financial statements")
def finance(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    row = it.form_row(plant, "finance", "gross_output_value")
    row.values["value"] += 5200
    it.add(
        fault_id,
        title,
        "nonconformity",
        "T1-27",
        plant,
        "ALL",
        _year(it),
        "gross_output_value",
        wan=5200,
        accept=["explain"],
    )


@fault("F70", "gross output value ten times that of B204-1: 千元 taken for 万元")
def ten_times(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    row = it.key_value(plant, REPORT, "C.1", "工业总产值（万元）")
    row.values["value"] = str(int(row["value"]) * 10)
    it.add(
        fault_id,
        title,
        "nonconformity",
        "T1-28 T1-27",
        plant,
        "ALL",
        _year(it),
        "gross_output_value",
        factor=10,
        accept=["explain"],
    )
