"""The declared year of a plant with a cut-off day, put on natural days to be held against B204-1."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from tests.integration.rules_guide.rendering import build

TABLES = """
create table dim_periods (plant varchar, period_kind varchar, period varchar, accounting_start date, accounting_end date);
create table fct_observations (plant varchar, process varchar, period_kind varchar, period varchar, basis varchar,
    parameter varchar, source_system varchar, value decimal(24, 6), files varchar);
create table stg_declared_monthly (plant varchar, process varchar, data_month varchar, output_t decimal(24, 6));
create table fct_daily (plant varchar, process varchar, period varchar, accounting_day date, parameter varchar,
    source_system varchar, value decimal(24, 6));
insert into fct_observations
    values ('P', '1#', 'year', '2024', 'accounting', 'output', 'declared_report', 30000, 'report');
"""
STATISTICAL = ("2023-12-26", "2024-12-25")
NATURAL = ("2024-01-01", "2024-12-31")


def _year(
    bounds: tuple[str, str], months: dict[str, int], weighed: dict[str, tuple[str, int]] | None = None
) -> Decimal:
    """The declared year of 30 000 t on natural days; weighed: day -> (accounting month, t)."""
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        connection.execute("insert into dim_periods values ('P', 'year', '2024', ?, ?)", list(bounds))
        for month, output in months.items():
            connection.execute("insert into stg_declared_monthly values ('P', '1#', ?, ?)", [month, output])
        for day, (month, output) in (weighed or {}).items():
            connection.execute(
                "insert into fct_daily values ('P', '1#', ?, ?, 'output', 'ladle_tickets', ?)",
                [month, day, output],
            )
        build(connection, ["int_checks__derived_cutoff"])
        row = connection.sql("select value from int_checks__derived_cutoff").fetchone()
    assert row is not None
    return Decimal(row[0])


@pytest.mark.parametrize(
    ("months", "shift"),
    [
        pytest.param({"2024-01": 3100, "2024-12": 3000}, 0, id="the-line-runs-as-before"),
        # six days of December that the year before still had count nowhere in the natural year
        pytest.param({"2024-01": 3100, "2024-12": 0}, -600, id="shut-down-within-the-year"),
        pytest.param({"2024-06": 3000, "2024-12": 3000}, 600, id="started-within-the-year"),
    ],
)
def test_days_that_were_not_delivered_follow_from_the_declared_month_beside_them(
    months: dict[str, int], shift: int
) -> None:
    assert _year(STATISTICAL, months) == Decimal(30000 + shift)


def test_delivered_days_count_as_weighed() -> None:
    first = {f"2023-12-{day}": ("2024-01", 90) for day in range(26, 32)}
    after = {f"2024-12-{day}": ("2025-01", 80) for day in range(26, 32)}
    months = {"2024-01": 3100, "2024-12": 3000}
    assert _year(STATISTICAL, months, first) == Decimal(30000 - 540 + 600)
    assert _year(STATISTICAL, months, first | after) == Decimal(30000 - 540 + 480)
    # a month delivered in part says nothing of the days that are not there
    assert _year(STATISTICAL, months, first | {"2024-12-26": ("2025-01", 80)}) == Decimal(30000 - 540 + 600)


def test_a_line_that_began_after_the_first_days_takes_nothing_off() -> None:
    assert _year(STATISTICAL, {"2024-12": 3000}, {"2024-01-20": ("2024-01", 90)}) == Decimal(30600)


def test_a_plant_of_natural_months_has_nothing_to_shift() -> None:
    assert _year(NATURAL, {"2024-01": 3100, "2024-12": 3000}) == Decimal(30000)
