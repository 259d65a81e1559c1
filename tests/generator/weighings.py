"""Weighings and daily records of one plant: ladles, anodes, meters, daily reports, the instrument port.

Everything is made for the whole year; ``build`` delivers only the months asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from tests.generator.model import Plant, Process, Row
from tests.generator.periods import day_start
from tests.generator.roster import FARADAY_KG_PER_KA_DAY

CUSTOMERS = ("示例铝板带有限公司", "示例轮毂制造有限公司", "示例铝杆有限公司")
ANODE_SUPPLIERS = ("示例炭素股份有限公司", "样例鲁炭有限公司")
SHIFTS = ("夜班", "白班", "中班")
MINUTES_OF_DAY = 24 * 60
VEHICLE_GAP = timedelta(minutes=45)
ProcessDay = tuple[str, date]


@dataclass
class Records:
    """What happened at one plant, by process and production day."""

    ladles: dict[ProcessDay, list[Row]] = field(default_factory=dict)
    anode_direct: dict[ProcessDay, list[Row]] = field(default_factory=dict)
    slips: dict[ProcessDay, list[Row]] = field(default_factory=dict)
    store: dict[ProcessDay, Row] = field(default_factory=dict)
    daily: dict[ProcessDay, Row] = field(default_factory=dict)
    meters: dict[ProcessDay, list[Row]] = field(default_factory=dict)
    feed: dict[ProcessDay, list[Row]] = field(default_factory=dict)
    trucks: dict[date, list[Row]] = field(default_factory=dict)


class Fleet:
    """Ladle cars shared by the processes: no car is on two scales within ``VEHICLE_GAP``."""

    def __init__(self, rng: Random, plant: Plant, size: int = 14) -> None:
        self.rng = rng
        self.cars = {
            f"{plant.plate}{rng.choice('ABCDEFGHJK')}{rng.randint(10000, 99999)}": rng.randint(0, 90) * 20
            for _ in range(size)
        }
        self.ladles = {f"{n:02d}": rng.randint(0, 50) * 20 for n in range(1, 25)}
        self.ladle_numbers = list(self.ladles)
        self.last = dict.fromkeys(self.cars, datetime.min)

    def take(self, moment: datetime) -> tuple[str, str]:
        """A car that is free at this time, and a ladle."""
        before, after = moment - VEHICLE_GAP, moment + VEHICLE_GAP
        free = [car for car, last in self.last.items() if last <= before or last >= after]
        car = self.rng.choice(free or list(self.cars))
        self.last[car] = moment
        return car, self.rng.choice(self.ladle_numbers)


def make_records(rng: Random, plant: Plant, days: list[date], arrivals: Mapping[date, int]) -> Records:
    """All weighings and daily rows of these days; ``arrivals`` are blocks that came from inside the group."""
    records = Records()
    fleet = Fleet(rng, plant)
    readings: dict[str, Decimal] = {}
    blocks_left = 0
    for day in days:
        used = 0
        moments = sorted(
            (moment, process.code)
            for process in plant.processes
            for moment in _moments(rng, plant, process, day)
        )
        _ladles(rng, plant, fleet, day, moments, records)
        for process in plant.processes:
            used += _anodes(rng, plant, process, day, records)
            _daily(rng, plant, process, day, records, readings)
        blocks_left += used - arrivals.get(day, 0)
        blocks_left -= _trucks(rng, plant, day, blocks_left, records)
    if plant.has_port:
        _feed(rng, plant, days, records)
    return records


def output_kg(rows: list[Row]) -> int:
    """Net metal of kept ladle rows that counts as output (poured-back metal does not)."""
    return sum(r.values["net"] for r in rows if r.status == "keep" and r.values["use"] != "backpour")


def _moments(rng: Random, plant: Plant, process: Process, day: date) -> list[datetime]:
    daily = FARADAY_KG_PER_KA_DAY * process.design_ka * process.efficiency * process.running / 1000
    count = max(3, round(daily / process.ladle_t))
    step = MINUTES_OF_DAY / count
    start = day_start(plant, day)
    return [
        start + timedelta(minutes=(n + rng.uniform(0.15, 0.8)) * step, seconds=rng.randint(0, 59))
        for n in range(count)
    ]


def _ladles(
    rng: Random, plant: Plant, fleet: Fleet, day: date, moments: list[tuple[datetime, str]], records: Records
) -> None:
    step = plant.scale_step_kg
    crane = plant.output_method == "crane"
    operators = plant.people[2:]
    scales = {p.code: scale_number(plant, p) for p in plant.processes}
    taps = Counter(code for _, code in moments)
    target = {
        p.code: FARADAY_KG_PER_KA_DAY * p.design_ka * p.efficiency * p.running * rng.uniform(0.992, 1.008)
        / taps[p.code]
        for p in plant.processes
    }  # fmt: skip
    number: dict[str, int] = defaultdict(int)
    for moment, code in moments:
        number[code] += 1
        car, ladle = fleet.take(moment)
        base = 4200 if crane else 15600 + fleet.cars[car]
        tare = _grid(base + fleet.ladles[ladle] + rng.choice((-2, -1, 0, 0, 1, 2)) * step, step)
        net = _grid(target[code] * rng.uniform(0.95, 1.05), step)
        sold = rng.random() < 0.5
        moment = moment.replace(microsecond=0)
        values = {
            "ticket": f"{code[0]}{day:%y%m%d}{number[code]:03d}", "plant_label": plant.short,
            "stat_date": day,
            "vehicle": car, "ladle": ladle, "gross_time": moment,
            "tare_time": moment + timedelta(minutes=rng.randint(4, 8)), "gross": tare + net, "tare": tare,
            "net": net,
            "use": "liquid_sale" if sold else "casting", "consignee": rng.choice(CUSTOMERS) if sold else None,
            "scale": scales[code], "operator": rng.choice(operators),
            "remark": None,
        }  # fmt: skip
        records.ladles.setdefault((code, day), []).append(Row(values))
    if rng.random() < 0.08:
        code = rng.choice(plant.processes).code
        records.ladles[code, day][-1].values.update(use="backpour", consignee=None)


def scale_number(plant: Plant, process: Process) -> str:
    """The number of the scale that weighs a process's output."""
    return f"{plant.code}-{'DC' if plant.output_method == 'crane' else 'QCH'}-{process.number:02d}"


