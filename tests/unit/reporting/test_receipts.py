"""A receipt from plain facts: what to do comes first, every row is told, nothing from a file is markup."""

from __future__ import annotations

import hashlib
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reporting.pages import write_page
from reporting.receipt_book import write_receipt_book
from reporting.receipts import receipt_view
from warehouse.tables import all_tables

HOSTILE = '=cmd|"/c calc"!A1<img src=x onerror=alert(1)>'
TICKET_LABEL = all_tables()["ladle_tickets"].columns["ticket_no"].label_zh
WORDS = {"zh": "已读取", "en": "read"}


def row(number: int, status: str, reason: str) -> dict[str, Any]:
    return {
        "sheet": "过磅", "row": number, "key": HOSTILE, "status": status, "requirement": "X-WEIGH",
        "reason": {"zh": reason, "en": reason}, "remedy": {"zh": "请核对后更正", "en": "correct it"},
    }  # fmt: skip


def sheet_facts() -> dict[str, Any]:
    return {
        "sheet": "过磅", "table_name": "ladle_tickets", "table_label": "铝液抬包过磅明细", "is_hidden": True, "rows_present": 14,
        "rows_keep": 8, "rows_quarantine": 1, "rows_duplicate": 1, "rows_furniture": 4, "header_rows": [1, 2],
        "period_found": "2024-01", "units_assumed": [], "questions": ["列“净重”没有写单位，按“吨”读取，请确认"], "notes": [],
        "columns": [
            {"column_index": 0, "header_raw": HOSTILE, "field": "ticket_no", "unit": None, "unit_source": None,
             "evidence": "", "score": "1"},
            {"column_index": 27, "header_raw": "备用", "field": None, "unit": "千克", "unit_source": "header",
             "evidence": "", "score": "0"},
        ],
        "totals": [
            {"row_no": 14, "label": "合计", "scope": "total", "column_field": "net_t", "printed_value": "100.500000",
             "computed_value": "99.000000", "computed_kept_value": "98.000000", "unit": "tonne", "agrees": False},
        ],
    }  # fmt: skip


def file_facts(**changed: Any) -> dict[str, Any]:
    facts = {
        "file": "P/2024-01/磅单.xlsx", "kind": "ladle_tickets", "kind_label": "铝液抬包过磅明细", "status": "read",
        "status_words": WORDS, "message": {"zh": "", "en": ""}, "version": 2, "received_date": date(2024, 2, 9),
        "due_date": date(2024, 2, 8), "is_late": True, "copy_of": None, "earlier_versions": ["P/2024-01/旧.xlsx"],
        "sha256": "ab" * 32, "rows_total": 12, "rows_keep": 8, "rows_quarantine": 1, "rows_duplicate": 1,
        "rows_superseded": 2, "sheets": [sheet_facts()], "rows_apart_not_shown": 7, "changes": {"added": 1, "altered": 3},
        "rows_apart": [row(5, "quarantine", "毛重小于皮重"), row(6, "duplicate", "重复")], "rows_to_mend": 9,
        "rows_replaced": [{"sheet": "过磅", "rows": [7, 8], "reason": "被取代"}],
    }  # fmt: skip
    return {**facts, **changed}


NONE_APART: dict[str, Any] = {
    "rows_apart": [], "rows_apart_not_shown": 0, "rows_to_mend": 0, "rows_replaced": [], "rows_quarantine": 0,
}  # fmt: skip


def receipt(**changed: Any) -> dict[str, Any]:
    missing = {"kind": "psi_ledger", "label": "购销存台账", "requirement": "required", "is_needed": True}
    facts = {
        "plant_code": "P", "plant_name": "某铝业", "period": "2024-01", "log_seq": 1, "log_head": "",
        "due_date": date(2024, 2, 8),
        "files": [file_facts()], "missing": [{**missing, "words": {"zh": "购销存台账：必报，尚未收到", "en": "required"}}],
        "not_registered": [],
    }  # fmt: skip
    return {**facts, **changed}


def page_of(facts: dict[str, Any], path: Path) -> str:
    view = receipt_view(facts)
    return write_page(path, "receipt.html.j2", v=view, title="t", footer="f").read_text(encoding="utf-8")


