"""The group's table of organisation inventories: lines as computed again, members added up by their share."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

from tests.integration.rules_domain.lake import YEAR, Lake
from tests.integration.rules_domain.render import build

D = Decimal


def _line(
    lake: Lake, plant: str, seq: int, category: str, numbers: tuple[str, str, str], **more: object
) -> None:
    activity, factor, emission = map(D, numbers)
    lake.add(
        "iso_inventory", plant, YEAR, seq=seq, category=category, source=f"源{seq}", activity_value=activity, unit_raw="t",
        factor=factor, factor_unit="tCO2/t", emission_tco2e=emission, **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def table() -> Iterator[duckdb.DuckDBPyConnection]:
    lake = Lake()
    lake.plant("SIXTY", processes=(), due_rule="next_year:02-15", share_pct=D(60))
    lake.plant("WHOLE", processes=(), due_rule="next_year:02-15")
    _line(lake, "SIXTY", 1, "类别1", ("10", "2", "20"))
    _line(lake, "SIXTY", 2, "类别2", ("10", "3", "300"), version=1)
    _line(lake, "SIXTY", 2, "类别2", ("10", "3", "30"), version=2)
    _line(lake, "WHOLE", 1, "类别1", ("5", "2", "11"))
    with duckdb.connect(":memory:") as connection:
        lake.write(connection)
        build(connection, "fct_inventories")
        build(connection, "fct_inventory_findings")
        yield connection


def _found(table: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    return table.execute(f"select {sql}").fetchall()


def test_a_superseded_line_does_not_count(table: duckdb.DuckDBPyConnection) -> None:
    lines = _found(
        table, "printed_tco2e from fct_inventories where plant = 'SIXTY' and row_kind = 'line' order by 1"
    )
    assert lines == [(D(20),), (D(30),)]


def test_the_group_counts_members_by_their_share(table: duckdb.DuckDBPyConnection) -> None:
    """0.6 x 20 + 11 = 23 and 0.6 x 30 = 18; recomputed 0.6 x 20 + 10 = 22."""
    group = _found(
        table,
        "row_kind, category, printed_tco2e, recomputed_tco2e, difference_tco2e from fct_inventories "
        "where plant = '_group' order by row_kind, category",
    )
    assert group == [
        ("group_category", "1", D(23), D(22), D(1)),
        ("group_category", "2", D(18), D(18), D(0)),
        ("group_total", "", D(41), D(40), D(1)),
    ]


def test_member_totals_are_not_weighted(table: duckdb.DuckDBPyConnection) -> None:
    totals = _found(
        table,
        "plant, share_pct, printed_tco2e from fct_inventories where row_kind = 'member_total' order by plant",
    )
    assert totals == [("SIXTY", D(60), D(50)), ("WHOLE", D(100), D(11))]


def test_findings_name_their_member(table: duckdb.DuckDBPyConnection) -> None:
    found = _found(table, "plant, delta_tco2e from fct_inventory_findings where rule = 'LIST-LINE'")
    assert found == [("WHOLE", D(1))]
