"""A small published close to make documents from: one plant with open questions, one where all is answered.

Texts of the first plant try to break documents.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from tests.unit.reporting.example_schemas import (
    ALLOWANCES,
    ANNEX1,
    ANNEX2,
    BRIDGE,
    CALIBRATION,
    CHECKS,
    EMISSIONS,
    EVIDENCE,
    FILES,
    FINDINGS,
    INVENTORIES,
    INVENTORY_FINDINGS,
    LINT_FINDINGS,
    OBSERVATIONS,
    PARAMETERS,
    PERIODS,
    PLANTS,
    PROCESSES,
    REQUIREMENTS,
    RULE_ANSWERS,
    VALIDATION,
    YEAR_ON_YEAR,
    frame,
    texts,
)
from warehouse.finding_ids import finding_id
from warehouse.home import Home, open_home
from warehouse.publish import publish

OPEN_PLANT, CLEAN_PLANT = "OPN", "CLN"
HOSTILE = '=HYPERLINK("http://evil.example/","点")<script>alert(1)</script>&{{ 7*7 }}\x07'
YEAR, MONTHS = "2024", ("2024-01", "2024-02")
D = Decimal


def tables(*, has_year: bool = True) -> dict[str, pl.DataFrame]:
    """Every published table; without a year the annual ones have no rows."""
    annual = _annual() if has_year else {}
    return {
        "plants": frame(
            PLANTS, [_plant(OPEN_PLANT, "开口铝业有限公司"), _plant(CLEAN_PLANT, "清白铝业有限公司")]
        ),
        "processes": frame(
            PROCESSES, [{"plant": p, "process": c} for p in (OPEN_PLANT, CLEAN_PLANT) for c in ("1#", "2#")]
        ),
        "periods": frame(PERIODS, _periods(has_year)),
        "requirements": frame(REQUIREMENTS, _requirements()),
        "checks": frame(CHECKS, _checks(has_year)),
        "findings": frame(FINDINGS, _findings()),
        "rule_answers": frame(RULE_ANSWERS, []),
        "parameters": frame(PARAMETERS, [_answer_days()]),
        "observations": frame(OBSERVATIONS, _observations()),
        "emissions": frame(EMISSIONS, _emissions(has_year)),
        "bridge": frame(BRIDGE, _bridge()),
        "files": frame(FILES, [_file(p) for p in (OPEN_PLANT, CLEAN_PLANT)]),
        "validation": frame(VALIDATION, _validation()),
        "inventories": frame(INVENTORIES, _inventories() if has_year else []),
        "inventory_findings": frame(INVENTORY_FINDINGS, _inventory_findings() if has_year else []),
        "lint_findings": frame(LINT_FINDINGS, _lint_findings() if has_year else []),
        "rows": frame(texts("file sheet key status requirement reason_zh reason_en"), []),
        "allowances": frame(ALLOWANCES, annual.get("allowances", [])),
        "calibration_effects": frame(CALIBRATION, annual.get("calibration_effects", [])),
        "annex1": frame(ANNEX1, annual.get("annex1", [])),
        "annex2": frame(ANNEX2, annual.get("annex2", [])),
        "year_on_year": frame(YEAR_ON_YEAR, annual.get("year_on_year", [])),
        "evidence": frame(EVIDENCE, annual.get("evidence", [])),
    }


def publish_example(root: Path, *, has_year: bool = True, **replaced: pl.DataFrame) -> Home:
    """A home whose current close is this example; `replaced` puts other tables in."""
    home = open_home(root)
    publish(home, "2024-01..2024-02", {**tables(has_year=has_year), **replaced})
    return home


def empty_tables() -> dict[str, pl.DataFrame]:
    """The example's tables without a row, its plants and periods apart."""
    kept = ("plants", "processes", "periods", "requirements", "parameters")
    return {name: table if name in kept else table.clear() for name, table in tables().items()}


def _plant(code: str, name: str) -> dict[str, Any]:
    return {
        "plant": code, "plant_name": name, "short_name": name[:2], "credit_code": f"9100000000{code}ABCDEF"[:18],
        "province": "云南省", "city": "某市", "county": "某县", "business": "铝冶炼", "is_smelter": True,
    }  # fmt: skip


def _periods(has_year: bool) -> list[dict[str, Any]]:
    rows = []
    for plant in (OPEN_PLANT, CLEAN_PLANT):
        rows += [{"plant": plant, "period_kind": "month", "period": m, "is_asked": True} for m in MONTHS]
        rows.append({"plant": plant, "period_kind": "month", "period": "2023-12", "is_asked": False})
        if has_year:
            rows.append({"plant": plant, "period_kind": "year", "period": YEAR, "is_asked": True})
    return rows


