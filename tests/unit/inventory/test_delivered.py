"""Delivered lists of several members are replayed apart, and every finding knows its file, sheet and row."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from inventory.delivered import Replayed, replay_delivered
from warehouse.delivered_lists import TABLES, create_tables, write_rows


def line(plant: str, row_no: int, source: str, *numbers: str, **more: Any) -> dict[str, Any]:
    activity, factor, emission = map(Decimal, numbers)
    given = {
        "plant": plant, "period": "2024", "file": f"{plant}/2024/list.xlsx", "sheet": "S", "row_no": row_no,
        "category": "类别2", "source": source, "activity_value": activity, "unit_raw": "MWh", "factor": factor,
        "factor_unit": "tCO2/MWh", "emission_tco2e": emission, "factor_source": "广东2023",
    }  # fmt: skip
    return {**given, **more}


def replayed(*rows: dict[str, Any], province: str = "广东省", totals: dict | None = None) -> Replayed:
    return replay_delivered(rows, dict.fromkeys(("A", "B"), province), totals or {})


def rules(done: Replayed) -> set[tuple[str, str]]:
    return {(row["plant"], row["rule"]) for row in done.findings if row["disposition"] != "advisory"}


GOOD = line("A", 5, "外购电力", "1000", "0.4419", "441.9")
DIRECT = line("A", 6, "柴油燃烧", "10", "3.0959", "30.959", category="类别1", unit_raw="t", factor_unit="tCO2/t",
              factor_source="")  # fmt: skip


def test_a_wrong_line_of_one_member_is_not_another_members() -> None:
    wrong = line("B", 9, "外购电力", "1000", "0.4419", "541.9")
    done = replayed(GOOD, DIRECT, wrong, {**DIRECT, "plant": "B", "row_no": 10})
    assert rules(done) == {("B", "LIST-LINE")}
    found = next(row for row in done.findings if row["rule"] == "LIST-LINE")
    assert (found["row_no"], found["sheet"], found["delta_tco2e"]) == (9, "S", Decimal("100.0000"))


def test_a_total_row_is_no_line_and_bears_the_totals_finding() -> None:
    total = {**GOOD, "row_no": 7, "category": "合计", "source": None, "activity_value": None, "factor": None,
             "unit_raw": None, "factor_unit": None, "factor_source": None, "emission_tco2e": Decimal(999)}  # fmt: skip
    done = replayed(GOOD, DIRECT, total)
    assert len(done.lines) == 2
    assert rules(done) == {("A", "LIST-TOTAL")}
    assert next(row["row_no"] for row in done.findings if row["rule"] == "LIST-TOTAL") == 7


def test_a_total_read_with_the_file_counts_when_the_list_has_none() -> None:
    assert rules(replayed(GOOD, DIRECT, totals={("A", "2024"): Decimal("472.86")})) == set()
    assert rules(replayed(GOOD, DIRECT, totals={("A", "2024"): Decimal("572.86")})) == {("A", "LIST-TOTAL")}


def test_the_province_of_the_group_list_decides_on_the_grid_factor() -> None:
    assert rules(replayed(GOOD, DIRECT, province="河南省")) == {("A", "LIST-FACTOR-REGION")}
    assert rules(replayed(GOOD, DIRECT, province="")) == set()


def test_a_line_is_computed_again_in_its_units() -> None:
    kilowatts = line("A", 5, "外购电力", "1000000", "0.4419", "441.9", unit_raw="kWh")
    assert replayed(kilowatts).lines[0]["recomputed_tco2e"] == Decimal("441.9")
    assert replayed(kilowatts).lines[0]["difference_tco2e"] == 0


@pytest.mark.parametrize(
    ("emission", "is_wrong"),
    [
        pytest.param("441.9", False, id="as-it-stands"),
        pytest.param("441900", False, id="a-thousandfold-may-be-kilograms"),
        pytest.param("541.9", True, id="another-number"),
    ],
)
def test_a_list_without_units_is_replayed_as_it_stands(emission: str, is_wrong: bool) -> None:
    bare = {"unit_raw": None, "factor_unit": None, "factor_source": ""}
    done = replayed(line("A", 5, "外购电力", "1000", "0.4419", emission, **bare), {**DIRECT, **bare})
    assert rules(done) == ({("A", "LIST-LINE")} if is_wrong else set())
    assert "LIST-COLUMN" in {row["rule"] for row in done.findings}


def test_rows_fit_the_tables_of_the_warehouse() -> None:
    done = replayed(GOOD, {**DIRECT, "emission_tco2e": Decimal("3.0959")})
    with duckdb.connect() as connection:
        connection.execute("create schema run")
        create_tables(connection)
        for table, rows in (("inventory_findings", done.findings), ("inventory_lines", done.lines)):
            assert {name for row in rows for name in row} <= set(TABLES[table])
            write_rows(connection, table, rows)
            write_rows(connection, table, rows)
            assert connection.execute(f"select count(*) from run.{table}").fetchone() == (len(rows),)
