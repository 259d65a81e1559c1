-- Organisation inventories (shapes iso_line, iso_total, iso_doubt): what the replay of the delivered lists found before
-- dbt started. A list that was not replayed, or of which nothing could be, is not assessable.
with lists as (
    select plant, period, count(*) as n_rows, min(file) as file from {{ ref('stg_iso_inventory') }} group by plant, period
),

replayed as (
    select
        plant, period,
        count(recomputed_tco2e) as n_replayed,
        min(case when recomputed_tco2e is not null then file || '!' || sheet || '!' || cast(row_no as varchar) end) as evidence
    from {{ source('run', 'inventory_lines') }}
    group by plant, period
),

found as (
    select
        *,
        case
            when rule in ('LIST-TOTAL', 'LIST-NO-TOTAL') then 'iso_total'
            when disposition = 'nonconformity' then 'iso_line'
            else 'iso_doubt'
        end as shape,
        file || '!' || coalesce(sheet, '') || '!' || coalesce(cast(row_no as varchar), '') as place
    from {{ source('run', 'inventory_findings') }}
),

ranked as (
    select
        *,
        count(*) over (partition by plant, period, shape, disposition) as n_alike,
        row_number() over (
            partition by plant, period, shape
            order by case disposition when 'nonconformity' then 1 when 'explain' then 2 else 3 end,
                abs(delta_tco2e) desc nulls last, row_no, rule, message_zh
        ) as place_no
    from found
)

select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter,
    coalesce(ranked.item, '') as item,
    ranked.expected_value as expected, ranked.observed_value as observed,
    abs(ranked.delta_tco2e) as deviation, null as limit_value,
    case when cells.shape = 'iso_doubt' then '' else 'tCO2e' end as unit,
    ranked.delta_tco2e as effect_t, 'emission' as effect_kind,
    coalesce(ranked.n_alike, 0) as n,
    case
        when replayed.n_replayed is null then 'not_assessable'
        when ranked.disposition in ('nonconformity', 'explain') then 'breach'
        when ranked.rule = 'LIST-NO-TOTAL' then 'not_assessable'
        when replayed.n_replayed = 0 then 'not_assessable'
        when ranked.disposition = 'advisory' then 'advisory'
        else 'ok'
    end as verdict,
    ranked.message_zh || case when ranked.n_alike > 1
        then '（同类共 ' || cast(ranked.n_alike as varchar) || ' 项）' else '' end as detail_zh,
    ranked.message_en || case when ranked.n_alike > 1
        then ' (' || cast(ranked.n_alike as varchar) || ' such findings)' else '' end as detail_en,
    null as conservative_value,
    coalesce(ranked.place, replayed.evidence, lists.file) as evidence,
    '' as operands, 'other:replayed by its own tables' as reason
from {{ ref('int_domain__cells') }} as cells
inner join lists on cells.plant = lists.plant and cells.period = lists.period
left join replayed on cells.plant = replayed.plant and cells.period = replayed.period
left join ranked on cells.plant = ranked.plant and cells.period = ranked.period and cells.shape = ranked.shape
    and ranked.place_no = 1
where cells.shape in ('iso_line', 'iso_total', 'iso_doubt')
