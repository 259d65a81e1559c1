"""Columns of the published tables that documents are made from, as in ``docs/models.md`` and the marts."""

from __future__ import annotations

from typing import Any

import polars as pl

TEXT, DATE, BOOL, INT = pl.String(), pl.Date(), pl.Boolean(), pl.Int64()
DEC = pl.Decimal(38, 6)


def frame(schema: dict[str, Any], rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row", strict=False)


def texts(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), TEXT)


def decimals(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), DEC)


PLANTS = {
    **texts("plant plant_name short_name credit_code province city county business"),
    "is_smelter": BOOL,
}
PROCESSES = texts("plant process name_in_plant")
PERIODS = {**texts("plant period_kind period"), "is_asked": BOOL, "accounting_end": DATE, "due_date": DATE}
PARAMETERS = {
    **texts("parameter unit"),
    "value": pl.Decimal(38, 12),
    "valid_from": DATE,
    "valid_to": DATE,
    "is_default": BOOL,
}
RULE_ANSWERS = texts("plant process period_kind period rule_id status finding_id")
REQUIREMENTS = texts("id clause subject star kind requirement")
CHECKS = texts("plant process period_kind period requirement status reason")
FINDINGS = {
    **texts(
        "plant process period_kind period requirement rule_id disposition clause title_zh title_en parameter expected"
    ),
    **texts("observed"),
    **decimals("deviation limit"),
    "unit": TEXT,
    **decimals("effect_tco2e effect_allowance_t conservative_value"),
    **texts("message_zh message_en evidence finding_id"),
}
OBSERVATIONS = {
    **texts("plant process period_kind period basis parameter item source_system unit coverage"), "value": DEC,
}  # fmt: skip
EMISSIONS = {
    **texts("plant process period_kind period source_basis"),
    "is_correction_estimated": BOOL,
    **decimals(
        "anode_t output_t anode_net_t e_anode_tco2 e_pfc_tco2e e_total_tco2e anode_adjusted_t output_adjusted_down_t "
        "output_adjusted_up_t adjusted_anode_net_t adjusted_e_anode_tco2 adjusted_e_pfc_tco2e adjusted_e_total_tco2e"
    ),
}
ALLOWANCES = {
    **texts("plant process period mass_basis"),
    **decimals("emissions output intensity balance_value X alpha allowance_rule_2024 allowance_rule_2025"),
    "is_correction_estimated": BOOL,
}
BRIDGE = {
    **texts("plant process period subject line_code label_zh label_en source_system basis"),
    "line_no": INT, "sign": INT, "is_total": BOOL, "value_t": DEC,
}  # fmt: skip
CALIBRATION = {
    **texts("plant instrument_no process parameter_code period_kind period case_code"),
    "days": INT, **decimals("mass_t effect_t effect_down_t effect_tco2e"), "is_estimated": BOOL,
}  # fmt: skip
ANNEX1 = {
    **texts("plant process period section item label_zh label_en unit before_text after_text reason_zh"),
    "item_no": INT, "is_same": BOOL, **decimals("before_value after_value change_pct"),
}  # fmt: skip
ANNEX2 = {
    **texts("plant plant_name credit_code province city county process period"),
    **decimals("pots rectifiers design_current_ka design_voltage_v output_t verified_emissions_tco2e"),
}
YEAR_ON_YEAR = {
    **texts("plant process period item unit"),
    "item_no": INT, **decimals("last_year_value this_year_value change_pct"),
}  # fmt: skip
EVIDENCE = {
    **texts("plant period document_name document_no valid_to_raw file_name keeper"),
    "seq": INT, "document_date": DATE, "valid_to": DATE, "is_provided": BOOL, "retention_years": INT,
}  # fmt: skip
FILES = {
    **texts("file plant_code period kind status"), "rows_total": INT, "rows_keep": INT,
}  # fmt: skip
INVENTORIES = {
    **texts("plant period row_kind category source unit factor_unit factor_source file sheet"),
    **decimals("activity_value factor share_pct printed_tco2e recomputed_tco2e difference_tco2e"), "row_no": INT,
}  # fmt: skip
INVENTORY_FINDINGS = {
    **texts("plant period rule disposition item observed expected unit message_zh message_en file sheet"),
    "delta_tco2e": DEC, "row_no": INT,
}  # fmt: skip
LINT_FINDINGS = {
    **texts("report rule severity table item printed expected"), "delta_tco2e": DEC,
    **texts("moves message_zh message_en plant period"),
}  # fmt: skip
VALIDATION = {
    **texts("gate expectation_id expectation requirements clause disposition limit_low limit_high refused"),
    "rows_evaluated": INT, "rows_refused": INT,
}  # fmt: skip
