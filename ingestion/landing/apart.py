"""Which files are read in a process of their own, because reading them may end the process that does it.

A reader library can end its process in a way that no ``except`` sees. So while a file is read in the process of the
ingest, its SHA-256 stands under ``work/reading``: a run that finds it there reads that file apart, where a death costs
the file only. Starting processes belongs in ``ingestion.landing.ingest_pool``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingestion.readers.archive import open_zip
from ingestion.readers.extent import LOOKED_THROUGH_BYTES, SHEET_PART
from ingestion.readers.raw import DAMAGED
from warehouse.home import Home

# What such a sheet takes when packed as usual; of workbooks inside an archive only this is told.
_PACKED_BYTES = 300_000
_BINARY_SHEET = re.compile(r"xl/worksheets/[^/]+\.bin$")
_WORKBOOK = re.compile(r"\.(?:xls[xmb]|zip)$", re.IGNORECASE)


def mark_path(home: Home, sha256: str) -> Path:
    """Return where it stands that a file is being read, or ended the process that read it."""
    return home.work / "reading" / sha256


def is_marked(home: Home, sha256: str) -> bool:
    """Tell whether a reading of this content began and never ended."""
    return mark_path(home, sha256).exists()


def set_mark(home: Home, sha256: str) -> None:
    """Note that this content is being read, or that it ended a reading process."""
    path = mark_path(home, sha256)
    path.parent.mkdir(exist_ok=True)
    path.touch()


def clear_mark(home: Home, sha256: str) -> None:
    """Note that a reading of this content came to its end."""
    mark_path(home, sha256).unlink(missing_ok=True)


@contextmanager
def marked(home: Home, sha256: str) -> Iterator[None]:
    """Keep the mark for the length of a ``with`` block; it stays when this process ends in it or is interrupted."""
    set_mark(home, sha256)
    try:
        yield
    except Exception:
        clear_mark(home, sha256)
        raise
    clear_mark(home, sha256)


def is_better_apart(path: Path) -> bool:
    """Tell whether a file holds a workbook whose extent nobody looks through before the reader library does."""
    try:
        with path.open("rb") as content, open_zip(content) as package:
            infos = package.infolist()
    except DAMAGED:
        return False
    return any(
        (SHEET_PART.match(i.filename) and i.file_size > LOOKED_THROUGH_BYTES)
        or _BINARY_SHEET.match(i.filename)
        or (_WORKBOOK.search(i.filename) and i.file_size > _PACKED_BYTES)
        for i in infos
    )
