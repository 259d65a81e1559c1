-- What the mass of a settled month that the rows kept do not hold adds to their correction: each day's by the state of the
-- scale on that day. Output by the daily report, which lacks nothing where the tickets of a day stood in for it; anodes, which
-- have no daily mass, evenly over the days: an estimate where the state changes within the month.
with settled as (
    select * from {{ ref('int_masses__settled') }}
),

weighed as (
    select plant, process, period, day, sum(mass_t) as mass_t,
        {{ decimal_divide('sum(mass_t * excess_pct)', 'sum(mass_t)', 8) }} as excess_pct
    from {{ ref('int_masses__weighed') }}
    where parameter_code = 'output'
    group by plant, process, period, day
),

reported as (
    select
        days.plant, days.process, days.period, days.accounting_day as day,
        case
            when bool_and(settled.is_filled)
                and count(case when days.source_system = 'daily_report' and days.parameter = 'output' then 1 end) = 0
                then null
            else sum(case
                when days.source_system = 'daily_report' and days.parameter = 'output' then days.value
                when days.source_system = 'ladle_tickets' and days.parameter = 'backpour' and settled.is_poured_reported
                    then -1 * days.value
                else 0
            end)
        end as mass_t
    from {{ ref('fct_daily') }} as days
    inner join settled
        on days.plant = settled.plant and days.process = settled.process and days.period = settled.period
        and settled.parameter_code = 'output'
    group by days.plant, days.process, days.period, days.accounting_day
),

states as (
    select states.plant, states.process, states.parameter_code, days.accounting_period as period, states.day,
        states.excess_pct
    from {{ ref('int_processes__day_state') }} as states
    inner join {{ ref('int_calendar__days') }} as days on states.plant = days.plant and states.day = days.day
),

means as (
    select plant, process, parameter_code, period, {{ decimal_divide('sum(excess_pct)', 'count(*)', 8) }} as excess_pct,
        min(excess_pct) <> max(excess_pct) as is_uneven
    from states group by plant, process, parameter_code, period
)

select
    reported.plant, reported.process, 'output' as parameter_code, reported.period,
    {{ round_half_up("sum(" ~ exact('coalesce(reported.mass_t, weighed.mass_t, 0) - coalesce(weighed.mass_t, 0)')
        ~ " * cast(coalesce(weighed.excess_pct, states.excess_pct, 0) as decimal(12, 8))) * 0.01", 6) }} as correction_t,
    false as is_estimated
from reported
left join weighed
    on reported.plant = weighed.plant and reported.process = weighed.process and reported.period = weighed.period
    and reported.day = weighed.day
left join states
    on reported.plant = states.plant and reported.process = states.process and reported.day = states.day
    and states.parameter_code = 'output'
group by reported.plant, reported.process, reported.period
union all
select
    settled.plant, settled.process, settled.parameter_code, settled.period,
    {{ round_half_up(exact('settled.settled_t - settled.kept_t')
        ~ " * cast(coalesce(means.excess_pct, 0) as decimal(12, 8)) * 0.01", 6) }},
    coalesce(means.is_uneven, false)
from settled
left join means
    on settled.plant = means.plant and settled.process = means.process and settled.period = means.period
    and settled.parameter_code = means.parameter_code
where settled.parameter_code = 'anode_gross'
