"""The declared form, the extractor and the command's result: files in, records and findings out."""

from __future__ import annotations

import csv
from pathlib import Path

import docx
import openpyxl
import pytest

from inventory.generate.catalogue import random_world
from inventory.generate.render import render
from inventory.lint.run import COLUMNS, exit_code, run
from inventory.printed.blocks import tidy
from inventory.printed.extract import extract
from inventory.printed.model import Report
from inventory.printed.tables import dates_in
from inventory.printed.workbook import FormError, read_form, write_form

TEXT = """示例铝业有限公司
2023 年度
温室气体排放核查报告

受核查名称\t示例铝业有限公司\t\t
报告期\t2023 年 1 月 1 日-2023 年 12 月 31 日\t\t
实质性偏差阈值\t3%\t\t
联系人\t某人\t联系方式\t000

温室气体全球变暖潜值（GWP）均取自《IPCC 第六次评估报告》文件：

表 1-1 各温室气体全球变暖潜值

气体名称\t温室气体种类\tGWP
二氧化碳\tCO ₂\t1
甲烷\tCH ₄\t27.9

类别一：

表 1-2 化石燃料排放量计算表

排放源\t消耗量\t低位发热量\t单位热值含碳量\t碳氧化率\tCO₂ 排放因子\tCO₂ 排放量
\t万 Nm³\tGJ/万 Nm³\ttC/GJ\t%\tkgCO₂/GJ\ttCO₂
\tA\tB\tC\tD\tE=C*D*44/12*10³\tF=A*B*E*10⁻³
固定燃烧-天然气\t1000.00\t389.31\t0.0153\t99\t55.54\t{gas}
合计\t\t\t\t\t\t{gas}

类别二：

表 1-3 净购入使用的电力对应的排放

排放过程\t净外购电力\t排放因子\t排放量
\tMWh\ttCO₂/MWh\ttCO₂
A\tB\tC=A*B\t
净购入使用电力\t80000. 000\t0.4419\t35352.00

表 1-4 温室气体汇总表

GHG 排放类别\t排放源类别\t能源/物料名称\t排放量 (tCO₂e)
类别一：直接温室气体排放\t固定燃烧排放源\t天然气\t{gas}
类别二：输入能源的间接温室气体排放\t能源间接排放源\t外购电力\t35352.00
合计\t/\t/\t{total}
"""
CLEAN = {"gas": "21621.89", "total": "56973.89"}
WRONG = {"gas": "21721.89", "total": "57073.89"}


def write_text(folder: Path, numbers: dict[str, str]) -> Path:
    path = folder / "report.txt"
    path.write_text(TEXT.format(**numbers), encoding="utf-8")
    return path


def write_docx(folder: Path, numbers: dict[str, str]) -> Path:
    document = docx.Document()
    pending: list[list[str]] = []

    def flush() -> None:
        if pending:
            width = max(map(len, pending))
            table = document.add_table(len(pending), width)
            for r, row in enumerate(pending):
                for c, cell in enumerate(row):
                    table.cell(r, c).text = cell
            pending.clear()

    for line in TEXT.format(**numbers).splitlines():
        if "\t" in line:
            pending.append(line.split("\t"))
        else:
            flush()
            if line:
                document.add_paragraph(line)
    flush()
    path = folder / "report.docx"
    document.save(str(path))
    return path


@pytest.mark.parametrize("writer", [write_text, write_docx], ids=["txt", "docx"])
def test_document_tables_become_the_declared_form(tmp_path: Path, writer):
    report = extract(writer(tmp_path, CLEAN))
    numbers = {(o.table, o.row, o.symbol): o.text for o in report.operands}
    assert report.first("organisation") == "示例铝业有限公司"
    assert [(g.gas, g.text) for g in report.gwp] == [("CO2", "1"), ("CH4", "27.9")]
    assert numbers["1-2", "1", "B"] == "389.31"
    assert numbers["1-3", "1", "A"] == "80000.000"
    assert [c.role for c in report.columns if c.table == "1-3"] == ["activity", "factor", "emission"]
    assert [(s.category, s.item, s.text) for s in report.summary if s.kind == "item"] == [
        ("类别一", "天然气", "21621.89"),
        ("类别二", "外购电力", "35352.00"),
    ]


def test_personal_data_are_not_taken_over(tmp_path: Path):
    report = extract(write_text(tmp_path, CLEAN))
    printed = [str(record) for sheet in vars(report).values() if isinstance(sheet, list) for record in sheet]
    assert not [text for text in printed if "某人" in text]


