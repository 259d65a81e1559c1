"""A plant's profile: the agreed meaning of its columns, written after a person has looked at what was understood.

YAML with one entry per table: header text -> field and unit. Kept in ``<home>/profiles/<plant>.yml``; used by
``ingestion.reading.sheets`` before any guessing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ingestion.recognition.headers import fold
from ingestion.recognition.sheet_plan import FieldPlan, SheetPlan, column_name
from ingestion.results import FileResult
from warehouse.yaml_files import load_yaml


def profile_of(results: list[FileResult]) -> dict[str, Any]:
    """Profile that says what was understood of these files: table -> header -> field and unit."""
    tables: dict[str, dict[str, dict[str, str | None]]] = {}
    for result in results:
        for sheet in result.sheets:
            if not sheet.table_name:
                continue
            columns = tables.setdefault(sheet.table_name, {})
            for match in sheet.columns:
                if match.header_raw:
                    columns[match.header_raw] = {"field": match.field, "unit": match.unit}
    return {"tables": tables}


def write_profile(path: Path, profile: dict[str, Any]) -> None:
    """Write a profile, merged over what the file already holds."""
    merged = read_profile(path) if path.exists() else {"tables": {}}
    for table, columns in profile["tables"].items():
        merged["tables"].setdefault(table, {}).update(columns)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(merged, allow_unicode=True, sort_keys=True), encoding="utf-8")


def read_profile(path: Path) -> dict[str, Any]:
    """Read a profile; ValueError when the file is no profile."""
    loaded = load_yaml(path.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict) or not isinstance(loaded.get("tables"), dict):
        raise ValueError(f"{path.name} is no profile: `tables` is missing / 不是有效的工厂档案：缺少 tables")
    return loaded


def apply_profile(plan: SheetPlan, profile: dict[str, Any] | None) -> None:
    """Let agreed columns and units overrule what was found; unknown fields are left alone."""
    agreed = (profile or {}).get("tables", {}).get(plan.table.name, {})
    by_header = {fold(h): rule for h, rule in agreed.items()}
    for index, cell in enumerate(plan.header.cells):
        rule = by_header.get(fold(cell.raw)) if cell else None
        if not cell or rule is None:
            continue
        for name in [n for n, fp in plan.fields.items() if fp.match.column_index == index]:
            del plan.fields[name]
        field = plan.table.field(rule.get("field") or "")
        if field:
            plan.fields[field.name] = FieldPlan.agreed(
                field, column_name(index), index, cell, rule.get("unit")
            )


def explain(results: list[FileResult]) -> list[dict[str, Any]]:
    """What was understood, one entry per column of every sheet, for ``potline map``."""
    rows: list[dict[str, Any]] = []
    for result in results:
        for sheet in result.sheets:
            base: dict[str, Any] = {
                "file": result.file,
                "kind": result.kind,
                "sheet": sheet.sheet,
                "table": sheet.table_name,
            }
            for match in sheet.columns:
                rows.append(
                    base
                    | {
                        "column": match.column_index + 1,
                        "header": match.header_raw,
                        "field": match.field,
                        "score": match.score,
                        "evidence": match.evidence,
                        "unit": match.unit,
                        "unit_source": match.unit_source,
                    }
                )
    return rows