def book_of(facts: dict[str, Any], path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(write_receipt_book(receipt_view(facts), path))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.fixture
def page(tmp_path):
    return page_of(receipt(), tmp_path / "r.html")


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("购销存台账：必报，尚未收到", id="missing-file"),
        pytest.param("过磅 第 5 行", id="place-of-a-row"),
        pytest.param("请核对后更正", id="remedy"),
        pytest.param("过磅 第 7–8 行（共 2 行）", id="replaced-rows-as-a-range"),
        pytest.param("差 1.5 t", id="total-that-disagrees"),
        pytest.param("列“净重”没有写单位，按“吨”读取，请确认", id="question"),
        pytest.param("应于 2024-02-08 前报送，2024-02-09 收到", id="late"),
        pytest.param("新增 1 行，修改 3 行，未采用的 1 行没有取代前一版的行", id="what-changed"),
        pytest.param("9 行未计入统计", id="rows-to-mend-beyond-those-listed"),
        pytest.param("毛重、皮重、净重不符或不可能", id="requirement-in-words"),
        pytest.param("另有 7 行未列出", id="rows-not-shown"),
        pytest.param("（隐藏，已读取）", id="hidden-sheet"),
        pytest.param("共 14 行 = 采用 8 + 未采用 1 + 重复 1 + 非数据行 4", id="rows-add-up"),
        pytest.param('<td class="c">AB</td>', id="column-letter"),
        pytest.param("（未采用）", id="column-not-used"),
        pytest.param(TICKET_LABEL, id="field-in-chinese"),
    ],
)
def test_receipt_tells(page, part):
    assert part in page


def test_what_to_do_stands_before_the_files(page):
    assert page.index("需要处理") < page.index("收到的文件") < page.index("各文件怎样被理解")


def test_cells_of_a_plant_are_never_markup(page):
    names: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag, attrs):
            names.append(tag)

    Tags().feed(page)
    assert "img" not in names
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_workbook_tells_the_same(tmp_path):
    sheets = book_of(receipt(), tmp_path / "r.xlsx")
    assert list(sheets) == [
        "回执",
        "文件",
        "未计入的行",
        "合计核对",
        "列识别",
        "版本与变更",
        "核查发现与答复",
    ]
    to_do = [line[0] for line in sheets["回执"][5:]]
    assert to_do == ["必报未到", "更正数据行", "合计不符", "请确认", "逾期"]
    listed = sheets["未计入的行"][3:]
    assert [(line[2], line[4]) for line in listed if line[4]] == [
        (5, "未采用"),
        (6, "重复"),
        ("7–8", "已被取代"),
    ]
    assert sheets["合计核对"][2][5:10] == (100.5, 99, 98, "t", "否")


def test_workbook_holds_no_formula(tmp_path):
    path = write_receipt_book(receipt_view(receipt()), tmp_path / "r.xlsx")
    cells = [cell for sheet in openpyxl.load_workbook(path) for line in sheet.iter_rows() for cell in line]
    hostile = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")]
    assert hostile
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in hostile)


def test_a_refused_file_says_why(tmp_path):
    refused = file_facts(
        status="encrypted", status_words={"zh": "文件加密，无法读取", "en": "encrypted"}, sheets=[], rows_total=0,
        message={"zh": "请去掉密码后重新报送", "en": "remove the password"}, is_late=False, **NONE_APART,
    )  # fmt: skip
    page = page_of(receipt(files=[refused], missing=[]), tmp_path / "r.html")
    assert "请去掉密码后重新报送" in page
    assert "没有需要处理的事项" not in page


def test_a_clean_receipt_says_there_is_nothing_to_do(tmp_path):
    sheet = {**sheet_facts(), "questions": [], "totals": []}
    clean = file_facts(**NONE_APART, is_late=False, sheets=[sheet])
    facts = receipt(files=[clean], missing=[])
    assert "没有需要处理的事项" in page_of(facts, tmp_path / "r.html")
    assert any("没有需要处理的事项" in str(line[0]) for line in book_of(facts, tmp_path / "r.xlsx")["回执"])