_REQUIREMENTS = (
    ("T1-01", "表1", "企业名称", "document"), ("A-05", "表3 查2d", "直接计量", "data"),
    ("A-15", "表3 看", "铭牌", "attestation"), ("D-10", "3.4.1.3", "历史对比", "data"),
    ("P-07", "表4 查2d", "汽车衡", "data"), ("X-DUP", "", "数据质量", "data"),
)  # fmt: skip


def _requirements() -> list[dict[str, Any]]:
    return [
        {"id": i, "clause": c, "subject": s, "star": "1", "kind": k, "requirement": f"text of {i}"}
        for i, c, s, k in _REQUIREMENTS
    ]


def _checks(has_year: bool) -> list[dict[str, Any]]:
    rows = []
    for plant, statuses in (
        (OPEN_PLANT, ("missing", "explain", "not_assessable", "advisory", "nonconformity", "pass")),
        (CLEAN_PLANT, ("pass", "pass", "not_applicable", "pass", "advisory", "pass")),
    ):
        for (requirement, *_), status in zip(_REQUIREMENTS, statuses, strict=True):
            is_annual = requirement in ("T1-01", "A-15", "D-10")
            if is_annual and not has_year:
                continue
            for period in (YEAR,) if is_annual else MONTHS:
                rows.append(
                    {"plant": plant, "process": "ALL" if is_annual else "1#", "period_kind": "year" if is_annual else "month",
                     "period": period, "requirement": requirement, "status": status, "reason": "依据 / reason"}
                )  # fmt: skip
    return rows


def _answer_days() -> dict[str, Any]:
    return {
        "parameter": "finding_answer_days", "unit": "d", "value": D(10), "valid_from": date(2024, 1, 1), "is_default": True,
    }  # fmt: skip


def _findings() -> list[dict[str, Any]]:
    base = {
        "plant": OPEN_PLANT, "process": "1#", "period": "2024-01", "parameter": "output", "expected": "100", "unit": "t",
        "observed": "112", "deviation": D("0.12"), "limit": D("0.05"), "effect_tco2e": D("31.5"), "evidence": f"{HOSTILE}!1",
        "effect_allowance_t": D("31.25"), "conservative_value": D("111.75"), "period_kind": "month", "clause": "表4",
    }  # fmt: skip
    wrong = {
        **base,
        "rule_id": "P-07.form",
        "disposition": "nonconformity",
        "message_zh": f"产量不一致 {HOSTILE}",
        "message_en": "output differs",
    }
    found = [
        {**wrong, "requirement": "P-07"},
        {**wrong, "requirement": "P-14"},
        {**base, "requirement": "X-DUP", "rule_id": "X-DUP.ladle", "disposition": "data_error",
         "message_zh": "重复记录 3 行", "message_en": "dup"},
        {**base, "requirement": "A-05", "rule_id": "A-05.psi", "disposition": "explain", "parameter": "anode_gross",
         "message_zh": "阳极消耗与购销存相差", "message_en": "anode differs"},
        {**base, "requirement": "D-10", "rule_id": "D-10.unit", "disposition": "advisory", "period": YEAR, "process": "ALL",
         "message_zh": "单耗偏高", "message_en": "high"},
    ]  # fmt: skip
    return [
        {**row, "finding_id": finding_id(OPEN_PLANT, row["process"], row["period"], row["rule_id"])}
        for row in found
    ]


def _observations() -> list[dict[str, Any]]:
    rows = []
    for plant in (OPEN_PLANT, CLEAN_PLANT):
        for month in MONTHS:
            for source, value in (
                ("ladle_tickets", "1000.5"),
                ("monthly_report", "1010.5"),
                ("daily_report", "999.5"),
            ):
                rows.append(
                    {"plant": plant, "process": "1#", "period_kind": "month", "period": month, "basis": "accounting",
                     "parameter": "output", "item": "", "source_system": source, "unit": "t", "coverage": "full",
                     "value": D(value)}
                )  # fmt: skip
    return rows


