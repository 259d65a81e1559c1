-- Answers of every shape, before conclusions are drawn from them. One row per rule and place.
{% set columns = "plant_code, process, period_kind, period, rule_id, status, parameter, expected, observed, "
    ~ "expected_value, observed_value, deviation, limit_value, limit_kind, unit, effect_tco2e, detail_zh, detail_en, "
    ~ "evidence" %}
select {{ columns }} from {{ ref('int_checks__pair') }}
union all
select {{ columns }} from {{ ref('int_checks__range') }}
union all
select {{ columns }} from {{ ref('int_checks__facts_equal') }}
union all
select {{ columns }} from {{ ref('int_checks__facts_pattern') }}
union all
select {{ columns }} from {{ ref('int_checks__evidence') }}
union all
select {{ columns }} from {{ ref('int_checks__evidence_register') }}
union all
select {{ columns }} from {{ ref('int_checks__attestation') }}
union all
select {{ columns }} from {{ ref('int_checks__plates') }}
union all
select {{ columns }} from {{ ref('int_checks__method') }}
union all
select {{ columns }} from {{ ref('int_checks__method_other') }}
union all
select {{ columns }} from {{ ref('int_checks__calibration') }}
union all
select {{ columns }} from {{ ref('int_checks__certificates') }}
union all
select {{ columns }} from {{ ref('int_checks__intervals') }}
union all
select {{ columns }} from {{ ref('int_checks__scales') }}
union all
select {{ columns }} from {{ ref('int_checks__plan') }}
union all
select {{ columns }} from {{ ref('int_checks__backpour') }}
union all
select {{ columns }} from {{ ref('int_checks__deposited') }}
union all
select {{ columns }} from {{ ref('int_checks__records') }}
union all
select {{ columns }} from {{ ref('int_checks__identical') }}
union all
select {{ columns }} from {{ ref('int_checks__history') }}
