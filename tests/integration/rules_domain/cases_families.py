"""Cases of rules that share a shape with another: each member of a family passes, fails, is not judged and meets its limit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.integration.rules_domain.cases import FEB, JAN, MAR, Build, case_of, only_the_plant
from tests.integration.rules_domain.cases_ledgers import add_count, add_deposit, add_report, add_stock
from tests.integration.rules_domain.cases_rows import ROW_FAULTS
from tests.integration.rules_domain.lake import Lake

# family -> (table, key column and keys, mass column, process of the answer)
FAMILIES: dict[str, tuple[str, str, tuple[Any, ...], str, str]] = {
    "ladle": ("ladle_tickets", "ticket_no", ("A", "B", "C"), "net_t", "1#"),
    "anode": ("anode_slips", "slip_no", ("A", "B", "C"), "mass_t", "1#"),
    "process": (
        "daily_report", "report_date", tuple(date(2024, 1, day) for day in (3, 4, 5)), "output_t", "1#",
    ),
    "plant": ("sales_ledger", "invoice_no", ("A", "B", "C"), "quantity_t", "ALL"),
}  # fmt: skip


def _rows(lake: Lake, plant: str, family: str, *facts: dict[str, Any]) -> None:
    """Rows of the family's table, each with its own key unless its facts give one."""
    table, key, keys, mass, process = FAMILIES[family]
    place = {} if process == "ALL" else {"process": process}
    for name, given in zip(keys, facts, strict=False):
        lake.add(table, plant, JAN, **{key: name, mass: Decimal("60.500"), **place, **given})


