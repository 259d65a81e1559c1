"""The workbook of a plant: every sheet, exact numbers, text that stays text, same bytes."""

from __future__ import annotations

import hashlib
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from reporting.published import open_published
from reporting.sheets import Book
from reporting.workbook import write_workbooks
from tests.unit.reporting.example_close import (
    CLEAN_PLANT,
    HOSTILE,
    OPEN_PLANT,
    empty_tables,
    publish_example,
    tables,
)

SHEETS = [
    "说明", "附件1", "附件2", "附件3", "附件4", "排放量（月）", "排放量（年）", "对账桥", "交叉核对结果",
    "需说明与提示", "整改台账", "校准影响",
]  # fmt: skip


def workbooks(root: Path, **options: object) -> dict[str, Path]:
    home = publish_example(root / "home", **options)  # type: ignore[arg-type]
    return {path.stem: path for path in write_workbooks(open_published(home), root / "out")}


def cells(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def flat(path: Path, sheet: str) -> list[object]:
    return [value for row in cells(path, sheet) for value in row if value is not None]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return workbooks(tmp_path_factory.mktemp("workbooks"))


def test_every_sheet_is_there(written):
    assert openpyxl.load_workbook(written[OPEN_PLANT]).sheetnames == SHEETS


def test_annex_1_compares_before_and_after(written):
    rows = cells(written[OPEN_PLANT], "附件1")
    found = next(row for row in rows if row[1] == "能源作为原材料用途的二氧化碳排放量（tCO2）")
    assert found[:7] == ("1#铝电解工序", found[1], 17000, 17122.2, "否", "+0.72 %", "以原始计量记录核算")
    output = next(row for row in rows if row[1] == "铝液产量（t）")
    assert output[2:7] == (None, 12000.5, "无法判定", None, "以原始计量记录核算")


def test_annex_1_has_every_item_of_the_guide_in_its_order(written):
    rows = [row for row in cells(written[OPEN_PLANT], "附件1") if row[1]]
    names = [row[1] for row in rows]
    start = names.index("重点排放单位名称")
    assert names[start : start + 4] == ["重点排放单位名称", "统一社会信用代码", "企业类型", "企业住所"]
    missing = next(row for row in rows if row[1] == "统一社会信用代码")
    assert missing[4:7] == ("无法判定", None, "排放报告中未提供")
    assert "特别补充项" in names


def test_annex_2_gives_processes_and_the_total(written):
    values = flat(written[OPEN_PLANT], "附件2")
    assert {
        "电解槽数量",
        "整流器",
        "设计电流",
        "设计电压",
        "铝液产量",
        "经核查排放量",
        "全部铝电解工序合计",
        20280.12,
    } <= set(values)


def test_annex_3_has_one_row_per_cause_and_says_who_fills_the_rest(written):
    rows = [row for row in cells(written[OPEN_PLANT], "附件3") if isinstance(row[0], int)]
    assert [row[0] for row in rows] == [1, 2]
    assert [row[7] for row in rows] == ["不符合项", "数据错误"]
    assert rows[0][9] == "P-07、P-14"
    assert rows[0][4:7] == ("（待重点排放单位填写）", "（待重点排放单位填写）", "未整改")


def test_every_answer_is_listed_with_its_status(written):
    rows = cells(written[OPEN_PLANT], "交叉核对结果")[2:]
    assert ("T1-01", "未核查（缺资料）") in [(row[0], row[6]) for row in rows]
    assert len(rows) == 9


def test_values_of_findings_are_told_as_people_write_them(tmp_path):
    padded = tables()["findings"].with_columns(
        expected=pl.lit("0.000000"), observed=pl.lit("122.000000"), disposition=pl.lit("explain"),
        evidence=pl.lit("parameter_registry;a.xlsx!1"),
    )  # fmt: skip
    told = flat(workbooks(tmp_path, findings=padded)[OPEN_PLANT], "需说明与提示")
    assert {"0 t", "122 t", "参数登记表;a.xlsx!1"} <= set(told)


def test_a_long_text_has_room_to_break_where_words_allow_it(tmp_path):
    with Book(tmp_path / "a.xlsx", "t") as book:
        book.sheet("s", "t", [40]).row(["2240102084~1240102053;" * 20])
    heights = openpyxl.load_workbook(tmp_path / "a.xlsx")["s"].row_dimensions
    # one pair of tickets to a line of 40 columns, 14 points each
    assert heights[2].height >= 14 * 13


def test_text_that_looks_like_a_formula_stays_text(written):
    sheet = openpyxl.load_workbook(written[OPEN_PLANT])["附件4"]
    cell = next(
        cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.value and str(cell.value).startswith("=HYPER")
    )
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == HOSTILE.replace("\x07", "\ufffd")


def test_no_sheet_holds_a_formula_or_a_link(written):
    with zipfile.ZipFile(written[OPEN_PLANT]) as package:
        sheets = [
            package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/")
        ]
        assert not [name for name in package.namelist() if "externalLink" in name]
    assert len(sheets) == len(SHEETS)
    assert not [xml for xml in sheets if "<f>" in xml or "<hyperlink" in xml]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_every_dangerous_beginning_is_guarded(tmp_path, start):
    with Book(tmp_path / "a.xlsx", "t") as book:
        book.sheet("s", "t", [10]).row([start])
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["s"]["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_cell_of_a_megabyte_is_cut_and_says_so(tmp_path):
    with Book(tmp_path / "a.xlsx", "t") as book:
        book.sheet("s", "t", [10]).row(["甲" * 1_000_000])
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["s"]["A2"].value.endswith("（内容过长，已截断 / cut）")


def test_a_rerun_gives_the_same_bytes(tmp_path, written):
    again = workbooks(tmp_path)
    assert {k: hashlib.sha256(p.read_bytes()).digest() for k, p in again.items()} == {
        k: hashlib.sha256(p.read_bytes()).digest() for k, p in written.items()
    }


def test_an_estimated_correction_is_said_in_the_tables(tmp_path, written):
    every = tables()
    emissions = every["emissions"].with_columns(is_correction_estimated=pl.lit(True))
    effects = every["calibration_effects"].with_columns(is_estimated=pl.lit(True))
    path = workbooks(tmp_path, emissions=emissions, calibration_effects=effects)[OPEN_PLANT]
    for sheet in ("排放量（月）", "排放量（年）", "校准影响"):
        assert any("含按天数分摊的估算" in str(value) for value in flat(path, sheet))
        assert not any("含按天数分摊的估算" in str(value) for value in flat(written[OPEN_PLANT], sheet))


def test_a_settled_mass_is_said_where_annex_2_may_differ_from_the_emissions(tmp_path, written):
    settled = tables()["allowances"].with_columns(mass_basis=pl.lit("settled"))
    path = workbooks(tmp_path, allowances=settled)[CLEAN_PLANT]
    for sheet in ("附件2", "排放量（月）", "排放量（年）"):
        assert any(str(value).startswith("1#、2#：核定质量") for value in flat(path, sheet))
        assert not any("核定质量" in str(value) for value in flat(written[CLEAN_PLANT], sheet))


def test_without_a_year_the_annual_annexes_say_so(tmp_path):
    paths = workbooks(tmp_path, has_year=False)
    for sheet in ("附件1", "附件2"):
        assert any("本次结账不含年度" in str(value) for value in flat(paths[OPEN_PLANT], sheet))
    assert "全厂" in flat(paths[OPEN_PLANT], "排放量（月）")


def test_empty_tables_are_said_to_be_empty(tmp_path):
    paths = workbooks(tmp_path, **empty_tables())
    assert any("未核查" in str(value) for value in flat(paths[OPEN_PLANT], "交叉核对结果"))
    assert any("没有不符合项" in str(value) for value in flat(paths[OPEN_PLANT], "附件3"))
    assert "未提供清单" in flat(paths[OPEN_PLANT], "附件4")
    assert any("无法比较" in str(value) for value in flat(paths[OPEN_PLANT], "附件1"))


def test_another_plants_rows_stay_out(written):
    values = [str(value) for sheet in SHEETS for value in flat(written[CLEAN_PLANT], sheet)]
    assert not [value for value in values if "产量不一致" in value]


def test_sheets_print_on_one_page_width(written):
    for sheet in openpyxl.load_workbook(written[OPEN_PLANT]):
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_sheets_too_wide_for_a4_are_laid_out_for_a3(written):
    papers = {
        sheet.title: sheet.page_setup.paperSize for sheet in openpyxl.load_workbook(written[OPEN_PLANT])
    }
    assert [papers[name] for name in ("说明", "附件1", "附件2", "附件3", "排放量（月）", "整改台账")] == [
        9,
        9,
        9,
        8,
        8,
        8,
    ]


def test_decimals_are_written_with_all_their_digits(tmp_path):
    with Book(tmp_path / "a.xlsx", "t") as book:
        book.sheet("s", "t", [10]).row([Decimal("123456789.123456")])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        assert "<v>123456789.123456</v>" in package.read("xl/worksheets/sheet1.xml").decode()


def test_findings_without_a_place_in_the_words_are_kept(tmp_path):
    findings = pl.read_parquet(publish_example(tmp_path / "a").published / "current" / "findings.parquet")
    odd = findings.with_columns(requirement=pl.lit("ZZ-1"), parameter=pl.lit(None, pl.String))
    path = workbooks(tmp_path / "b", findings=odd)[OPEN_PLANT]
    rows = [row for row in cells(path, "附件3") if isinstance(row[0], int)]
    assert [row[1] for row in rows] == ["其他内容", "其他内容"]