def _grid(kilograms: float, step: int) -> int:
    return round(kilograms / step) * step


def _anodes(rng: Random, plant: Plant, process: Process, day: date, records: Records) -> int:
    output = output_kg(records.ladles[process.code, day])
    blocks = round(output * process.anode_kg_per_t / 1000 / plant.unit_weight_kg + rng.uniform(-0.5, 0.5))
    key = (process.code, day)
    if plant.anode_method == "direct":
        records.anode_direct[key] = _direct(rng, plant, process, day, blocks)
    parts = [blocks // 3, blocks // 3, blocks - 2 * (blocks // 3)]
    records.slips[key] = [
        Row({
            "slip": f"ZY{process.number}{day:%m%d}{n + 1}", "date": day, "shift": SHIFTS[n], "blocks": part,
            "mass": round(part * plant.unit_weight_kg * rng.uniform(0.9988, 1.0012)), "remark": None,
        })
        for n, part in enumerate(parts)
    ]  # fmt: skip
    mass = round(blocks * plant.unit_weight_kg * rng.uniform(0.999, 1.001))
    records.store[key] = Row({"date": day, "blocks": blocks, "mass": mass, "remark": None})
    return blocks


def _direct(rng: Random, plant: Plant, process: Process, day: date, blocks: int) -> list[Row]:
    rows: list[Row] = []
    left = blocks
    trips = max(4, -(-blocks // 24))
    start = day_start(plant, day)
    for trip in range(trips):
        load = left // (trips - trip)
        left -= load
        net = _grid(load * plant.unit_weight_kg * rng.uniform(0.9993, 1.0007), 20)
        tare = 9800 + rng.choice((-40, -20, 0, 20, 40, 60))
        moment = start + timedelta(minutes=(trip + rng.uniform(0.1, 0.8)) * MINUTES_OF_DAY / trips)
        rows.append(Row({
            "ticket": f"Y{process.number}{day:%y%m%d}{trip:03d}",
            "time": moment.replace(second=0, microsecond=0),
            "vehicle": f"场内{process.number}{rng.randint(1, 5)}", "blocks": load, "gross": tare + net,
            "tare": tare,
            "net": net, "scale": f"{plant.code}-QCH-92", "remark": None,
        }))  # fmt: skip
    return rows


def _daily(
    rng: Random, plant: Plant, process: Process, day: date, records: Records, readings: dict[str, Decimal]
) -> None:
    key = (process.code, day)
    ladles = records.ladles[key]
    output = output_kg(ladles)
    energy = 0
    for letter in "AB":
        name = f"DB-{process.number}{letter}"
        start = readings.get(name) or Decimal(rng.randint(2_000_000, 13_000_000)).scaleb(-3)
        kwh = output / 1000 * rng.uniform(*process.ac_kwh_per_t) / 2
        end = start + (Decimal(kwh) / process.multiplier).quantize(Decimal("0.001"))
        used = int((end - start) * process.multiplier)
        records.meters.setdefault(key, []).append(Row({
            "meter": name, "date": day, "start": start, "end": end, "multiplier": process.multiplier,
            "energy": used, "remark": None,
        }))  # fmt: skip
        readings[name] = end
        energy += used
    records.daily[key] = Row({
        "date": day, "pots": process.running, "output": output,
        "backpour": sum(r["net"] for r in ladles if r["use"] == "backpour"),
        "blocks": records.store[key]["blocks"],
        "alumina": round(output * rng.uniform(*process.alumina_t_per_t) / 10) * 10,
        "energy": energy, "remark": None,
    })  # fmt: skip


def _feed(rng: Random, plant: Plant, days: list[date], records: Records) -> None:
    """The instrument port adds up natural days, from 00:00, whatever the plant's day cut."""
    weighed: dict[tuple[str, date, str], int] = defaultdict(int)
    for (code, _), rows in records.ladles.items():
        for row in rows:
            if row["use"] != "backpour":
                weighed[code, row["gross_time"].date(), "铝液产量"] += row["net"]
    for (code, _), rows in records.anode_direct.items():
        for row in rows:
            weighed[code, row["time"].date(), "阳极消耗量"] += row["net"]
    for day in days:
        for process in plant.processes:
            records.feed[process.code, day] = [
                _feed_row(rng, plant, process, day, name, weighed[process.code, day, name])
                for name in (("铝液产量", "阳极消耗量") if plant.anode_method == "direct" else ("铝液产量",))
            ]


def _feed_row(rng: Random, plant: Plant, process: Process, day: date, name: str, kilograms: int) -> Row:
    scale = scale_number(plant, process) if name == "铝液产量" else f"{plant.code}-QCH-92"
    following = datetime(day.year, day.month, day.day) + timedelta(days=1)
    return Row({
        "date": day, "scale": scale, "parameter": name,
        "daily": round(kilograms * rng.uniform(0.9998, 1.0002)),
        "uploaded": following + timedelta(minutes=rng.randint(1, 50)),
    })  # fmt: skip


def _trucks(rng: Random, plant: Plant, day: date, wanted: int, records: Records) -> int:
    """Anode trucks at the gate, enough for what was used; a plant with its own anodes has none."""
    if plant.own_anodes:
        return 0
    taken = 0
    rows: list[Row] = []
    while wanted - taken >= 28:
        load = rng.randint(28, 30)
        net = _grid(load * plant.unit_weight_kg * rng.uniform(0.9995, 1.0008), 20)
        tare = 14600 + rng.randint(0, 60) * 20
        moment = datetime(day.year, day.month, day.day, rng.randint(8, 19), rng.randint(0, 59))
        if moment < day_start(plant, day):
            moment = day_start(plant, day) + timedelta(minutes=rng.randint(5, 200))
        rows.append(Row({
            "ticket": f"R{day:%y%m%d}{len(rows) + 1:04d}", "time": moment,
            "vehicle": f"{plant.plate}{rng.choice('ABDE')}{rng.randint(10000, 99999)}挂",
            "supplier": rng.choice(ANODE_SUPPLIERS), "material": "阳极炭块", "blocks": load,
            "gross": tare + net,
            "tare": tare, "net": net, "scale": f"{plant.code}-QCH-91", "remark": None,
        }))  # fmt: skip
        taken += load
    records.trucks[day] = rows
    return taken
