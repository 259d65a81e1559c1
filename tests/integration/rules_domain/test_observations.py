"""A row whose place or parameter could not be read is no observation, and takes nothing away from the others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb

from tests.integration.rules_domain.lake import Lake
from tests.integration.rules_domain.render import build


def test_a_row_without_place_or_parameter_is_no_observation() -> None:
    lake = Lake()
    lake.plant("OBS")
    day = {"report_date": date(2024, 1, 2), "output_t": Decimal("10.5")}
    lake.add("daily_report", "OBS", "2024-01", process="1#", **day)
    lake.add("platform_feed", "OBS", "2024-01", process="1#", feed_date=date(2024, 1, 2), instrument_no="A",
             parameter_code="output", value_t=Decimal("10.4"))  # fmt: skip
    lake.add("platform_feed", "OBS", "2024-01", process="1#", feed_date=date(2024, 1, 2), instrument_no="B",
             parameter_code=None, value_t=Decimal("99"))  # fmt: skip
    lake.add(
        "b204", "OBS", "2024-01", indicator_raw="?", indicator_code=None, unit="吨", month_value=Decimal("77")
    )
    with duckdb.connect() as connection:
        lake.write(connection)
        build(connection, "fct_observations")
        found = connection.execute(
            "select source_system, process, parameter, value from fct_observations "
            "where plant = 'OBS' and (parameter = 'output' or parameter is null) order by all"
        ).fetchall()
    assert found == [
        ("daily_report", "1#", "output", Decimal("10.500000")),
        ("platform_feed", "1#", "output", Decimal("10.400000")),
    ]
