"""Monthly ledgers of a plant: stocks rolling forward, sales, purchases, reports, indices, B204-1, plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from tests.generator.model import Plant, Process, Row
from tests.generator.periods import accounting_days
from tests.generator.trade import Delivery
from tests.generator.weighings import ANODE_SUPPLIERS, CUSTOMERS, FARADAY_KG_PER_KA_DAY, Records, output_kg

PRODUCTS = {"铝锭": 0.57, "铝基合金": 0.26, "铝制品": 0.17}
PRICES = {"铝液": 18300, "铝锭": 18700, "铝基合金": 19500, "铝制品": 20700, "阳极炭块": 4300, "氧化铝": 3250}
LOSS_RATE = Decimal("0.1518")
STOCK_ITEMS = ("铝锭", "铝基合金", "铝制品", "阳极炭块", "残极", "氧化铝")


@dataclass
class Month:
    """Totals of one plant and month that the ledgers share; masses in kg, energy in kWh."""

    plant: Plant
    month: str
    days: list[date]
    output: dict[str, int] = field(default_factory=dict)
    anode: dict[str, int] = field(default_factory=dict)
    slips: dict[str, int] = field(default_factory=dict)
    blocks: dict[str, int] = field(default_factory=dict)
    alumina: dict[str, int] = field(default_factory=dict)
    energy: dict[str, int] = field(default_factory=dict)
    pot_days: dict[str, int] = field(default_factory=dict)
    backpour: dict[str, int] = field(default_factory=dict)
    liquid_sold: int = 0
    trucks_net: int = 0
    bought: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sold_intra: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def dec(value: float | int | Decimal, places: int) -> Decimal:
    """Round half up to this many places."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def month_totals(plant: Plant, month: str, records: Records, trade: list[Delivery]) -> Month:
    """Sum a plant's records over its statistical month."""
    days = accounting_days(plant, month)
    result = Month(plant, month, days)
    for process in plant.processes:
        code = process.code
        keys = [(code, day) for day in days]
        ladles = [row for key in keys for row in records.ladles[key]]
        daily = [records.daily[key] for key in keys]
        result.output[code] = output_kg(ladles)
        result.liquid_sold += sum(r["net"] for r in ladles if r["use"] == "liquid_sale")
        result.backpour[code] = sum(r["backpour"] for r in daily)
        result.blocks[code] = sum(r["blocks"] for r in daily)
        result.alumina[code] = sum(r["alumina"] for r in daily)
        result.energy[code] = sum(r["energy"] for r in daily)
        result.pot_days[code] = sum(r["pots"] for r in daily)
        result.slips[code] = sum(r["mass"] for key in keys for r in records.slips[key])
        if plant.anode_method == "direct":
            result.anode[code] = sum(r["net"] for key in keys for r in records.anode_direct[key])
        else:
            grams = Decimal(str(plant.unit_weight_kg)) * result.blocks[code]
            result.anode[code] = int(dec(grams, 0))
    result.trucks_net = sum(r["net"] for day in days for r in records.trucks.get(day, []))
    for delivery in trade:
        if delivery.buyer == plant.code and delivery.bought_month == month:
            result.bought[delivery.material] += delivery.bought["net"]
        if delivery.seller == plant.code and delivery.sold_month == month:
            result.sold_intra[delivery.material] += delivery.sold["net"]
    return result


class Stocks:
    """Stocks of a plant that roll from month to month; opening stocks are a fraction of the first month."""

    def __init__(self, rng: Random, totals: Month) -> None:
        self.rng = rng
        output, anode = sum(totals.output.values()), sum(totals.anode.values())
        self.level = {
            "铝锭": round(output * rng.uniform(0.09, 0.13)),
            "铝基合金": round(output * rng.uniform(0.04, 0.06)),
            "铝制品": round(output * rng.uniform(0.03, 0.04)),
            "阳极炭块": round(anode * rng.uniform(0.5, 0.7)),
            "残极": round(anode * 0.04), "氧化铝": round(output * rng.uniform(0.4, 0.5)), "铝液": 0,
        }  # fmt: skip

    def month(self, totals: Month) -> list[Row]:
        """The ledger rows of one month; every row closes: opening + in - out = closing."""
        rng = self.rng
        liquid = round(sum(totals.output.values()) * rng.uniform(0.9993, 1.0008))
        cast = liquid - totals.liquid_sold
        rows = [self._row("铝液", production=liquid, sales=totals.liquid_sold, own_use=cast)]
        made = round(cast * rng.uniform(0.9955, 0.9975))
        ingot = round(made * PRODUCTS["铝锭"])
        alloy = round(made * PRODUCTS["铝基合金"])
        for item, production in (("铝锭", ingot), ("铝基合金", alloy), ("铝制品", made - ingot - alloy)):
            purchase = totals.bought[item]
            sales = max(
                round((production + purchase) * rng.uniform(0.96, 1.03)), totals.sold_intra[item] + 1000
            )
            rows.append(self._row(item, production=production, purchase=purchase, sales=sales))
        used = round(sum(totals.anode.values()) * rng.uniform(0.9996, 1.0004))
        produced = 0
        if totals.plant.own_anodes:
            blocks = round(
                (used + totals.sold_intra["阳极炭块"]) * rng.uniform(0.99, 1.02) / totals.plant.unit_weight_kg
            )
            produced = int(dec(Decimal(str(totals.plant.unit_weight_kg)) * blocks, 0))
        anode_in = totals.trucks_net + totals.bought["阳极炭块"]
        sold = totals.sold_intra["阳极炭块"]
        rows.append(self._row("阳极炭块", production=produced, purchase=anode_in, sales=sold, own_use=used))
        butts = round(used * rng.uniform(0.151, 0.1525))
        rows.append(self._row("残极", production=butts, sales=round(butts * 0.95)))
        alumina = round(sum(totals.alumina.values()) * rng.uniform(0.9998, 1.0005))
        loss = round(alumina * 0.0005)
        rows.append(
            self._row("氧化铝", purchase=round(alumina * rng.uniform(0.99, 1.02)), own_use=alumina, loss=loss)
        )
        return rows

    def _row(
        self,
        item: str,
        production: int = 0,
        purchase: int = 0,
        sales: int = 0,
        own_use: int = 0,
        loss: int = 0,
    ) -> Row:
        opening = self.level[item]
        closing = opening + production + purchase - sales - own_use - loss
        self.level[item] = closing
        return Row({
            "item": item, "unit": "吨", "opening": opening, "production": production, "purchase": purchase,
            "sales": sales, "own_use": own_use, "loss": loss, "closing": closing,
        })  # fmt: skip


