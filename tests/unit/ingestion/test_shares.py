"""Shares of cells: what counts, and from how many cells on."""

import polars as pl
import pytest

from ingestion.cells.shares import share_matching, share_of


@pytest.mark.parametrize(
    ("flags", "fewest", "share"),
    [
        pytest.param([True, True, False, None], 1, 0.5, id="unknown-is-no"),
        pytest.param([], 1, 0.0, id="no-row"),
        pytest.param([True, True], 3, 0.0, id="too-few-to-tell"),
        pytest.param([True, True, True], 3, 1.0, id="just-enough"),
    ],
)
def test_share_of_rows(flags, fewest, share):
    assert share_of(pl.Series(flags, dtype=pl.Boolean), fewest) == share


@pytest.mark.parametrize(
    ("cells", "fewest", "share"),
    [
        pytest.param(["a1", "b", None, None], 1, 0.5, id="blank-cells-do-not-count"),
        pytest.param(["a1", None, None], 2, 0.0, id="blank-cells-are-not-enough"),
        pytest.param([None], 1, 0.0, id="nothing-written"),
    ],
)
def test_share_of_written_cells(cells, fewest, share):
    assert share_matching(pl.Series(cells, dtype=pl.String), r"\d", fewest) == share
