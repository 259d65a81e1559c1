-- Days without a record while the process ran, and sources that carry the same numbers day by day
-- (shapes recording_gap, same_numbers): one row per process and month.
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
    select plant, process, period, source_system, count(*) as n_days from seen group by plant, process, period, source_system
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
    group by cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high, seen_days.n_days
),

same as (
    select cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high,
        count(*) as n_common, sum(case when lefts.value = rights.value then 1 else 0 end) as n_same
    from {{ ref('int_domain__cells') }} as cells
    inner join daily as lefts on cells.plant = lefts.plant and cells.process = lefts.process and cells.period = lefts.period
        and cells.parameter = lefts.parameter and cells.left_source = lefts.source_system
    inner join daily as rights on lefts.plant = rights.plant and lefts.process = rights.process
        and lefts.accounting_day = rights.accounting_day and lefts.parameter = rights.parameter
        and cells.right_source = rights.source_system
    where cells.shape = 'same_numbers' and lefts.value <> 0
    group by cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high
)

select
    rule_id, plant, process, period, parameter, '' as item,
    cast(n_expected as decimal(38, 6)) as expected, cast(n_expected - n_missing as decimal(38, 6)) as observed,
    cast(n_missing as decimal(38, 9)) as deviation, cast(high as decimal(38, 9)) as limit_value, 'd' as unit,
    cast(null as decimal(38, 6)) as effect_t, cast(null as varchar) as effect_kind, cast(n_missing as bigint) as n,
    case
        when n_days < {{ domain_setting('GAP', 'min_days_seen') }} then 'not_assessable'
        when n_missing > high then 'breach'
        else 'ok'
    end as verdict,
    detail as detail_zh, detail as detail_en, cast(null as decimal(38, 6)) as conservative_value, detail as evidence
from gaps
union all
select
    rule_id, plant, process, period, parameter, '',
    cast(n_common as decimal(38, 6)), cast(n_same as decimal(38, 6)),
    {{ decimal_divide('n_same', 'n_common', 9) }}, cast(high as decimal(38, 9)), 'share',
    cast(null as decimal(38, 6)), cast(null as varchar), cast(n_same as bigint),
    case
        when n_common < {{ domain_setting('LINEAGE', 'min_days') }} then 'not_assessable'
        when n_same >= high * n_common then 'breach'
        else 'ok'
    end,
    '', '', cast(null as decimal(38, 6)), ''
from same
