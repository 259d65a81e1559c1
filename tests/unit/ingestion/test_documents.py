"""Which delivered documents are printed reports, which are neither report nor table, and what is said of them."""

import io
from pathlib import Path

import docx
import pytest

from inventory.generate.catalogue import random_world
from inventory.generate.render import render
from inventory.lint import run
from inventory.printed.workbook import write_form
from tests.unit.ingestion.build import CONTEXT, YEAR, ladle_rows, read_one, xlsx_bytes
from tests.unit.ingestion.pdf import pdf_bytes
from tests.unit.lint.test_reading import CLEAN, TEXT, WRONG, write_docx, write_text

ROOT = Path(__file__).resolve().parents[3]
REPORT = TEXT.format(**CLEAN)


def docx_bytes(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def form_bytes(folder: Path) -> bytes:
    write_form(render(random_world(3)), folder / "form.xlsx")
    return (folder / "form.xlsx").read_bytes()


@pytest.mark.parametrize("name", ["核查报告", "附件", "ISO14064-1活动清单", "电解铝排放报告"])
@pytest.mark.parametrize("made", ["docx", "pdf", "txt", "gbk", "form"])
def test_a_printed_report_is_known_by_its_content_whatever_its_name(tmp_path, made, name):
    content = {
        "docx": lambda: write_docx(tmp_path, CLEAN).read_bytes(),
        "pdf": lambda: pdf_bytes(REPORT),
        "txt": REPORT.encode,
        "gbk": lambda: REPORT.replace("₂", "2").replace("³", "3").replace("⁻", "-").encode("gb18030"),
        "form": lambda: form_bytes(tmp_path),
    }[made]()
    ending = {"form": "xlsx", "gbk": "txt"}.get(made, made)
    result = read_one(f"{name}.{ending}", content, YEAR)
    assert (result.kind, result.status, result.requirement) == ("printed_report", "read", None)
    assert result.rows_total == 0 and "potline lint" in result.message_zh


@pytest.mark.parametrize(
    "report", sorted((ROOT / "examples" / "reports").glob("*.xlsx")), ids=lambda p: p.stem
)
def test_the_published_reports_are_known(report):
    assert read_one("活动清单.xlsx", report.read_bytes(), YEAR).kind == "printed_report"


def test_every_generated_form_is_known(tmp_path):
    for seed in range(12):
        write_form(render(random_world(seed)), tmp_path / "form.xlsx")
        assert read_one("f.xlsx", (tmp_path / "form.xlsx").read_bytes(), YEAR).kind == "printed_report"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("企业温室气体排放核查技术指南 铝冶炼行业\n" + REPORT, id="a-guide-about-reports"),
        pytest.param("检定证书\n证书编号 X-1\n有效期至 2024-12-31", id="a-certificate"),
        pytest.param("关于报送2024年度温室气体排放报告的通知", id="a-letter-naming-reports"),
        pytest.param("", id="a-scan-without-text"),
    ],
)
def test_a_document_that_is_no_report_is_told_how_it_can_count(text):
    for content, ending in ((docx_bytes(*text.splitlines()), "docx"), (pdf_bytes(text), "pdf")):
        result = read_one(f"附件材料.{ending}", content, YEAR)
        assert (result.status, result.requirement) == ("unknown_kind", "X-FILE")
        assert "支持性文件清单" in result.message_zh and "evidence" in result.message_en


def test_a_month_table_sent_as_a_document_is_not_usable_and_said_so():
    result = read_one("铝液抬包过磅明细.pdf", pdf_bytes("毛重\t皮重\t净重"), CONTEXT)
    assert (result.status, result.kind, result.requirement) == ("unreadable", "ladle_tickets", "X-FILE")
    assert "xlsx" in result.message_zh


def test_a_damaged_document_says_so():
    whole = pdf_bytes(REPORT)
    for content in (whole[:200], docx_bytes(REPORT)[:500], b"%PDF-1.7\n%%EOF"):
        assert read_one("报告.pdf", content, YEAR).status in ("unreadable", "unknown_kind")


@pytest.mark.parametrize("name", ["facts", "summary", "lines"])
def test_a_plants_own_sheet_of_such_a_name_is_no_form(name):
    result = read_one("铝液抬包过磅明细.xlsx", xlsx_bytes({name: ladle_rows(5)}))
    assert (result.kind, result.count("keep")) == ("ladle_tickets", 5)


@pytest.mark.parametrize("numbers", [CLEAN, WRONG], ids=["clean", "wrong"])
def test_a_pdf_is_judged_like_the_same_report_as_text(tmp_path, numbers):
    (tmp_path / "report.pdf").write_bytes(pdf_bytes(TEXT.format(**numbers)))
    of_text, of_pdf = (
        sorted((row["rule"], row["item"], row["printed"], row["expected"]) for row in run(path, None)
               if row["severity"] != "advisory")
        for path in (write_text(tmp_path, numbers), tmp_path / "report.pdf")
    )  # fmt: skip
    assert of_pdf == of_text
    assert bool(of_pdf) == (numbers is WRONG)
