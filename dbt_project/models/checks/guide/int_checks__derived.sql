-- All derived numbers; each part says what it holds. Same columns as a quantity.
{% set columns = "plant_code, process, period_kind, period, basis, parameter, item, source_system, value, unit, "
    ~ "is_full, files, lineage, lineage_hash" %}
select {{ columns }} from {{ ref('int_checks__derived_months') }}
union all
select {{ columns }} from {{ ref('int_checks__derived_reports') }}
union all
select {{ columns }} from {{ ref('int_checks__derived_years') }}
union all
select {{ columns }} from {{ ref('int_checks__derived_facilities') }}
union all
select {{ columns }} from {{ ref('int_checks__derived_contracts') }}
union all
select {{ columns }} from {{ ref('int_checks__derived_estimates') }}
union all
select {{ columns }} from {{ ref('int_checks__derived_cutoff') }}