@pytest.mark.parametrize(
    ("note", "asks"),
    [
        ("第8行的双引号不成对，这些行已单独分列，请核对并改正引号 / quotation marks", True),
        ("有3处同一条记录内字段重复且数值不同，两个值都列出，请改为一个 / fields", True),
        ("只读取前400列 / only the first 400 columns are read", False),
    ],
)
def test_a_note_that_asks_for_something_is_something_to_do(tmp_path, note, asks):
    sheet = {**sheet_facts(), "questions": [], "totals": [], "notes": [note]}
    clean = file_facts(**NONE_APART, is_late=False, sheets=[sheet])
    page = page_of(receipt(files=[clean], missing=[]), tmp_path / "r.html")
    assert ("没有需要处理的事项" in page) is not asks
    assert page.count(note.split(" / ")[0]) == (2 if asks else 1)


def finding(**changed: Any) -> dict[str, Any]:
    facts = {
        "finding_id": "F1-2", "disposition": "nonconformity", "process": "ALL", "message_zh": "铝锭期初与上期期末不符",
        "status": "open", "is_overdue": False, "answer_due": date(2025, 1, 10), "answer_hash": None, "decision": None,
        "note_zh": None,
    }  # fmt: skip
    return {**facts, **changed}


CLEAN = {
    "missing": [],
    "files": [file_facts(**NONE_APART, is_late=False, sheets=[])],
}


def to_do(tmp_path: Path, *register: dict[str, Any]) -> tuple[str, str]:
    """The first section of a receipt whose files are all in order: of the page, and of the workbook."""
    view = receipt_view(receipt(**CLEAN), register)
    page = write_page(tmp_path / "r.html", "receipt.html.j2", v=view, title="t", footer="f").read_text(
        "utf-8"
    )
    sheet = openpyxl.load_workbook(write_receipt_book(view, tmp_path / "r.xlsx"))["回执"]
    section = page.partition("一、需要处理")[2].partition("二、收到的文件")[0]
    return section, " ".join(str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell)


@pytest.mark.parametrize("status", ["open", "carried", "refused"])
def test_findings_that_wait_for_an_answer_are_something_to_do(tmp_path, status):
    others = finding(disposition="explain", answer_due=None), finding(status="closed")
    for section in to_do(tmp_path, finding(status=status), *others):
        assert "没有需要处理的事项" not in section
        assert "2 项待答复（不符合项 1，需说明 1），最早应于 2025-01-10 前答复" in section
        assert "逾期" not in section and "findings to answer: 2, the first by 2025-01-10" in section


def test_overdue_answers_are_said_in_what_is_to_be_done(tmp_path):
    for section in to_do(tmp_path, finding(is_overdue=True)):
        assert "其中 1 项逾期" in section and "1 overdue" in section


@pytest.mark.parametrize("status", ["answered", "closed", "corrected"])
def test_findings_that_wait_for_nobody_at_the_plant_are_nothing_to_do(tmp_path, status):
    for section in to_do(tmp_path, finding(status=status)):
        assert "没有需要处理的事项" in section


def test_a_finding_of_the_whole_plant_is_told_in_words(tmp_path):
    view = receipt_view(receipt(), [finding()])
    page = write_page(tmp_path / "r.html", "receipt.html.j2", v=view, title="t", footer="f").read_text(
        "utf-8"
    )
    sheet = openpyxl.load_workbook(write_receipt_book(view, tmp_path / "r.xlsx"))["核查发现与答复"]
    assert "<td>全厂</td>" in page and "<td>ALL</td>" not in page
    assert "全厂" in {cell for line in sheet.iter_rows(values_only=True) for cell in line}


def test_nothing_delivered_is_said_and_not_read_as_good_news(tmp_path):
    facts = receipt(files=[])
    page = page_of(facts, tmp_path / "r.html")
    assert "尚未收到任何文件" in page
    assert "没有需要处理的事项" not in page


def section(facts: dict[str, Any], path: Path, title: str, **options: Any) -> str:
    view = receipt_view(facts, **options)
    page = write_page(path, "receipt.html.j2", v=view, title="t", footer="f").read_text(encoding="utf-8")
    return page.partition(f"<h2>{title}")[2].partition("<h2>")[0]


REFUSED = file_facts(status="unreadable", rows_total=0, sheets=[], **NONE_APART)
WHOLE = file_facts(sheets=[], **NONE_APART)


