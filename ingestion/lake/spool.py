"""Lake rows written while a file is still being read: one table, part after part, never all in memory.

Gives the bytes and facts that ``ingestion.lake.lake_writer.write_tables`` gives for the same rows at once.
"""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl

from ingestion.lake.lake_writer import Mark, extent, lake_name, stamped
from ingestion.results import Spooled
from ingestion.rows.row_hash import with_row_hash
from warehouse.parquet import ParquetSink

_PARTS_WAITING = 2


class Spool:
    """The lake file of one table of one delivery, open for rows.

    Use as a context manager; a file that is not finished is removed.

    :param folder: the file is written as ``<folder>/<table>/<plant>/<period>/<delivery_id>.parquet``.
    """

    def __init__(self, mark: Mark, table: str, sheet: str, folder: Path) -> None:
        self._mark, self._table, self._sheet = mark, table, sheet
        self._path = folder / lake_name(table, mark)
        self._sink = ParquetSink(self._path)
        self._writer = ThreadPoolExecutor(max_workers=1)
        self._pending: deque[Future[None]] = deque()
        self._counts: Counter[str] = Counter()
        self._facts: dict[str, Any] = {"rows": 0, "processes": [], "first_day": None, "last_day": None}
        self._is_finished = False

    def write(self, rows: pl.DataFrame) -> None:
        """Append lake rows without their hash; they are finished and written while the next parts are read."""
        if rows.is_empty():
            return
        self._wait(_PARTS_WAITING - 1)
        self._pending.append(self._writer.submit(self._finish, rows))

    def finish(self) -> Spooled:
        """Close the file and return what it holds."""
        self._wait(0)
        self._sink.__exit__(None, None, None)
        self._is_finished = True
        path = f"lake/{lake_name(self._table, self._mark)}"
        return Spooled(dict(self._counts), {"table": self._table, "path": path, **self._facts})

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._writer.shutdown()
        if not self._is_finished:
            self._sink.__exit__(kind or BaseException, None, None)
            self._path.unlink(missing_ok=True)

    def _finish(self, rows: pl.DataFrame) -> None:
        self._counts.update(dict(rows["row_status"].value_counts().iter_rows()))
        self._facts = _merged(self._facts, extent(rows))
        rows = with_row_hash(rows, self._table)
        self._sink.write(stamped(self._mark, rows, self._mark.kind, self._table, self._sheet))

    def _wait(self, most: int) -> None:
        """Wait until no more parts than this are still to be written."""
        while len(self._pending) > most:
            self._pending.popleft().result()


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    days = [d for d in (one["first_day"], other["first_day"]) if d is not None]
    ends = [d for d in (one["last_day"], other["last_day"]) if d is not None]
    return {
        "rows": one["rows"] + other["rows"],
        "processes": sorted({*one["processes"], *other["processes"]}),
        "first_day": min(days, default=None),
        "last_day": max(ends, default=None),
    }
