"""Documents of a whole close: one folder that appears at once, the same bytes on every machine and every day."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from ingestion.landing.ingest import ingest_folder
from reporting.documents import write_documents, write_receipts
from reporting.published import NothingPublishedError
from tests.unit.reporting.example_close import OPEN_PLANT, publish_example, tables
from warehouse.home import open_home

ROOT = Path(__file__).resolve().parents[3]


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_close_has_its_documents_under_current(tmp_path):
    home = publish_example(tmp_path)
    written = write_documents(home)
    current = home.root / "documents" / "current"
    assert current.is_symlink()
    assert all(path.is_file() for path in written)
    assert {path.name for path in current.iterdir()} >= {
        "index.html",
        f"{OPEN_PLANT}.xlsx",
        f"{OPEN_PLANT}_2024_核查报告.docx",
    }
    assert (home.receipts / OPEN_PLANT / "2024-01" / "receipt.html") in written
    assert (
        sorted(path.name for path in (home.root / "documents").iterdir() if path.name.startswith(".")) == []
    )


def test_writing_again_changes_no_byte(tmp_path):
    home = publish_example(tmp_path)
    write_documents(home)
    before = digests(home.root / "documents" / "current")
    write_documents(home)
    assert digests(home.root / "documents" / "current") == before


def test_neither_the_day_nor_the_hash_seed_enters_a_document(tmp_path):
    found = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai")):
        home = publish_example(tmp_path / seed)
        code = "import sys; from pathlib import Path; from warehouse.home import open_home; " \
               "from reporting.documents import write_documents; write_documents(open_home(Path(sys.argv[1])))"  # fmt: skip
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        subprocess.run(
            [sys.executable, "-c", code, str(home.root)], check=True, env=environment, cwd=tmp_path
        )
        found.append({**digests(home.root / "documents" / "current"), **digests(home.receipts)})
    assert found[0] == found[1]


def test_a_new_close_swaps_the_pointer_and_keeps_the_old_documents(tmp_path):
    home = publish_example(tmp_path)
    write_documents(home)
    first = (home.root / "documents" / "current").resolve()
    publish_example(tmp_path, findings=tables()["findings"].clear())
    write_documents(home)
    assert (home.root / "documents" / "current").resolve() != first
    assert (first / "index.html").is_file()


def test_a_failure_leaves_the_documents_before_it(tmp_path):
    home = publish_example(tmp_path)
    write_documents(home)
    before = digests(home.root / "documents" / "current")
    publish_example(tmp_path, bridge=tables()["bridge"].drop("label_zh"))
    with pytest.raises(Exception, match="label_zh"):
        write_documents(home)
    assert digests(home.root / "documents" / "current") == before
    assert [path.name for path in (home.root / "documents").iterdir() if path.name.startswith(".")] == []


def test_without_a_close_the_message_says_what_to_run(tmp_path):
    with pytest.raises(NothingPublishedError, match="potline close"):
        write_documents(open_home(tmp_path))


@pytest.fixture
def delivered(tmp_path):
    folder = tmp_path / "deliveries" / "P1" / "2024-01"
    folder.mkdir(parents=True)
    lines = [
        "磅单号,过磅时间,车号,毛重(t),皮重(t),净重(t)",
        "T001,2024-01-02 08:00:00,车1,30.00,20.00,10.00",
        "T002,2024-01-02 09:00:00,=cmd|x,31.00,20.00,11.00",
        "T003,2024-01-02 10:00:00,车1,19.00,20.00,-1.00",
    ]
    (folder / "铝液抬包过磅明细.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    home = open_home(tmp_path / "home")
    ingest_folder(home, tmp_path / "deliveries")
    return home


def test_receipt_of_a_real_delivery_names_the_row_and_the_remedy(delivered):
    page, book = write_receipts(delivered, "P1", "2024-01")
    assert page == delivered.receipts / "P1" / "2024-01" / "receipt.html"
    text = page.read_text(encoding="utf-8")
    assert "第 4 行" in text
    assert "T003" in text
    rows = list(openpyxl.load_workbook(book)["未计入的行"].iter_rows(values_only=True))
    assert any(row[2] == 4 and row[3] == "T003" for row in rows)


def test_receipts_can_be_narrowed_to_a_plant_or_period(delivered):
    assert len(write_receipts(delivered)) == 2
    assert write_receipts(delivered, "other") == []
    assert len(write_receipts(delivered, None, "2024-01")) == 2


def test_a_plant_that_delivered_nothing_gets_a_receipt_when_asked_for(delivered):
    page, _ = write_receipts(delivered, "P2", "2024-02")
    assert "尚未收到任何文件" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("plant", "period"), [("../x", "2024-01"), ("P1", "../../x"), (".hidden", "2024-01")]
)
def test_a_receipt_never_leaves_its_folder(delivered, plant, period):
    with pytest.raises(ValueError, match="not usable as a file name"):
        write_receipts(delivered, plant, period)
