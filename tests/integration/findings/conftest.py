"""A fixed clock and account: decisions carry the day of their event."""

import pytest


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1709500000")
    monkeypatch.setenv("POTLINE_USER", "tester")
    monkeypatch.setenv("POTLINE_WORKERS", "0")


@pytest.fixture
def home(tmp_path):
    from tests.integration.findings.closes import new_home

    return new_home(tmp_path)


@pytest.fixture
def deliveries(tmp_path):
    return tmp_path / "deliveries"
