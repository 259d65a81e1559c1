-- Files owed and not delivered, by plant and by process (shapes required_files, required_process).
-- What is another plant's or month's is no delivery of this one.
with rows_of_plant as (
    select plant, period, file, table_name, process,
        coalesce(reason_code, '') not in (
            'form_of_other_plant', 'form_of_other_month', 'other_plant', 'other_period'
        ) as is_own
    from {{ ref('int_domain__rows') }}
),

files_of_others as (
    select plant, period, file from rows_of_plant group by plant, period, file having not max(is_own)
),

delivered as (
    select distinct files.plant_code as plant, files.period, files.kind
    from {{ source('catalogue', 'files') }} as files
    left join files_of_others as others
        on files.plant_code = others.plant and files.period = others.period and files.file = others.file
    where files.status <> 'unknown_kind' and others.file is null
),

rows_by_process as (
    select plant, period, table_name as kind, process, count(*) as n
    from rows_of_plant where process <> 'ALL' and is_own group by plant, period, table_name, process
),

kinds_by_process as (
    select distinct plant, period, kind from rows_by_process
),

-- A process that stands still all month owes no tickets.
standing as (
    select plant, process, period
    from {{ ref('stg_daily_report') }}
    group by plant, process, period
    having sum(coalesce(pots_running, 0)) = 0 and sum(coalesce(output_t, 0)) = 0
),

heard_of as (
    select distinct plant, process, period from rows_by_process
),

owed as (
    select cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high,
        required.kind, required.because, delivered.kind is null as is_missing, true as is_heard_of
    from {{ ref('int_domain__cells') }} as cells
    inner join {{ ref('int_domain__required_kinds') }} as required
        on cells.plant = required.plant and cells.period = required.period and cells.period_kind = required.period_kind
    left join delivered
        on required.plant = delivered.plant and required.period = delivered.period and required.kind = delivered.kind
    where cells.shape = 'required_files'
        and cells.rule_id = case cells.period_kind when 'month' then 'X-DELIVERY.month' else 'X-DELIVERY.year' end
    union all
    select cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high,
        required.kind, required.because,
        rows_by_process.n is null and standing.plant is null as is_missing, heard_of.plant is not null
    from {{ ref('int_domain__cells') }} as cells
    inner join {{ ref('int_domain__required_kinds') }} as required
        on cells.plant = required.plant and cells.period = required.period and cells.period_kind = required.period_kind
    inner join kinds_by_process
        on required.plant = kinds_by_process.plant and required.period = kinds_by_process.period
        and required.kind = kinds_by_process.kind
    left join rows_by_process
        on required.plant = rows_by_process.plant and required.period = rows_by_process.period
        and required.kind = rows_by_process.kind and cells.process = rows_by_process.process
    left join standing
        on cells.plant = standing.plant and cells.process = standing.process and cells.period = standing.period
    left join heard_of
        on cells.plant = heard_of.plant and cells.process = heard_of.process and cells.period = heard_of.period
    where cells.shape = 'required_process'
),

counted as (
    select
        rule_id, plant, process, period, parameter, high,
        count(*) as n_owed,
        max(case when is_heard_of then 1 else 0 end) as is_heard_of,
        sum(case when is_missing then 1 else 0 end) as n_missing,
        {{ ordered_list("case when is_missing then kind end", '、') }} as kinds,
        {{ ordered_list("case when is_missing then coalesce(words.label_zh, kind) end", '、') }} as detail_zh,
        {{ ordered_list("case when is_missing then coalesce(words.label_en, kind) || ' (' || because || ')' end", '; ') }} as detail_en
    from owed
    left join {{ ref('source_systems') }} as words on owed.kind = words.source_system
    group by rule_id, plant, process, period, parameter, high
)

select
    rule_id, plant, process, period, parameter, '' as item,
    n_owed as expected, n_missing as observed,
    n_missing as deviation, high as limit_value, 'kinds' as unit,
    null as effect_t, null as effect_kind, n_missing as n,
    case
        -- Nothing at all of a process: shut down or left out, nobody can tell.
        when is_heard_of = 0 then 'not_assessable'
        when n_missing > high then 'breach'
        else 'ok'
    end as verdict,
    detail_zh, detail_en, null as conservative_value, kinds as evidence,
    {{ operands({'count': 'n_missing'}) }} as operands,
    case when is_heard_of = 0 then 'open:nothing heard of the process' else '' end as reason
from counted