@pytest.mark.parametrize("writer", [write_text, write_docx], ids=["txt", "docx"])
@pytest.mark.parametrize(("numbers", "code"), [(CLEAN, 0), (WRONG, 1)], ids=["clean", "wrong"])
def test_exit_code_and_files(tmp_path: Path, writer, numbers: dict[str, str], code: int):
    assert exit_code(run(writer(tmp_path, numbers), tmp_path / "out")) == code
    with (tmp_path / "out" / "lint.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert tuple(rows[0] if rows else COLUMNS) == COLUMNS
    assert ("L-REPLAY" in {row["rule"] for row in rows}) == bool(code)
    page = (tmp_path / "out" / "lint.html").read_text(encoding="utf-8")
    assert "示例铝业有限公司" in page and "src=" not in page and "http" not in page


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("report.xls", b"x", id="unknown-type"),
        pytest.param("report.xlsx", b"not a workbook", id="broken-workbook"),
        pytest.param("report.docx", b"not a document", id="broken-document"),
        pytest.param("report.pdf", b"not a pdf", id="broken-pdf"),
        pytest.param("report.txt", "没有表格".encode(), id="no-tables"),
    ],
)
def test_unreadable_report_says_so_in_both_languages(tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FormError) as raised:
        run(tmp_path / name, tmp_path / "out")
    assert name in str(raised.value) and " / " in str(raised.value)
    assert not (tmp_path / "out").exists()


def test_form_comes_back_as_it_was_written(tmp_path: Path):
    report = render(random_world(7))
    report.name = "form"
    write_form(report, tmp_path / "form.xlsx")
    assert read_form(tmp_path / "form.xlsx") == report


def test_same_report_gives_the_same_bytes(tmp_path: Path):
    for name in ("a.xlsx", "b.xlsx"):
        report = render(random_world(3))
        report.name = "same"
        write_form(report, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("sheet", "header", "word"),
    [pytest.param("fcts", "key", "fcts", id="sheet"), pytest.param("facts", "kee", "kee", id="column")],
)
def test_misspelt_sheet_or_column_is_named(tmp_path: Path, sheet: str, header: str, word: str):
    book = openpyxl.Workbook()
    book.active.title = sheet
    book.active.append([header])
    book.save(tmp_path / "bad.xlsx")
    with pytest.raises(FormError, match=word):
        read_form(tmp_path / "bad.xlsx")


def test_empty_form_is_refused(tmp_path: Path):
    write_form(Report("empty"), tmp_path / "empty.xlsx")
    with pytest.raises(FormError, match="facts"):
        read_form(tmp_path / "empty.xlsx")


@pytest.mark.parametrize(
    ("head", "row"),
    [
        pytest.param(
            "因子名称\t因子值\t单位\t来源", "外购电力排放因子\t0.4419\ttCO2/MWh\t公告", id="four-columns"
        ),
        pytest.param(
            "类别\t源\t因子名称\t数值\t单位\t数据来源",
            "类别二\t电力\t外购电力排放因子\t0.4419\ttCO2/MWh\t公告",
            id="six-columns",
        ),
    ],
)
def test_factor_tables_of_any_width_are_read(tmp_path: Path, head: str, row: str):
    path = tmp_path / "report.txt"
    path.write_text(f"{TEXT.format(**CLEAN)}\n表 1-5 排放因子表\n\n{head}\n{row}\n", encoding="utf-8")
    [factor] = extract(path).factors
    assert (factor.name, factor.text, factor.unit, factor.basis) == (
        "外购电力排放因子",
        "0.4419",
        "tCO2/MWh",
        "公告",
    )


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("CO ₂ 、CH ₄ 、N ₂ O", "CO2、CH4、N2O"),
        ("79462. 4360", "79462.4360"),
        ("26145.6 052", "26145.6052"),
        ("2024 年 1 月", "2024年1月"),
        ("$H=A*B*E*10^{-3}$", "H=A*B*E*10^-3"),
    ],
)
def test_cells_are_tidied(printed: str, read: str):
    assert tidy(printed) == read


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2024年3月18日-3月26日", ["2024-03-18", "2024-03-26"]),
        ("2025.4.21", ["2025-04-21"]),
        ("2022年12月26日至2023年12月25日", ["2022-12-26", "2023-12-25"]),
        ("共 12 台", []),
    ],
)
def test_dates_are_read(text: str, dates: list[str]):
    assert dates_in(text) == dates
