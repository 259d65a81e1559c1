"""Totals printed on one sheet of a file over the sheets before it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.ingestion.build import read_one, xlsx_bytes

HEAD = ["系列", "日期", "块数", "重量(t)"]


def book(last: float) -> bytes:
    def sheet(days: range, total: tuple[str, int, float]) -> list[list[object]]:
        rows = [["一系列", f"2024-03-{d:02d}", 20, 21.5] for d in days]
        return [HEAD, *rows, [total[0], None, total[1], total[2]]]

    return xlsx_bytes(
        {
            "上旬": sheet(range(1, 11), ("本旬合计", 200, 215)),
            "中旬": sheet(range(11, 21), ("本月累计", 400, last)),
        }
    )


@pytest.mark.parametrize(("last", "agrees"), [(430.0, True), (431.5, False)], ids=["sum so far", "no sum"])
def test_a_sum_since_the_first_sheet_is_held_against_all_sheets_so_far(last, agrees):
    totals = [t for s in read_one("阳极出库台账.xlsx", book(last)).sheets for t in s.totals]
    masses = [t for t in totals if t.column_field == "mass_t"]
    assert [t.agrees for t in masses] == [True, agrees]
    assert masses[1].printed_value == Decimal(str(last))
