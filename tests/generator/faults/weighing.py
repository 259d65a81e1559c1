"""Faults in weighings: rows that cannot be used, and weighings that look wrong."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from decimal import Decimal

from tests.generator.faults.injector import Injector, NoPlaceError, Place, fault
from tests.generator.model import Document, Plant, Row, Sheet
from tests.generator.periods import accounting_days

LADLES = "ladle_tickets"


def _some(it: Injector, place: Place, count: int) -> list[Row]:
    usable = [r for r in place.sheet.rows if r.status == "keep" and not r.raw and r["use"] != "backpour"]
    return sorted(it.rng.sample(usable, min(count, len(usable))), key=lambda r: str(r["ticket"]))


def _tonnes(rows: list[Row]) -> float:
    return sum(r["net"] for r in rows) / 1000


def _quarantine(rows: list[Row], reason: str) -> None:
    for row in rows:
        row.status, row.reason = "quarantine", reason


def _record(
    it: Injector, fault_id: str, title: str, requirements: str, place: Place, rows: list[Row]
) -> None:
    it.add(
        fault_id, title, "data_error", requirements, place.plant, place.process, place.month, "output",
        rows=[r["ticket"] for r in rows], n=len(rows), t=_tonnes(rows),
    )  # fmt: skip


@fault("F01", "duplicate ladle tickets")
def duplicates(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    rows = _some(it, place, 5)
    for row in rows:
        again = deepcopy(row)
        again.status, again.reason = "duplicate", "duplicate ticket"
        place.sheet.rows.append(again)
    _record(it, fault_id, title, "P-03 X-DUP", place, rows)


@fault("F02", "overlapping file delivered again with changed weights")
def restated(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    start = place.sheet.rows[len(place.sheet.rows) * 2 // 3]["stat_date"]
    sheets, changed = [], []
    for sheet in place.document.sheets:
        if sheet.process != place.sheet.process:
            continue
        old = [r for r in sheet.rows if r["stat_date"] >= start and r.status == "keep"]
        new = [deepcopy(r) for r in old]
        for row in old:
            row.status, row.reason = "superseded", "restated in a later delivery"
        for row in it.rng.sample(new, min(6, len(new))):
            delta = it.rng.randint(10, 30) * 20
            row.clean["net"] = row["net"]
            row.values.update(net=row["net"] + delta, gross=row["gross"] + delta)
            changed.append((row["ticket"], delta / 1000))
        sheets.append(Sheet(LADLES, sheet.process, new))
    again = Document(LADLES, place.plant.code, place.month, sheets, version=2, remark="更正重报")
    it.group.documents.append(again)
    it.add(
        fault_id, title, "must_explain", "P-03 X-RESTATE", place.plant, place.process, place.month, "output",
        rows=sorted(changed), n=len(changed), t=sum(d for _, d in changed), resent_from=str(start),
    )  # fmt: skip


@fault("F03", "tickets of another plant in the file")
def other_plant(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    others = [p for p in it.group.plants if p.code != place.plant.code]
    other: Plant = it.rng.choice(others)
    source = it.group.find(other.code, place.month, LADLES)
    rows = []
    for row in (source.sheets[0].rows if source else [])[10:14]:
        strange = deepcopy(row)
        strange.values["ticket"] = f"9{strange['ticket'][1:]}"
        strange.raw, strange.status = {}, "keep"
        rows.append(strange)
    _quarantine(rows, "row of another plant")
    place.sheet.rows += rows
    _record(it, fault_id, title, "X-SCOPE", place, rows)


@fault("F04", "tickets of another period in the file")
def other_period(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    rows = []
    for row in place.sheet.rows[5:9]:
        strange = deepcopy(row)
        shift = timedelta(days=-64)
        for name in ("gross_time", "tare_time", "stat_date"):
            strange.values[name] = strange[name] + shift
        strange.values["ticket"] = f"8{strange['ticket'][1:]}"
        rows.append(strange)
    _quarantine(rows, "row of another period")
    place.sheet.rows += rows
    _record(it, fault_id, title, "X-PERIOD", place, rows)


@fault("F05", "material that is not known")
def unknown_material(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("anode_trucks")
    rows = it.rng.sample(place.sheet.rows, min(2, len(place.sheet.rows)))
    for row in rows:
        row.raw["material"] = "待定物资X-7"
    _quarantine(rows, "unknown material")
    it.add(
        fault_id,
        title,
        "data_error",
        "X-DOMAIN",
        place.plant,
        "ALL",
        place.month,
        "anode_inbound",
        rows=[r["ticket"] for r in rows],
    )


@fault("F06", "kg and t swapped in a few rows")
def swapped_units(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    rows = _some(it, place, 4)
    for row in rows:
        for name in ("gross", "tare", "net"):
            row.raw[name] = SwappedMass(row[name])
    _quarantine(rows, "unit kg/t swapped")
    _record(it, fault_id, title, "X-UNIT", place, rows)


class SwappedMass:
    """A mass to be written in tonnes by a plant that writes kilograms, and the other way round."""

    def __init__(self, kilograms: int) -> None:
        self.kilograms = kilograms

    def __deepcopy__(self, memo: object) -> SwappedMass:
        return self

    def written(self, size: int) -> Decimal:
        """The number in the unit that the column does not have; ``size`` is the column's unit in kg."""
        return Decimal(self.kilograms) / 1000 if size == 1 else Decimal(self.kilograms)


