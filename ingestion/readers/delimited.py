"""Delimited text: encoding by strict decoding, delimiter by consistency, cells as text. Nothing is lossy.

Whole files are parsed by Polars in one go; a file whose rows differ in length is read with the csv module.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

import polars as pl

from ingestion.readers.raw import RawSheet, Refused, only_first_columns, text_frame
from ingestion.readers.stray_quotes import holds_rows, rows_of
from ingestion.registry import limits

# cells of a megabyte occur; they are cut later, with a message
csv.field_size_limit(200_000_000)

_DELIMITERS = (",", "\t", ";", "|", "，", "；", "^")
_FILLING = re.compile(r"\x00+(?=[,;|\t\r\n\"]|\Z)")
# So many zero bytes in a row are no text of any encoding.
_ZEROS = 64
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(content: bytes) -> tuple[str, str]:
    """Text and encoding of a file's bytes, by strict decoding only.

    A byte-order mark decides; else many zero bytes mean UTF-16; else UTF-8, then GB18030. Raises ``Refused`` when
    none fits.
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _strict(content, (encoding,))
    if len(content) >= _ZEROS and not content[:_ZEROS].strip(b"\0"):
        raise _not_whole()
    zeros = content[:4_000].count(0)
    if zeros > len(content[:4_000]) // 5:
        order = "utf-16-le" if content[1:4_000:2].count(0) >= content[0:4_000:2].count(0) else "utf-16-be"
        return _strict(content, (order,))
    return _strict(content, ("utf-8", "gb18030"))


def _not_whole() -> Refused:
    """The refusal of a file whose place on the disk was taken but not filled."""
    return Refused(
        "unreadable",
        "文件中是成片的空字节（多为复制未完成或磁盘故障所致），未读取，请从原处重新复制或导出后报送",
        "the file holds stretches of zero bytes (a copy that was not finished, or a fault of the disk) and was not read; copy or "
        "export it again and send it",
    )


def _strict(content: bytes, encodings: tuple[str, ...]) -> tuple[str, str]:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, UnicodeError):
            continue
        if text.count("\x00") <= len(text) // 1000:
            return _without_marks(text), encoding
        if "\x00" * _ZEROS in text:
            raise _not_whole()
    raise Refused(
        "unreadable",
        "无法识别文件编码（不是UTF-8、GB18030或UTF-16），请另存为UTF-8后重新报送",
        "the text encoding is not UTF-8, GB18030 or UTF-16; please save the file as UTF-8 and send it again",
    )


def _without_marks(text: str) -> str:
    """The text without marks that are no part of it: of byte order, of an end (Ctrl-Z of old systems), zero bytes that fill up.

    A zero byte amid a cell is a damage to be seen: without it 72?0 would pass for 720.
    """
    if "\x00" in text:
        text = _FILLING.sub("", text).replace("\x00", "\ufffd")
    return text.replace("\ufeff", "").rstrip("\x1a")


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts most of the first lines into the same number of cells, two at least."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:60]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        usual = max(set(widths), key=lambda w: (widths.count(w), w), default=1)
        if usual < 2:
            continue
        score = widths.count(usual) / len(widths) + 0.02 * min(usual, 20)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def widest_row(text: str, delimiter: str) -> int:
    """Number of cells of the widest of the first rows; 0 when they cannot be cut."""
    sample = text[:400_000].splitlines()[:2_000]
    try:
        return max((len(row) for row in csv.reader(sample, delimiter=delimiter)), default=1)
    except csv.Error:
        return 0


def parse_rows(
    content: bytes, delimiter: str, width: int, types: Mapping[str, pl.DataType] | None = None
) -> pl.DataFrame | None:
    """Parse UTF-8 text with Polars, short rows filled up with null; None when a row is wider or has a stray quote.

    :param types: of the columns that are to be coded (see ``ingestion.cells.distinct``); the others are ``String``.
    """
    # the library takes the number of columns from the first line
    first_line = content[: content.find(b"\n") + 1]
    is_short = first_line.count(delimiter.encode()) < width - 1
    if is_short:
        content = delimiter.encode() * (width - 1) + b"\n" + content
    try:
        frame = pl.read_csv(
            content,
            has_header=False,
            separator=delimiter,
            schema={f"c{i}": (types or {}).get(f"c{i}", pl.String()) for i in range(width)},
            infer_schema=False,
            raise_if_empty=False,
        )
    except (pl.exceptions.PolarsError, OSError):
        return None
    return (frame.slice(1) if is_short else frame).rechunk()


def _fast(text: str, delimiter: str) -> pl.DataFrame | None:
    """Parse with Polars; None when the rows are not of one shape, or a quotation mark is not one of a pair."""
    width = widest_row(text, delimiter)
    if not 1 < width <= limits()["files"]["max_columns"] or len(delimiter.encode()) != 1:
        return None
    frame = parse_rows(text.encode(), delimiter, width)
    quotes = text.count('"')
    if quotes % 2 or (quotes and frame is not None and holds_rows(frame, delimiter)):
        return None
    return frame


def _slow(text: str, delimiter: str) -> tuple[pl.DataFrame, list[str]]:
    """Parse with the csv module; also says what is written beyond the last column that is read, and of stray quotation marks."""
    notes = list[str]()
    if '"' in text:
        rows, notes = rows_of(text, delimiter)
    else:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    widest = limits()["files"]["max_columns"]
    is_cut = any(cell.strip() for row in rows if len(row) > widest for cell in row[widest:])
    if is_cut:
        notes.append(only_first_columns(widest))
    return text_frame([list(r[:widest]) for r in rows]), notes


def read_text(content: bytes) -> tuple[list[RawSheet], str]:
    """The one sheet of a delimited file, and its encoding."""
    text, encoding = decode(content)
    if not text.strip(" \t\r\n,;|\ufeff"):
        return [RawSheet("Sheet1", pl.DataFrame())], encoding
    delimiter = sniff_delimiter(text)
    frame, notes = _fast(text, delimiter), list[str]()
    if frame is None:
        frame, notes = _slow(text, delimiter)
    return [RawSheet("Sheet1", frame, notes=notes)], encoding
