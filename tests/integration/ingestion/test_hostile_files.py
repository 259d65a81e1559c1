"""Files made to mislead or to exhaust a reader: refused with a reason, or read whole and said so."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingestion.readers.extent import repeated_too_often
from ingestion.reading.read import read_delivery
from ingestion.registry import limits
from tests.unit.ingestion.build import (
    CONTEXT,
    csv_bytes,
    ladle_rows,
    read_one,
    statuses,
    xlsx_bytes,
    zip_bytes,
)
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


def parquet_of(**columns):
    rows = ladle_rows(30)
    table = {name: pa.array([row[at] for row in rows[1:]]) for at, name in enumerate(rows[0][:10])}
    return parquet_bytes(pa.table(table | columns))


def parquet_bytes(table):
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_instants_of_a_parquet_file_are_those_of_the_plants_clock(zone):
    at = datetime(2024, 3, 31, 16, 30, tzinfo=UTC)
    sheet = read_one("a.parquet", parquet_of(过磅时间=pa.array([at] * 30, pa.timestamp("us", zone)))).sheets[
        0
    ]
    assert set(sheet.frame["weighed_at"]) == {datetime(2024, 4, 1, 0, 30)}


@pytest.mark.parametrize(
    "odd",
    [pa.array([timedelta(1)] * 30), pa.array([b"\xff\xfe"] * 30, pa.binary()), pa.array([{"a": 1}] * 30)],
    ids=["durations", "bytes", "records"],
)
def test_columns_of_a_parquet_file_that_are_no_text_are_told_and_the_rest_is_read(odd):
    sheet = read_one("a.parquet", parquet_of(附件=odd)).sheets[0]
    assert sheet.count("keep") == 30 and any("附件" in note for note in sheet.notes)


def test_two_columns_of_one_name_do_not_damage_a_parquet_file():
    table = pq.read_table(io.BytesIO(parquet_of()))
    twice = pa.Table.from_arrays([*table.columns, table["铝液用途"]], names=[*table.column_names, "铝液用途"])
    assert read_one("a.parquet", parquet_bytes(twice)).sheets[0].count("keep") == 30


def test_a_flipped_byte_of_a_parquet_file_is_a_refusal_or_rows_never_a_panic():
    content = parquet_of()
    for at in range(0, len(content), 13):
        flipped = bytearray(content)
        flipped[at] ^= 0x5A
        assert read_one("a.parquet", bytes(flipped)).status in (
            "read",
            "unreadable",
            "unknown_kind",
            "empty",
            "encrypted",
        )


def test_native_code_that_panics_is_a_damaged_file(monkeypatch):
    def panic(content):
        raise type("PanicException", (BaseException,), {})("index out of bounds")

    monkeypatch.setattr("ingestion.readers.columnar.read_parquet", panic)
    assert read_one("a.parquet", parquet_of()).status == "unreadable"


def page(rows, **changes):
    """Rows as a page; changes by (row, column) give the cell's markup, None leaves it out."""

    def cell(i, j, text):
        return changes.get(f"c{i}_{j}", f"<td>{'' if text is None else text}</td>") or ""

    lines = ["".join(cell(i, j, text) for j, text in enumerate(row)) for i, row in enumerate(rows)]
    return f"<html><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></html>"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_cells_of_a_page_that_reach_down_move_no_value_into_another_column(encoding):
    rows = ladle_rows(30)
    content = page(rows, c3_1="<td rowspan=3>甲铝业</td>", c4_1=None, c5_1=None).encode(encoding)
    sheet = read_one("a.xls", content).sheets[0]
    assert sheet.count("keep") == 30


def test_a_table_inside_of_a_cell_takes_no_row_of_the_one_around_it():
    inner = "<td>x<table><tr><td>1</td></tr></table></td>"
    assert read_one("a.xls", page(ladle_rows(30), c5_10=inner).encode()).sheets[0].count("keep") == 30


def test_what_no_reader_of_a_page_sees_is_no_part_of_a_number_and_two_lines_are_two_numbers():
    rows = ladle_rows(30)
    script = page(rows, c1_8=f"<td>{rows[1][8]}<script>9</script><style>8</style><!-- 7 --></td>").encode()
    assert statuses(read_one("a.xls", script)) == []
    lines = page(rows, c1_8="<td>72<br>00</td>").encode()
    assert statuses(read_one("a.xls", lines)) == [(2, "quarantine", "X-TYPE")]


