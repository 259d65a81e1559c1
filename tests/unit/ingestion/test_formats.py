import io
import json
import warnings
import zipfile

import polars as pl
import pytest
import xlsxwriter
import xlwt

from ingestion.readers.html import read_html
from ingestion.reading.read import read_delivery
from tests.unit.ingestion.build import (
    CONTEXT,
    LADLE_HEADER,
    csv_bytes,
    ladle_row,
    ladle_rows,
    read_one,
    statuses,
    xlsx_bytes,
    zip_bytes,
)

NAME = "铝液抬包过磅明细"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"], ids=["comma", "tab", "semicolon", "bar"])
def test_delimited_text_in_any_usual_encoding(encoding, delimiter):
    result = read_one(f"{NAME}.txt", csv_bytes(ladle_rows(12), encoding, delimiter))
    assert (result.kind, result.count("keep")) == ("ladle_tickets", 12)


def test_bytes_of_no_encoding_are_refused_not_guessed():
    content = csv_bytes(ladle_rows(3), "gb18030") + b"\xff\xff\x81\x00\x80\xff"
    result = read_one(f"{NAME}.csv", content)
    assert (result.status, result.requirement, result.kind) == ("unreadable", "X-FILE", "ladle_tickets")


def test_old_workbook_is_read():
    book = xlwt.Workbook()
    sheet = book.add_sheet("一系列")
    for i, row in enumerate(ladle_rows(6)):
        for j, cell in enumerate(row):
            sheet.write(i, j, cell)
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_one(f"{NAME}.xls", buffer.getvalue()).count("keep") == 6


def test_a_workbook_named_csv_is_read_by_its_content_and_told():
    result = read_one(f"{NAME}.csv", xlsx_bytes({"Sheet1": ladle_rows(4)}))
    assert (result.status, result.count("keep")) == ("read", 4)
    assert "扩展名" in result.message_zh


def test_html_tables_named_xls_are_read():
    cells = "".join(
        "<tr>" + "".join(f"<td>{'' if c is None else c}</td>" for c in r) + "</tr>" for r in ladle_rows(4)
    )
    result = read_one(f"{NAME}.xls", f"<html><table>{cells}</table></html>".encode())
    assert result.count("keep") == 4
    assert "与内容（网页）不符" in result.message_zh and "(a web page)" in result.message_en


def test_merged_cells_of_a_page_keep_the_columns_beneath_them():
    page = (
        "<table><tr><td rowspan='2'>磅单号</td><td colspan='2'>重量</td><td rowspan='3'>备注</td></tr>"
        "<tr><td>毛重</td><td>净重</td></tr><tr><td>1</td><td>25</td><td>9</td></tr><tr><td>2</td><td>26</td></tr></table>"
    )
    (sheet,), _ = read_html(page.encode())
    assert sheet.frame.rows() == [
        ("磅单号", "重量", None, "备注"),
        (None, "毛重", "净重", None),
        ("1", "25", "9", None),
        ("2", "26", None, None),
    ]


def test_parquet_and_json_lines_are_read():
    header = ["日期", "系列", "器具编号", "参数", "日累计值（吨）", "上传时间"]
    rows = [["2024-03-01", "一系列", "QCH-01", "铝液产量", "473.5", "2024-03-02 00:10:00"]]
    frame = pl.DataFrame(rows, schema=header, orient="row")
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    lines = "\n".join(
        json.dumps(dict(zip(header, r, strict=True)), ensure_ascii=False) for r in rows
    ).encode()
    for name, content in (("端口数据.parquet", buffer.getvalue()), ("端口数据.jsonl", lines)):
        result = read_one(name, content)
        assert (result.kind, result.count("keep")) == ("platform_feed", 1)


def test_archives_give_one_result_per_member():
    content = zip_bytes({f"3月/{NAME}.csv": csv_bytes(ladle_rows(3)), "读我.pdf": b"%PDF-1.4"})
    results = read_delivery("P/2024-03/报送.zip", content, CONTEXT)
    assert [(r.file, r.status) for r in results] == [
        (f"P/2024-03/报送.zip!3月/{NAME}.csv", "read"),
        ("P/2024-03/报送.zip!读我.pdf", "unreadable"),
    ]


@pytest.mark.parametrize("name", ["../../etc/x.csv", "/abs.csv", "a\\..\\..\\x.csv", "C:x.csv"])
def test_members_that_leave_the_archive_are_refused(name):
    (result,) = read_delivery("P/2024-03/a.zip", zip_bytes({name: csv_bytes(ladle_rows(2))}), CONTEXT)
    assert result.status == "unreadable"


