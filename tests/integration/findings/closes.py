"""Small closes to derive registers from: published tables with their events, and answers ingested as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from ingestion.landing.ingest import ingest_folder
from tests.integration.landing.group import plant_list, put
from warehouse.event_log import record
from warehouse.finding_ids import finding_id
from warehouse.finding_register import Register, register_of
from warehouse.home import Home, open_home
from warehouse.publish import current_close, publish

PLANT, OTHER = "QLAL", "BSAL"
DUE = {
    "2024-01": date(2024, 2, 8),
    "2024-02": date(2024, 3, 8),
    "2024-03": date(2024, 4, 8),
    "2024": date(2025, 2, 15),
}
HEADER = ["编号", "原因说明", "整改措施", "处理类型", "责任人岗位", "答复日期", "支持文件"]
TEXT, DEC = pl.String(), pl.Decimal(38, 6)
NAMES = (
    "plant", "process", "period_kind", "period", "requirement", "rule_id", "disposition", "clause", "title_zh", "title_en",
    "parameter", "expected", "observed", "unit", "message_zh", "message_en", "evidence", "finding_id",
)  # fmt: skip
FINDINGS = {
    **dict.fromkeys(NAMES, TEXT),
    **dict.fromkeys(("deviation", "limit", "effect_tco2e", "effect_allowance_t", "conservative_value"), DEC),
}


@dataclass(frozen=True)
class Raised:
    """What a rule says at a place; `status` other than a disposition raises nothing."""

    rule: str
    status: str = "explain"
    period: str = "2024-01"
    observed: str = "112"
    plant: str = PLANT

    @property
    def number(self) -> str:
        """The finding's number."""
        return finding_id(self.plant, "1#", self.period, self.rule)


def close(home: Home, name: str, asked: Iterable[str], raised: Iterable[Raised], who: str = "first") -> Path:
    """Publish a close with these answers of rules and log it; returns its folder."""
    given = list(raised)
    found = [r for r in given if r.status in ("nonconformity", "data_error", "explain", "advisory")]
    tables = {
        "findings": pl.DataFrame([_finding(r) for r in found], schema=FINDINGS),
        "rule_answers": pl.DataFrame(
            [{"plant": r.plant, "finding_id": r.number, "status": r.status} for r in given],
            schema={"plant": TEXT, "finding_id": TEXT, "status": TEXT},
        ),
        "periods": pl.DataFrame(
            [
                {"plant": p, "period": a, "is_asked": True, "due_date": DUE[a]}
                for p in (PLANT, OTHER)
                for a in asked
            ]
        ),
        "parameters": pl.DataFrame([_answer_days()]),
    }
    done = publish(home, name, tables)
    record(home, "close", {"close_id": name, "root_hash": done.root_hash}, who=who)
    return done.folder


def _finding(raised: Raised) -> dict[str, Any]:
    return {
        "plant": raised.plant, "process": "1#", "period_kind": "year" if len(raised.period) == 4 else "month",
        "period": raised.period, "requirement": raised.rule.partition(".")[0], "rule_id": raised.rule,
        "disposition": raised.status, "clause": "表4", "parameter": "output", "expected": "100",
        "observed": raised.observed, "deviation": Decimal("0.12"), "limit": Decimal("0.05"), "unit": "t",
        "effect_tco2e": Decimal("31.5"), "effect_allowance_t": Decimal("31.5"), "conservative_value": Decimal(100),
        "message_zh": f"{raised.rule} 相差", "message_en": f"{raised.rule} differs", "evidence": "a.xlsx!S!3",
    } | {"finding_id": raised.number}  # fmt: skip


def _answer_days() -> Mapping[str, Any]:
    return {
        "parameter": "finding_answer_days", "value": Decimal("10.000000000000"), "is_default": True,
        "valid_from": date(2024, 1, 1), "valid_to": None,
    }  # fmt: skip


def answer(number: str, **changed: str | None) -> list[str | None]:
    """A row of the form, filled in."""
    row = {
        "编号": number, "原因说明": "两套系统取数时点不同", "整改措施": "统一取数时点", "处理类型": "解释说明",
        "责任人岗位": "统计岗", "答复日期": "2024-02-12", "支持文件": "取数记录.pdf",
    }  # fmt: skip
    return list({**row, **changed}.values())


def deliver(
    home: Home, folder: Path, file: str, rows: Iterable[list[str | None]], header: Iterable[str] = HEADER
) -> None:
    """Put a workbook or CSV of answers among the deliveries and take them in."""
    if not (folder / "_group").exists():
        plant_list(folder)
    lines = [list(header), *rows]
    if file.endswith(".csv"):
        put(folder, file, "\n".join(",".join(cell or "" for cell in line) for line in lines) + "\n")
    else:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("Sheet1")
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, ["" if cell is None else cell for cell in line])
    ingest_folder(home, folder)


def register(home: Home) -> Register:
    """The register of the close that is published now."""
    folder = current_close(home)
    assert folder is not None
    return register_of(home, folder)


def state(home: Home, raised: Raised) -> dict[str, Any]:
    """The register's row of one finding."""
    rows = register(home).rows.filter(pl.col("finding_id") == raised.number)
    assert rows.height == 1, f"{rows.height} rows"
    return rows.to_dicts()[0]


def new_home(root: Path) -> Home:
    """An empty home."""
    return open_home(root / "home")
