"""The values a correct reader ends with, from the rows kept: ``values.csv``, ``values_daily.csv``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.generator.model import Document, Group, Plant, Row, Sheet
from tests.generator.periods import accounting_day, accounting_days, first_day, last_day

Value = dict[str, Any]
COLUMNS = (
    "plant", "process", "period_kind", "period", "basis", "parameter", "item", "source_system", "value",
    "unit",
    "coverage",
)  # fmt: skip

# kind -> (parameter, field, unit): summed over the kept rows of each sheet
SUMS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "anode_direct": (("anode_gross", "net", "t"), ("anode_blocks", "blocks", "块")),
    "anode_slips": (("anode_gross", "mass", "t"), ("anode_blocks", "blocks", "块")),
    "anode_store": (("anode_gross", "mass", "t"), ("anode_blocks", "blocks", "块")),
    "daily_report": (
        ("output", "output", "t"), ("backpour", "backpour", "t"), ("anode_blocks", "blocks", "块"),
        ("alumina_use", "alumina", "t"), ("ac_energy", "energy", "kWh"), ("pot_days", "pots", "槽日"),
    ),
    "meter_readings": (("ac_energy", "energy", "kWh"),),
    "own_anode": (("anode_produced", "mass", "t"), ("anode_produced_blocks", "blocks", "块")),
}  # fmt: skip
ITEM_SUMS: dict[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "anode_trucks": ("material", (("anode_inbound", "net", "t"), ("anode_inbound_blocks", "blocks", "块"))),
    "intra_in": ("material", (("intra_bought", "net", "t"), ("intra_bought_blocks", "pieces", "块"))),
    "intra_out": ("material", (("intra_sold", "net", "t"), ("intra_sold_blocks", "pieces", "块"))),
    "product_flow": ("product", (("product_in", "inbound", "t"), ("product_out", "outbound", "t"))),
    "sales_ledger": ("product", (("sales_line", "quantity", "t"),)),
    "purchase_ledger": ("material", (("purchase_line", "quantity", "t"),)),
    "psi_ledger": (
        "item",
        tuple((f"psi_{n}", n, "t") for n in ("opening", "production", "purchase", "sales", "own_use",
            "loss", "closing")),
    ),
    "stock_count": ("item", (("stock_book", "book", "t"), ("stock_counted", "counted", "t"))),
}  # fmt: skip
BY_PROCESS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "monthly_report": (
        ("output", "output_month", "t"), ("output_cum", "output_cum", "t"),
        ("anode_gross", "anode_month", "t"),
        ("anode_blocks", "blocks_used", "块"), ("alumina_use", "alumina", "t"),
        ("ac_energy", "energy_month", "kWh"),
        ("backpour", "backpour", "t"),
    ),
    "index_ledger": (
        ("output_per_pot_day", "per_pot_day", "kg/槽日"), ("pot_days", "pot_days_index", "槽日"),
        ("current_efficiency", "efficiency", "%"), ("avg_current", "current", "kA"),
        ("ac_per_t", "ac_per_t", "kWh/t"),
        ("alumina_per_t", "alumina_per_t", "kg/t"), ("anode_gross_per_t", "anode_gross_per_t", "kg/t"),
        ("anode_net_per_t", "anode_net_per_t", "kg/t"),
    ),
    "plan_output": (("output_plan", "planned", "t"),),
}  # fmt: skip
B204_UNITS = {"gross_output_value": "千元", "sales_value": "千元", "power_use": "万千瓦时", "output": "t"}
FACILITY = (
    ("c2_ka", "ka", "kA"),
    ("c2_volt", "volt", "V"),
    ("c2_pots", "pots", "个"),
    ("c2_rect", "rect", "套"),
    ("c2_cap", "cap", "t/a"),
)
BASIS_OF_CONTRACT = {
    "设计图纸": "unit_weight_design",
    "采购合同": "unit_weight_contract",
    "财务结算": "unit_weight_settlement",
}


def kept(rows: list[Row]) -> list[Row]:
    """The rows that a correct reader keeps."""
    return [row for row in rows if row.status == "keep"]


def scaled(value: Any, unit: str) -> Decimal:
    """Whole kilograms as tonnes; everything else as it is."""
    return Decimal(value) / 1000 if unit == "t" else Decimal(value)


def all_values(group: Group) -> list[Value]:
    """Every value of the group, months first."""
    result: list[Value] = []
    for document in group.documents:
        if document.omitted or document.spoilt:
            continue
        result += list(_document_values(group, document))
        if document.kind == "iso_inventory":
            error = document.sheets[0].total_error.get("emission", 0)
            total = sum((row["emission"] for row in document.rows), Decimal(error))
            result.append(_value(document, "ALL", "iso_emission_total", total, "tCO2e", basis="natural"))
    for plant in group.plants:
        result += list(_tickets(group, plant))
    return result


def _value(
    document: Document, process: str, parameter: str, value: Decimal, unit: str, item: str = "",
    basis: str = "accounting",
    source: str = "", kind: str = "", period: str = "", coverage: str = "full",
) -> Value:  # fmt: skip
    return {
        "plant": document.plant, "process": process,
        "period_kind": kind or ("month" if "-" in document.period else "year"),
        "period": period or _year_told_of(document), "basis": basis, "parameter": parameter, "item": item,
        "source_system": source or document.kind, "value": f"{value.normalize():f}", "unit": unit,
        "coverage": coverage,
    }  # fmt: skip


def _year_told_of(document: Document) -> str:
    """The period a document's values belong to: last year's report lies in this year's folder."""
    return str(int(document.period) - 1) if document.kind == "last_year_report" else document.period


