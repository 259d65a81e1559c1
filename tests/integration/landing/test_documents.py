"""Documents in a plant's folder: reports are kept and linted before a close, evidence is claimed by its register."""

import shutil

import polars as pl
import pytest

from ingestion.landing.ingest import ingest_folder
from ingestion.receipts.facts import receipt_facts
from ingestion.records.catalogue import files_table
from orchestration.printed_step import lint_delivered
from tests.integration.landing.group import put, small_group
from tests.unit.ingestion.build import xlsx_bytes, zip_bytes
from tests.unit.ingestion.pdf import pdf_bytes
from tests.unit.ingestion.test_documents import docx_bytes
from tests.unit.lint.test_reading import CLEAN, TEXT, WRONG, write_docx
from warehouse.event_log import read_events
from warehouse.home import open_home
from warehouse.printed_reports import kept_findings

REGISTER = [
    ["序号", "文件名称", "文件编号", "文件日期", "有效期至", "文件名", "是否提供", "保存年限", "保管部门"],
    [
        1,
        "电子汽车衡检定证书",
        "QD-01",
        "2024-03-01",
        "2025-02-28",
        "01_汽车衡检定证书.pdf",
        "是",
        5,
        "计控部",
    ],
    [2, "阳极采购合同", "HT-07", "2024-01-05", "长期", "02_阳极合同", "是", 5, "供应部"],
    [3, "现场照片", "ZP-01", "2024-06-05", "长期", "磅房.PNG", "是", 5, "计控部"],
]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
def folder(tmp_path):
    folder = small_group(tmp_path / "d")
    put(folder, "QLAL/2024/支持性文件清单.xlsx", xlsx_bytes({"清单": REGISTER}))
    put(folder, "QLAL/2024/01_汽车衡检定证书.pdf", pdf_bytes("检定证书"))
    put(folder, "QLAL/2024/02_阳极合同.docx", docx_bytes("阳极采购合同", "甲方 乙方"))
    put(folder, "QLAL/2024-01/磅房.png", PNG)
    put(folder, "QLAL/2024/没有登记的扫描件.pdf", pdf_bytes(""))
    put(folder, "QLAL/2024/碳盘查.pdf", pdf_bytes(TEXT.format(**WRONG)))
    return folder


def listed(home):
    files = files_table(home).filter(pl.col("plant_code") == "QLAL")
    return {row["file"].rsplit("/", 1)[-1]: (row["kind"], row["status"]) for row in files.to_dicts()}


EXPECTED = {
    "支持性文件清单.xlsx": ("evidence", "read"),
    "01_汽车衡检定证书.pdf": ("evidence_document", "read"),
    "02_阳极合同.docx": ("evidence_document", "read"),
    "磅房.png": ("evidence_document", "read"),
    "碳盘查.pdf": ("printed_report", "read"),
}


def test_documents_are_listed_as_what_they_are(tmp_path, folder):
    ingest_folder(tmp_path / "home", folder)
    found = listed(tmp_path / "home")
    assert {name: found[name] for name in EXPECTED} == EXPECTED
    assert found["没有登记的扫描件.pdf"][1] == "unknown_kind"
    facts = {f.file.rsplit("/", 1)[-1]: f for f in receipt_facts(tmp_path / "home", "QLAL", "2024").files}
    assert facts["02_阳极合同.docx"].kind_label == "支持性文件"
    assert facts["碳盘查.pdf"].kind_label and "结账" in facts["碳盘查.pdf"].message.zh


def test_the_order_of_arrival_does_not_matter(tmp_path, folder):
    home, register = tmp_path / "home", folder / "QLAL/2024/支持性文件清单.xlsx"
    later = shutil.move(register, tmp_path / "later.xlsx")
    ingest_folder(home, folder)
    assert listed(home)["02_阳极合同.docx"][1] == listed(home)["磅房.png"][1] == "unknown_kind"
    shutil.move(later, register)
    ingest_folder(home, folder)
    found = listed(home)
    assert {name: found[name] for name in EXPECTED} == EXPECTED


def rules(home, replaced=()):
    return {(r["plant"], r["report"], r["rule"]) for r in kept_findings(home, ["2024"], replaced).to_dicts()
            if r["severity"] == "nonconformity"}  # fmt: skip


def test_a_delivered_report_is_linted_once_and_replaced_by_its_revision(tmp_path, folder):
    ingest_folder(tmp_path / "home", folder)
    home = open_home(tmp_path / "home")
    assert lint_delivered(home, ["2023"]) == set()
    assert rules(home) == set()
    for _ in range(2):
        assert lint_delivered(home, ["2024"]) == set()
    assert ("QLAL", "碳盘查", "L-REPLAY") in rules(home)
    assert len(list(read_events(home, ["printed_report"]))) == 1
    put(folder, "QLAL/2024/碳盘查（修订）.pdf", pdf_bytes(TEXT.format(**CLEAN)))
    ingest_folder(home, folder)
    assert rules(home, lint_delivered(home, ["2024"])) == set()


def test_a_report_inside_an_archive_is_linted(tmp_path):
    folder = small_group(tmp_path / "d")
    inner = zip_bytes({"报告/碳核查.docx": write_docx(tmp_path, WRONG).read_bytes()})
    put(folder, "QLAL/2024/材料.zip", inner)
    ingest_folder(tmp_path / "home", folder)
    home = open_home(tmp_path / "home")
    lint_delivered(home, ["2024"])
    assert ("QLAL", "碳核查", "L-REPLAY") in rules(home)


def test_a_report_that_cannot_be_checked_is_told_not_passed_over(tmp_path):
    folder = small_group(tmp_path / "d")
    text = "某公司 2024年度温室气体排放核查报告 报告期 2024年 ISO 14064 排放因子 GWP 核查结论 但没有任何表格"
    put(folder, "QLAL/2024/报告.pdf", pdf_bytes(text))
    ingest_folder(tmp_path / "home", folder)
    home = open_home(tmp_path / "home")
    lint_delivered(home, ["2024"])
    (row,) = kept_findings(home, ["2024"]).to_dicts()
    assert (row["severity"], row["report"]) == ("explain", "报告")
    assert row["message_zh"] and row["message_en"]
