-- Tickets of one scale closer together than a weighing takes (shape weighing_pace): one row per process and month.
with tickets as (
    select *,
        max(extract(second from weighed_at)) over (partition by plant, source) > 0 as has_seconds,
        lag(weighed_at) over (partition by plant, coalesce(scale_no, process) order by weighed_at, ticket_no) as at_before
    from {{ ref('int_domain__weighings') }}
    where source = 'ladle' and weighed_at is not null
),

paced as (
    select *, {{ seconds_between('at_before', 'weighed_at') }} as seconds_apart from tickets
)

select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, '' as item,
    cells.low as expected, min(paced.seconds_apart) as observed,
    sum(case when paced.seconds_apart < cells.low then 1 else 0 end) as deviation,
    cells.low as limit_value, 's' as unit,
    sum(case when paced.seconds_apart < cells.low then paced.net_t else 0 end) as effect_t,
    'output' as effect_kind,
    sum(case when paced.seconds_apart < cells.low then 1 else 0 end) as n,
    case
        -- Times written to the minute cannot show it.
        when not bool_or(paced.has_seconds) then 'not_applicable'
        when sum(case when paced.seconds_apart < cells.low then 1 else 0 end) > cells.high then 'breach'
        else 'ok'
    end as verdict,
    {{ ordered_list("case when paced.seconds_apart < cells.low then paced.ticket_no end", '、') }} as detail_zh,
    {{ ordered_list("case when paced.seconds_apart < cells.low then paced.ticket_no end", ', ') }} as detail_en,
    null as conservative_value,
    {{ ordered_list("case when paced.seconds_apart < cells.low then paced.evidence end") }} as evidence,
    {{ operands({'seconds': 'min(paced.seconds_apart)',
        'tickets': 'sum(case when paced.seconds_apart < cells.low then 1 else 0 end)'}) }} as operands,
    case when not bool_or(paced.has_seconds) then 'open:times to the minute' else 'quiet:one ticket has no pace' end as reason
from {{ ref('int_domain__cells') }} as cells
inner join paced on cells.plant = paced.plant and cells.process = paced.process and cells.period = paced.period
where cells.shape = 'weighing_pace'
group by cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.low, cells.high
