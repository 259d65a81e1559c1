"""Corrections weighing by weighing, from the rows of one small plant to its emissions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.integration.dbt.support import rows_of, run_dbt, write_lake

PLANT = {
    "plant_code": "P",
    "name": "P",
    "month_end_day": None,
    "day_cut_hour_minutes": 480,
    "anode_method": "direct",
}


def weighing(number: str, when: datetime, net: str, scale: str | None) -> dict:
    return {
        "row_key": number,
        "ticket_no": number,
        "process": "1#",
        "weighed_at": when,
        "net_t": Decimal(net),
        "scale_no": scale,
    }


def certificate(instrument: str, first: date, last: date, accuracy: str) -> dict:
    return {
        "row_key": f"{instrument}{first}",
        "instrument_no": instrument,
        "certificate_no": f"{instrument}{first}",
        "calibrated_date": first,
        "valid_to": last,
        "accuracy_pct": Decimal(accuracy),
    }


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    write_lake(home, "group_plants", "_group", "_group", "g", [{"row_key": "P", **PLANT}])
    process = {"row_key": "P1", "plant_code": "P", "process": "1#", "name_in_plant": "一系列"}
    write_lake(home, "group_processes", "_group", "_group", "g", [process])
    tickets = [
        weighing("1", datetime(2024, 1, 5, 9), "100", "OUT"),
        weighing("2", datetime(2024, 1, 11, 7, 59), "100", "OUT"),
        weighing("3", datetime(2024, 1, 15, 9), "100", "OUT"),
        weighing("4", datetime(2024, 1, 25, 9), "100", "OUT"),
        weighing("5", datetime(2024, 1, 26, 9), "100", None),
    ]
    write_lake(home, "ladle_tickets", "P", "2024-01", "tickets", tickets)
    write_lake(
        home, "anode_direct", "P", "2024-01", "a", [weighing("9", datetime(2024, 1, 9, 9), "50", "ANO")]
    )
    register = [
        {
            "row_key": "OUT",
            "instrument_no": "OUT",
            "parameter_code": "output",
            "required_accuracy_pct": Decimal("0.5"),
        },
        {
            "row_key": "ANO",
            "instrument_no": "ANO",
            "parameter_code": "anode_gross",
            "required_accuracy_pct": Decimal("0.2"),
        },
    ]
    write_lake(home, "instruments", "P", "2024", "i", register)
    certificates = [
        certificate("OUT", date(2023, 1, 11), date(2024, 1, 10), "0.5"),
        certificate("OUT", date(2024, 1, 21), date(2025, 1, 20), "0.63"),
        certificate("OUT", date(2024, 3, 16), date(2025, 3, 15), "0.5"),
    ]
    write_lake(home, "calibrations", "P", "2024", "c", certificates)
    months = [
        {"row_key": month, "process": "1#", "data_month": month, "output_t": Decimal(mass)}
        for month, mass in (("2024-02", "200"), ("2024-03", "310"))
    ]
    write_lake(home, "declared_monthly", "P", "2024", "d", months)
    marts = ["fct_emissions", "fct_calibration_effects", "fct_allowances"]
    return run_dbt(home, ["2024-01"], ["2024"], marts, tmp_path_factory.mktemp("target"))


def test_each_weighing_takes_the_case_of_its_production_day_and_scale(database: Path) -> None:
    """100 t each: within (twice, the second by the day cut), late, outside by 0.13 %, outside without a scale number."""
    sql = (
        "select output_t, output_adjusted_down_t, output_adjusted_up_t, anode_t, anode_adjusted_t "
        "from marts.fct_emissions where process = '1#' and period = '2024-01'"
    )
    expected = ("500.000", "499.240", "500.760", "50.000", "50.100")
    assert rows_of(database, sql) == [tuple(Decimal(text) for text in expected)]


def test_the_year_has_the_corrections_of_its_months(database: Path) -> None:
    sql = "select output_adjusted_up_t, anode_adjusted_t from marts.fct_emissions where process = '1#' and period = '2024'"
    assert rows_of(database, sql) == [(Decimal("1011.215"), Decimal("50.100"))]


def test_a_correction_that_changes_within_a_month_without_days_is_an_estimate(database: Path) -> None:
    """February is outside by 0.13 % on all of its days, March on fifteen of thirty-one: its mass has no days."""
    sql = (
        "select period, output_adjusted_up_t, is_correction_estimated from marts.fct_emissions "
        "where process = '{}' order by period"
    )
    expected = [
        ("2024", Decimal("1011.215"), True),
        ("2024-01", Decimal("500.760"), False),
        ("2024-02", Decimal("200.260"), False),
        ("2024-03", Decimal("310.195"), True),
    ]
    assert rows_of(database, sql.format("1#")) == expected
    assert rows_of(database, sql.format("ALL")) == expected
    assert rows_of(database, "select distinct is_correction_estimated from marts.fct_allowances") == [(True,)]
    estimated = "select distinct period from marts.fct_calibration_effects where is_estimated order by period"
    assert rows_of(database, estimated) == [("2024",), ("2024-03",)]


def test_the_effect_of_each_instrument_is_told_by_case(database: Path) -> None:
    sql = (
        "select instrument_no, case_code, days, mass_t, effect_t, effect_down_t from marts.fct_calibration_effects "
        "where period = '2024-01' order by instrument_no, case_code"
    )
    assert rows_of(database, sql) == [
        ("ANO", "not_calibrated", 1, Decimal("50.000"), Decimal("0.100"), Decimal("0.000")),
        ("OUT", "not_calibrated", 1, Decimal("100.000"), Decimal("0.500"), Decimal("-0.500")),
        ("OUT", "valid_outside", 2, Decimal("200.000"), Decimal("0.260"), Decimal("-0.260")),
        ("OUT", "valid_within", 2, Decimal("200.000"), Decimal("0.000"), Decimal("0.000")),
    ]
