"""Faults in the registers: instruments, certificates, deposits, evidence, visit, account."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests.generator.faults.injector import Injector, NoPlaceError, fault
from tests.generator.model import Plant, Process, Row
from tests.generator.periods import first_day, last_day
from tests.generator.weighings import scale_number


def _process(it: Injector) -> tuple[Plant, Process]:
    """A process whose output scale no other fault touched."""
    touched = {(f.plant, f.process) for f in it.group.faults if "instrument" in f.detail}
    places = [(p, q) for p in it.group.plants for q in p.processes if (p.code, q.code) not in touched]
    if not places:
        raise NoPlaceError("an untouched scale")
    return it.rng.choice(places)


def _certificates(it: Injector, plant: Plant, number: str) -> list[Row]:
    return [r for r in it.annual(plant, "calibrations").rows if r["number"] == number]


def _methods(plant: Plant) -> str:
    return "P-04 P-27" if plant.output_method == "truck" else "P-11 P-27"


@fault("F31", "calibration of the output scale late")
def late_calibration(it: Injector, fault_id: str, title: str) -> None:
    plant, process = _process(it)
    number = scale_number(plant, process)
    first, second = _certificates(it, plant, number)
    start = first_day(it.group.months[-1]) + timedelta(days=it.rng.randint(3, 12))
    first.values["valid_to"] = start - timedelta(days=1)
    first.values["date"] = first["valid_to"] - timedelta(days=365)
    days = it.rng.randint(9, 15)
    second.values["date"] = start + timedelta(days=days)
    second.values["valid_to"] = second["date"] + timedelta(days=365)
    it.add(
        fault_id, title, "nonconformity", f"D-05 D-11 Q-04 {_methods(plant)}", plant, process.code,
        str(it.group.year),
        "output", instrument=number, uncovered_from=str(start),
        uncovered_to=str(second["date"] - timedelta(days=1)),
        days=days,
    )  # fmt: skip


@fault("F32", "output scale calibrated in time, outside its accuracy")
def inaccurate(it: Injector, fault_id: str, title: str) -> None:
    plant, process = _process(it)
    number = scale_number(plant, process)
    row = _certificates(it, plant, number)[0]
    required = next(r["accuracy"] for r in it.annual(plant, "instruments").rows if r["number"] == number)
    row.values["accuracy"] = required + Decimal("0.15")
    it.add(
        fault_id, title, "nonconformity", f"D-03 D-11 Q-04 {_methods(plant)}", plant, process.code,
        str(it.group.year),
        "output", instrument=number, found=float(row["accuracy"]), required=float(required),
    )  # fmt: skip


@fault("F33", "output scale not calibrated")
def uncalibrated(it: Injector, fault_id: str, title: str) -> None:
    plant, process = _process(it)
    number = scale_number(plant, process)
    sheet = it.annual(plant, "calibrations").sheets[0]
    sheet.rows = [r for r in sheet.rows if r["number"] != number]
    it.add(
        fault_id, title, "nonconformity", f"D-04 D-11 Q-04 {_methods(plant)}", plant, process.code,
        str(it.group.year),
        "output", instrument=number,
    )  # fmt: skip


@fault("F34", "anode scale not calibrated")
def anode_scale(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant(lambda p: p.anode_method == "direct")
    number = f"{plant.code}-QCH-92"
    sheet = it.annual(plant, "calibrations").sheets[0]
    sheet.rows = [r for r in sheet.rows if r["number"] != number]
    it.add_of_year(
        fault_id,
        title,
        "nonconformity",
        "D-04 A-04 A-22 Q-04",
        plant,
        "anode_gross",
        instrument=number,
    )


@fault("F35", "name plate differs from the plan")
def plate(it: Injector, fault_id: str, title: str) -> None:
    plant, process = _process(it)
    number = scale_number(plant, process)
    row = next(r for r in it.annual(plant, "site_visit").rows if r["content"] == number)
    required = next(r["accuracy"] for r in it.annual(plant, "instruments").rows if r["number"] == number)
    row.values["record"] = row["record"].replace(f"{required}%", "1.0%")
    it.add(
        fault_id,
        title,
        "nonconformity",
        "P-17 Q-04",
        plant,
        process.code,
        str(it.group.year),
        "output",
        instrument=number,
        plate="1.0%",
        accept=["explain"],
    )


@fault("F18", "unit weight in the settlement 1.3 % from the drawing")
def unit_weight(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    row = next(r for r in it.annual(plant, "anode_contract").rows if r["basis"] == "财务结算")
    design = next(r["weight"] for r in it.annual(plant, "anode_contract").rows if r["basis"] == "设计图纸")
    row.values["weight"] = (design * Decimal("1.013")).quantize(Decimal("0.1"))
    it.add_of_year(
        fault_id,
        title,
        "must_explain",
        "A-21",
        plant,
        "unit_weight",
        relative=0.013,
    )


def _deposit(it: Injector, month: str, name: str) -> tuple[Plant, Row]:
    plant = it.plant()
    rows = [r for r in it.annual(plant, "deposits").rows if (r["month"], r["_name"]) == (month, name)]
    return plant, it.rng.choice(rows)


@fault("F51", "value changed after its monthly deposit")
def deposit_changed(it: Injector, fault_id: str, title: str) -> None:
    month = it.rng.choice(it.group.months)
    plant, row = _deposit(it, month, "output")
    declared = row["value"]
    row.values["value"] = (declared * Decimal("1.013")).quantize(Decimal("0.01"))
    it.add(
        fault_id, title, "nonconformity", "X-DEPOSIT P-02 P-09", plant, row["_process"], month, "output",
        declared=float(declared), deposited=float(row["value"]),
    )  # fmt: skip


@fault("F52", "deposit later than forty days after the month")
def deposit_late(it: Injector, fault_id: str, title: str) -> None:
    month = it.rng.choice(it.group.months)
    plant, row = _deposit(it, month, "anode_gross")
    when = last_day(month) + timedelta(days=53)
    row.values["date"] = when
    it.add(
        fault_id,
        title,
        "nonconformity",
        "X-DEPOSIT-40",
        plant,
        row["_process"],
        month,
        "anode_gross",
        days=53,
        when=str(when),
    )


@fault("F72", "overhaul deposited, not in the report")
def stop(it: Injector, fault_id: str, title: str) -> None:
    month = it.rng.choice(it.group.months)
    plant, row = _deposit(it, month, "output")
    row.values["state"] = "停产检修15天"
    it.add(
        fault_id,
        title,
        "nonconformity",
        "T2-04 T1-23",
        plant,
        row["_process"],
        month,
        "output",
        state=row["state"],
        accept=["explain"],
    )


def _not_provided(it: Injector, fault_id: str, title: str, requirements: str, name: str) -> None:
    plant = it.plant()
    row = next(r for r in it.annual(plant, "evidence").rows if r["name"] == name)
    row.values.update(provided="否", file=None)
    it.add_of_year(fault_id, title, "nonconformity", requirements, plant, "evidence", document=row["name"])


@fault("F59", "supporting document missing")
def missing_document(it: Injector, fault_id: str, title: str) -> None:
    _not_provided(it, fault_id, title, "R-08 P-02 P-09", "铝液产量原始记录及台账")


@fault("F60", "discharge permit expired")
def expired(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    row = next(r for r in it.annual(plant, "evidence").rows if r["name"] == "排污许可证")
    row.values["valid_to"] = last_day(f"{it.group.year}-06")
    it.add_of_year(
        fault_id,
        title,
        "nonconformity",
        "R-08 T1-09 T1-04",
        plant,
        "evidence",
        document=row["name"],
        accept=["explain"],
    )


@fault("F89", "certificate re-dated: its number carries another day")
def redated(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    number = f"{plant.code}-QCH-91"
    row = _certificates(it, plant, number)[-1]
    row.values["certificate"] = row["certificate"].replace(
        f"{row['date']:%Y%m%d}", f"{row['date'] - timedelta(days=75):%Y%m%d}"
    )
    it.add_of_year(
        fault_id,
        title,
        "nonconformity",
        "Q-04 R-08 A-22",
        plant,
        "calibrations",
        instrument=number,
        certificate=row["certificate"],
        accept=["explain"],
    )


@fault("F90", "internal review missing")
def no_review(it: Injector, fault_id: str, title: str) -> None:
    _not_provided(it, fault_id, title, "Q-08 R-08", "内部审核记录")


@fault("F61", "earlier nonconformity not corrected")
def uncorrected(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    row = list(it.annual(plant, "earlier_nc").rows)[-1]
    row.values.update(done=None, state="未整改")
    it.add_of_year(fault_id, title, "nonconformity", "O-05", plant, "earlier_nc", no=row["no"])


@fault("F79", "allowance account does not balance")
def account(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    rows = list(it.annual(plant, "allowances").rows)
    for row in rows[2:]:
        row.values["balance"] += 500
    it.add_of_year(
        fault_id,
        title,
        "nonconformity",
        "X-ALLOWANCE",
        plant,
        "allowances",
        t=500,
        accept=["explain"],
    )


@fault("F99", "fewer allowances surrendered than emitted")
def surrendered_less(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    last = list(it.annual(plant, "allowances").rows)[-1]
    short = round(abs(last["quantity"]) * 0.04)
    last.values.update(quantity=last["quantity"] + short, balance=last["balance"] + short)
    it.add_of_year(
        fault_id,
        title,
        "nonconformity",
        "X-ALLOWANCE",
        plant,
        "allowances",
        t=short,
    )


@fault("F92", "interview of the sales staff missing")
def interview(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    sheet = it.annual(plant, "site_visit").sheets[0]
    sheet.rows = [r for r in sheet.rows if r["who"] != "销售人员"]
    it.add_of_year(
        fault_id,
        title,
        "nonconformity",
        "P-16",
        plant,
        "site_visit",
        accept=["explain"],
    )
