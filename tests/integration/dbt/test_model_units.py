"""Every unit test that stands beside a model passes; a close leaves them out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from orchestration.dbt_runner import parsed_manifest
from tests.integration.dbt.support import PROJECT
from warehouse.duck import dbt_environment

DECLARED = sorted(
    test["name"]
    for path in (PROJECT / "models").rglob("_unit_tests.yml")
    for test in yaml.safe_load(path.read_text(encoding="utf-8"))["unit_tests"]
)


@pytest.fixture(scope="module")
def outcomes(example: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Outcome of every declared unit test, run over the tables of a close for their columns."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    manifest = parsed_manifest()
    os.environ.update(dbt_environment(example))
    target = str(tmp_path_factory.mktemp("units"))
    project = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    paths = ["--target-path", target, "--log-path", target, "--quiet"]
    run = dbtRunner(manifest=manifest).invoke(["test", *project, *paths, "--select", "test_type:unit"])
    DuckDBConnectionManager.close_all_connections()
    assert not run.exception, run.exception
    return {result.node.name: str(result.status) for result in run.result}


@pytest.mark.parametrize("name", DECLARED)
def test_a_model_does_what_its_unit_test_says(outcomes: dict[str, str], name: str) -> None:
    assert outcomes.get(name) == "pass"
