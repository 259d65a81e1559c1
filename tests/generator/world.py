"""Put a group together: simulate every plant for the year, then write down its documents without faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tests.generator import annual, ledgers, registers
from tests.generator.annual import Year
from tests.generator.ledgers import Month
from tests.generator.model import Document, Group, Plant, Row, Sheet
from tests.generator.periods import accounting_day, accounting_days, months_between
from tests.generator.roster import make_plants
from tests.generator.trade import Delivery, make_trade
from tests.generator.weighings import Records, make_records

PER_DAY = {
    "ladle_tickets": "ladles", "anode_direct": "anode_direct", "anode_slips": "slips",
    "meter_readings": "meters",
    "platform_feed": "feed",
}  # fmt: skip


@dataclass
class World:
    """A group with the physical records behind its documents."""

    group: Group
    records: dict[str, Records] = field(default_factory=dict)
    months: dict[str, dict[str, Month]] = field(default_factory=dict)
    years: dict[str, Year] = field(default_factory=dict)
    trade: list[Delivery] = field(default_factory=list)


def make_world(
    seed: int, months: list[str], scale: str, tweak: Callable[[Group], None] | None = None
) -> World:
    """Simulate a group, after ``tweak`` changed its plants; documents are clean until faults are put in."""
    year = int(months[0][:4])
    group = Group(seed, year, months, [])
    group.plants = make_plants(group.random("roster"), scale)
    if tweak:
        tweak(group)
    world = World(group)
    all_months = months_between(f"{year}-01", f"{year}-12")
    days = _days(accounting_days(group.plants[0], all_months[0])[0], date(year, 12, 31))
    world.trade = make_trade(group.random("trade"), group.plants, days[:-4])
    for plant in group.plants:
        first = accounting_days(plant, all_months[0])[0] - timedelta(days=1)
        records = make_records(
            group.random("records", plant.code),
            plant,
            _days(first, date(year, 12, 31)),
            _arrivals(world, plant),
        )
        world.records[plant.code] = records
        world.months[plant.code] = {
            m: ledgers.month_totals(plant, m, records, world.trade) for m in all_months
        }
        _plant_documents(world, plant, all_months)
        _inherent(group, plant)
    return world


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _arrivals(world: World, plant: Plant) -> Counter[date]:
    blocks: Counter[date] = Counter()
    for delivery in world.trade:
        if (delivery.buyer, delivery.material) == (plant.code, "阳极炭块"):
            blocks[accounting_day(plant, delivery.bought["time"])] += delivery.bought["pieces"]
    return blocks


def _plant_documents(world: World, plant: Plant, all_months: list[str]) -> None:
    group = world.group
    rng = group.random("ledgers", plant.code)
    totals = world.months[plant.code]
    stocks = ledgers.Stocks(rng, totals[all_months[0]])
    series = ledgers.B204Series(rng)
    cumulated: dict[str, dict[str, int]] = {}
    by_month = _weighed_by_natural_month(world, plant) if plant.b204_natural else None
    names = {p.code: p.name for p in group.plants}
    for month in all_months:
        psi = stocks.month(totals[month])
        output = sum(totals[month].output.values()) if by_month is None else by_month[month]
        b204 = series.rows(output, sum(totals[month].energy.values()))
        report = ledgers.monthly_report_rows(totals[month], cumulated)
        if month not in group.months:
            continue
        documents = _records_documents(world, plant, month) + _trade_documents(world, plant, month)
        documents += [
            _flat("monthly_report", plant, month, report),
            _flat(
                "index_ledger",
                plant,
                month,
                [ledgers.index_row(p, totals[month], rng) for p in plant.processes],
            ),
            _flat("psi_ledger", plant, month, psi),
            _flat("stock_count", plant, month, ledgers.stock_count_rows(rng, psi, totals[month])),
            _flat("product_flow", plant, month, ledgers.product_flow_rows(rng, psi, totals[month])),
            _flat("sales_ledger", plant, month, ledgers.sales_rows(rng, psi, totals[month])),
            _flat(
                "purchase_ledger",
                plant,
                month,
                ledgers.purchase_rows(rng, psi, totals[month], world.trade, names),
            ),
            _flat("b204", plant, month, b204),
            _flat("plan_output", plant, month, ledgers.plan_rows(totals[month], rng)),
        ]
        if plant.own_anodes:
            documents.append(
                _flat("own_anode", plant, month, ledgers.own_anode_rows(rng, psi, totals[month]))
            )
        group.documents += documents
    _annual_documents(world, plant, b204)


def _flat(kind: str, plant: Plant, period: str, rows: list[Row]) -> Document:
    return Document(kind, plant.code, period, [Sheet(kind, None, rows)])


def _records_documents(world: World, plant: Plant, month: str) -> list[Document]:
    records, days = world.records[plant.code], accounting_days(plant, month)
    documents = []
    for kind, attribute in PER_DAY.items():
        by_day: dict[tuple[str, date], list[Row]] = getattr(records, attribute)
        sheets = []
        for p in plant.processes:
            rows = [row for day in days for row in by_day.get((p.code, day), [])]
            if kind == "meter_readings":
                rows.sort(key=lambda r: (r["meter"], r["date"]))
            sheets.append(Sheet(kind, p.code, rows))
        if any(s.rows for s in sheets):
            documents.append(Document(kind, plant.code, month, sheets))
    for kind, single in (("anode_store", records.store), ("daily_report", records.daily)):
        sheets = [Sheet(kind, p.code, [single[p.code, day] for day in days]) for p in plant.processes]
        documents.append(Document(kind, plant.code, month, sheets))
    trucks = [row for day in days for row in records.trucks.get(day, [])]
    if trucks:
        documents.append(_flat("anode_trucks", plant, month, trucks))
    return documents


def _trade_documents(world: World, plant: Plant, month: str) -> list[Document]:
    sold = [d.sold for d in world.trade if (d.seller, d.sold_month) == (plant.code, month)]
    bought = [d.bought for d in world.trade if (d.buyer, d.bought_month) == (plant.code, month)]
    result = []
    for kind, rows in (("intra_out", sold), ("intra_in", bought)):
        if rows:
            result.append(_flat(kind, plant, month, sorted(rows, key=lambda r: r["time"])))
    return result


def _weighed_by_natural_month(world: World, plant: Plant) -> Counter[str]:
    weighed: Counter[str] = Counter()
    for rows in world.records[plant.code].ladles.values():
        for row in rows:
            if row["use"] != "backpour":
                weighed[f"{row['gross_time']:%Y-%m}"] += row["net"]
    return weighed


def _annual_documents(world: World, plant: Plant, b204: list[Row]) -> None:
    group = world.group
    rng = group.random("annual", plant.code)
    year = annual.close_year(plant, group.year, list(world.months[plant.code].values()))
    world.years[plant.code] = year
    value = next(r["b_cum"] for r in b204 if r["_name"] == "gross_output_value")
    year.gross_value_wan = int(ledgers.dec(value / 10, 0))
    facts = annual.profile(rng, year)
    code, number = plant.code, group.year
    instruments = registers.instrument_rows(rng, plant)
    finance = [
        Row(
            {
                "item": "工业总产值",
                "unit": "万元",
                "value": Decimal(year.gross_value_wan),
                "_name": "gross_output_value",
            }
        ),
        Row(
            {
                "item": "营业收入",
                "unit": "万元",
                "value": Decimal(round(year.gross_value_wan * 1.02)),
                "_name": "revenue",
            }
        ),
    ]
    group.documents += [
        annual.declared_report(year, facts),
        annual.last_year_report(rng, year),
        annual.control_plan(year, facts),
        Document("basic_facts", code, str(number), registers.basic_facts(year, facts)),
        Document("b204_annual", code, str(number), [Sheet("b204", None, b204)]),
    ]
    singles = {
        "instruments": (f"{plant.name}计量器具台账", "台账", instruments),
        "calibrations": (
            f"{plant.name}检定/校准记录", "检定记录",
            registers.calibration_rows(rng, plant, number, instruments)
        ),
        "deposits": (f"{plant.name}{number}年月度存证记录", "存证", registers.deposit_rows(rng, year)),
        "evidence": (f"{plant.name}支持性文件清单", "清单", registers.evidence_rows(plant, number)),
        "site_visit": (f"{plant.name}现场核查与访谈记录", "访谈",
            registers.visit_rows(rng, plant, number, instruments)),
        "earlier_nc": (f"{plant.name}以往年度不符合项整改", "整改", registers.earlier_rows(number)),
        "finance": (f"{plant.name}{number}年财务报表摘要", "摘要", finance),
        "allowances": (f"{plant.name}配额账户台账", "账户", registers.account_rows(year)),
        "anode_contract": ("阳极单块标准质量依据", "单重", registers.contract_rows(rng, plant, number)),
    }  # fmt: skip
    for kind, (title, sheet, rows) in singles.items():
        group.documents.append(registers.register(kind, code, number, title, sheet, rows))


def _inherent(group: Group, plant: Plant) -> None:
    def lawful(number: str, title: str, requirements: list[str]) -> None:
        entry = {
            "id": number,
            "class": "none",
            "plant": plant.code,
            "title": title,
            "requirements": requirements,
        }
        group.inherent.append(entry)

    if plant.b204_natural:
        lawful("L01", "B204-1 by natural month, ledgers by statistical month", ["P-07", "P-14"])
    if plant.cut_minutes and plant.has_port:
        lawful("L02", f"platform feed by natural day, daily report cut at {plant.day_cut}", ["P-08", "P-15"])
    if not plant.has_port:
        lawful("L03", "no instrument port, so no platform feed file", ["A-07", "A-13", "P-08", "P-15"])