def stock_count_rows(rng: Random, psi: list[Row], totals: Month) -> list[Row]:
    """Book against count at the end of the month, apart by at most 0.2 %."""
    rows = []
    for line in psi:
        if line["item"] == "铝液":
            continue
        counted = round(line["closing"] * rng.uniform(0.9985, 1.0015))
        rows.append(Row({
            "item": line["item"], "book": line["closing"], "counted": counted,
            "diff": counted - line["closing"],
            "count_date": totals.days[-1], "counter": totals.plant.people[1],
        }))  # fmt: skip
    return rows


def split(rng: Random, total: int, parts: int) -> list[int]:
    """Split a whole number into parts of roughly the same size that add up to it."""
    weights = [rng.uniform(0.8, 1.2) for _ in range(parts)]
    cut = [int(total * w / sum(weights)) for w in weights]
    cut[-1] += total - sum(cut)
    return cut


def product_flow_rows(rng: Random, psi: list[Row], totals: Month) -> list[Row]:
    """Daily in and out of the cast products; inbound is production and purchase."""
    rows = []
    for line in psi:
        if line["item"] not in PRODUCTS:
            continue
        inbound = split(rng, line["production"] + line["purchase"], len(totals.days))
        outbound = split(rng, line["sales"], len(totals.days))
        rows += [
            Row({"date": day, "product": line["item"], "inbound": inbound[n], "outbound": outbound[n]})
            for n, day in enumerate(totals.days)
        ]
    return rows


def sales_rows(rng: Random, psi: list[Row], totals: Month) -> list[Row]:
    """Invoices of the month, adding up to the sales of the ledger by product."""
    rows: list[Row] = []
    for line in psi:
        item = line["item"]
        if item not in ("铝液", *PRODUCTS, "阳极炭块") or not line["sales"]:
            continue
        parts = split(rng, line["sales"], 1 if item == "阳极炭块" else 6)
        for n, kilograms in enumerate(parts):
            rows.append(_money_row(
                rng, kilograms, PRICES[item], "price",
                {
                    "invoice_date": totals.days[min(len(totals.days) - 1, 4 + n * 5)], "product": item,
                    "invoice": f"{totals.month.replace('-', '')}{len(rows) + 1:06d}",
                    "customer": CUSTOMERS[n % 3],
                },
            ))  # fmt: skip
    return rows


def purchase_rows(
    rng: Random, psi: list[Row], totals: Month, trade: list[Delivery], names: dict[str, str]
) -> list[Row]:
    """Purchase vouchers: alumina, outside anodes by supplier, metal and anodes of the group."""
    rows: list[Row] = []
    lines: list[tuple[str, str, int]] = []
    for line in psi:
        if line["item"] == "氧化铝":
            lines += [("氧化铝", "示例矿产贸易有限公司", part) for part in split(rng, line["purchase"], 4)]
    if totals.trucks_net:
        lines += [
            ("阳极炭块", ANODE_SUPPLIERS[n], part) for n, part in enumerate(split(rng, totals.trucks_net, 2))
        ]
    sellers: dict[tuple[str, str], int] = defaultdict(int)
    for delivery in trade:
        if delivery.buyer == totals.plant.code and delivery.bought_month == totals.month:
            sellers[delivery.material, names[delivery.seller]] += delivery.bought["net"]
    lines += [(material, seller, kilograms) for (material, seller), kilograms in sellers.items()]
    for n, (material, supplier, kilograms) in enumerate(lines):
        voucher = f"记-{totals.month[5:]}-{n + 1:04d}"
        booked = totals.days[min(len(totals.days) - 1, 3 + n * 3)]
        labels = {"booked": booked, "voucher": voucher, "material": material, "supplier": supplier}
        rows.append(_money_row(rng, kilograms, PRICES[material], "unit_price", labels))
    return rows


