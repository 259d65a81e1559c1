-- Days without a record while the process ran (shape recording_gap): one row per process and month.
with daily as (
    select plant, process, accounting_day, period, parameter, source_system, value
    from {{ ref('fct_daily') }}
),

days as (
    select processes.plant, processes.process, periods.period,
        {{ add_days('periods.accounting_start', 'numbers.number') }} as day
    from {{ ref('dim_processes') }} as processes
    inner join {{ ref('dim_periods') }} as periods
        on processes.plant = periods.plant and periods.period_kind = 'month' and periods.is_asked
    inner join ({{ numbers_below_ten_thousand() }}) as numbers
        on numbers.number < periods.accounting_days
),

-- A process ran on a day when any source shows metal, anodes or energy; a day of zero pots is no gap.
running as (
    select plant, process, accounting_day,
        max(case when parameter = 'pots_running' then value end) as pots,
        max(case when parameter <> 'pots_running' and value > 0 then 1 else 0 end) as is_active
    from daily group by plant, process, accounting_day
),

seen as (
    select plant, process, period, source_system, accounting_day from daily
    group by plant, process, period, source_system, accounting_day
),

seen_days as (
    select plant, process, period, source_system, count(*) as n_days from seen group by plant, process,
        period, source_system
),

gaps as (
    select cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high,
        seen_days.n_days,
        count(*) as n_expected,
        sum(case when seen.accounting_day is null then 1 else 0 end) as n_missing,
        {{ ordered_list("case when seen.accounting_day is null then cast(days.day as varchar) end", '、') }} as detail
    from {{ ref('int_domain__cells') }} as cells
    inner join seen_days on cells.plant = seen_days.plant and cells.process = seen_days.process
        and cells.period = seen_days.period and cells.left_source = seen_days.source_system
    inner join days on cells.plant = days.plant and cells.process = days.process and cells.period = days.period
    inner join running on days.plant = running.plant and days.process = running.process and days.day = running.accounting_day
        and (running.pots > 0 or (running.pots is null and running.is_active = 1))
    left join seen on days.plant = seen.plant and days.process = seen.process and days.day = seen.accounting_day
        and seen.source_system = cells.left_source
    where cells.shape = 'recording_gap'
    group by cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high,
    seen_days.n_days
)

select
    rule_id, plant, process, period, parameter, '' as item,
    n_expected as expected, n_expected - n_missing as observed,
    n_missing as deviation, high as limit_value, 'd' as unit,
    null as effect_t, null as effect_kind, n_missing as n,
    case
        when n_days < {{ domain_setting('GAP', 'min_days_seen') }} then 'not_assessable'
        when n_missing > high then 'breach'
        else 'ok'
    end as verdict,
    detail as detail_zh, detail as detail_en, null as conservative_value, detail as evidence,
    {{ operands({'expected': 'n_expected', 'observed': 'n_expected - n_missing', 'seen': 'n_days'}) }} as operands, '' as reason
from gaps
