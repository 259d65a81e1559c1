"""Formulas whose value nobody computed are set aside with their cell; values that a writer stored count."""

import io

import pytest
import xlwt

from tests.unit.ingestion.build import read_one
from tests.unit.ingestion.workbooks import NAME, ROWS, formulas


def test_formulas_that_a_writer_left_at_nought_are_set_aside_with_their_cell_and_remedy():
    result = read_one(f"{NAME}.xlsx", formulas([0] * 6))
    assert result.count("keep") == 0 and result.count("quarantine") == 6
    row = result.sheets[0].frame.to_dicts()[0]
    assert "I2" in row["reason_zh"] and "在Excel中打开并保存后重新报送" in row["reason_zh"]
    assert "I2" in row["reason_en"] and "save it" in row["reason_en"]
    assert any("公式没有计算结果" in note for note in result.sheets[0].notes)


def test_a_nought_among_values_that_a_writer_stored_is_a_value():
    result = read_one(f"{NAME}.xlsx", formulas([row[8] for row in ROWS[1:6]] + [0]))
    reasons = result.sheets[0].frame["reason_zh"].to_list()
    assert result.count("keep") == 5 and "公式" not in reasons[5]


@pytest.mark.parametrize("written", ["formula", "value"])
def test_an_old_workbook_whose_formulas_were_never_computed_is_set_aside(written):
    made = xlwt.Workbook()
    sheet = made.add_sheet("一系列")
    for i, row in enumerate(ROWS):
        for j, cell in enumerate(row):
            formula = xlwt.Formula(f"G{i + 1}-H{i + 1}") if written == "formula" and i and j == 8 else cell
            if cell is not None:
                sheet.write(i, j, formula)
    out = io.BytesIO()
    made.save(out)
    result = read_one(f"{NAME}.xls", out.getvalue())
    assert (result.count("keep"), result.count("quarantine")) == ((0, 6) if written == "formula" else (6, 0))
    reasons = [reason or "" for reason in result.sheets[0].frame["reason_zh"]]
    assert written == "value" or all(
        "在Excel中打开并保存" in r and f"I{n}" in r for n, r in enumerate(reasons, 2)
    )