def json_lines(**changes):
    header, *rows = ladle_rows(30)
    lines = [json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) for row in rows]
    lines[4] = lines[4].replace(changes.get("old", "\0"), changes.get("new", ""))
    return "\n".join(lines)


def test_a_field_that_stands_twice_in_a_record_with_two_values_is_set_aside_and_told():
    content = json_lines(old='"净重(kg)": ', new='"净重(kg)": 1, "净重(kg)": ').encode()
    result = read_one("a.jsonl", content)
    assert statuses(result) == [(6, "quarantine", "X-TYPE")]
    assert any("字段重复" in note for note in result.sheets[0].notes)
    same = json_lines(old='"皮重(kg)": 17240', new='"皮重(kg)": 17240, "皮重(kg)": 17240').encode()
    assert statuses(read_one("a.jsonl", same)) == []


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85"])
def test_signs_like_line_ends_inside_of_a_json_text_part_no_record(sign):
    assert (
        read_one("a.jsonl", json_lines(old="外销", new=f"外{sign}销").encode()).sheets[0].count("keep") == 30
    )


def test_json_lines_in_utf_16_are_json_and_a_record_cut_off_is_named():
    assert read_one("a.jsonl", json_lines().encode("utf-16")).format == "jsonl"
    cut = read_one("a.jsonl", json_lines().encode()[:-30])
    assert cut.status == "unreadable" and "第30行" in cut.message_zh and "line 30" in cut.message_en


@pytest.mark.parametrize(
    "moved", [lambda n: n.replace("/", "\\"), lambda n: n.replace("workbook.xml", "book.xml")]
)
def test_a_workbook_whose_parts_lie_elsewhere_is_refused_once_with_the_remedy(moved):
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes({"一系列": ROWS}))) as package:
        content = zip_bytes({moved(name): package.read(name) for name in package.namelist()})
    result = read_one("a.xlsx", content)
    assert result.status == "unreadable" and "另存为xlsx" in result.message_zh


@pytest.mark.parametrize(
    ("content", "status", "word"),
    [
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "unreadable", "MHT"),
        (b"a.csv".ljust(257, b"\0") + b"ustar\0" + b"\0" * 300, "unreadable", "tar"),
        (b"PARE" + b"\1" * 50 + b"PARE", "encrypted", "password"),
    ],
)
def test_other_containers_are_called_what_they_are(content, status, word):
    result = read_one("a.xls", content)
    assert result.status == status and word in result.message_en


def test_a_file_that_cannot_be_read_in_parts_has_an_upper_size(tmp_path, monkeypatch):
    monkeypatch.setitem(limits()["files"], "max_bytes_at_once", 1_000)
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes(ladle_rows(30)))
    (large,) = read_delivery("P/2024-03/a.csv", path, CONTEXT)
    small, inside = read_delivery(
        "P/2024-03/a.zip", zip_bytes({"b.csv": b"a,b", "a.csv": path.read_bytes()}), CONTEXT
    )
    assert small.status != "unreadable"
    for result in (large, inside):
        assert (
            result.status == "unreadable" and "拆分" in result.message_zh and "split it" in result.message_en
        )


@pytest.mark.parametrize(
    "content", [b"\0" * 5_000, csv_bytes(ladle_rows(30)) + b"\0" * 4_000], ids=["all", "from-some-place-on"]
)
def test_a_file_whose_copy_was_not_finished_is_called_that(content):
    result = read_one("a.csv", content)
    assert result.status == "unreadable" and "重新复制" in result.message_zh and "copy" in result.message_en


def test_what_is_said_of_an_ending_is_said_once_in_each_language():
    result = read_one("a.xls", csv_bytes(ladle_rows(30)))
    assert (
        "ending" not in result.message_zh
        and "扩展名" not in result.message_en
        and "ending" in result.message_en
    )
    assert read_one("a.csv ", csv_bytes(ladle_rows(30))).message_zh == ""