@fault("F07", "gross below tare")
def gross_below_tare(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    rows = _some(it, place, 3)
    for row in rows:
        row.values.update(gross=row["tare"], tare=row["gross"])
    _quarantine(rows, "gross < tare")
    _record(it, fault_id, title, "X-WEIGH", place, rows)


@fault("F08", "net is not gross less tare")
def net_off(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    rows = _some(it, place, 3)
    for row in rows:
        row.clean["net"] = row["net"]
        row.values["net"] = row["net"] + it.rng.randint(20, 60) * 20
    _quarantine(rows, "net is not gross - tare")
    _record(it, fault_id, title, "X-WEIGH", place, rows)


@fault("F09", "impossible date")
def impossible_date(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    rows = _some(it, place, 2)
    for row in rows:
        row.raw.update(gross_time=f"{it.group.year}-02-30 25:61:00", stat_date=f"{it.group.year}-02-30")
    _quarantine(rows, "impossible date")
    _record(it, fault_id, title, "X-DATE", place, rows)


@fault("F10", "text in a number cell")
def text_in_number(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    rows = _some(it, place, 3)
    for row, text in zip(rows, ("磅坏未称", "约9.5吨", "待补"), strict=False):
        row.raw["net"] = text
    _quarantine(rows, "text in number cell")
    _record(it, fault_id, title, "X-TYPE", place, rows)


@fault("F11", "weight beyond the scale")
def out_of_range(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    rows = _some(it, place, 2)
    for row in rows:
        row.clean.update(net=row["net"])
        row.values.update(gross=row["gross"] + 90000, net=row["net"] + 90000)
    _quarantine(rows, "weight out of range")
    it.add(
        fault_id, title, "data_error", "X-RANGE", place.plant, place.process, place.month, "output",
        rows=[r["ticket"] for r in rows], n=len(rows),
    )  # fmt: skip


@fault("F12", "future date")
def future_date(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    rows = _some(it, place, 2)
    for row in rows:
        row.raw.update(
            gross_time=f"{it.group.year + 10}-03-05 10:11:00", stat_date=f"{it.group.year + 10}-03-05"
        )
    _quarantine(rows, "future date")
    _record(it, fault_id, title, "X-DATE", place, rows)


@fault("F13", "meter readings do not chain")
def meter_gap(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("meter_readings")
    meter = place.sheet.rows[0]["meter"]
    row = [r for r in place.sheet.rows if r["meter"] == meter][12]
    shift = Decimal("3.5")
    row.values["start"] = row["start"] + shift
    row.values["end"] = row["end"] + shift
    it.add(
        fault_id, title, "data_error", "X-METER", place.plant, place.process, place.month, "ac_energy",
        meter=meter, date=str(row["date"]), jump=float(shift), accept=["explain", "nonconformity"],
    )  # fmt: skip


@fault("F55", "one vehicle on two scales within minutes")
def two_scales(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES, lambda p: p.output_method == "truck" and len(p.processes) > 1)
    other = next(s for s in place.document.sheets if s.process != place.process)
    pairs: list[list[str]] = []
    for row in it.rng.sample(place.sheet.rows, 20):
        near = min(other.rows, key=lambda r: abs(r["gross_time"] - row["gross_time"]))
        if near["vehicle"] != row["vehicle"] and len(pairs) < 4:
            minutes = it.rng.randint(0, 1)
            moment = row["gross_time"] + timedelta(minutes=minutes, seconds=20)
            near.values.update(
                vehicle=row["vehicle"], gross_time=moment, tare_time=moment + timedelta(minutes=5)
            )
            pairs.append([row["ticket"], near["ticket"]])
    it.add(
        fault_id,
        title,
        "must_explain",
        "X-VEHICLE",
        place.plant,
        "ALL",
        place.month,
        "output",
        pairs=pairs,
        accept=["nonconformity"],
    )


@fault("F56", "identical net weight on many tickets in a row")
def repeated(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    start = it.rng.randint(20, max(21, len(place.sheet.rows) - 40))
    rows = [r for r in place.sheet.rows[start:] if r.status == "keep" and r["use"] != "backpour"][:16]
    net = rows[0]["net"]
    for row in rows:
        row.clean["net"] = row["net"]
        row.values.update(net=net, gross=row["tare"] + net)
    it.add(
        fault_id, title, "must_explain", "X-REPEAT O-06", place.plant, place.process, place.month, "output",
        n=len(rows), net=net / 1000, rows=[r["ticket"] for r in rows],
    )  # fmt: skip


@fault("F57", "tare of a vehicle jumps")
def tare_jump(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES, lambda p: p.output_method == "truck")
    vehicles = sorted({r["vehicle"] for r in place.sheet.rows})
    vehicle = it.rng.choice(vehicles)
    rows = [r for r in place.sheet.rows if r["vehicle"] == vehicle]
    rows = rows[len(rows) // 2 :]
    for row in rows:
        row.values.update(tare=row["tare"] + 1400, gross=row["gross"] + 1400)
    it.add(
        fault_id, title, "must_explain", "X-TARE", place.plant, place.process, place.month, "output",
        vehicle=vehicle, t=1.4, n=len(rows),
    )  # fmt: skip


@fault("F58", "last digits that no scale with this division gives")
def odd_digits(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES)
    rows = _some(it, place, 40)
    for row in rows:
        delta = it.rng.choice((-7, -3, 3, 7, 9))
        row.clean["net"] = row["net"]
        row.values.update(net=row["net"] + delta, gross=row["gross"] + delta)
    it.add(
        fault_id, title, "must_explain", "X-DIGIT", place.plant, place.process, place.month, "output",
        n=len(rows),
        rows=[r["ticket"] for r in rows], accept=["data_error"],
    )  # fmt: skip


def _taken_back(rows: list[Row], later: timedelta, said: str) -> list[Row]:
    """A red ticket for each row: every weight negative, a number of its own; every second one names what it takes back."""
    red = []
    for n, row in enumerate(rows):
        back = deepcopy(row)
        weights = {name: -row[name] for name in ("gross", "tare", "net")}
        moments = {name: row[name] + later for name in ("gross_time", "tare_time", "stat_date")}
        remark = f"冲红，{said}{row['ticket']}" if n % 2 else "冲红"
        back.values.update(weights, ticket=f"7{row['ticket'][1:]}", remark=remark, **moments)
        red.append(back)
    _quarantine(red, "red ticket")
    return red


@fault("F108", "red ticket takes back a ticket of another sheet")
def taken_back_elsewhere(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES, lambda p: len(p.processes) > 1)
    others = [s for s in place.document.sheets if s.process != place.process and s.rows]
    if not others:
        raise NoPlaceError("tickets of another process")
    other = it.rng.choice(others)
    taken = _some(it, Place(place.plant, place.month, place.document, other), 3)
    red = _taken_back(taken, timedelta(), "原票号")
    place.sheet.rows += red
    _record(it, fault_id, title, "X-WEIGH", place, red)


@fault("F109", "red ticket takes back a ticket of the month before")
def taken_back_later(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES, months=slice(1, None))
    month = it.group.months[it.group.months.index(place.month) - 1]
    before = it.group.document(place.plant.code, month, LADLES)
    whole = before.sheet(place.process)
    # a shorter month has no day for what was weighed on the last ones
    early = Sheet(LADLES, whole.process, whole.rows[: len(whole.rows) // 2])
    taken = _some(it, Place(place.plant, month, before, early), 2)
    later = timedelta(days=len(accounting_days(place.plant, month)))
    red = _taken_back(taken, later, f"原{int(month[5:])}月票")
    place.sheet.rows += red
    _record(it, fault_id, title, "X-WEIGH", place, red)


@fault("F106", "plates of two lorries exchanged from some day")
def plates_exchanged(it: Injector, fault_id: str, title: str) -> None:
    place = it.place(LADLES, lambda p: p.output_method == "truck")
    cars = sorted({r["vehicle"] for r in place.sheet.rows})
    usual = {car: sorted(r["tare"] for r in place.sheet.rows if r["vehicle"] == car) for car in cars}
    level = {car: tares[len(tares) // 2] for car, tares in usual.items()}
    one, other = min(cars, key=level.__getitem__), max(cars, key=level.__getitem__)
    since = place.sheet.rows[len(place.sheet.rows) * 3 // 5]["gross_time"]
    exchanged = {one: other, other: one}
    count = 0
    # the plates hang on the lorries, whichever scale they drive onto
    for sheet in place.document.sheets:
        for row in sheet.rows:
            if row["vehicle"] in exchanged and row["gross_time"] >= since:
                row.values["vehicle"] = exchanged[row["vehicle"]]
                count += sheet is place.sheet
    it.add(
        fault_id, title, "must_explain", "X-TARE", place.plant, "ALL", place.month, "output",
        vehicles=[one, other], t=(level[other] - level[one]) / 1000, n=count, counted_at=place.process,
    )  # fmt: skip
