"""Intervals of calibration, as people write them."""

from __future__ import annotations

import pytest

from ingestion.cells.intervals import months_of


@pytest.mark.parametrize(
    ("written", "months"),
    [
        pytest.param("12个月", 12, id="months"),
        pytest.param("12", 12, id="bare-number"),
        pytest.param("每年一次", 12, id="once-a-year"),
        pytest.param("2次/年", 6, id="twice-a-year"),
        pytest.param("每两年", 24, id="every-two-years"),
        pytest.param("半年", 6, id="half-a-year"),
        pytest.param("一年半", 18, id="year-and-a-half"),
        pytest.param("每季度", 3, id="quarter"),
        pytest.param("七十二个月", 72, id="chinese-numeral"),
        pytest.param("1年（12个月）", 12, id="the-same-twice"),
        pytest.param("24个月/次", 24, id="per-time"),
    ],
)
def test_an_interval_is_read_in_months(written: str, months: int) -> None:
    assert months_of(written) == months


@pytest.mark.parametrize("written", [None, "按规程", "2024年", "12个月或24个月", "每批次", "365天"])
def test_what_names_no_interval_in_months_is_none(written: str | None) -> None:
    assert months_of(written) is None
