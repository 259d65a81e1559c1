"""The natural month estimated from its whole days: which days count as whole."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pytest

from tests.integration.rules_guide.rendering import build

FULL_DAY, CUT_DAY, DAYS_OF_JANUARY = Decimal(10), Decimal(3), 31
TABLES = """
create table fct_daily_natural (plant varchar, period varchar, natural_day date, parameter varchar, source_system varchar,
    value decimal(24, 6));
create table fct_observations (plant varchar, period varchar, parameter varchar, source_system varchar, basis varchar,
    coverage varchar);
create table fct_daily (plant varchar, process varchar, accounting_day date, parameter varchar, value decimal(24, 6));
create table dim_periods (plant varchar, period varchar, period_kind varchar, natural_days integer);
insert into fct_observations values ('P', '2024-01', 'output', 'ladle_tickets', 'natural', 'partial');
insert into dim_periods values ('P', '2024-01', 'month', 31);
"""


def _estimate(whole_days: int, after: date | None) -> Decimal | None:
    """Estimate of a January whose tickets end in a cut day; ``after`` is a day of a later delivery."""
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        first = date(2023, 12, 31)
        days = [(first + timedelta(days=n), FULL_DAY) for n in range(whole_days + 1)]
        days.append((first + timedelta(days=whole_days + 1), CUT_DAY))
        days += [(after, FULL_DAY)] if after else []
        connection.executemany(
            "insert into fct_daily_natural values ('P', ?, ?, 'output', 'ladle_tickets', ?)",
            [[f"{day:%Y-%m}", day, value] for day, value in days],
        )
        build(connection, ["int_checks__derived_estimates"])
        row = connection.sql(
            "select value from int_checks__derived_estimates where period = '2024-01'"
        ).fetchone()
    return row[0] if row else None


@pytest.mark.parametrize("after", [None, date(2024, 2, 26)], ids=["nothing after", "a month left out"])
def test_the_day_cut_at_the_edge_of_what_was_delivered_is_left_out(after: date | None) -> None:
    assert _estimate(25, after) == FULL_DAY * DAYS_OF_JANUARY


def test_less_than_half_a_month_gives_no_estimate() -> None:
    assert _estimate(15, None) is None
