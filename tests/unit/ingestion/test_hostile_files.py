"""Files made to mislead or to exhaust a reader: refused with a reason, or read whole and said so."""

import io
import json
import re

import polars as pl
import pytest

from ingestion.readers.extent import repeated_too_often
from tests.unit.ingestion.build import csv_bytes, ladle_rows, read_one, xlsx_bytes, zip_bytes
from tests.unit.ingestion.workbooks import NAME, ROWS, formulas, rewritten

SHEET = "xl/worksheets/sheet1.xml"


def prefixed(xml):
    xml = xml.replace(b'<worksheet xmlns="', b'<x:worksheet xmlns:x="').replace(
        b"</worksheet>", b"</x:worksheet>"
    )
    return re.sub(rb"<(/?)(row|c|v|f|sheetData|dimension|cols|col|is|t)(?=[ />])", rb"<\1x:\2", xml)


OTHER_FORMS = {
    "prefixed": prefixed,
    "place-last": lambda xml: re.sub(rb'<c r="(\w+)"([^>]*?)(/?)>', rb'<c\2 r="\1"\3>', xml),
    "single-marks": lambda xml: xml.replace(b'"', b"'"),
    "on-lines": lambda xml: xml.replace(b"<c ", b"\n  <c ").replace(b"</f>", b"</f>\n  "),
}


@pytest.mark.parametrize("form", OTHER_FORMS)
@pytest.mark.parametrize("stored", ["<v>0</v>", ""], ids=["nought", "nothing"])
def test_formulas_never_computed_are_found_however_a_writer_puts_its_xml(form, stored):
    content = rewritten(
        formulas([0] * 6), **{SHEET: lambda xml: OTHER_FORMS[form](xml.replace(b"<v>0</v>", stored.encode()))}
    )
    sheet = read_one(f"{NAME}.xlsx", content).sheets[0]
    assert (sheet.count("keep"), sheet.count("quarantine")) == (0, 6)
    assert any("6个公式没有计算结果" in note for note in sheet.notes)


@pytest.mark.parametrize("form", OTHER_FORMS)
def test_hidden_rows_are_told_however_a_writer_puts_its_xml(form):
    def hidden(xml):
        return OTHER_FORMS[form](xml.replace(b'<row r="3"', b'<row hidden="1" r="3"'))

    sheet = read_one(f"{NAME}.xlsx", rewritten(xlsx_bytes({"一系列": ROWS}), **{SHEET: hidden})).sheets[0]
    assert sheet.count("keep") == 6 and any("隐藏行1行" in note for note in sheet.notes)


def test_an_epoch_in_single_quotation_marks_counts():
    content = xlsx_bytes({"一系列": [[c if j != 5 else 43890.5 for j, c in enumerate(r)] if i else r
                                     for i, r in enumerate(ROWS)]})  # fmt: skip
    parts = {"xl/workbook.xml": lambda xml: xml.replace(b"<workbookPr ", b"<workbookPr date1904='1' ")}
    frame = read_one(f"{NAME}.xlsx", rewritten(content, **parts)).sheets[0].frame
    assert {str(day.date()) for day in frame["weighed_at"]} == {"2024-03-01"}


@pytest.mark.parametrize("before", [b"", b"<!--" + b" " * 9_000 + b"-->", b"<!-- <a> -->"])
def test_entities_are_refused_however_far_below_the_top(before):
    bomb = b"?>" + before + b'<!DOCTYPE x [<!ENTITY a "7200">]>'
    content = rewritten(xlsx_bytes({"一系列": ROWS}), **{SHEET: lambda xml: xml.replace(b"?>", bomb, 1)})
    result = read_one(f"{NAME}.xlsx", content)
    assert result.status == "unreadable" and "实体" in result.message_zh


def test_a_page_of_endlessly_wide_rows_is_cut_and_told():
    wide = "<td colspan=200>a</td>" * 2_000
    rows = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in [*ROWS, *ROWS[1:] * 40])
    result = read_one(f"{NAME}.xls", f"<html><table><tr>{wide}</tr>{rows}</table></html>".encode())
    assert result.sheets[0].count("keep") == 6 and any("只读取前400列" in n for n in result.sheets[0].notes)


def test_text_beyond_the_last_column_is_told_and_blanks_there_are_not():
    for last, told in (("x", True), ("", False)):
        rows = [[*row, *[""] * 450, last] for row in ROWS]
        sheet = read_one(f"{NAME}.csv", csv_bytes(rows)).sheets[0]
        assert sheet.count("keep") == 6 and any("只读取前400列" in note for note in sheet.notes) == told


def feed(rows):
    return [dict(zip(ROWS[0], row, strict=True)) for row in rows]


def test_json_items_that_are_no_records_are_told():
    items = [*feed(ROWS[1:]), 5, "lost"]
    sheet = read_one(f"{NAME}.jsonl", json.dumps(items, ensure_ascii=False).encode()).sheets[0]
    assert sheet.count("keep") == 6 and any("2项不是记录" in note for note in sheet.notes)


@pytest.mark.parametrize("indent", [None, 1], ids=["one-line", "lines"])
def test_json_in_an_envelope_is_read_and_other_lists_are_told(indent):
    answer = {"code": 0, "data": feed(ROWS[1:]), "errors": [{"no": 1}]}
    sheet = read_one(f"{NAME}.json", json.dumps(answer, ensure_ascii=False, indent=indent).encode()).sheets[0]
    assert sheet.count("keep") == 6 and any("未读取“errors”" in note for note in sheet.notes)


def test_nested_columns_are_told_in_parquet_and_json():
    records = [{**row, "明细": [1, 2]} for row in feed(ROWS[1:])]
    buffer = io.BytesIO()
    pl.DataFrame(records, infer_schema_length=None).write_parquet(buffer)
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()
    for name, content in ((f"{NAME}.parquet", buffer.getvalue()), (f"{NAME}.jsonl", lines)):
        sheet = read_one(name, content).sheets[0]
        assert sheet.count("keep") == 6 and any("“明细”中有嵌套内容" in note for note in sheet.notes)


def test_a_parquet_file_of_endless_equal_rows_is_refused():
    buffer = io.BytesIO()
    pl.select(pl.repeat("x" * 100, 30_000_000, dtype=pl.Categorical).alias("磅单号")).with_columns(
        b=1, c=2, d=3
    ).write_parquet(buffer)
    result = read_one(f"{NAME}.parquet", buffer.getvalue())
    assert result.status == "unreadable" and "过大" in result.message_zh


@pytest.mark.parametrize(
    ("rows", "columns", "count", "is_too_much"),
    [(999, 1, 3_000, True), (999, 99, 1_100, True), (1, 99, 1_000, False), (900, 1, 20, False)],
)
def test_repeats_of_an_ods_are_added_up(rows, columns, count, is_too_much):
    row = (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    xml = f'<table:table table:name="a">{row * count}{blank}</table:table>'.encode()
    assert repeated_too_often(xml) == is_too_much


def test_a_link_in_an_archive_is_not_followed(tmp_path):
    import zipfile

    secret = tmp_path / f"{NAME}.csv"
    secret.write_bytes(csv_bytes(ladle_rows(5)))
    link = zipfile.ZipInfo(f"{NAME}.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    buffer = io.BytesIO(zip_bytes({}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(link, str(secret))
    result = read_one("a.zip", buffer.getvalue())
    assert result.status == "unknown_kind" and result.count("keep") == 0
