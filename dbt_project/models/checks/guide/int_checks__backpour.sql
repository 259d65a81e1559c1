-- Metal poured back counted as output: the reported output exceeds the tickets by just what was poured back, on its
-- day or over the month. One row per rule, process and month with tickets.
with months as (
    select
        places.*, tickets.value as tickets_t, reports.value as report_t, coalesce(poured.value, 0) as poured_t,
        coalesce(recorded.value, 0) as recorded_t, recorded.value is not null as is_recorded,
        concat_ws(';', tickets.lineage, reports.lineage) as evidence
    from {{ places_of('backpour') }} as places
    inner join {{ ref('int_checks__quantities') }} as tickets
        on places.plant_code = tickets.plant_code and places.process = tickets.process
        and places.period = tickets.period and tickets.source_system = 'ladle_tickets' and tickets.parameter = 'output'
        and tickets.basis = 'accounting'
    left join {{ ref('int_checks__quantities') }} as reports
        on places.plant_code = reports.plant_code and places.process = reports.process
        and places.period = reports.period and reports.source_system = 'monthly_report'
        and reports.parameter = 'output'
    left join {{ ref('int_checks__quantities') }} as poured
        on places.plant_code = poured.plant_code and places.process = poured.process
        and places.period = poured.period and poured.source_system = 'ladle_tickets' and poured.parameter = 'backpour'
    left join {{ ref('int_checks__quantities') }} as recorded
        on places.plant_code = recorded.plant_code and places.process = recorded.process
        and places.period = recorded.period and recorded.source_system = 'monthly_report'
        and recorded.parameter = 'backpour'
),

days as (
    select
        poured.plant, poured.process, poured.period, poured.value as poured_t,
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

counted as (
    select months.plant_code, months.process, months.period, months.rule_id,
        sum(case when abs(days.excess_t - days.poured_t) <= {{ factor('months.limit_high') }} * {{ exact('days.poured_t') }}
            then days.poured_t else 0 end) as on_days_t
    from months
    inner join days
        on months.plant_code = days.plant and months.process = days.process and months.period = days.period
    group by months.plant_code, months.process, months.period, months.rule_id
),

judged as (
    select
        months.*,
        months.poured_t > 0 and abs(months.report_t - months.tickets_t - months.poured_t)
        <= {{ factor('months.limit_high') }} * {{ exact('months.poured_t') }} as is_counted_in_month,
        coalesce(counted.on_days_t, 0) as on_days_t
    from months
    left join counted using (plant_code, process, period, rule_id)
),

answered as (
    select
        *,
        case
            when report_t is null then 'not_assessable'
            when parameter = 'output' and (on_days_t > 0 or is_counted_in_month) then {{ raised('disposition') }}
            when parameter = 'backpour' and is_recorded and abs(recorded_t - poured_t)
                > floor_abs + {{ factor('limit_high') }} * {{ exact('poured_t') }} then {{ raised('disposition') }}
            else 'pass'
        end as status,
        case parameter when 'output' then tickets_t else poured_t end as expected_value,
        case parameter when 'output' then report_t else recorded_t end as observed_value,
        case when parameter = 'backpour' then recorded_t - poured_t when on_days_t > 0 then on_days_t else poured_t end
            as deviation,
        cast(0 as decimal(38, 12)) as limit_value,
        't' as unit,
        case when report_t is null then '生产统计报表缺失' else '' end as detail_zh,
        case when report_t is null then 'no production report' else '' end as detail_en
    from judged
)

select {{ number_answer() }}
from answered
