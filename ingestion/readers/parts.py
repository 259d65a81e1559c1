"""Large delimited text in parts: the first rows to recognise it by, then frames of whole lines, one at a time.

Gives the same cells as ``ingestion.readers.delimited`` for files whose every line is one row; for any other it raises
``NotInPartsError`` and the file is read in one piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import polars as pl

from ingestion.readers import sniff
from ingestion.readers.delimited import decode, sniff_delimiter, widest_row
from ingestion.readers.raw import Refused
from ingestion.registry import limits
from ingestion.running import NotInPartsError

# what recognition and units look at lies in far less: 2 000 rows, 400 000 characters
_HEAD_BYTES = 4_000_000
_PLAIN = ("utf-8", "utf-8-sig", "gb18030")
_BOM = b"\xef\xbb\xbf"


class Part(NamedTuple):
    """Consecutive rows of a file: text columns c0, c1..., and how many rows stand above."""

    frame: pl.DataFrame
    rows_above: int
    is_last: bool


class TextParts:
    """A delimited file under way; ``head`` has its first rows."""

    def __init__(self, name: str, path: Path, part_bytes: int) -> None:
        self._path, self._part_bytes = path, part_bytes
        with path.open("rb") as handle:
            start = handle.read(_HEAD_BYTES)
        start = start[: start.rfind(b"\n") + 1]
        packed = start.startswith((b"PK\x03\x04", b"PK\x05\x06"))
        if packed or not start.strip() or sniff.detect(name, start) != "delimited":
            raise NotInPartsError("no delimited text")
        try:
            text, self.encoding = decode(start)
        except Refused as error:
            raise NotInPartsError("encoding") from error
        if self.encoding not in _PLAIN or b"\0" in start:
            raise NotInPartsError("encoding")
        self.delimiter = sniff_delimiter(text)
        self._width = widest_row(text, self.delimiter)
        if not 1 < self._width <= limits()["files"]["max_columns"] or len(self.delimiter.encode()) != 1:
            raise NotInPartsError("columns")
        self.head = self._frame(start, is_first=True)

    def __iter__(self) -> Iterator[Part]:
        # the next part is parsed while the caller works on this one
        with ThreadPoolExecutor(max_workers=1) as reader:
            parts = self._parts()
            coming = reader.submit(next, parts, None)
            while (part := coming.result()) is not None:
                coming = reader.submit(next, parts, None)
                yield part

    def _parts(self) -> Iterator[Part]:
        above = 0
        for content, is_last in self._pieces():
            frame = self._frame(content, is_first=above == 0)
            yield Part(frame, above, is_last)
            above += frame.height

    def _pieces(self) -> Iterator[tuple[bytes, bool]]:
        """Whole lines of about the size of a part; the last piece is no crumb."""
        left, size = b"", self._path.stat().st_size
        with self._path.open("rb") as handle:
            while block := handle.read(self._part_bytes):
                if size - handle.tell() < self._part_bytes // 2:
                    yield left + block + handle.read(), True
                    return
                left += block
                cut = left.rfind(b"\n") + 1
                if not cut:
                    raise NotInPartsError("a line is longer than a part")
                yield left[:cut], False
                left = left[cut:]

    def _frame(self, content: bytes, is_first: bool) -> pl.DataFrame:
        if b"\0" in content or content.startswith((b"\n", b"\r")) or content.count(b'"') % 2:
            raise NotInPartsError("lines")
        if is_first:
            content = content.removeprefix(_BOM)
        try:
            if self.encoding == "gb18030":
                content = content.decode("gb18030").encode()
            frame = pl.read_csv(
                content,
                has_header=False,
                separator=self.delimiter,
                schema={f"c{i}": pl.String for i in range(self._width)},
                infer_schema=False,
                raise_if_empty=False,
            )
        except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
            raise NotInPartsError("rows of another shape") from error
        lines = content.count(b"\n") + (not content.endswith(b"\n"))
        # a blank line gives no row, or one that begins with nothing
        may_be_blank = frame["c0"].null_count() > 0
        if frame.height != lines or (may_be_blank and (b"\n\n" in content or b"\n\r\n" in content)):
            raise NotInPartsError("lines that are no rows")
        return frame
