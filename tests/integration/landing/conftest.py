"""A fixed clock and account, so that logs can be compared byte for byte."""

import pytest


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("POTLINE_USER", "tester")
    monkeypatch.setenv("POTLINE_WORKERS", "0")