def _document_values(group: Group, document: Document) -> Iterator[Value]:
    kind = document.kind
    if document.version > 1:
        return
    for sheet in document.sheets:
        if kind in SUMS:
            yield from _sum_values(document, sheet)
        elif kind in ITEM_SUMS:
            yield from _item_values(document, sheet)
        elif kind in BY_PROCESS:
            yield from _process_values(document, sheet)
        elif kind == "platform_feed":
            yield from _feed_values(document, sheet)
        elif kind in ("b204", "b204_annual"):
            yield from _b204_values(group, document, sheet)
        else:
            yield from _annual_values(document, sheet)


def _sum_values(document: Document, sheet: Sheet) -> Iterator[Value]:
    for parameter, name, unit in SUMS[document.kind]:
        total = sum((scaled(r[name], unit) for r in kept(sheet.rows)), Decimal(0))
        yield _value(document, sheet.process or "ALL", parameter, total, unit)


def _process_values(document: Document, sheet: Sheet) -> Iterator[Value]:
    for row in kept(sheet.rows):
        for parameter, name, unit in BY_PROCESS[document.kind]:
            yield _value(document, row["process"], parameter, scaled(row[name], unit), unit)


def _item_values(document: Document, sheet: Sheet) -> Iterator[Value]:
    item_field, columns = ITEM_SUMS[document.kind]
    totals: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in kept(sheet.rows):
        for parameter, name, unit in columns:
            totals[row[item_field], parameter, unit] += scaled(row[name], unit)
    for (item, parameter, unit), total in totals.items():
        yield _value(document, "ALL", parameter, total, unit, item)
    if document.kind == "anode_trucks":
        net = totals["阳极炭块", "anode_inbound", "t"]
        blocks = totals["阳极炭块", "anode_inbound_blocks", "块"]
        yield _value(
            document, "ALL", "unit_weight", (net * 1000 / blocks).quantize(Decimal("0.000001")), "kg"
        )
    if document.kind == "psi_ledger":
        derived = Decimal(0)
        for row in kept(sheet.rows):
            if row["item"] == "铝液":
                derived += row["sales"]
            elif row["item"].startswith("铝"):
                derived += row["closing"] - row["opening"] + row["sales"] - row["purchase"]
        yield _value(document, "ALL", "output_derived", derived / 1000, "t", source="psi_derived")


def _feed_values(document: Document, sheet: Sheet) -> Iterator[Value]:
    for name, parameter in (("铝液产量", "output"), ("阳极消耗量", "anode_gross")):
        rows = [r for r in kept(sheet.rows) if r["parameter"] == name]
        if rows:
            yield _value(
                document,
                sheet.process or "ALL",
                parameter,
                sum((scaled(r["daily"], "t") for r in rows), Decimal(0)),
                "t",
            )


def _b204_values(group: Group, document: Document, sheet: Sheet) -> Iterator[Value]:
    basis = "natural" if group.plant(document.plant).b204_natural else "accounting"
    period = document.period if "-" in document.period else f"{document.period}-12"
    for row in kept(sheet.rows):
        name = row["_name"]
        for suffix, column in (
            ("", "b_month"),
            ("_cum", "b_cum"),
            ("_last_year", "b_ly_month"),
            ("_last_year_cum", "b_ly_cum"),
        ):
            yield _value(
                document,
                "ALL",
                name + suffix,
                row[column],
                B204_UNITS[name],
                basis=basis,
                kind="month",
                period=period,
            )


