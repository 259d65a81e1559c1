"""The form goes out with the documents, comes back as a delivered file, and annex 3 carries what it says."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ingestion.landing.ingest import ingest_folder
from orchestration.decision_list import read_decisions
from reporting.answer_form import FOUND, TO_FILL, form_file
from reporting.documents import write_documents
from tests.unit.reporting.example_close import HOSTILE, OPEN_PLANT, publish_example
from warehouse.decisions import decide
from warehouse.event_log import record
from warehouse.home import Home
from warehouse.publish import root_hash

NAMES = [name for name, _ in (*FOUND, *TO_FILL)]


@pytest.fixture
def closed(tmp_path) -> Home:
    home = publish_example(tmp_path / "home")
    record(home, "close", {"close_id": "2024-01..2024-02", "root_hash": root_hash(home)}, who="first")
    write_documents(home)
    return home


def form(home: Home) -> Path:
    return home.root / "documents" / "current" / form_file(OPEN_PLANT)


def lines(path: Path, sheet: str | None = None) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return list((book[sheet] if sheet else book.active).iter_rows(values_only=True))


def asked(home: Home) -> list[dict[str, object]]:
    rows = lines(form(home))
    head = rows.index(tuple(NAMES))
    return [dict(zip(NAMES, row, strict=True)) for row in rows[head + 1 :]]


def fill_in(home: Home, deliveries: Path, words: dict[str, dict[str, str]]) -> None:
    """Open the written form, answer some lines, save it under the plant's folder, take it in."""
    book = openpyxl.load_workbook(form(home))
    sheet = book.active
    for row in sheet.iter_rows():
        for name, text in words.get(str(row[0].value), {}).items():
            row[NAMES.index(name)].value = text
    path = deliveries / OPEN_PLANT / "2024-02" / "回传.xlsx"
    path.parent.mkdir(parents=True)
    book.save(path)
    _plant_list(deliveries)
    ingest_folder(home, deliveries)


def fill_in_review(home: Home, words: dict[str, tuple[str, str]]) -> Path:
    """Fill in decision and reason of the written list of answers; returns a copy of it."""
    book = openpyxl.load_workbook(form(home).parent / "答复复核清单.xlsx")
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if row[0].value == "编号")
    column = {cell.value: cell.column - 1 for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        row[column["决定"]].value, row[column["理由"]].value = words[str(row[0].value)]
    path = home.root / "filled.xlsx"
    book.save(path)
    return path


def _plant_list(deliveries: Path) -> None:
    from tests.integration.landing.group import PLANTS, plant_list

    plant_list(deliveries, [[OPEN_PLANT, "开口铝业有限公司", "开口铝业", *PLANTS[0][3:]]])


def test_form_has_a_line_per_open_finding_and_no_formula(closed) -> None:
    rows = asked(closed)
    assert [row["条款"] for row in rows] == ["P-07 P-14", "X-DUP", "A-05"]
    assert (rows[0]["期间"], rows[0]["应有值"], rows[0]["实测值"]) == ("2024-01", "100 t", "112 t")
    assert (rows[0]["影响tCO2e"], rows[0]["建议保守值"]) == (31.5, 111.75)
    assert HOSTILE.split("\x07")[0] in str(rows[0]["问题描述"])
    sheet = openpyxl.load_workbook(form(closed)).active
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert sheet.page_setup.orientation == "landscape"
    assert {row[name] for row in rows for name, _ in TO_FILL} == {None}


def test_plant_with_nothing_to_answer_gets_no_form(closed) -> None:
    assert [path.name for path in form(closed).parent.glob("*答复表.xlsx")] == [form_file(OPEN_PLANT)]


def test_answers_and_decisions_reach_every_document(closed, tmp_path) -> None:
    wrong, duplicate, explain = (str(row["编号"]) for row in asked(closed))
    given = {"处理类型": "解释说明", "责任人岗位": "统计岗", "答复日期": "2024-03-12"}
    fill_in(closed, tmp_path / "in", {
        wrong: {**given, "原因说明": "磅单漏录", "整改措施": "补录并重报"},
        explain: {**given, "原因说明": "计量时点不同"},
    })  # fmt: skip
    write_documents(closed)
    review = fill_in_review(closed, {explain: ("关闭", "证据充分"), wrong: ("退回", "未见补录磅单")})
    decide(closed, read_decisions(review), "复核岗")
    write_documents(closed)
    folder = form(closed).parent
    annex = [row for row in lines(folder / f"{OPEN_PLANT}.xlsx", "附件3") if isinstance(row[0], int)]
    assert {row[13]: row[4:7] for row in annex} == {
        wrong: ("磅单漏录", "补录并重报", "未整改（答复已退回）"),
        duplicate: ("（待重点排放单位填写）", "（待重点排放单位填写）", "未整改"),
    }
    to_explain = lines(folder / f"{OPEN_PLANT}.xlsx", "需说明与提示")
    assert any("计量时点不同" in str(row[12]) and "说明已接受（复核岗" in str(row[13]) for row in to_explain)
    page = (folder / f"{OPEN_PLANT}.html").read_text(encoding="utf-8")
    assert all(text in page for text in (wrong, "磅单漏录", "答复已退回", "计量时点不同", "未见补录磅单"))
    receipt = (closed.receipts / OPEN_PLANT / "2024-01" / "receipt.html").read_text(encoding="utf-8")
    assert all(text in receipt for text in (wrong, explain, "磅单漏录", "答复已退回"))
    assert [row["编号"] for row in asked(closed)] == [duplicate, wrong]
    assert "【上次答复退回：未见补录磅单】" in str(asked(closed)[1]["问题描述"])
