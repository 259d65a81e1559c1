"""Formulas whose value nobody computed are set aside with their cell; values that a writer stored count."""

import io

import pytest
import xlwt

from ingestion.readers.workbook import read_workbook
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


@pytest.mark.parametrize(
    ("record", "other"),
    [
        pytest.param(
            b"\x09\x08\x10\x00\x00\x06\x10\x00", b"\x09\x08\x10\x00\x00\x06\x20\x00", id="fewer-streams"
        ),
        pytest.param(b"\x85\x00", b"\x86\x00", id="more-streams"),
    ],
)
def test_an_old_workbook_that_does_not_list_the_sheets_it_has_is_read_as_far_as_it_does(record, other):
    made = xlwt.Workbook()
    for name in ("一系列", "二系列"):
        sheet = made.add_sheet(name)
        for i, row in enumerate(ROWS):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell)
    out = io.BytesIO()
    made.save(out)
    content = out.getvalue()
    at = (
        content.rindex(record)
        if record[0] == 0x09
        else content.rindex(record, 0, content.index("二系列".encode("utf-16-le")))
    )
    sheets = read_workbook(content[:at] + other + content[at + len(record) :], "xls")
    assert [s.name for s in sheets][:1] == ["一系列"] and sheets[0].frame.height == len(ROWS)
