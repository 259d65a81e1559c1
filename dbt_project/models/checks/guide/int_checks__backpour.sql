-- Metal poured back counted as output: a reported month exceeds what was weighed by just what was poured back, over the
-- month or on its day. What was weighed is taken from the tickets, with and without rows set aside, from the daily report
-- with the tickets of the days it lacks, and, for declared months and deposits, from the production report. An excess that
-- rows set aside explain is none. One row per rule, process and month with tickets.
with masses as (
    select
        plant_code, process, period,
        max(case when parameter = 'output' and source_system = 'ladle_tickets' then value end) as tickets_t,
        max(case when parameter = 'output' and source_system = 'ladle_tickets' then set_aside_t end) as set_aside_t,
        max(case when parameter = 'output' and source_system = 'daily_report' then value end) as days_t,
        max(case when parameter = 'output' and source_system = 'monthly_report' then value end) as report_t,
        max(case when parameter = 'output' and source_system = 'declared_report' then value end) as declared_t,
        max(case when parameter = 'output' and source_system = 'deposits' then value end) as deposited_t,
        max(case when parameter = 'backpour' and source_system = 'ladle_tickets' then value end) as poured_t,
        max(case when parameter = 'backpour' and source_system = 'monthly_report' then value end) as recorded_t,
        max(case when parameter = 'output' and source_system = 'ladle_tickets' then lineage end) as evidence
    from {{ ref('int_checks__quantities') }}
    where period_kind = 'month' and basis = 'accounting' and parameter in ('output', 'backpour')
    group by plant_code, process, period
),

unreported as (
    select plant, process, period, sum(kept_t) as kept_t
    from (
        select plant, process, period, accounting_day,
            max(case when source_system = 'daily_report' then 1 end) as is_reported,
            max(case when source_system = 'ladle_tickets' then value end) as kept_t
        from {{ ref('fct_daily') }}
        where parameter = 'output' and source_system in ('daily_report', 'ladle_tickets')
        group by plant, process, period, accounting_day
    ) as days
    where is_reported is null
    group by plant, process, period
),

months as (
    select places.*, masses.* exclude (plant_code, process, period, days_t),
        masses.days_t + coalesce(unreported.kept_t, 0) as days_t,
        places.floor_abs + {{ factor('places.limit_high') }} * {{ exact('coalesce(masses.poured_t, 0)') }} as near_t
    from {{ places_of('backpour') }} as places
    inner join masses using (plant_code, process, period)
    left join unreported
        on masses.plant_code = unreported.plant and masses.process = unreported.process
        and masses.period = unreported.period
    where masses.tickets_t is not null
),

days as (
    select poured.plant, poured.process, poured.period, poured.value as poured_t,
        reports.value - coalesce(tickets.value, 0) as excess_t
    from {{ ref('fct_daily') }} as poured
    inner join {{ ref('fct_daily') }} as reports
        on poured.plant = reports.plant and poured.process = reports.process
        and poured.accounting_day = reports.accounting_day and reports.source_system = 'daily_report'
        and reports.parameter = 'output'
    left join {{ ref('fct_daily') }} as tickets
        on poured.plant = tickets.plant and poured.process = tickets.process
        and poured.accounting_day = tickets.accounting_day and tickets.source_system = 'ladle_tickets'
        and tickets.parameter = 'output'
    where poured.source_system = 'ladle_tickets' and poured.parameter = 'backpour' and poured.value > 0
),

on_days as (
    select months.rule_id, months.plant_code, months.process, months.period,
        case when bool_and(abs(days.excess_t - days.poured_t)
            <= months.floor_abs + {{ factor('months.limit_high') }} * {{ exact('days.poured_t') }})
            then sum(days.poured_t) else 0 end as days_poured_t,
        {{ ordered_list("cast(days.excess_t as varchar) || ',' || cast(days.poured_t as varchar)", ' ') }} as days_listed
    from months
    inner join days
        on months.plant_code = days.plant and months.process = days.process and months.period = days.period
    group by months.rule_id, months.plant_code, months.process, months.period
),

-- The first reported month that is too high by just the metal poured back.
judged as (
    select months.*, coalesce(on_days.days_poured_t, 0) as days_poured_t,
        on_days.days_listed,
        case
            {% for reported in ['report_t', 'declared_t', 'deposited_t'] -%}
            when poured_t > 0 and abs({{ reported }} - tickets_t - set_aside_t) > near_t + {{ half_a_digit(number_text(reported)) }}
                and least(
                    coalesce(abs({{ reported }} - tickets_t - poured_t), poured_t),
                    coalesce(abs({{ reported }} - tickets_t - set_aside_t - poured_t), poured_t),
                    {% if reported != 'report_t' -%}
                    coalesce(abs({{ reported }} - report_t - poured_t), poured_t),
                    {% endif -%}
                    coalesce(abs({{ reported }} - days_t - poured_t), poured_t)
                ) <= near_t + {{ half_a_digit(number_text(reported)) }} then {{ reported }}
            {% endfor %}
        end as too_high_t
    from months
    left join on_days using (rule_id, plant_code, process, period)
),

answered as (
    select
        judged.*,
        case
            when parameter = 'output' and (days_poured_t > 0 or too_high_t is not null) then {{ raised('disposition') }}
            when report_t is null then 'not_assessable'
            when parameter = 'backpour' and abs(recorded_t - coalesce(poured_t, 0)) > near_t
                then {{ raised('disposition') }}
            else 'pass'
        end as status,
        case when parameter = 'backpour' then coalesce(poured_t, 0) when too_high_t is not null then too_high_t - poured_t
            else tickets_t end as expected_value,
        case when parameter = 'backpour' then recorded_t else coalesce(too_high_t, report_t) end as observed_value,
        case when parameter = 'backpour' then recorded_t - coalesce(poured_t, 0) when days_poured_t > 0 then days_poured_t
            else poured_t end as deviation,
        cast(0 as decimal(38, 12)) as limit_value,
        't' as unit,
        case
            when report_t is null then '生产统计报表缺失'
            when parameter = 'output' and (days_poured_t > 0 or too_high_t is not null) then '多出的正是回灌铝液'
            else ''
        end as detail_zh,
        case
            when report_t is null then 'no production report'
            when parameter = 'output' and (days_poured_t > 0 or too_high_t is not null)
                then 'Just the metal poured back was counted'
            else ''
        end as detail_en
    from judged
)

select
    {{ number_answer() }},
    {{ operands({'tickets': 'tickets_t', 'set_aside': 'set_aside_t', 'days': 'days_t', 'report': 'report_t',
        'declared': 'declared_t', 'deposited': 'deposited_t', 'poured': 'poured_t', 'recorded': 'recorded_t',
        'by_day': 'days_listed'}) }} as operands,
    case when report_t is null then 'rest:no production report' else 'quiet:nothing poured back' end as reason
from answered