def _annual_values(document: Document, sheet: Sheet) -> Iterator[Value]:
    readers: dict[str, Callable[[Document, Row], Iterator[Value]]] = {
        "facilities": _facility_values, "form": _form_values, "monthly_detail": _detail_values,
        "deposits": _deposit_values, "finance": _form_values,
    }  # fmt: skip
    reader = readers.get(sheet.spec)
    for row in sheet.rows:
        if reader:
            yield from reader(document, row)
        elif sheet.spec == "instruments":
            yield _value(document, "ALL", "required_accuracy", row["accuracy"], "%", row["number"])
        elif sheet.spec == "calibrations":
            yield _value(
                document, "ALL", "calibrated_accuracy", row["accuracy"], "%", f"{row['number']}@{row['date']}"
            )
        elif sheet.spec == "anode_contract":
            yield _value(document, "ALL", BASIS_OF_CONTRACT[row["basis"]], row["weight"], "kg")
        elif sheet.spec == "iso_inventory":
            for parameter, value, unit in (
                ("iso_activity", row["activity"], row["unit"]),
                ("iso_emission", row["emission"], "tCO2e"),
            ):
                yield _value(document, "ALL", parameter, value, unit, row["source"], basis="natural")
        elif sheet.spec == "allowances":
            yield _value(document, "ALL", f"allowance_{row['type']}", Decimal(row["quantity"]), "t")
        elif sheet.spec == "kv" and row["item"] == "工业总产值（万元）":
            yield _value(document, "ALL", "gross_output_value", Decimal(row["value"]), "万元")


def _facility_values(document: Document, row: Row) -> Iterator[Value]:
    for parameter, name, unit in FACILITY:
        yield _value(document, row["_process"], parameter, Decimal(row[name]), unit)


def _form_values(document: Document, row: Row) -> Iterator[Value]:
    unit = row["unit"] or ""
    yield _value(document, row.values.get("_process", "ALL"), row["_name"], row["value"], unit)


def _detail_values(document: Document, row: Row) -> Iterator[Value]:
    for parameter, name, unit in (
        ("output", "output", "t"), ("anode_gross", "anode", "t"), ("ac_energy", "energy", "MWh"),
        ("anode_blocks", "blocks", "块"), ("unit_weight", "unit_weight", "kg"),
    ):  # fmt: skip
        if row[name] is not None:
            yield _value(
                document,
                row["_process"],
                parameter,
                Decimal(row[name]),
                unit,
                kind="month",
                period=row["month"],
            )


def _deposit_values(document: Document, row: Row) -> Iterator[Value]:
    yield _value(
        document, row["_process"], row["_name"], row["value"], row["unit"], kind="month", period=row["month"]
    )


def readable_ladles(group: Group, plant: Plant) -> dict[str, list[Row]]:
    """Kept ladle rows of all delivered months and versions, by process."""
    result: dict[str, list[Row]] = defaultdict(list)
    for document in group.documents:
        if (
            (document.plant, document.kind) == (plant.code, "ladle_tickets")
            and not document.omitted
            and not document.spoilt
            and not document.form_of
        ):
            for sheet in document.sheets:
                result[sheet.process or "ALL"] += kept(sheet.rows)
    return result


def _tickets(group: Group, plant: Plant) -> Iterator[Value]:
    delivered = {
        d.period
        for d in group.documents
        if (d.plant, d.kind) == (plant.code, "ladle_tickets") and not d.omitted and not d.spoilt
    }
    covered = {day for month in delivered for day in accounting_days(plant, month)}
    for process, rows in readable_ladles(group, plant).items():
        for month in sorted(delivered):
            yield from _ticket_month(plant, process, month, rows)
        natural: dict[str, int] = defaultdict(int)
        for row in rows:
            if row["use"] != "backpour":
                natural[row["gross_time"].strftime("%Y-%m")] += row["net"]
        for month, kilograms in sorted(natural.items()):
            document = Document("ladle_tickets", plant.code, month, [])
            coverage = "full" if _whole(plant, month, covered) else "partial"
            yield _value(
                document,
                process,
                "output",
                Decimal(kilograms) / 1000,
                "t",
                basis="natural",
                coverage=coverage,
            )


def _ticket_month(plant: Plant, process: str, month: str, rows: list[Row]) -> Iterator[Value]:
    days = set(accounting_days(plant, month))
    own = [r for r in rows if accounting_day(plant, r["gross_time"]) in days]
    document = Document("ladle_tickets", plant.code, month, [])

    def total(*uses: str) -> Decimal:
        return sum((Decimal(r["net"]) for r in own if r["use"] in uses), Decimal(0)) / 1000

    yield _value(document, process, "output", total("liquid_sale", "casting"), "t")
    yield _value(document, process, "ladles", Decimal(len(own)), "包")
    yield _value(document, process, "output_liquid_sale", total("liquid_sale"), "t")
    yield _value(document, process, "output_casting", total("casting"), "t")
    if any(r["use"] == "backpour" for r in own):
        yield _value(document, process, "backpour", total("backpour"), "t")


def _whole(plant: Plant, month: str, covered: set[date]) -> bool:
    first, last = first_day(month), last_day(month)
    start = accounting_day(plant, datetime(first.year, first.month, first.day))
    end = accounting_day(plant, datetime(last.year, last.month, last.day, 23, 59))
    return start in covered and end in covered