def _emissions(has_year: bool) -> list[dict[str, Any]]:
    rows = []
    values = {
        name: D(number)
        for name, number in {
            "anode_t": "470.07", "output_t": "1000.5", "anode_net_t": "398.71", "e_anode_tco2": "1426.85",
            "e_pfc_tco2e": "263.29", "e_total_tco2e": "1690.14", "anode_adjusted_t": "471", "output_adjusted_down_t": "999",
            "output_adjusted_up_t": "1002", "adjusted_anode_net_t": "399.5", "adjusted_e_anode_tco2": "1429.67",
            "adjusted_e_pfc_tco2e": "263.69", "adjusted_e_total_tco2e": "1693.36",
        }.items()
    }  # fmt: skip
    for plant in (OPEN_PLANT, CLEAN_PLANT):
        for process in ("1#", "2#", "ALL"):
            periods = [("month", month) for month in MONTHS] + ([("year", YEAR)] if has_year else [])
            rows += [
                {
                    "plant": plant,
                    "process": process,
                    "period_kind": kind,
                    "period": period,
                    "source_basis": "tickets",
                    **values,
                }
                for kind, period in periods
            ]
    return rows


def _bridge() -> list[dict[str, Any]]:
    lines = (
        (10, "weighed", "抬包过磅量", "ladle_tickets", 1, False, "1000.5"),
        (20, "poured_back", "回灌铝液", "ladle_tickets", -1, False, "0"),
        (80, "unexplained", "未解释差额", "", 1, True, "-2.5"),
    )
    return [
        {"plant": plant, "process": "ALL", "period": month, "subject": "metal", "line_no": number, "line_code": code,
         "label_zh": label, "label_en": code, "source_system": source, "basis": "accounting", "sign": sign,
         "is_total": is_total, "value_t": D(value)}
        for plant in (OPEN_PLANT, CLEAN_PLANT)
        for month in MONTHS
        for number, code, label, source, sign, is_total, value in lines
    ]  # fmt: skip


def _file(plant: str) -> dict[str, Any]:
    return {
        "file": f"{plant}/2024/a.xlsx", "plant_code": plant, "period": YEAR, "kind": "declared_report",
        "status": "read", "rows_total": 10, "rows_keep": 9,
    }  # fmt: skip


def _validation() -> list[dict[str, Any]]:
    row = {
        "expectation": "ExpectColumnValuesToBeBetween",
        "clause": "表4",
        "disposition": "explain",
        "rows_evaluated": 12,
    }
    return [
        {**row, "gate": "intake", "expectation_id": "X-WEIGH.net", "requirements": "X-WEIGH", "limit_low": "0",
         "limit_high": "60", "rows_refused": 0, "refused": ""},
        {**row, "gate": "thresholds", "expectation_id": "P-07.form", "requirements": "P-07|P-14", "limit_low": "",
         "limit_high": "0.05", "rows_refused": 1, "refused": HOSTILE},
    ]  # fmt: skip


def _inventories() -> list[dict[str, Any]]:
    base = {
        "period": YEAR,
        "printed_tco2e": D("502.5"),
        "recomputed_tco2e": D("50.25"),
        "difference_tco2e": D("452.25"),
    }
    line = {"category": "2", "source": HOSTILE, "activity_value": D("100.5"), "unit": "MWh", "factor": D("0.5"),
            "factor_unit": "tCO2/MWh", "factor_source": "公布值", "file": "a.xlsx", "sheet": "S", "row_no": 2}  # fmt: skip
    return [
        {**base, **line, "plant": OPEN_PLANT, "row_kind": "line", "share_pct": D(60)},
        {**base, "plant": OPEN_PLANT, "row_kind": "member_total", "category": "", "source": "合计", "share_pct": D(60)},
        {**base, "plant": "_group", "row_kind": "group_category", "category": "2", "source": "集团合计",
         "printed_tco2e": D("301.5")},
        {**base, "plant": "_group", "row_kind": "group_total", "category": "", "source": "集团合计",
         "printed_tco2e": D("301.5")},
    ]  # fmt: skip


def _inventory_findings() -> list[dict[str, Any]]:
    return [
        {"plant": OPEN_PLANT, "period": YEAR, "rule": "LIST-LINE", "disposition": "nonconformity", "item": HOSTILE,
         "observed": "502.5", "expected": "50.25", "unit": "tCO2e", "delta_tco2e": D("452.25"), "file": "a.xlsx",
         "sheet": "S", "row_no": 2, "message_zh": f"第1行 {HOSTILE}：不能复算", "message_en": "does not replay"},
    ]  # fmt: skip


def _lint_findings() -> list[dict[str, Any]]:
    return [
        {"report": "某公司清单报告", "rule": "L-REPLAY", "severity": "nonconformity", "table": "表 1", "item": HOSTILE,
         "printed": "12", "expected": "10", "delta_tco2e": D(2), "moves": "total", "message_zh": "不能复算",
         "message_en": "does not replay", "plant": CLEAN_PLANT, "period": YEAR},
    ]  # fmt: skip


