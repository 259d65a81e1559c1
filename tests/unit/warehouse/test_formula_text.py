"""What outsiders open in a spreadsheet runs nothing: texts that would be formulas, and numbers that are none."""

import csv

import polars as pl
import pytest

from inventory.lint.run import COLUMNS, write_csv
from warehouse.export import as_text
from warehouse.formula_text import guarded_text


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http://x","y")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1,1)", "\t=1+1", "\r=1+1", "=表1!A1",
     "-5+系列!A1", "-1(2)"],
)  # fmt: skip
def test_a_text_that_would_be_a_formula_is_a_text(text):
    shown = as_text(pl.DataFrame({"file": [text]}))["file"].item()
    assert shown == guarded_text(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        "-31.68",
        "+5",
        "-5.2%",
        "-1,234.5 t",
        "-0.5 kWh/t",
        "-1e-7",
        "-",
        "—",
        "QLAL/2024-01/=1.csv",
        "1=1",
        "",
        "-3吨",
    ],
)
def test_what_is_no_formula_stays_as_it_is(text):
    assert as_text(pl.DataFrame({"file": [text]}))["file"].item() == guarded_text(text) == text


def test_a_printed_text_of_a_report_is_no_formula_in_lint_csv(tmp_path):
    write_csv([dict.fromkeys(COLUMNS, "") | {"printed": "=1+1", "item": "-3"}], tmp_path / "lint.csv")
    with (tmp_path / "lint.csv").open(encoding="utf-8", newline="") as handle:
        row = next(csv.DictReader(handle))
    assert (row["printed"], row["item"]) == ("'=1+1", "-3")
