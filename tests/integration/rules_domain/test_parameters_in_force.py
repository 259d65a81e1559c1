"""The value of a parameter in a year is the same for the emissions and for the checks, however entries are ordered."""

from __future__ import annotations

from itertools import permutations

import duckdb
import pytest

from tests.integration.rules_domain.render import build

# value, first day, last day, where it comes from, whether it is of the default set
ENTRIES = {
    "the-latest-to-begin": [("1", "2023-01-01", None, "seed", True), ("2", "2024-02-01", None, "seed", True)],
    "ended-before-the-year-does": [
        ("2", "2023-01-01", None, "seed", True),
        ("1", "2024-02-01", "2024-11-30", "seed", True),
    ],
    "begins-after-the-year": [("2", None, None, "seed", True), ("1", "2025-01-01", None, "seed", True)],
    "not-of-the-default-set": [("2", "2020-01-01", None, "seed", True), ("1", "2024-01-01", None, "seed", False)],
    "two-of-one-day": [("3", "2024-01-01", None, "entered", True), ("2", "2024-01-01", None, "entered", True)],
    "headquarters-before-the-seed": [("1", "2024-01-01", None, "seed", True), ("2", "2024-01-01", None, "entered", True)],
}  # fmt: skip


def taken(entries: list[tuple[object, ...]]) -> tuple[list[tuple], list[tuple]]:
    """Year and value of one parameter, as the checks and as the emissions take it."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "create table main.dim_periods as select 2024 as year, '2024' as year_period, '2024-01' as period"
        )
        connection.execute(
            "create table main.dim_parameters (parameter varchar, value decimal(38, 12), valid_from date, "
            "valid_to date, origin varchar, is_default boolean)"
        )
        connection.executemany("insert into main.dim_parameters values ('alloc_cap', ?, ?, ?, ?, ?)", entries)
        build(connection, "int_checks__parameters")
        build(connection, "int_parameters__by_year")
        checks = connection.execute("select year_period, value from int_checks__parameters").fetchall()
        emissions = connection.execute(
            "select year_period, alloc_cap from int_parameters__by_year"
        ).fetchall()
    return checks, emissions


@pytest.mark.parametrize("name", ENTRIES)
def test_both_models_take_the_same_value(name: str) -> None:
    for entries in permutations(ENTRIES[name]):
        assert taken(list(entries)) == ([("2024", 2)], [("2024", 2)])


def test_a_value_that_ended_within_the_year_is_no_value_of_the_year() -> None:
    assert taken([("1", "2024-01-01", "2024-11-30", "entered", True)]) == ([], [])