def _row_quality(reason: str, family: str) -> None:
    process = FAMILIES[family][4]
    aside = {"status": "duplicate" if reason == "X-DUP" else "quarantine", "reason": reason}

    def kept(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        _rows(lake, plant, family, {}, {})

    def one_aside(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        _rows(lake, plant, family, {}, {}, aside)

    def two_aside(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        _rows(lake, plant, family, {}, aside, aside)

    rule = f"{reason}.{family}"
    case_of("every_row_kept", rule, "pass", "pass", process, JAN, kept)
    case_of("one_row_more_than_none", rule, "limit", "nonconformity", process, JAN, one_aside)
    case_of("two_rows_set_aside", rule, "fail", "nonconformity", process, JAN, two_aside)
    case_of("no_rows", rule, "unknown", "not_applicable", process, JAN, only_the_plant)


def _restatement(family: str) -> None:
    table, key, keys, mass, process = FAMILIES[family]

    def again(second: str, name: Any = keys[1]) -> Build:
        def build(lake: Lake, plant: str) -> None:
            lake.plant(plant)
            _rows(lake, plant, family, {}, {})
            place = {} if process == "ALL" else {"process": process}
            lake.add(table, plant, JAN, version=2, **{key: name, mass: Decimal(second), **place})

        return build

    rule = f"X-RESTATE.{family}"
    case_of("the_same_again", rule, "pass", "pass", process, JAN, again("60.500"))
    case_of("another_value", rule, "fail", "explain", process, JAN, again("61.500"))
    case_of("the_last_digit", rule, "limit", "explain", process, JAN, again("60.501"))
    case_of("a_second_part", rule, "limit", "pass", process, JAN, again("60.500", keys[2]))
    case_of("no_rows_restated", rule, "unknown", "not_applicable", process, JAN, only_the_plant)


def _printed_total(family: str) -> None:
    table, _, _, mass, process = FAMILIES[family]

    def total(printed: str, rows: str = "121.000") -> Build:
        def build(lake: Lake, plant: str) -> None:
            lake.plant(plant)
            _rows(lake, plant, family, {}, {})
            lake.total(table, plant, mass, printed, rows)

        return build

    rule = f"X-TOTAL.{family}"
    case_of("total_of_its_rows", rule, "pass", "pass", process, JAN, total("121.000"))
    case_of("total_of_other_rows", rule, "fail", "explain", process, JAN, total("157.500"))
    case_of("total_half_a_unit_off", rule, "limit", "pass", process, JAN, total("121.1", "121.050"))
    case_of("total_over_half_a_unit_off", rule, "limit", "explain", process, JAN, total("121.1", "121.049"))
    case_of("no_total", rule, "unknown", "not_applicable", process, JAN, only_the_plant)


for _family in FAMILIES:
    for _reason in ROW_FAULTS:
        _row_quality(_reason, _family)
    if _family != "anode":
        _printed_total(_family)
    if _family != "ladle":
        _restatement(_family)


def _months(item: str, opening: str) -> Build:
    def build(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        add_stock(lake, plant, JAN, "100.125", "110.125", item)
        add_stock(lake, plant, FEB, opening, str(Decimal(opening) + 10), item)

    return build


def _equation(item: str, closing: str | None) -> Build:
    def build(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        add_stock(lake, plant, JAN, "100.1", closing or "110.1", item, made="10.0")
        if closing is None:
            lake.rows["psi_ledger"][-1]["closing_t"] = None

    return build


def _book(item: str, figure: str, with_ledger: bool = True) -> Build:
    def build(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        if with_ledger:
            add_stock(lake, plant, JAN, "100.125", "110.125", item)
        add_count(lake, plant, figure, figure, item)

    return build


def _counted(item: str, figure: str) -> Build:
    def build(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        add_count(lake, plant, "1000.000", figure, item)

    return build


def _stock_rules(family: str, item: str) -> None:
    for step, kind, status, period, build in (
        ("opening", "pass", "pass", FEB, _months(item, "110.125")),
        ("opening", "fail", "nonconformity", FEB, _months(item, "118.125")),
        ("opening", "limit", "pass", FEB, _months(item, "110.126")),
        ("opening", "limit", "nonconformity", FEB, _months(item, "110.127")),
        ("opening", "unknown", "not_assessable", JAN, _months(item, "110.125")),
        ("equation", "pass", "pass", JAN, _equation(item, "110.1")),
        ("equation", "fail", "nonconformity", JAN, _equation(item, "112.1")),
        ("equation", "limit", "pass", JAN, _equation(item, "110.4")),
        ("equation", "unknown", "not_assessable", JAN, _equation(item, None)),
        ("book", "pass", "pass", JAN, _book(item, "110.125")),
        ("book", "fail", "nonconformity", JAN, _book(item, "112.125")),
        ("book", "limit", "pass", JAN, _book(item, "110.126")),
        ("book", "unknown", "not_assessable", JAN, _book(item, "110.125", with_ledger=False)),
        ("count", "pass", "pass", JAN, _counted(item, "1002.000")),
        ("count", "fail", "nonconformity", JAN, _counted(item, "930.000")),
        ("count", "limit", "pass", JAN, _counted(item, "1005.000")),
        ("count", "unknown", "not_applicable", JAN, only_the_plant),
    ):
        case_of(f"{step}_{kind}_{status}", f"X-STOCK.{step}.{family}", kind, status, "ALL", period, build)


for _name, _item in (("anode", "阳极炭块"), ("alumina", "氧化铝"), ("metal", "铝锭")):
    _stock_rules(_name, _item)


def _cumulatives(rule: str, process: str, add: Callable[[Lake, str, str, str, str], None]) -> None:
    def two(last: str) -> Build:
        def build(lake: Lake, plant: str) -> None:
            lake.plant(plant)
            add(lake, plant, JAN, "1000.1", "1000.1")
            add(lake, plant, FEB, "900.2", last)

        return build

    def alone(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        add(lake, plant, MAR, "900.2", "2800.4")

    case_of("sum_of_its_months", rule, "pass", "pass", process, FEB, two("1900.3"))
    case_of("not_the_sum", rule, "fail", "explain", process, FEB, two("2110.3"))
    case_of("three_half_units", rule, "limit", "pass", process, FEB, two("1900.4"))
    case_of("no_month_before", rule, "unknown", "not_assessable", process, MAR, alone)


def _energy(lake: Lake, plant: str, period: str, month: str, cumulative: str) -> None:
    lake.add(
        "monthly_report", plant, period, process="1#", ac_kwh=Decimal(month), ac_cum_kwh=Decimal(cumulative)
    )


def _form(lake: Lake, plant: str, period: str, month: str, cumulative: str) -> None:
    lake.add(
        "b204", plant, period, indicator_raw="原铝", indicator_code="output", unit="吨",
        month_value=Decimal(month), cum_value=Decimal(cumulative),
    )  # fmt: skip


_cumulatives("X-CUM.anode_gross", "1#", add_report)
_cumulatives("X-CUM.ac_energy", "1#", _energy)
_cumulatives("X-CUM.b204", "ALL", _form)


def _deposits(parameter: str, column: str) -> None:
    def deposit(given: str, declared: str | None, days: int = 20) -> Build:
        def build(lake: Lake, plant: str) -> None:
            add_deposit(lake, plant, given, declared, date(2024, 1, 31) + timedelta(days=days))
            for row in lake.rows["deposits"]:
                if row["plant_code"] == plant:
                    row["parameter_code"] = parameter
            for row in lake.rows["declared_monthly"]:
                if row["plant_code"] == plant:
                    row[column] = row.pop("output_t")

        return build

    for rule, kind, status, build in (
        ("X-DEPOSIT", "pass", "pass", deposit("1000.25", "1000.25")),
        ("X-DEPOSIT", "fail", "nonconformity", deposit("1000.25", "980.25")),
        ("X-DEPOSIT", "limit", "nonconformity", deposit("1000.25", "1000.26")),
        ("X-DEPOSIT", "unknown", "not_assessable", deposit("1000.25", None)),
        ("X-DEPOSIT-40", "pass", "pass", deposit("1000.25", "1000.25")),
        ("X-DEPOSIT-40", "fail", "nonconformity", deposit("1000.25", "1000.25", 53)),
        ("X-DEPOSIT-40", "limit", "pass", deposit("1000.25", "1000.25", 40)),
        ("X-DEPOSIT-40", "limit", "nonconformity", deposit("1000.25", "1000.25", 41)),
        ("X-DEPOSIT-40", "unknown", "missing", only_the_plant),
    ):
        case_of(f"{kind}_{status}", f"{rule}.{parameter}", kind, status, "1#", JAN, build)


_deposits("anode_gross", "anode_gross_t")
_deposits("ac_energy", "ac_energy_mwh")
