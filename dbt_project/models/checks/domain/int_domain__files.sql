-- Files that could not be used, and first deliveries or added parts after the due day (shapes file_state, due_date).
with files as (
    select plant_code as plant, period, file, kind, version, received_date, status, rows_keep,
        coalesce(message_zh, status) as message_zh, coalesce(message_en, status) as message_en
    from {{ source('catalogue', 'files') }}
),

-- A file that failed and was delivered again in order does not stand against the plant.
readable as (
    select plant, period, kind, max(version) as last_version
    from files where status = 'read' and rows_keep > 0 group by plant, period, kind
),

judged as (
    select
        files.*,
        cells.rule_id, cells.process, cells.parameter, cells.high,
        {{ in_list('files.status', 'cells.item') }} as is_unusable,
        readable.kind is not null as has_readable
    from files
    inner join {{ ref('int_domain__cells') }} as cells
        on files.plant = cells.plant and files.period = cells.period and cells.shape = 'file_state'
    left join readable on files.plant = readable.plant and files.period = readable.period
        and files.kind = readable.kind and readable.last_version > files.version
),

states as (
    select
        rule_id, plant, process, period, parameter, high,
        count(*) as n_files,
        sum(case when is_unusable and not has_readable and coalesce(status, '') <> 'unknown_kind' then 1 else 0 end) as n_bad,
        sum(case when is_unusable and not has_readable and status = 'unknown_kind' then 1 else 0 end) as n_unknown,
        {{ ordered_list("case when is_unusable and not has_readable then file || '：' || message_zh end") }} as detail_zh,
        {{ ordered_list("case when is_unusable and not has_readable then file || ': ' || message_en end") }} as detail_en
    from judged
    group by rule_id, plant, process, period, parameter, high
),

due as (
    select plant, due_rule,
        case when due_rule like 'next_month:%' then cast(split_part(due_rule, ':', 2) as integer) end as due_day,
        case when due_rule like 'next_year:%' then split_part(due_rule, ':', 2) end as due_month_day
    from {{ ref('dim_plants') }}
),

-- A later file that only adds rows to those of a readable one is a part of the month coming in, not a correction.
begun as (
    select plant, period, kind, min(version) as first_version
    from files where status = 'read' and rows_keep > 0 group by plant, period, kind
),

replacing as (
    select distinct plant, period, superseded_by as file
    from {{ ref('int_domain__rows') }} where superseded_by is not null
),

adding as (
    select distinct added.plant, added.period, added.file
    from {{ ref('int_domain__rows') }} as added
    left join replacing
        on added.plant = replacing.plant and added.period = replacing.period and added.file = replacing.file
    where added.status = 'keep' and replacing.file is null
),

dated as (
    select
        cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high,
        files.file, files.received_date,
        case
            when cells.period_kind = 'month' and due.due_day is not null
                then {{ add_days(add_months(first_of_month('cells.period'), 1), '(due.due_day - 1)') }}
            when cells.period_kind = 'year' and due.due_month_day is not null
                then {{ try_to("cast(cast(cells.period as integer) + 1 as varchar) || '-' || due.due_month_day", 'date') }}
        end as due_date
    from {{ ref('int_domain__cells') }} as cells
    inner join due on cells.plant = due.plant
    inner join files on cells.plant = files.plant and cells.period = files.period
    left join adding on files.plant = adding.plant and files.period = adding.period and files.file = adding.file
    left join begun on files.plant = begun.plant and files.period = begun.period and files.kind = begun.kind
    where cells.shape = 'due_date' and files.status <> 'unknown_kind'
        and (files.version = 1 or adding.file is not null and files.version > begun.first_version)
        and coalesce(files.kind, '') <> 'finding_answers'
),

aged as (
    select *, {{ dbt.datediff('due_date', 'received_date', 'day') }} as days_late from dated
),

lateness as (
    select
        rule_id, plant, process, period, parameter, high,
        max(due_date) as due_date,
        max(days_late) as days_late,
        sum(case when days_late > high then 1 else 0 end) as n_late,
        count(received_date) as n_dated,
        {{ ordered_list("case when days_late > high then file end") }} as detail
    from aged
    group by rule_id, plant, process, period, parameter, high
)

select
    rule_id, plant, process, period, parameter, '' as item,
    0 as expected, n_bad + n_unknown as observed,
    n_bad + n_unknown as deviation, high as limit_value, 'files' as unit,
    null as effect_t, null as effect_kind, n_bad + n_unknown as n,
    case when n_bad > high then 'breach' when n_unknown > high then 'advisory' else 'ok' end as verdict,
    detail_zh, detail_en, null as conservative_value, detail_zh as evidence,
    {{ operands({'count': 'n_bad'}) }} as operands, '' as reason
from states
union all
select
    rule_id, plant, process, period, parameter, '' as item,
    null as expected, n_late as observed,
    greatest(days_late, 0) as deviation, high as limit_value, 'd' as unit,
    null as effect_t, null as effect_kind, n_late as n,
    case
        when due_date is null then 'not_applicable'
        when n_dated = 0 then 'not_assessable'
        when n_late > 0 then 'breach'
        else 'ok'
    end as verdict,
    cast(due_date as varchar) || '：' || detail as detail_zh,
    cast(due_date as varchar) || ': ' || detail as detail_en,
    null as conservative_value, detail as evidence,
    {{ operands({'count': 'days_late'}) }} as operands, case when due_date is null then 'open:no due day' else '' end as reason
from lateness
