-- Columns of the models that the checks read, as the project's other models declare them.
create table dim_parameters (
    "parameter" varchar,
    "value" decimal(38,12),
    "unit" varchar,
    "valid_from" date,
    "valid_to" date,
    "source" varchar,
    "status" varchar,
    "is_default" boolean,
    "origin" varchar
);
create table dim_periods (
    "plant" varchar,
    "period_kind" varchar,
    "period" varchar,
    "year" integer,
    "is_asked" boolean,
    "accounting_start" date,
    "accounting_end" date,
    "accounting_days" bigint,
    "natural_days" bigint,
    "year_period" varchar
);
create table dim_plants (
    "plant" varchar,
    "plant_name" varchar,
    "credit_code" varchar,
    "province" varchar,
    "city" varchar,
    "county" varchar,
    "business" varchar,
    "b204_basis" varchar,
    "metal_method" varchar,
    "anode_method" varchar,
    "has_port" boolean,
    "has_own_anode" boolean,
    "is_smelter" boolean
);
create table dim_processes (
    "plant" varchar,
    "process" varchar,
    "name_in_plant" varchar,
    "design_current_ka" decimal(18,6),
    "pots" integer,
    "capacity_t" decimal(18,6),
    "n_processes" bigint
);
create table fct_calibration_effects (
    "plant" varchar,
    "instrument_no" varchar,
    "process" varchar,
    "parameter_code" varchar,
    "period_kind" varchar,
    "period" varchar,
    "days" integer,
    "mass_t" decimal(18,3),
    "effect_tco2e" decimal(18,2)
);
create table fct_daily (
    "plant" varchar,
    "process" varchar,
    "accounting_day" date,
    "period" varchar,
    "parameter" varchar,
    "source_system" varchar,
    "value" decimal(38,6),
    "unit" varchar
);
create table fct_daily_natural (
    "plant" varchar,
    "process" varchar,
    "natural_day" date,
    "period" varchar,
    "parameter" varchar,
    "source_system" varchar,
    "value" decimal(38,6),
    "unit" varchar
);
create table fct_observations (
    "plant" varchar,
    "process" varchar,
    "period_kind" varchar,
    "period" varchar,
    "basis" varchar,
    "parameter" varchar,
    "item" varchar,
    "source_system" varchar,
    "value" decimal(38,6),
    "unit" varchar,
    "coverage" varchar,
    "files" varchar,
    "lineage" varchar,
    "lineage_hash" varchar
);
create table int_checks__domain_answers (
    "plant_code" varchar,
    "process" varchar,
    "period" varchar,
    "rule_id" varchar,
    "requirements" varchar,
    "status" varchar,
    "disposition" varchar,
    "parameter" varchar,
    "expected" decimal(38,6),
    "observed" decimal(38,6),
    "deviation" decimal(38,9),
    "limit_value" decimal(38,9),
    "unit" varchar,
    "effect_tco2e" decimal(38,2),
    "effect_allowance_t" decimal(38,2),
    "conservative_value" decimal(38,6),
    "message_zh" varchar,
    "message_en" varchar,
    "evidence" varchar
);
create table int_domain__rows (
    "plant" varchar,
    "period" varchar,
    "kind" varchar,
    "table_name" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "status" varchar,
    "requirement" varchar,
    "reason_zh" varchar,
    "reason_en" varchar,
    "mass_hint_t" decimal(18,6),
    "mass_t" decimal(18,6),
    "process" varchar
);
create table int_instruments__day_state (
    "plant" varchar,
    "instrument_no" varchar,
    "parameter_code" varchar,
    "day" date,
    "year_period" varchar,
    "required_accuracy_pct" decimal(38,6),
    "certificate_no" varchar,
    "calibrated_date" date,
    "valid_to" date,
    "found_accuracy_pct" decimal(38,6),
    "excess_pct" decimal(18,6),
    "late_from" date
);
create table int_scales__used (
    "plant" varchar,
    "process" varchar,
    "period" varchar,
    "parameter_code" varchar,
    "scale_no" varchar,
    "tickets" bigint,
    "mass_t" decimal(38,6),
    "first_day" date,
    "last_day" date,
    "file" varchar
);
create table stg_anode_contract (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "basis" varchar,
    "document_no" varchar,
    "unit_weight_kg" decimal(18,6)
);
create table stg_b204_annual (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "indicator_code" varchar,
    "unit" varchar,
    "code" varchar
);
create table stg_basic_facts (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "section" varchar,
    "item" varchar,
    "value" varchar
);
create table stg_calibrations (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "instrument_no" varchar,
    "name" varchar,
    "certificate_no" varchar,
    "calibrated_date" date,
    "valid_to" date,
    "accuracy_pct" decimal(18,6),
    "conclusion" varchar
);
create table stg_declared_facilities (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "process" varchar,
    "design_current_ka" decimal(18,6),
    "design_voltage_v" decimal(18,6),
    "pots" integer,
    "rectifiers" integer,
    "capacity_t" decimal(18,6)
);
create table stg_declared_items (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "form" varchar,
    "process" varchar,
    "item_raw" varchar,
    "item" varchar,
    "unit_raw" varchar,
    "value" decimal(28,10),
    "value_raw" varchar,
    "data_source" varchar
);
create table stg_declared_monthly (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "process" varchar,
    "data_month" varchar,
    "output_t" decimal(18,6),
    "anode_gross_t" decimal(18,6),
    "anode_blocks" integer,
    "unit_weight_kg" decimal(18,6),
    "ac_energy_mwh" decimal(18,6)
);
create table stg_declared_profile (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "item" varchar,
    "value" varchar
);
create table stg_deposits (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "data_month" varchar,
    "process" varchar,
    "parameter_code" varchar,
    "unit_raw" varchar,
    "value" decimal(28,10),
    "production_state" varchar,
    "document" varchar
);
create table stg_earlier_nc (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "seq" integer,
    "description" varchar,
    "done_date" date,
    "state_raw" varchar,
    "is_corrected" boolean
);
create table stg_evidence (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "seq" integer,
    "document_name" varchar,
    "document_no" varchar,
    "document_date" date,
    "valid_to" date,
    "file_name" varchar,
    "is_provided" boolean,
    "retention_years" integer,
    "provided_raw" varchar,
    "remark" varchar
);
create table stg_instruments (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "instrument_no" varchar,
    "name" varchar,
    "model" varchar,
    "place" varchar,
    "parameter_code" varchar,
    "required_accuracy_pct" decimal(18,6),
    "interval_months" integer,
    "state" varchar
);
create table stg_last_year_facilities (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "process" varchar,
    "design_current_ka" decimal(18,6),
    "design_voltage_v" decimal(18,6),
    "pots" integer,
    "rectifiers" integer,
    "capacity_t" decimal(18,6)
);
create table stg_last_year_items (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "process" varchar,
    "item_raw" varchar,
    "item" varchar,
    "unit_raw" varchar,
    "value" decimal(28,10),
    "data_source" varchar
);
create table stg_plan_control (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "item" varchar,
    "value" varchar
);
create table stg_monthly_report (
    "plant" varchar,
    "period" varchar,
    "process" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "pot_days" decimal(18,6)
);
create table stg_plan_data (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "process" varchar,
    "parameter_code" varchar,
    "unit_raw" varchar,
    "acquisition" varchar,
    "method" varchar,
    "data_source" varchar,
    "instrument_nos" varchar,
    "accuracy_pct" decimal(18,6),
    "place" varchar,
    "calibration_frequency" varchar,
    "interval_months" integer,
    "monitoring_frequency" varchar,
    "record_frequency" varchar,
    "missing_data_rule" varchar,
    "department" varchar
);
create table stg_plan_facilities (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "process" varchar,
    "design_current_ka" decimal(18,6),
    "design_voltage_v" decimal(18,6),
    "pots" integer,
    "rectifiers" integer,
    "capacity_t" decimal(18,6)
);
create table stg_plan_profile (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "item" varchar,
    "value" varchar
);
create table stg_provincial_list (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "province" varchar,
    "name" varchar,
    "credit_code" varchar,
    "list_year" varchar
);
create table stg_site_visit (
    "plant" varchar,
    "period" varchar,
    "file" varchar,
    "sheet" varchar,
    "row_no" integer,
    "received_date" date,
    "seq" integer,
    "method" varchar,
    "person_role" varchar,
    "subject" varchar,
    "record" varchar
);
create table fct_allowances (
    "plant" varchar,
    "process" varchar,
    "period" varchar,
    "emissions" decimal(18,2),
    "output" decimal(18,3)
);
create table int_parameters__by_year (
    "year_period" varchar,
    "balance_value_t_t" decimal(38,12),
    "alloc_slope" decimal(38,12),
    "alloc_cap" decimal(38,12),
    "alloc_linear_within" decimal(38,12),
    "ef_cf4_kg_t" decimal(38,12),
    "ef_c2f6_kg_t" decimal(38,12),
    "gwp_cf4" decimal(38,12),
    "gwp_c2f6" decimal(38,12)
);
create table int_domain__measurements (
    "rule_id" varchar,
    "plant" varchar,
    "process" varchar,
    "period" varchar,
    "operands" varchar,
    "reason" varchar
);
create table int_domain__cells (
    "rule_id" varchar,
    "plant" varchar,
    "process" varchar,
    "period" varchar,
    "is_subject" boolean
);
