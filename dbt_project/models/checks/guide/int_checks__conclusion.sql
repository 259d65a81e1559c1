-- What the report can say: statement of conformity, list of nonconformities, data at risk; and whether its annexes and
-- its number can be filled. One row per rule and plant of an annual close.
with found as (
    select
        measured.plant_code, substring(measured.period, 1, 4) as year_period,
        count(case when measured.status = 'nonconformity' then 1 end) as nonconformities,
        count(case when measured.status = 'explain' then 1 end) as explanations,
        {{ ordered_list("case when measured.status in ('nonconformity', 'explain') then labels.label_zh end", '、') }} as risky_zh,
        {{ ordered_list("case when measured.status in ('nonconformity', 'explain') then labels.label_en end", ', ') }} as risky_en
    from {{ ref('int_checks__measured') }} as measured
    left join {{ ref('parameter_catalog') }} as labels
        on measured.parameter = labels.parameter and labels.source_kind = 'series'
        and labels.parameter in ('output', 'anode_gross')
    group by measured.plant_code, substring(measured.period, 1, 4)
),

drawn as (
    select places.*,
        case
            when places.item = 'statement' and coalesce(found.nonconformities, 0) > 0 then places.disposition
            when places.item = 'risk' and coalesce(found.risky_zh, '') <> '' then places.disposition
            else 'pass'
        end as status,
        '' as expected,
        cast(coalesce(found.nonconformities, 0) as varchar) as observed,
        '核查指南条款：不符合 ' || cast(coalesce(found.nonconformities, 0) as varchar) || ' 项，需说明 '
        || cast(coalesce(found.explanations, 0) as varchar) || ' 项'
        || case when places.item = 'risk' and coalesce(found.risky_zh, '') <> ''
            then '；错误风险较高的数据：' || found.risky_zh
            else '' end || '。' as detail_zh,
        'clauses of the guide: nonconformities ' || cast(coalesce(found.nonconformities, 0) as varchar) || ', to explain '
        || cast(coalesce(found.explanations, 0) as varchar)
        || case when places.item = 'risk' and coalesce(found.risky_zh, '') <> ''
            then '; data at risk: ' || found.risky_en
            else '' end || '.' as detail_en,
        cast(null as varchar) as evidence
    from {{ places_of('conclusion') }} as places
    left join found on places.plant_code = found.plant_code and places.period = found.year_period
),

forms as (
    select plant, period,
        count(distinct form) as forms,
        count(distinct case when item = 'e_process' then process end) as process_totals,
        count(distinct case when item in ('output', 'output_c5') then process end) as process_outputs,
        max(file) as file
    from {{ ref('stg_declared_items') }}
    group by plant, period
),

facilities as (
    select plant, period,
        count(distinct case when pots is not null and rectifiers is not null and design_current_ka is not null
            and design_voltage_v is not null then process end) as complete_lines
    from {{ ref('stg_declared_facilities') }}
    group by plant, period
),

profiles as (
    select plant_code, period, count(*) as facts from {{ ref('int_checks__facts') }}
    where source = 'declared' and coalesce(value, '') <> '' group by plant_code, period
),

ready as (
    select places.*,
        case
            when places.item = 'number' then coalesce(plants.province, '') <> '' and length(plants.credit_code) >= 6
            when places.item = 'annex2' then coalesce(plants.province, '') <> '' and coalesce(plants.city, '') <> ''
                and coalesce(plants.county, '') <> '' and coalesce(plants.credit_code, '') <> ''
                and facilities.complete_lines >= sizes.processes and forms.process_totals >= sizes.processes
                and forms.process_outputs >= sizes.processes
            else coalesce(profiles.facts, 0) > 0 and facilities.complete_lines >= sizes.processes and forms.forms >= 3
        end as is_ready,
        forms.file
    from {{ places_of('report_ready') }} as places
    inner join {{ ref('dim_plants') }} as plants on places.plant_code = plants.plant
    inner join (select plant, max(n_processes) as processes from {{ ref('dim_processes') }} group by plant) as sizes
        on places.plant_code = sizes.plant
    left join forms on places.plant_code = forms.plant and places.period = forms.period
    left join facilities on places.plant_code = facilities.plant and places.period = facilities.period
    left join profiles on places.plant_code = profiles.plant_code and places.period = profiles.period
),

answered as (
    select places_status.* from (
        select rule_id, plant_code, process, period_kind, period, parameter, status, expected, observed, detail_zh,
            detail_en, evidence
        from drawn
        union all
        select rule_id, plant_code, process, period_kind, period, parameter,
            case when coalesce(is_ready, false) then 'pass' else 'missing' end, '', '',
            case when coalesce(is_ready, false) then '' else '所需数据未报送齐全。' end,
            case when coalesce(is_ready, false) then '' else 'not all data needed were delivered.' end, file
        from ready
    ) as places_status
)

select {{ word_answer() }}
from answered
