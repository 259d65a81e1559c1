-- Numbers that follow from the monthly report and the stock ledger alone: amounts per tonne, pot-days as reported,
-- what came into the product store. Same columns as a quantity.
with observed as (
    select * from {{ ref('fct_observations') }} where basis = 'accounting' and period_kind = 'month'
),

ratios as (
    select
        amounts.plant, amounts.process, amounts.period,
        case amounts.parameter when 'ac_energy' then 'ac_per_t' when 'alumina_use' then 'alumina_per_t'
            else 'anode_gross_per_t' end as parameter,
        '' as item,
        'report_ratio' as source_system,
        {{ decimal_divide("amounts.value * case amounts.unit when 't' then 1000 else 1 end", 'metal.value', 6) }} as value,
        case amounts.unit when 't' then 'kg/t' else 'kWh/t' end as unit,
        amounts.files, amounts.lineage
    from observed as amounts
    inner join observed as metal
        on amounts.plant = metal.plant and amounts.process = metal.process and amounts.period = metal.period
    where amounts.source_system = 'monthly_report' and amounts.parameter in ('ac_energy', 'alumina_use', 'anode_gross')
        and metal.source_system = 'monthly_report' and metal.parameter = 'output' and metal.value > 0
),

pot_days as (
    select plant, process, period, 'pot_days' as parameter, '' as item, 'report_days' as source_system,
        sum(pot_days) as value, '槽日' as unit, max(file) as files,
        max(file || '!' || sheet || '!' || cast(row_no as varchar)) as lineage
    from {{ ref('stg_monthly_report') }}
    where pot_days is not null and process is not null
    group by plant, process, period
),

received as (
    select plant, 'ALL' as process, period, 'product_in' as parameter, item, 'psi_received' as source_system,
        sum(value) as value, max(unit) as unit, {{ ordered_list('files') }} as files, {{ ordered_list('lineage') }} as lineage
    from observed
    where source_system = 'psi_ledger' and parameter in ('psi_production', 'psi_purchase')
    group by plant, period, item
),

every_part as (
    select * from ratios
    union all
    select * from pot_days
    union all
    select * from received
)

select
    plant as plant_code,
    process,
    'month' as period_kind,
    period,
    'accounting' as basis,
    parameter,
    item,
    source_system,
    cast(value as decimal(38, 6)) as value,
    unit,
    true as is_full,
    files,
    lineage,
    cast(null as varchar) as lineage_hash
from every_part
