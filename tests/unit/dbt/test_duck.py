"""The DuckDB file of a close: its scope, its typed-empty views, and headquarters' parameters."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from warehouse.duck import MONTHS_BEFORE, ParameterFileError, lake_tables, prepare, scope_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("months", "years", "context_months", "context_years"),
    [
        pytest.param(["2024-01"], [], ("2023-11", "2023-12", "2024-02"), ("2024",), id="one-month"),
        pytest.param(
            ["2024-01", "2024-02"],
            ["2024"],
            ("2023-11", "2023-12", "2024-03"),
            (),
            id="months-and-their-year",
        ),
        pytest.param([], ["2024"], (), (), id="year-alone"),
    ],
)
def test_a_close_reads_the_neighbours_of_its_months(
    months: list[str], years: list[str], context_months: tuple, context_years: tuple
) -> None:
    scope = scope_of(months, years)
    assert (scope.context_months, scope.context_years) == (context_months, context_years)


def test_the_months_before_reach_as_far_back_as_a_run_of_deviations_is_judged() -> None:
    settings = csv.DictReader((ROOT / "dbt_project/seeds/rules_domain_settings.csv").open(encoding="utf-8"))
    (periods,) = [
        int(row["value"]) for row in settings if (row["rule_family"], row["setting"]) == ("X-HUG", "periods")
    ]
    assert periods - 1 <= MONTHS_BEFORE


def test_an_empty_home_gives_every_declared_table_typed_and_empty(tmp_path: Path) -> None:
    database = prepare(tmp_path, ["2024-01"], [])
    with duckdb.connect(str(database), read_only=True) as connection:
        for table, columns in lake_tables().items():
            found = connection.execute(f"select * from lake.{table}")
            assert [column[0] for column in found.description] == list(columns), table
            assert found.fetchall() == [], table


def test_a_second_preparation_starts_afresh(tmp_path: Path) -> None:
    database = prepare(tmp_path, ["2024-01"], [])
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table leftover (a integer)")
    assert prepare(tmp_path, ["2024-01"], []) == database
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute("select table_name from information_schema.tables").fetchall()
    assert ("leftover",) not in tables


HEADER = "parameter,value,unit,valid_from,valid_to,source,status,confidence\n"


def test_headquarters_parameters_are_read_exactly(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    line = "balance_value_t_t,1.650000000001,tCO2e/t,2025-01-01,,公告,entered,H\n"
    (tmp_path / "config" / "parameters.csv").write_text(HEADER + line, encoding="utf-8-sig")
    with duckdb.connect(str(prepare(tmp_path, ["2025-01"], [])), read_only=True) as connection:
        rows = connection.execute(
            "select cast(value as varchar), valid_to from run.parameters_entered"
        ).fetchall()
    assert rows == [("1.650000000001", None)]


def test_a_parameter_file_without_a_column_says_which_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "parameters.csv").write_text("parameter,value\n", encoding="utf-8")
    with pytest.raises(ParameterFileError, match=r"缺少列：unit.*lacks the columns unit"):
        prepare(tmp_path, ["2025-01"], [])
