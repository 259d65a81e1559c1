"""Cases of rules that share a shape with another: each member of a family passes, fails, is not judged and meets its limit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.integration.rules_domain.cases import FEB, JAN, MAR, case
from tests.integration.rules_domain.cases_delivery import ROW_FAULTS
from tests.integration.rules_domain.cases_ledgers import _count, _deposit, _report, _stock
from tests.integration.rules_domain.cases_weighing import _trade, _two_scales
from tests.integration.rules_domain.lake import Lake

YEAR = "2024"
Build = Callable[[Lake, str], Any]
# family -> (table, key column and keys, mass column, process of the answer)
FAMILIES: dict[str, tuple[str, str, tuple[Any, ...], str, str]] = {
    "ladle": ("ladle_tickets", "ticket_no", ("A", "B", "C"), "net_t", "1#"),
    "anode": ("anode_slips", "slip_no", ("A", "B", "C"), "mass_t", "1#"),
    "process": (
        "daily_report", "report_date", tuple(date(2024, 1, day) for day in (3, 4, 5)), "output_t", "1#",
    ),
    "plant": ("sales_ledger", "invoice_no", ("A", "B", "C"), "quantity_t", "ALL"),
}  # fmt: skip


def _case(name: str, rule: str, kind: str, status: str, process: str, period: str, build: Build) -> None:
    def run(lake: Lake, plant: str) -> None:
        build(lake, plant)

    run.__name__ = name
    case(rule, kind, status, process, period)(run)


def _empty(lake: Lake, plant: str) -> None:
    lake.plant(plant)


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
    _case("every_row_kept", rule, "pass", "pass", process, JAN, kept)
    _case("one_row_more_than_none", rule, "limit", "nonconformity", process, JAN, one_aside)
    _case("two_rows_set_aside", rule, "fail", "nonconformity", process, JAN, two_aside)
    _case("no_rows", rule, "unknown", "not_applicable", process, JAN, _empty)


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
    _case("the_same_again", rule, "pass", "pass", process, JAN, again("60.500"))
    _case("another_value", rule, "fail", "explain", process, JAN, again("61.500"))
    _case("the_last_digit", rule, "limit", "explain", process, JAN, again("60.501"))
    _case("a_second_part", rule, "limit", "pass", process, JAN, again("60.500", keys[2]))
    _case("no_rows_restated", rule, "unknown", "not_applicable", process, JAN, _empty)


def _printed_total(family: str) -> None:
    table, _, _, mass, process = FAMILIES[family]

    def total(printed: str, rows: str = "121.000") -> Build:
        def build(lake: Lake, plant: str) -> None:
            lake.plant(plant)
            _rows(lake, plant, family, {}, {})
            lake.total(table, plant, mass, printed, rows)

        return build

    rule = f"X-TOTAL.{family}"
    _case("total_of_its_rows", rule, "pass", "pass", process, JAN, total("121.000"))
    _case("total_of_other_rows", rule, "fail", "explain", process, JAN, total("157.500"))
    _case("total_half_a_unit_off", rule, "limit", "pass", process, JAN, total("121.1", "121.050"))
    _case("total_over_half_a_unit_off", rule, "limit", "explain", process, JAN, total("121.1", "121.049"))
    _case("no_total", rule, "unknown", "not_applicable", process, JAN, _empty)


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
        _stock(lake, plant, JAN, "100.125", "110.125", item)
        _stock(lake, plant, FEB, opening, str(Decimal(opening) + 10), item)

    return build


def _equation(item: str, closing: str | None) -> Build:
    def build(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        _stock(lake, plant, JAN, "100.1", closing or "110.1", item, made="10.0")
        if closing is None:
            lake.rows["psi_ledger"][-1]["closing_t"] = None

    return build


def _book(item: str, figure: str, with_ledger: bool = True) -> Build:
    def build(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        if with_ledger:
            _stock(lake, plant, JAN, "100.125", "110.125", item)
        _count(lake, plant, figure, figure, item)

    return build


def _counted(item: str, figure: str) -> Build:
    def build(lake: Lake, plant: str) -> None:
        lake.plant(plant)
        _count(lake, plant, "1000.000", figure, item)

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
        ("count", "unknown", "not_applicable", JAN, _empty),
    ):
        _case(f"{step}_{kind}_{status}", f"X-STOCK.{step}.{family}", kind, status, "ALL", period, build)


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

    _case("sum_of_its_months", rule, "pass", "pass", process, FEB, two("1900.3"))
    _case("not_the_sum", rule, "fail", "explain", process, FEB, two("2110.3"))
    _case("three_half_units", rule, "limit", "pass", process, FEB, two("1900.4"))
    _case("no_month_before", rule, "unknown", "not_assessable", process, MAR, alone)


def _energy(lake: Lake, plant: str, period: str, month: str, cumulative: str) -> None:
    lake.add(
        "monthly_report", plant, period, process="1#", ac_kwh=Decimal(month), ac_cum_kwh=Decimal(cumulative)
    )


def _form(lake: Lake, plant: str, period: str, month: str, cumulative: str) -> None:
    lake.add(
        "b204", plant, period, indicator_raw="原铝", indicator_code="output", unit="吨",
        month_value=Decimal(month), cum_value=Decimal(cumulative),
    )  # fmt: skip


_cumulatives("X-CUM.anode_gross", "1#", _report)
_cumulatives("X-CUM.ac_energy", "1#", _energy)
_cumulatives("X-CUM.b204", "ALL", _form)


def _deposits(parameter: str, column: str) -> None:
    def deposit(given: str, declared: str | None, days: int = 20) -> Build:
        def build(lake: Lake, plant: str) -> None:
            _deposit(lake, plant, given, declared, date(2024, 1, 31) + timedelta(days=days))
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
        ("X-DEPOSIT-40", "unknown", "missing", _empty),
    ):
        _case(f"{kind}_{status}", f"{rule}.{parameter}", kind, status, "1#", JAN, build)


_deposits("anode_gross", "anode_gross_t")
_deposits("ac_energy", "ac_energy_mwh")


def _annual(*without: str, **facts: Any) -> Build:
    kinds = (
        "basic_facts", "instruments", "calibrations", "plan", "declared_report", "last_year_report", "deposits",
        "finance", "b204_annual", "evidence",
    )  # fmt: skip

    def build(lake: Lake, plant: str) -> None:
        lake.plant(plant, **facts)
        for kind in kinds:
            if kind not in without:
                lake.file(plant, YEAR, kind)

    return build


def _no_smelter(lake: Lake, plant: str) -> None:
    lake.plant(plant, processes=())


_case("every_annual_file", "X-DELIVERY.year", "pass", "pass", "ALL", YEAR, _annual())
_case("one_annual_file_less", "X-DELIVERY.year", "limit", "explain", "ALL", YEAR, _annual("finance"))
_case("no_smelter_owes_none", "X-DELIVERY.year", "unknown", "not_applicable", "ALL", YEAR, _no_smelter)


def _sold(difference: str) -> Build:
    return lambda lake, plant: _trade(lake, plant, f"{plant}B", ("sent0",), difference4=Decimal(difference))


_case("a_load_at_the_edge_of_the_month", "X-INTRA.sold", "limit", "pass", "ALL", JAN, _sold("0"))
_case("nothing_sold", "X-INTRA.sold", "unknown", "not_applicable", "ALL", JAN, _empty)


@case("X-VEHICLE.process", "unknown", "not_applicable")
def tickets_that_name_no_vehicle(lake: Lake, plant: str) -> None:
    lake.plant(plant)
    lake.ladles(plant, 5, vehicle_no=None)


def _shared_fleet(lake: Lake, plant: str) -> list[dict[str, Any]]:
    """Six vehicles that serve two potrooms by turns of two hours; returns the tickets of the second scale."""
    _two_scales(lake, plant, True)
    rows = [row for row in lake.rows["ladle_tickets"] if row["plant_code"] == plant]
    for i in range(300):
        rows[i]["vehicle_no"] = f"{plant}-{i % 6}"
        rows[300 + i]["vehicle_no"] = f"{plant}-{(i + 3) % 6}"
        rows[300 + i]["weighed_at"] = rows[i]["weighed_at"] + timedelta(minutes=20)
    return rows


@case("X-VEHICLE.process", "pass", "pass")
def one_fleet_serves_two_scales_by_turns(lake: Lake, plant: str) -> None:
    _shared_fleet(lake, plant)


@case("X-VEHICLE.process", "fail", "explain")
def true_numbers_twice_on_two_scales_at_once(lake: Lake, plant: str) -> None:
    rows = _shared_fleet(lake, plant)
    for i in (40, 190):
        rows[300 + i]["vehicle_no"] = rows[i]["vehicle_no"]
        rows[300 + i]["weighed_at"] = rows[i]["weighed_at"] + timedelta(seconds=20)


@case("X-VEHICLE.process", "limit", "explain")
def one_such_pair_is_enough_where_numbers_are_true(lake: Lake, plant: str) -> None:
    rows = _shared_fleet(lake, plant)
    rows[340]["vehicle_no"] = rows[40]["vehicle_no"]
    rows[340]["weighed_at"] = rows[40]["weighed_at"] + timedelta(seconds=20)
