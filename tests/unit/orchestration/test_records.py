"""Dagster's own records of a home."""

from __future__ import annotations

import yaml
from dagster import DagsterInstance

from orchestration.records import dagster_home


def test_the_ui_tells_nobody_of_its_use_and_asks_for_no_address(tmp_path):
    folder = dagster_home(tmp_path)
    settings = yaml.safe_load((folder / "dagster.yaml").read_text())
    assert (settings["telemetry"], settings["nux"]) == ({"enabled": False}, {"enabled": False})
    with DagsterInstance.from_config(str(folder)) as instance:
        assert not instance.telemetry_enabled and not instance.nux_enabled