def _annual() -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in ("annex1", "annex2", "year_on_year", "evidence", "allowances", "calibration_effects")
    }
    for plant in (OPEN_PLANT, CLEAN_PLANT):
        rows["annex1"] += _annex1(plant)
        for process in ("1#", "2#", "ALL"):
            rows["annex2"].append(
                {"plant": plant, "plant_name": plant, "credit_code": "91", "province": "云南省", "city": "某市", "county": "某县",
                 "process": process, "period": YEAR, "pots": D(200), "rectifiers": D(5), "design_current_ka": D(400),
                 "design_voltage_v": D("4.05"), "output_t": D("12000.5"), "verified_emissions_tco2e": D("20280.12")}
            )  # fmt: skip
            rows["allowances"].append(
                {"plant": plant, "process": process, "period": YEAR, "emissions": D("20280.12"), "output": D("12000.5"),
                 "intensity": D("1.689940"), "balance_value": None, "X": None, "alpha": None,
                 "allowance_rule_2024": D("20280.12"), "allowance_rule_2025": D("20181"), "mass_basis": "tickets"}
            )  # fmt: skip
            rows["year_on_year"] += [
                {"plant": plant, "process": process, "period": YEAR, "item": item, "unit": "t", "item_no": number,
                 "last_year_value": D("11500"), "this_year_value": D("12000.5"), "change_pct": D("4.3522")}
                for number, item in enumerate(("emissions", "anode_net", "ac_energy", "output", "ac_per_t"), start=1)
            ]  # fmt: skip
        rows["calibration_effects"].append(
            {"plant": plant, "instrument_no": "SC-01", "process": "1#", "parameter_code": "output", "period_kind": "year",
             "period": YEAR, "case_code": "not_calibrated", "days": 31, "mass_t": D(1000), "effect_t": D("5"),
             "effect_down_t": D("-5"), "effect_tco2e": D("1.32")}
        )  # fmt: skip
    rows["evidence"].append(
        {"plant": OPEN_PLANT, "period": YEAR, "seq": 1, "document_name": HOSTILE, "document_no": "A-1",
         "document_date": date(2024, 1, 1), "valid_to": None, "valid_to_raw": "长期", "file_name": "a.pdf",
         "is_provided": False, "retention_years": 5, "keeper": "某人"}
    )  # fmt: skip
    return rows


def _annex1(plant: str) -> list[dict[str, Any]]:
    base = {"plant": plant, "period": YEAR, "reason_zh": "", "unit": ""}
    basic = [
        {**base, "process": "ALL", "section": "C.1", "item_no": number, "item": item, "label_zh": item, "before_text": before,
         "after_text": after, "is_same": before == after}
        for number, (item, before, after) in enumerate(
            (("企业住所", "某路1号", "某路1号"), ("企业名称", HOSTILE, "真名铝业"), ("特别补充项", "甲", "甲")), start=1
        )
    ]  # fmt: skip
    numbers = [
        ("C.2", 3, "c2_pots", "电解槽数量", "个", "200", "200"),
        ("C.3", 1, "e_anode", "能源作为原材料用途的二氧化碳排放量", "tCO2", "17000", "17122.2"),
        ("C.4", 1, "e_pfc", "阳极效应温室气体排放量", "tCO2e", "3157.92", "3157.92"),
        ("C.4", 2, "output", "铝液产量", "t", None, "12000.5"),
        ("C.5", 2, "e_process", "铝电解工序二氧化碳排放量", "tCO2e", "20157.92", "20280.12"),
    ]  # fmt: skip
    rows = []
    for process in ("1#", "2#"):
        for section, number, item, label, unit, before, after in numbers:
            is_same = before == after
            rows.append(
                {**base, "process": process, "section": section, "item_no": number, "item": item, "label_zh": label,
                 "unit": unit, "before_value": D(before) if before else None, "after_value": D(after), "is_same": is_same,
                 "change_pct": None if is_same or not before else D("0.72"),
                 "reason_zh": "" if is_same else "以原始计量记录核算"}
            )  # fmt: skip
    total = {**base, "process": "ALL", "section": "C.5", "item_no": 6, "item": "e_total",
             "label_zh": "全部铝电解工序二氧化碳排放总量", "unit": "tCO2e",
             "before_value": D("40315.84"), "after_value": D("40560.24"), "is_same": False,
             "change_pct": D("0.6062")}  # fmt: skip
    return [*basic, *rows, total]
