"""Rows of one key with other figures: only the first one counts, and that is asked."""

from tests.unit.ingestion.build import read_one, xlsx_bytes

HEADER = ["仓库", "存货名称", "账面数(t)", "实盘数(t)"]


def _read(*rows):
    (sheet,) = read_one("盘点表.xlsx", xlsx_bytes({"Sheet1": [HEADER, *rows]})).sheets
    return sheet, [q for q in sheet.questions if "数值不同" in q]


def test_an_item_of_two_stores_is_asked_about():
    sheet, asked = _read(["一号库", "铝锭", 100, 101], ["二号库", "铝锭", 200, 199], ["三号库", "铝棒", 5, 5])
    assert (sheet.count("keep"), sheet.count("duplicate")) == (2, 1)
    assert len(asked) == 1 and "第3行与第2行" in asked[0]


def test_a_row_written_twice_is_no_question():
    sheet, asked = _read(["一号库", "铝锭", 100, 101], ["一号库", "铝锭", 100, 101])
    assert sheet.count("duplicate") == 1 and not asked
