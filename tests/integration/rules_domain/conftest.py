"""One database for all cases of the domain rules; the modules imported here put their cases into `CASES`."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.integration.rules_domain import (  # noqa: F401
    cases_accounts,
    cases_anodes,
    cases_delivery,
    cases_displays,
    cases_families,
    cases_hugging,
    cases_intra,
    cases_lateness,
    cases_ledgers,
    cases_meters,
    cases_rows,
    cases_vehicles,
)
from tests.integration.rules_domain.cases import CASES
from tests.integration.rules_domain.lake import Lake
from tests.integration.rules_domain.render import build


@pytest.fixture(scope="session")
def answers() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which every case has been answered by the models."""
    lake = Lake()
    for case in CASES:
        case.build(lake, case.plant)
    with duckdb.connect(":memory:") as connection:
        lake.write(connection)
        build(connection, "int_checks__domain_answers")
        yield connection
