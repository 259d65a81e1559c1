"""Opening a delivered file: the right reader for its content, or a refusal with a message."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from ingestion.cells.distinct import once_by_code
from ingestion.readers import columnar, delimited, sniff, workbook
from ingestion.readers.raw import DAMAGED, RawSheet, Refused, encrypted
from ingestion.registry import limits
from warehouse.machine import is_panic
from warehouse.text_codes import is_coded


class OpenedFile(NamedTuple):
    """A file's sheets, its format by content, its text encoding, and notes."""

    sheets: list[RawSheet]
    format: str
    encoding: str | None
    notes: list[str]


_TABLES = {
    "delimited": ("分隔文本", "delimited text"),
    "html": ("网页", "a web page"),
    "jsonl": ("JSON", "JSON"),
    "parquet": ("Parquet", "Parquet"),
}
_NOT_TABLES = {
    "pdf": ("PDF", "PDF"),
    "image": ("图片", "an image"),
    "rar": ("RAR压缩包", "a RAR archive"),
    "7z": ("7z压缩包", "a 7z archive"),
    "gzip": ("gzip压缩包", "a gzip archive"),
    "document": ("文字文档", "a text document"),
    "ole": ("其他格式文档", "another kind of document"),
    "xml": ("XML文件", "an XML file"),
    "mht": ("单个文件网页", "a web page in one file (MHT)"),
    "tar": ("tar压缩包", "a tar archive"),
}


def _refuse(kind: str) -> None:
    if kind == "encrypted":
        raise encrypted()
    if kind == "signed":
        raise Refused(
            "signed",
            "文件带有数字签名保护，请报送未签名的原始表格",
            "the file is digitally signed; please send the plain table",
        )
    if kind == "package":
        raise Refused(
            "unreadable",
            "工作簿的内部结构与标准不符，无法读取，请用表格软件打开，另存为xlsx后重新报送",
            "the workbook's parts are not where the format puts them; open it in a spreadsheet program, save it as xlsx and send "
            "it again",
        )
    if kind in _NOT_TABLES:
        zh, en = _NOT_TABLES[kind]
        raise Refused(
            "unreadable",
            f"文件内容是{zh}，不是表格，请报送xlsx、xls、ods或csv",
            f"the content is {en}, not a table; please send xlsx, xls, ods or csv",
        )


def cut_long_cells(sheet: RawSheet) -> None:
    """Cut cells beyond what a spreadsheet can hold, and say so."""
    longest = limits()["files"]["max_cell_chars"]
    frame = sheet.frame
    if frame.is_empty():
        return
    lengths = [_longest(texts) for texts in frame.get_columns()]
    long = [c for c, n in zip(frame.columns, lengths, strict=True) if n > longest]
    if long:
        sheet.frame = frame.with_columns(pl.col(long).cast(pl.String).str.slice(0, longest))
        sheet.notes.append(f"有单元格超过{longest}字符，已截断 / cells beyond {longest} characters were cut")


def _longest(texts: pl.Series) -> int:
    """Bytes of the longest text of a column."""
    if is_coded(texts.dtype):
        return once_by_code(texts, _longest)
    longest = texts.str.len_bytes().max()
    return longest if isinstance(longest, int) else 0


def open_file(name: str, content: bytes) -> OpenedFile:
    """Read a file (not a zip) into raw sheets; raises ``Refused`` with status and messages."""
    kind = sniff.detect(name, content)
    _refuse(kind)
    try:
        sheets, encoding = _sheets(kind, content)
    except BaseException as error:
        if not isinstance(error, DAMAGED) and not is_panic(error):
            raise
        raise Refused(
            "unreadable",
            "文件已损坏，无法读取，请重新导出后报送",
            f"the file is damaged ({type(error).__name__}); please export and send it again",
        ) from error
    for sheet in sheets:
        cut_long_cells(sheet)
    return OpenedFile(sheets, kind, encoding, notes_on_name(name, kind))


def notes_on_name(name: str, kind: str) -> list[str]:
    """What is to be said of a file whose ending does not fit its content."""
    if not sniff.mislabelled(name, kind):
        return []
    shown_zh, shown_en = _TABLES.get(kind, (kind, kind))
    return [
        f"文件扩展名.{sniff.ending(name)}与内容（{shown_zh}）不符，已按内容读取 / "
        f"the ending .{sniff.ending(name)} does not match the content ({shown_en}); read by content"
    ]


def _sheets(kind: str, content: bytes) -> tuple[list[RawSheet], str | None]:
    """Sheets of a file of a known format, and its text encoding."""
    if kind in ("xlsx", "xls", "xlsb", "ods"):
        return workbook.read_workbook(content, kind), None
    if kind == "parquet":
        return columnar.read_parquet(content), None
    if kind == "jsonl":
        return columnar.read_json(content)
    if kind == "html":
        from ingestion.readers import html

        return html.read_html(content)
    return delimited.read_text(content)
