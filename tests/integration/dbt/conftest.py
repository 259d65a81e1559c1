from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.dbt.support import run_dbt

MARTS = ["fct_observations", "fct_daily", "fct_emissions", "fct_allowances", "fct_bridge"]
MARTS += ["fct_calibration_effects", "mart_annex1", "mart_annex2", "mart_year_on_year"]


@pytest.fixture(scope="session")
def example(example_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example group's first quarter and year, computed: path of the DuckDB file."""
    months = ["2024-01", "2024-02", "2024-03"]
    return run_dbt(example_home, months, ["2024"], MARTS, tmp_path_factory.mktemp("target"))
