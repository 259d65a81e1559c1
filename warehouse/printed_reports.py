"""Lint results of printed reports kept in the home until a close publishes them; the linter itself is elsewhere.

One JSON file per plant, year and report name below ``<home>/reports/``: checking a report again replaces its result.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.event_log import record
from warehouse.hashing import canonical_json, sha256_file
from warehouse.home import Home, write_atomic
from warehouse.periods import is_year

FOLDER = "reports"
SCHEMA: Mapping[str, pl.DataType] = {
    **dict.fromkeys(("report", "rule", "severity", "table", "item", "printed", "expected"), pl.String()),
    "delta_tco2e": pl.Decimal(38, 4),
    **dict.fromkeys(("moves", "message_zh", "message_en", "plant", "period"), pl.String()),
}


class PrintedReportError(ValueError):
    """A result cannot be kept or read; the message names the place and the remedy, Chinese then English."""


@dataclass(frozen=True)
class PrintedReport:
    """Which report was checked, whose it is, and for which year."""

    plant: str
    period: str
    path: Path


def keep_result(home: Home, report: PrintedReport, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Keep the findings of one report (columns of `lint.csv`) and log it; returns the file.

    A result that is kept already, byte for byte, is left alone and not logged again.

    :raises PrintedReportError: when plant or year cannot be a folder of the home.
    """
    if not report.plant or report.plant.startswith((".", "_")) or Path(report.plant).name != report.plant:
        raise PrintedReportError(
            f"工厂代码不可用：{report.plant!r} / not usable as a plant code: {report.plant!r}"
        )
    if not is_year(report.period):
        raise PrintedReportError(
            f"年度“{report.period}”无法识别，请写作 2024 / year {report.period!r} is not understood: write 2024"
        )
    target = home.root / FOLDER / report.plant / report.period / f"{report.path.name}.json"
    sha256 = sha256_file(report.path)
    content = {"report": report.path.stem, "sha256": sha256, "findings": [_plain(row) for row in rows]}
    written = canonical_json(content)
    if target.exists() and target.read_bytes() == written:
        return target
    write_atomic(target, written)
    facts = {"plant": report.plant, "period": report.period, "report": report.path.name}
    record(home, "printed_report", {**facts, "sha256": sha256, "findings": len(rows)})
    return target


def kept_findings(home: Home, years: Collection[str], replaced: Collection[str] = ()) -> pl.DataFrame:
    """Findings of all kept reports of these years, in the columns of published table `lint_findings`.

    :param replaced: hashes of delivered reports that a later delivery took the place of.
    :raises PrintedReportError: when a kept file was damaged.
    """
    rows: list[dict[str, Any]] = []
    for path in sorted((home.root / FOLDER).glob("*/*/*.json")):
        plant, period = path.parts[-3], path.parts[-2]
        if period not in years:
            continue
        try:
            kept = json.loads(path.read_bytes())
            found = [] if kept["sha256"] in replaced else kept["findings"]
        except (ValueError, KeyError, TypeError) as error:
            raise PrintedReportError(
                f"{home.relative(path)}：检查结果已损坏，请重新执行 potline lint / the kept result is damaged, "
                f"run potline lint again ({error})"
            ) from error
        rows += [
            {**row, "delta_tco2e": _size(row["delta_tco2e"]), "plant": plant, "period": period}
            for row in found
        ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _plain(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(row[name]) for name in SCHEMA if name not in {"plant", "period"}}


def _size(text: str) -> Decimal | None:
    return Decimal(text) if text else None
