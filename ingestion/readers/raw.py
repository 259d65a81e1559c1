"""What readers hand on: sheets of text cells, and the refusal of a file that cannot be read."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

import polars as pl

from ingestion.registry import limits

_BLOCK_BYTES = 1 << 18

# What stands in a frame for a formula that was never computed: no number, so its row is set aside.
NOT_COMPUTED = "#公式无结果"
# Cells merged over several rows: the first and the last row and the written column, counted from 0 on the sheet.
NO_MERGES = pl.DataFrame(schema={"top": pl.Int64(), "bottom": pl.Int64(), "column": pl.Int64()})


@dataclass
class RawSheet:
    """One sheet: columns c0, c1... all text, one row per row as a person sees it, from row 1 on.

    ``first_column`` and ``first_row`` are how many leading columns and rows of the sheet are not in the frame;
    ``merged`` (see ``NO_MERGES``) counts rows and columns of the sheet, so that a part of it keeps its own.
    """

    name: str
    frame: pl.DataFrame
    is_hidden: bool = False
    first_column: int = 0
    first_row: int = 0
    is_1904: bool = False
    notes: list[str] = field(default_factory=list)
    merged: pl.DataFrame = field(default_factory=lambda: NO_MERGES)


class Refused(Exception):
    """A file that cannot be read: status of the files catalogue and messages in both languages."""

    def __init__(self, status: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.status, self.zh, self.en = status, zh, en


def encrypted() -> Refused:
    """The refusal of a workbook under password."""
    return Refused(
        "encrypted",
        "工作簿设有打开密码，请取消密码后重新报送",
        "the workbook is password-protected; please remove it",
    )


def told_twice(zh: str, en: str) -> Refused:
    """The refusal of a workbook that holds two things of one name, sheets or parts of its package."""
    return Refused(
        "unreadable",
        f"工作簿中有同名{zh}，无法确定以哪一个为准，请在表格软件中打开并另存后重新报送",
        f"the workbook has two {en} of one name, and nothing tells which counts; open it, save it anew and send it again",
    )


def too_large(size: int) -> Refused | None:
    """The refusal of a file that would have to be held in memory whole and is too large for it."""
    most = limits()["files"]["max_bytes_at_once"]
    if size <= most:
        return None
    return Refused(
        "unreadable",
        f"文件过大（{size // 1_000_000} MB，无法分段读取的文件最多{most // 1_000_000} MB），未读取，"
        "请按月或按工序拆分，或另存为UTF-8的csv后重新报送",
        f"the file is too large ({size // 1_000_000} MB; one that cannot be read in parts may have {most // 1_000_000} MB) and "
        "was not read; split it by months or lines, or save it as CSV in UTF-8, and send it again",
    )


# What the zip reader and the libraries behind it raise on bytes that are damaged or not what they claim to be.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    NotImplementedError,
    EOFError,
    RuntimeError,
)


def unpacks_beyond_limits(members: Sequence[zipfile.ZipInfo], packed_bytes: int) -> bool:
    """Tell whether a zip, or a workbook that is one, has too many members, or too much or too dense content."""
    rules = limits()["files"]
    size = sum(member.file_size for member in members)
    ratio = size / max(packed_bytes, 1)
    return (
        len(members) > rules["max_members"]
        or size > rules["max_unpacked_bytes"]
        or (ratio > rules["max_ratio"] and size > rules["ratio_free_bytes"])
    )


def read_to_end(part: IO[bytes]) -> None:
    """Unpack what is left of a part of a zip, which tells whether it is what was packed.

    :raises zipfile.BadZipFile: when it is not; zlib.error, when it cannot be unpacked.
    """
    while part.read(_BLOCK_BYTES):
        pass


def only_first_columns(widest: int) -> str:
    """What is said of a table that has more columns than are read."""
    return f"只读取前{widest}列 / only the first {widest} columns are read"


def cell_letter(index: int) -> str:
    """Spreadsheet letter of a 0-based column."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """0-based index of a spreadsheet column's letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def text_frame(rows: list[list[str | None]]) -> pl.DataFrame:
    """Rows of cells, filled up to the widest, as a frame of text columns."""
    width = max((len(r) for r in rows), default=0)
    columns: list[list[str | None]] = [[None] * len(rows) for _ in range(width)]
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            columns[j][i] = cell if cell else None
    return pl.DataFrame({f"c{j}": pl.Series(columns[j], dtype=pl.String) for j in range(width)})


def named(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with columns c0, c1... as text."""
    frame = frame.rename({old: f"c{i}" for i, old in enumerate(frame.columns)})
    return frame.with_columns(pl.all().cast(pl.String))
