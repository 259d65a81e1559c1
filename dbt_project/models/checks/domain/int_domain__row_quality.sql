-- Rows set aside or repeated: one row per plant, process, period, requirement and family of tables (shape
-- row_quality).
with counted as (
    select
        plant, process, period, family, requirement,
        count(*) as rows_at_fault,
        cast(sum(abs(coalesce(mass_hint_t, mass_t, 0))) as decimal(38, 6)) as mass_t,
        sum(case when reason_code = 'takes_back' then 1 else 0 end) as n_red,
        cast(sum(case when reason_code = 'takes_back' then abs(coalesce(mass_hint_t, mass_t, 0)) else 0 end)
            as decimal(38, 6)) as red_t,
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
    -- A ticket that a red one takes back still counts: said where it is, since the rest of a row set aside is missing mass.
    case when counted.n_red > 0 then
        '其中红字磅单 ' || cast(counted.n_red as varchar) || ' 行冲回 ' || {{ plain_number('counted.red_t') }}
        || ' t，未抵减，被冲回的原票仍计入；如属实，申报量可能多计。'
    else '' end as detail_zh,
    case when counted.n_red > 0 then
        ' Among them ' || cast(counted.n_red as varchar) || ' red tickets take back ' || {{ plain_number('counted.red_t') }}
        || ' t: not subtracted, the tickets they take back still count; if they are right, too much is declared.'
    else '' end as detail_en,
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