def test_archives_in_archives_stop_at_the_limit():
    content = csv_bytes(ladle_rows(2))
    for _ in range(4):
        content = zip_bytes({"x.zip" if content[:2] == b"PK" else "x.csv": content})
    (result,) = read_delivery("P/2024-03/a.zip", content, CONTEXT)
    assert result.status == "unreadable"


def test_an_archive_that_unpacks_beyond_measure_is_refused():
    content = zip_bytes({"a.csv": b"0" * 80_000_000})
    (result,) = read_delivery("P/2024-03/a.zip", content, CONTEXT)
    assert (result.status, result.requirement) == ("unreadable", "X-FILE")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"\xef\xbb\xbf\r\n", "empty", id="only-a-mark"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
            id="password",
        ),
        pytest.param(b"%PDF-1.7 ...", "unreadable", id="pdf"),
        pytest.param(b"PK\x03\x04" + b"\x00" * 100, "unreadable", id="broken-zip"),
        pytest.param(b"PAR1xxxx", "unreadable", id="broken-parquet"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, status):
    result = read_one(f"{NAME}.xlsx", content)
    assert (result.status, result.requirement, result.kind) == (status, "X-FILE", "ladle_tickets")
    assert result.message_zh and result.message_en


def _rezip(content: bytes, changes: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return out.getvalue()


def test_entities_in_a_workbook_are_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    result = read_one(f"{NAME}.xlsx", _rezip(xlsx_bytes({"S": ladle_rows(2)}), {"xl/extra.xml": bomb}))
    assert result.status == "unreadable"


def test_a_signed_workbook_is_refused_with_its_reason():
    result = read_one(
        f"{NAME}.xlsx", _rezip(xlsx_bytes({"S": ladle_rows(2)}), {"_xmlsignatures/origin.sigs": b""})
    )
    assert result.status == "signed"


def test_hidden_sheets_are_read_and_told():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet("说明").write(0, 0, "填报说明")
    hidden = book.add_worksheet("一系列")
    for i, row in enumerate(ladle_rows(3)):
        hidden.write_row(i, 0, ["" if c is None else c for c in row])
    hidden.hide()
    hidden.set_row(2, None, None, {"hidden": True})
    book.close()
    sheet = next(s for s in read_one(f"{NAME}.xlsx", buffer.getvalue()).sheets if s.table_name)
    assert sheet.is_hidden and sheet.count("keep") == 3
    assert any("隐藏行" in n for n in sheet.notes)


def test_error_cells_and_formulas_without_value_are_seen():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("一系列")
    for i, row in enumerate(ladle_rows(6)):
        sheet.write_row(i, 0, ["" if c is None else c for c in row])
    sheet.write_formula(3, 8, "=G4-H4", None, "#REF!")
    book.close()
    result = read_one(f"{NAME}.xlsx", buffer.getvalue())
    assert statuses(result) == [(4, "quarantine", "X-TYPE")]
    assert "I4" in result.sheets[0].frame.filter(pl.col("row_no") == 4)["reason_zh"][0]


def test_300_000_blank_rows_do_not_hide_the_data():
    rows = ladle_rows(5)
    content = csv_bytes(rows) + b",,,,,,,,,,\r\n" * 300_000
    result = read_one(f"{NAME}.csv", content)
    assert (result.count("keep"), result.sheets[0].rows_present) == (5, 300_006)


def test_a_cell_of_a_megabyte_is_cut_and_told():
    rows = ladle_rows(3)
    rows[1][10] = "长" * 400_000
    sheet = read_one(f"{NAME}.csv", csv_bytes(rows)).sheets[0]
    assert len(sheet.frame["remark"][0]) < 40_000
    assert any("截断" in n for n in sheet.notes)


def test_ragged_and_blank_lines_keep_their_row_numbers():
    rows = ladle_rows(4)
    text = csv_bytes(rows).decode().splitlines()
    content = "\r\n".join([text[0], text[1], "", text[2] + ",extra,extra2", text[3], text[4]]).encode()
    frame = read_one(f"{NAME}.csv", content).sheets[0].frame
    assert frame["row_no"].to_list() == [2, 4, 5, 6]


def test_two_members_of_one_name_are_two_files():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in (0, 20):
            archive.writestr(
                "铝液抬包过磅明细.csv", csv_bytes([LADLE_HEADER, *(ladle_row(number + i) for i in range(5))])
            )
    results = read_delivery("P/2024-03/3月.zip", out.getvalue(), CONTEXT)
    assert len({r.file for r in results}) == 2 and sum(r.count("keep") for r in results) == 10
