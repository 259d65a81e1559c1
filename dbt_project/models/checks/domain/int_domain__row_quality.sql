-- Rows set aside or repeated: one row per plant, process, period, requirement and family of tables (shape
-- row_quality).
with counted as (
    select
        plant, process, period, family, requirement,
        count(*) as rows_at_fault,
        cast(sum(coalesce(mass_hint_t, abs(mass_t), 0)) as decimal(18, 6)) as mass_t,
        min(table_name) as table_name,
        {{ ordered_list("file || '!' || sheet || '!' || cast(row_no as varchar)") }} as evidence
    from {{ ref('int_domain__rows') }}
    where status in ('quarantine', 'duplicate') and requirement is not null
    group by plant, process, period, family, requirement
),

delivered as (
    select distinct plant, process, period, family from {{ ref('int_domain__rows') }}
)

select
    cells.rule_id, cells.plant, cells.process, cells.period,
    cells.parameter,
    '' as item,
    0 as expected,
    coalesce(counted.rows_at_fault, 0) as observed,
    coalesce(counted.rows_at_fault, 0) as deviation,
    cells.high as limit_value,
    'rows' as unit,
    coalesce(counted.mass_t, 0) as effect_t,
    case cells.parameter when 'output' then 'output' when 'anode_gross' then 'anode_gross' end as effect_kind,
    coalesce(counted.rows_at_fault, 0) as n,
    case when coalesce(counted.rows_at_fault, 0) > cells.high then 'breach' else 'ok' end as verdict,
    coalesce(counted.table_name, '') as detail_zh,
    coalesce(counted.table_name, '') as detail_en,
    null as conservative_value,
    coalesce(counted.evidence, '') as evidence,
    {{ operands({'count': 'coalesce(counted.rows_at_fault, 0)'}) }} as operands, '' as reason
from {{ ref('int_domain__cells') }} as cells
inner join delivered
    on cells.plant = delivered.plant and cells.process = delivered.process and cells.period = delivered.period
    and cells.rule_id like ('%.' || delivered.family)
left join counted
    on delivered.plant = counted.plant and delivered.process = counted.process and delivered.period = counted.period
    and delivered.family = counted.family
    and substring(cells.requirements || '|', 1, length(counted.requirement) + 1) = counted.requirement || '|'
where cells.shape = 'row_quality'
