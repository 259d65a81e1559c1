-- Rows set aside or repeated: one row per plant, process, period, requirement and family of tables (shape
-- row_quality).
with at_fault as (
    select
        rows.plant, rows.process, rows.period, rows.family, rows.requirement,
        abs(coalesce(rows.mass_hint_t, rows.mass_t, 0)) as mass_t,
        rows.file || '!' || rows.sheet || '!' || cast(rows.row_no as varchar) as evidence,
        rows.reason_code = 'takes_back' as is_red,
        coalesce(red.is_unknown, true) as is_unknown,
        red.place
    from {{ ref('int_domain__rows') }} as rows
    left join {{ ref('int_domain__red_tickets') }} as red
        on rows.delivery_id = red.delivery_id and rows.table_name = red.table_name
        and rows.sheet = red.sheet and rows.row_no = red.row_no
    where rows.status in ('quarantine', 'duplicate') and rows.requirement is not null
        and not coalesce(rows.status = 'quarantine' and red.is_of_void, false)
),

counted as (
    select
        plant, process, period, family, requirement,
        count(*) as rows_at_fault,
        cast(sum(mass_t) as decimal(38, 6)) as mass_t,
        sum(case when is_red then 1 else 0 end) as n_red,
        cast(sum(case when is_red then mass_t else 0 end) as decimal(38, 6)) as red_t,
        sum(case when is_red and is_unknown then 1 else 0 end) as n_unknown,
        {{ ordered_list("evidence") }} as evidence
    from at_fault
    group by plant, process, period, family, requirement
),

elsewhere as (
    select plant, process, period, family, requirement, {{ first_of_list("place", 5) }} as places
    from at_fault
    where is_red and place is not null
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
        || ' t，未抵减。'
        || case when counted.n_red > counted.n_unknown then
            '被冲回的原票仍计入，如属实，申报量可能多计' || coalesce('（原票在其他表：' || elsewhere.places || '）', '') || '。'
        else '' end
        || case when counted.n_unknown > 0 then
            cast(counted.n_unknown as varchar) || ' 行在已报送的文件中找不到原票，请写明原票号及所在月份。'
        else '' end
    else '' end as detail_zh,
    case when counted.n_red > 0 then
        ' Among them ' || cast(counted.n_red as varchar) || ' red tickets take back ' || {{ plain_number('counted.red_t') }}
        || ' t: not subtracted.'
        || case when counted.n_red > counted.n_unknown then
            ' The tickets they take back still count; if they are right, too much is declared'
            || coalesce(' (in other sheets: ' || elsewhere.places || ')', '') || '.'
        else '' end
        || case when counted.n_unknown > 0 then
            ' Of ' || cast(counted.n_unknown as varchar) || ' the ticket taken back is in no delivered file: write its number '
            || 'and month.'
        else '' end
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
left join elsewhere
    on counted.plant = elsewhere.plant and counted.process = elsewhere.process and counted.period = elsewhere.period
    and counted.family = elsewhere.family and counted.requirement = elsewhere.requirement
where cells.shape = 'row_quality'
