"""Faults between documents: ledgers, reports, platform feed, trade inside the group."""

from __future__ import annotations

from decimal import Decimal

from tests.generator.faults.injector import Injector, NoPlaceError, Place, fault
from tests.generator.model import Document, Plant, Row

AFTER_FIRST = slice(1, None)
# F73 writes slips and production report anew: these faults would be gone from the files, yet stand in the truth
OF_SLIPS = ("F16", "F17", "F25")


def _row(document: Document, name: str, value: str) -> Row:
    return next(r for r in document.rows if r[name] == value)


def _scale_slips(it: Injector, place: Place, factor: float) -> None:
    for row in place.sheet.rows:
        row.values["mass"] = round(row["mass"] * factor)
    total = round(sum(r["mass"] for r in place.sheet.rows) / 10) * 10
    code, month = place.plant.code, place.month
    change = 0
    for period in it.group.months[it.group.months.index(month) :]:
        row = _row(it.group.document(code, period, "monthly_report"), "process", place.process)
        if period == month:
            change = total - row["anode_month"]
            row.values["anode_month"] = total
        row.values["anode_cum"] += change


def _slips(
    it: Injector, fault_id: str, title: str, fault_class: str, requirements: str, factor: float
) -> None:
    place = it.place("anode_slips", lambda p: p.anode_method == "direct", apart_from=OF_SLIPS)
    _scale_slips(it, place, factor)
    it.add(
        fault_id, title, fault_class, requirements, place.plant, place.process, place.month, "anode_gross",
        relative=round(1 - 1 / factor, 5),
    )  # fmt: skip


@fault("F16", "direct weighing against slips 0.9 %")
def slips_lawful(it: Injector, fault_id: str, title: str) -> None:
    _slips(it, fault_id, title, "none", "A-20", 1.008)


@fault("F17", "direct weighing against slips 1.4 %")
def slips_unlawful(it: Injector, fault_id: str, title: str) -> None:
    _slips(it, fault_id, title, "must_explain", "A-20 A-06", 0.986)


@fault("F14", "合计 row not equal to its rows")
def wrong_total(it: Injector, fault_id: str, title: str) -> None:
    kind = it.rng.choice(("anode_store", "daily_report", "anode_slips"))
    place = it.place(kind)
    name = "output" if kind == "daily_report" else "mass"
    place.sheet.total_error[name] = 36500
    it.add(
        fault_id, title, "must_explain", "X-TOTAL", place.plant, place.process, place.month,
        "output" if kind == "daily_report" else "anode_gross", kind=kind, t=36.5,
    )  # fmt: skip


def _psi_gap(it: Injector, place: Place, relative: float) -> int:
    """Make and sell ingots that were never tapped; stocks stay as they were."""
    month = place.month
    output = sum(it.world.months[place.plant.code][month].output.values())
    kilograms = round(output * relative)
    _row(place.document, "item", "铝锭").values["production"] += kilograms
    _row(place.document, "item", "铝锭").values["sales"] += kilograms
    liquid = _row(place.document, "item", "铝液")
    liquid.values["production"] += kilograms
    liquid.values["own_use"] += kilograms
    flows = it.group.document(place.plant.code, month, "product_flow")
    first = next(r for r in flows.rows if r["product"] == "铝锭")
    first.values["inbound"] += kilograms
    first.values["outbound"] += kilograms
    invoice = next(
        r for r in it.group.document(place.plant.code, month, "sales_ledger").rows if r["product"] == "铝锭"
    )
    invoice.values["quantity"] += kilograms
    invoice.values["amount"] = (Decimal(invoice["quantity"]) / 1000 * invoice["price"]).quantize(
        Decimal("0.01")
    )
    return kilograms


