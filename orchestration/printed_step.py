"""Linting the printed reports that plants delivered, before a close publishes; no Dagster in here.

Which file is a printed report is decided by ``ingestion.reading.documents``, what is wrong with it by ``inventory.lint``;
results are kept by ``warehouse.printed_reports``, where `potline lint --home` keeps those checked by hand.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from ingestion.landing_names import GROUP
from ingestion.reading.documents import PRINTED_REPORT, delivered_bytes
from ingestion.records.catalogue import files_table
from ingestion.records.versions import plain_name
from warehouse.home import Home
from warehouse.printed_reports import PrintedReport, keep_result

# How the linter reads a file is decided by its ending: the one that fits the content, whatever the name says.
_SUFFIX = {"xlsx": ".xlsx", "document": ".docx", "pdf": ".pdf", "delimited": ".txt"}
_NAME_LENGTH = 120


def lint_delivered(home: Home, years: Collection[str]) -> set[str]:
    """Check every delivered printed report of these years and keep the results.

    A report of a folder of another plant's or the group's own list is not a plant's: it is left to `potline lint`.

    :return: hashes of the reports that a later version took the place of.
    """
    files = files_table(home).filter(
        (pl.col("kind") == PRINTED_REPORT)
        & (pl.col("status") == "read")
        & pl.col("is_current")
        & (pl.col("plant_code") != GROUP)
        & pl.col("period").str.slice(0, 4).is_in(list(years))
    )
    newest: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in files.sort("version", "file").to_dicts():
        newest[row["plant_code"], row["period"], plain_name(row["file"])] = row
    for row in newest.values():
        _lint_one(home, row)
    return set(files["sha256"]) - {row["sha256"] for row in newest.values()}


def _lint_one(home: Home, row: dict[str, Any]) -> None:
    content = delivered_bytes(home, row["file"], row["sha256"])
    if content is None:
        return
    suffix = _SUFFIX.get(row["format"], f".{row['format']}")
    with tempfile.TemporaryDirectory(prefix="potline-report-") as folder:
        path = Path(folder) / f"{_stem(row['file'])}{suffix}"
        path.write_bytes(content)
        keep_result(home, PrintedReport(row["plant_code"], row["period"][:4], path), _findings(path))


def _stem(file: str) -> str:
    """A name that is safe as a file and still tells the person which report it was."""
    stem = PurePosixPath(file.replace("!", "/").replace("\\", "/")).stem
    return (
        re.sub(r"[\x00-\x1f/:*?\"<>|]", "_", stem)[:_NAME_LENGTH]
        .encode()[: 2 * _NAME_LENGTH]
        .decode(errors="ignore")
    )


def _findings(path: Path) -> list[dict[str, str]]:
    """Findings as rows of `lint.csv`; a report that cannot be read is a finding itself, never silence."""
    from inventory import lint
    from inventory.printed.workbook import FormError

    try:
        found = lint.run(path, None)
    except FormError as problem:
        zh, _, en = str(problem).partition(" / ")
    except Exception as problem:
        # One hostile document must not keep the group's month from closing; it is told, not passed over.
        what = type(problem).__name__
        zh, en = (
            f"{path.name}：检查时出错（{what}），请另存后重报",
            f"{path.name}: checking failed ({what}); save it anew",
        )
    else:
        return found
    told = {"report": path.stem, "rule": "L-MISSING-PART", "severity": "explain", "moves": "nothing"}
    empty = dict.fromkeys(("table", "item", "printed", "expected", "delta_tco2e"), "")
    return [{**empty, **told, "message_zh": zh, "message_en": en or zh}]
