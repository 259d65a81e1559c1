"""The number macros, rendered and run on DuckDB, against Python's decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

import duckdb
import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

MACROS = Path(__file__).parents[3] / "dbt_project" / "macros"
NUMBERS = (
    jinja2.Environment(autoescape=False)
    .from_string((MACROS / "numbers.sql").read_text(encoding="utf-8"))
    .module
)
CONNECTION = duckdb.connect()

masses = st.decimals(min_value=-(10**9), max_value=10**9, places=6)
divisors = st.decimals(min_value=Decimal("0.000001"), max_value=10**9, places=6)


def half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def run(sql: str) -> Decimal | None:
    row = CONNECTION.execute(f"select {sql}").fetchone()
    assert row is not None
    return row[0]


@settings(max_examples=60, deadline=None)
@given(numerator=masses, denominator=divisors, negative=st.booleans())
def test_a_quotient_is_exact_and_rounded_half_up(
    numerator: Decimal, denominator: Decimal, negative: bool
) -> None:
    bottom = -denominator if negative else denominator
    with localcontext() as context:
        context.prec = 60
        expected = half_up(numerator / bottom, 6)
    sql = NUMBERS.duckdb__decimal_divide(f"{numerator:f}::decimal(24,6)", f"({bottom:f})::decimal(24,6)", 6)
    assert run(sql) == expected


@pytest.mark.parametrize("denominator", ["0", "null"], ids=["zero", "null"])
def test_a_quotient_by_nothing_is_null(denominator: str) -> None:
    assert run(NUMBERS.duckdb__decimal_divide("1", denominator, 6)) is None


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        pytest.param("2.345", 2, "2.35", id="tie-goes-up"),
        pytest.param("-2.345", 2, "-2.35", id="tie-goes-away-from-zero"),
        pytest.param("1.0049999999", 2, "1.00", id="no-double-in-between"),
        pytest.param("0.285", 2, "0.29", id="a-tie-a-double-would-lose"),
    ],
)
def test_rounding_is_half_up_on_decimals(value: str, places: int, expected: str) -> None:
    assert run(NUMBERS.round_half_up(f"{value}::decimal(20,10)", places)) == Decimal(expected)
