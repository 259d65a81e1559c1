-- Annual files, row by row: deposits, declared report, last year's report, plan, money, allowances, inventory.
{% set facilities = [
    ['c2_ka', 'design_current_ka', 'kA'],
    ['c2_volt', 'design_voltage_v', 'V'],
    ['c2_pots', 'pots', '个'],
    ['c2_rect', 'rectifiers', '套'],
    ['c2_cap', 'capacity_t', 't/a'],
] %}
with money as (
    select
        *,
        case when item like '%千元%' then 0.1 when item like '%亿元%' then 10000 else 1 end
        * {{ try_to("replace(value, ',', '')", "decimal(18, 4)") }} as value_10k_cny
    from {{ ref('stg_declared_profile') }}
    where item like '%工业总产值%' or item like '%工业增加值%'
),

inventory as (
    select *, coalesce(source, '') = '' or category like '%合%计%' or source like '%合%计%' as is_total
    from {{ ref('stg_iso_inventory') }}
)

{{ measure(
    ref('stg_deposits'), 'deposits', 'parameter_code', 'value',
    "case when parameter_code = 'ac_energy' then 'MWh' else 't' end", period='data_month',
    where="parameter_code in ('output', 'anode_gross', 'ac_energy')"
) }}
union all
{{ measures(ref('stg_declared_monthly'), 'declared_report', [
    ['output', 'output_t', 't'],
    ['anode_gross', 'anode_gross_t', 't'],
    ['anode_blocks', 'anode_blocks', '块'],
    ['unit_weight', 'unit_weight_kg', 'kg'],
    ['ac_energy', 'ac_energy_mwh', 'MWh'],
], period='data_month') }}
union all
{{ measures(ref('stg_declared_facilities'), 'declared_report', facilities, period_kind="'year'") }}
union all
{{ measures(ref('stg_plan_facilities'), 'plan', facilities, period_kind="'year'") }}
union all
{{ measures(
    ref('stg_last_year_facilities'), 'last_year_report', facilities,
    period="cast(cast(period as integer) - 1 as varchar)", period_kind="'year'"
) }}
union all
{{ measures('money', 'declared_report', [
    ['gross_output_value', 'value_10k_cny', '万元']
], process="'ALL'", period_kind="'year'") }}
union all
{{ measure(
    ref('stg_finance'), 'finance', 'item', 'value_10k_cny', "'万元'", process="'ALL'", period_kind="'year'",
    where="item in ('gross_output_value', 'revenue')"
) }}
union all
{{ measure(
    ref('stg_allowances'), 'allowances', "'allowance_' || business", 'quantity_t', "'t'", process="'ALL'",
    period_kind="'year'"
) }}
union all
{{ measure(
    ref('stg_anode_contract'), 'anode_contract', "'unit_weight_' || basis", 'unit_weight_kg', "'kg'",
    process="'ALL'", period_kind="'year'"
) }}
union all
{{ measures('inventory', 'iso_inventory', [
    ['iso_emission_total', 'emission_tco2e', 'tCO2e', 'is_total']
], process="'ALL'", period_kind="'year'", basis="'natural'") }}
union all
{% for parameter, column, unit in [
    ('iso_activity', 'activity_value', 'unit_raw'), ('iso_emission', 'emission_tco2e', "'tCO2e'")
] -%}
{{ measure(
    'inventory', 'iso_inventory', "'" ~ parameter ~ "'", column, unit, process="'ALL'", item='source',
    where='not is_total', period_kind="'year'", basis="'natural'"
) }}
union all
{% endfor -%}
{{ measures(ref('stg_instruments'), 'instruments', [
    ['required_accuracy', 'required_accuracy_pct', '%']
], process="'ALL'", item='instrument_no', period_kind="'year'") }}
union all
{{ measures(ref('stg_calibrations'), 'calibrations', [
    ['calibrated_accuracy', 'accuracy_pct', '%']
], process="'ALL'", item="instrument_no || '@' || cast(calibrated_date as varchar)", period_kind="'year'") }}