def _money_row(rng: Random, kilograms: int, price: int, price_name: str, labels: dict[str, object]) -> Row:
    unit_price = dec(price * rng.uniform(0.985, 1.015), 2)
    amount = dec(Decimal(kilograms) / 1000 * unit_price, 2)
    return Row({**labels, "quantity": kilograms, price_name: unit_price, "amount": amount})


def monthly_report_rows(totals: Month, before: dict[str, dict[str, int]]) -> list[Row]:
    """One row per process with the year's cumulative figures; ``before`` is carried from month to month."""
    rows = []
    for process in totals.plant.processes:
        code = process.code
        seen = before.setdefault(code, defaultdict(int))
        anode = round(totals.slips[code] / 10) * 10
        energy = round(totals.energy[code] / 100) * 100
        seen["output"] += totals.output[code]
        seen["anode"] += anode
        seen["energy"] += energy
        rows.append(Row({
            "process": code, "output_month": totals.output[code], "output_cum": seen["output"],
            "backpour": totals.backpour[code], "blocks_used": totals.blocks[code], "anode_month": anode,
            "anode_cum": seen["anode"], "alumina": totals.alumina[code], "energy_month": energy,
            "energy_cum": seen["energy"], "pot_days": totals.pot_days[code],
        }))  # fmt: skip
    return rows


def index_row(process: Process, totals: Month, rng: Random) -> Row:
    """Technical-economic indices of one process, computed from the month's totals."""
    code = process.code
    output, pot_days = Decimal(totals.output[code]), totals.pot_days[code]
    current = dec(process.design_ka * rng.uniform(0.9945, 0.997), 2)
    theory = Decimal(str(FARADAY_KG_PER_KA_DAY)) * current * pot_days
    gross = Decimal(totals.anode[code]) * 1000 / output
    return Row({
        "process": code, "per_pot_day": dec(output / pot_days, 2), "pot_days_index": Decimal(pot_days),
        "avg_pots": dec(Decimal(pot_days) / len(totals.days), 2), "efficiency": dec(output * 100 / theory, 2),
        "current": current, "volt": dec(process.design_volt + rng.uniform(0, 0.02), 3),
        "ac_per_t": dec(Decimal(totals.energy[code]) * 1000 / output, 2),
        "alumina_per_t": dec(Decimal(totals.alumina[code]) * 1000 / output, 2),
        "anode_gross_per_t": dec(gross, 2), "anode_net_per_t": dec(gross * (1 - LOSS_RATE), 2),
    })  # fmt: skip


def plan_rows(totals: Month, rng: Random) -> list[Row]:
    """Planned output in whole tonnes."""
    return [
        Row({"process": code, "planned": round(kilograms * rng.uniform(0.98, 1.02) / 1000) * 1000})
        for code, kilograms in totals.output.items()
    ]


def own_anode_rows(rng: Random, psi: list[Row], totals: Month) -> list[Row]:
    """Blocks and mass made each day; they add up to the ledger's production."""
    mass = next(line["production"] for line in psi if line["item"] == "阳极炭块")
    blocks = round(mass / totals.plant.unit_weight_kg)
    counts, masses = split(rng, blocks, len(totals.days)), []
    masses = [int(mass * c / blocks) for c in counts]
    masses[-1] += mass - sum(masses)
    return [
        Row({"date": day, "blocks": counts[n], "mass": masses[n], "remark": None})
        for n, day in enumerate(totals.days)
    ]


@dataclass
class B204Series:
    """The year's B204-1 figures of one plant, month by month, with last year's."""

    rng: Random
    cumulated: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def rows(self, output_kg_: int, energy_kwh: int) -> list[Row]:
        """The four indicator rows of a month: value and sales in 千元, power in 万千瓦时, output in t."""
        rng = self.rng
        tonnes = round(output_kg_ / 1000 * rng.uniform(0.9995, 1.0005))
        value = round(tonnes * rng.uniform(18.6, 18.8))
        figures = {
            "gross_output_value": ("一、工业总产值(当年价格)", "千元", "01", value),
            "sales_value": ("工业销售产值(当年价格)", "千元", "03", round(value * rng.uniform(0.98, 1.01))),
            "power_use": ("三、企业用电量", "万千瓦时", "05", round(energy_kwh * 1.035 / 10000)),
            "output": ("四、主要产品产量：原铝(电解铝)", "吨", "3316039900", tonnes),
        }
        rows = []
        for name, (label, unit, code, figure) in figures.items():
            last = round(figure * rng.uniform(0.98, 1.02))
            seen = self.cumulated[name]
            seen[0] += figure
            seen[1] += last
            rows.append(Row({
                "indicator": label, "b_unit": unit, "b_code": code, "b_month": Decimal(figure),
                "b_cum": Decimal(seen[0]), "b_ly_month": Decimal(last), "b_ly_cum": Decimal(seen[1]),
                "_name": name,
            }))  # fmt: skip
        return rows