@fault("F19", "output against the purchase-sales-stock ledger 4.6 %")
def psi_lawful(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("psi_ledger")
    kilograms = _psi_gap(it, place, -0.046)
    it.add(
        fault_id,
        title,
        "none",
        "P-25",
        place.plant,
        "ALL",
        place.month,
        "output",
        relative=-0.046,
        t=kilograms / 1000,
    )


@fault("F20", "output against the purchase-sales-stock ledger 6.4 %")
def psi_unlawful(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("psi_ledger")
    kilograms = _psi_gap(it, place, 0.064)
    it.add(
        fault_id, title, "must_explain", "P-25 P-05 P-12", place.plant, "ALL", place.month, "output",
        relative=0.064,
        t=kilograms / 1000,
    )  # fmt: skip


@fault("F21", "opening stock differs from the closing stock of the month before")
def stock_break(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("psi_ledger", months=AFTER_FIRST)
    row = _row(place.document, "item", "铝锭")
    shift = round(row["opening"] * 0.065) + 1000
    row.values["opening"] += shift
    row.values["production"] -= shift
    liquid = _row(place.document, "item", "铝液")
    liquid.values["production"] -= shift
    liquid.values["own_use"] -= shift
    it.add(
        fault_id,
        title,
        "nonconformity",
        "X-STOCK P-05 P-12",
        place.plant,
        "ALL",
        place.month,
        "铝锭",
        t=shift / 1000,
    )


@fault("F80", "opening plus in less out is not the closing stock")
def equation_broken(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("psi_ledger", months=slice(-1, None))
    row = _row(place.document, "item", "氧化铝")
    row.values["own_use"] += 150_000
    it.add(
        fault_id,
        title,
        "nonconformity",
        "X-STOCK",
        place.plant,
        "ALL",
        place.month,
        "氧化铝",
        t=150,
        accept=["explain"],
    )


@fault("F81", "counted stock far from the book")
def count_far(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("stock_count")
    row = _row(place.document, "item", "阳极炭块")
    row.values["counted"] = round(row["book"] * 0.93)
    row.values["diff"] = row["counted"] - row["book"]
    it.add(
        fault_id,
        title,
        "must_explain",
        "X-STOCK A-05 A-11",
        place.plant,
        "ALL",
        place.month,
        "阳极炭块",
        relative=-0.07,
        accept=["nonconformity"],
    )


@fault("F22", "B204-1 output differs from the ledger by 3.5 %")
def b204_differs(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("b204", months=slice(-1, None))
    row = next(r for r in place.sheet.rows if r["_name"] == "output")
    shift = Decimal(round(row["b_month"] * Decimal("0.035")))
    row.values["b_month"] += shift
    row.values["b_cum"] += shift
    it.add(
        fault_id,
        title,
        "must_explain",
        "P-07 P-14 T1-13",
        place.plant,
        "ALL",
        place.month,
        "output",
        relative=0.035,
        t=float(shift),
    )


def _month_is_no_sum(
    it: Injector, fault_id: str, title: str, requirements: str, column: str, share: float, parameter: str
) -> None:
    place = it.place("monthly_report", months=slice(-1, None))
    row = it.rng.choice(place.sheet.rows)
    shift = round(row[f"{column}_month"] * share / 10) * 10
    row.values[f"{column}_month"] += shift
    row.values[f"{column}_cum"] += shift
    it.add(
        fault_id,
        title,
        "nonconformity",
        requirements,
        place.plant,
        row["process"],
        place.month,
        parameter,
        t=shift / 1000,
        accept=["explain"],
    )


@fault("F24", "monthly report output is not the sum of the days")
def days_month(it: Injector, fault_id: str, title: str) -> None:
    _month_is_no_sum(it, fault_id, title, "P-18 P-03 P-06 P-13", "output", 0.012, "output")


@fault("F25", "monthly report anodes are not the sum of the slips")
def anode_days_month(it: Injector, fault_id: str, title: str) -> None:
    _month_is_no_sum(it, fault_id, title, "A-16 A-06 A-12", "anode", 0.025, "anode_gross")


@fault("F49", "cumulative figure is not the sum of its months")
def wrong_cumulative(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("monthly_report", months=slice(-1, None))
    row = it.rng.choice(place.sheet.rows)
    row.values["output_cum"] += 210_000
    it.add(
        fault_id,
        title,
        "must_explain",
        "X-CUM",
        place.plant,
        row["process"],
        place.month,
        "output_cum",
        t=210,
        accept=["nonconformity"],
    )


@fault("F86", "output per pot-day x pot-days is not the month")
def pot_days(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("index_ledger")
    row = it.rng.choice(place.sheet.rows)
    row.values["per_pot_day"] = (row["per_pot_day"] * Decimal("1.03")).quantize(Decimal("0.01"))
    it.add(
        fault_id,
        title,
        "must_explain",
        "P-19",
        place.plant,
        row["process"],
        place.month,
        "output_per_pot_day",
        relative=0.03,
        accept=["nonconformity"],
    )


@fault("F29", "a day without records in the daily report")
def recording_gap(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("daily_report")
    row = place.sheet.rows.pop(it.rng.randint(5, 20))
    it.add(
        fault_id,
        title,
        "nonconformity",
        "Q-05 P-18",
        place.plant,
        place.process,
        place.month,
        "daily_report",
        day=str(row["date"]),
        accept=["explain"],
    )


@fault("F50", "platform feed differs from the tickets by 3 %")
def feed_differs(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("platform_feed")
    for row in place.sheet.rows:
        if row["parameter"] == "铝液产量":
            row.values["daily"] = round(row["daily"] * 0.97)
    it.add(
        fault_id,
        title,
        "nonconformity",
        "P-08 P-15",
        place.plant,
        place.process,
        place.month,
        "output",
        relative=-0.03,
    )


@fault("F85", "platform feed of anodes differs from the tickets by 4 %")
def anode_feed_differs(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("platform_feed", lambda p: p.anode_method == "direct")
    for row in place.sheet.rows:
        if row["parameter"] == "阳极消耗量":
            row.values["daily"] = round(row["daily"] * 1.04)
    it.add(
        fault_id,
        title,
        "nonconformity",
        "A-07 A-13",
        place.plant,
        place.process,
        place.month,
        "anode_gross",
        relative=0.04,
    )


@fault("F53", "intra-group tickets differ between seller and buyer")
def intra_differs(it: Injector, fault_id: str, title: str) -> None:
    place = it.place("intra_in")
    rows = it.rng.sample(place.sheet.rows, min(3, len(place.sheet.rows)))
    if len(rows) < 2:
        raise NoPlaceError("intra_in")
    for row in rows[1:]:
        row.values.update(net=row["net"] - 1800, gross=row["gross"] - 1800)
    place.sheet.rows.remove(rows[0])
    sellers = {p.name: p.code for p in it.group.plants}
    it.add(
        fault_id, title, "must_explain", "X-INTRA A-05", place.plant, "ALL", place.month, "intra_bought",
        waybills=[r["waybill"] for r in rows], missing=rows[0]["waybill"], t=-rows[0]["net"] / 1000,
        seller=[sellers[r["party"]] for r in rows],
    )  # fmt: skip


@fault("F73", "deviations that stay just inside the limit month after month")
def hugging(it: Injector, fault_id: str, title: str) -> None:
    taken = {(f.plant, f.process) for f in it.group.faults if f.id in OF_SLIPS}
    places: list[tuple[Plant, str]] = [
        (plant, process.code)
        for plant in it.group.plants
        for process in plant.processes
        if plant.anode_method == "direct" and (plant.code, process.code) not in taken
    ]
    if not places or len(it.group.months) < 3:
        raise NoPlaceError("three months of slips")
    plant, process = it.rng.choice(places)
    for month in it.group.months:
        document = it.group.document(plant.code, month, "anode_slips")
        weighed = it.world.months[plant.code][month].anode[process]
        place = Place(plant, month, document, document.sheet(process))
        _scale_slips(it, place, weighed * 0.9905 / sum(r["mass"] for r in place.sheet.rows))
        it.used.add((plant.code, process, month))
    it.add(
        fault_id, title, "must_explain", "X-HUG", plant, process, it.group.months[-1], "anode_gross",
        relative=0.0095,
        accept=["advisory"],
    )  # fmt: skip