@pytest.mark.parametrize(
    ("files", "said", "style"),
    [
        pytest.param([], "没有读到任何数据行", "missing", id="nothing-came"),
        pytest.param([REFUSED], "没有读到任何数据行", "missing", id="nothing-could-be-read"),
        pytest.param([WHOLE, REFUSED], "有文件未能读取", "explain", id="one-could-not-be-read"),
        pytest.param([WHOLE], "所有数据行均已采用", "pass", id="all-count"),
    ],
)
def test_no_row_set_aside_is_good_news_only_where_every_file_was_read(tmp_path, files, said, style):
    text = section(receipt(files=files), tmp_path / "r.html", "三、未计入的行")
    assert f'<p class="{style}">' in text and said in text
    assert any(
        said in str(line[0]) for line in book_of(receipt(files=files), tmp_path / "r.xlsx")["未计入的行"]
    )


@pytest.mark.parametrize(
    ("options", "said", "style"),
    [
        pytest.param({}, "尚未结账：本期间尚未核查", "missing", id="no-close"),
        pytest.param(
            {"register": [], "is_in_close": False}, "最近一次结账不含本期间", "missing", id="close-of-others"
        ),
        pytest.param({"register": []}, "最近一次结账没有本期间的核查发现", "text", id="nothing-found"),
    ],
)
def test_no_finding_says_whether_anybody_looked(tmp_path, options, said, style):
    text = section(receipt(), tmp_path / "r.html", "六、核查发现与答复", **options)
    assert f'<p class="{style}">{said}' in text


def test_rows_that_a_later_version_no_longer_holds_are_said_to_count(tmp_path):
    again = file_facts(changes={"removed": 150}, **NONE_APART)
    assert "150 行未再报送（仍按前一版计入）" in section(
        receipt(files=[again]), tmp_path / "r.html", "五、版本"
    )


def test_a_void_ticket_is_listed_and_nothing_to_mend(tmp_path):
    void = {**row(5, "quarantine", "磅单已作废"), "requirement": None}
    file = file_facts(sheets=[], is_late=False, **{**NONE_APART, "rows_apart": [void]})
    page = page_of(receipt(files=[file], missing=[]), tmp_path / "r.html")
    assert "磅单已作废" in page and "没有需要处理的事项" in page


def test_a_question_says_how_it_is_answered(tmp_path):
    told = "告知总部登记后不再询问"
    assert told in page_of(receipt(), tmp_path / "r.html")
    assert any(told in str(line[0]) for line in book_of(receipt(), tmp_path / "r.xlsx")["回执"])
    assert told not in page_of(receipt(**CLEAN), tmp_path / "r.html")


def test_one_row_is_one_in_english(tmp_path):
    page = page_of(receipt(files=[file_facts(rows_to_mend=1)]), tmp_path / "r.html")
    assert "one row does not count" in page


def test_a_file_of_an_archive_is_named_with_it(tmp_path):
    file = file_facts(file="P/2024-01/补报.zip!一月/磅单.csv")
    assert "补报.zip!一月/磅单.csv" in section(receipt(files=[file]), tmp_path / "r.html", "二、收到的文件")


def test_replaced_rows_here_and_there_are_named_up_to_a_number(tmp_path):
    scattered = [{"sheet": "过磅", "rows": list(range(2, 200, 2)), "reason": "被取代"}]
    text = section(
        receipt(files=[file_facts(rows_replaced=scattered)]), tmp_path / "r.html", "三、未计入的行"
    )
    assert "80等 行（共 99 行）" in text


def test_a_rerun_gives_the_same_bytes(tmp_path):
    digests = set()
    for number in range(2):
        path = write_receipt_book(receipt_view(receipt()), tmp_path / f"{number}" / "r.xlsx")
        digests.add(
            hashlib.sha256(path.read_bytes() + page_of(receipt(), tmp_path / "r.html").encode()).digest()
        )
    assert len(digests) == 1


def test_a_file_that_was_read_says_what_was_noted_of_it(tmp_path):
    told = file_facts(message={"zh": "按压缩包内的文件夹计入", "en": "counts by its folder in the archive"})
    page = page_of(receipt(files=[told]), tmp_path / "r.html")
    assert "按压缩包内的文件夹计入" in page and "counts by its folder in the archive" in page
