-- The state on every day of what measures a process's output and anodes, by the instruments its plan names.
-- Where a plan names several, the one that calls for the larger correction counts.
with planned as (
    select
        plant, process, parameter_code, period as year_period,
        ',' || replace(replace(replace(instrument_nos, '、', ','), '，', ','), ' ', '') || ',' as instrument_list
    from {{ ref('stg_plan_data') }}
    where parameter_code in ('output', 'anode_gross') and process is not null
),

wanted as (
    select 'output' as parameter_code
    union all
    select 'anode_gross'
),

named as (
    select distinct
        processes.plant, processes.process, wanted.parameter_code, register.instrument_no, register.year_period,
        case when planned.instrument_list like '%,' || register.instrument_no || ',%' then 1 else 2 end as place
    from {{ ref('dim_processes') }} as processes
    cross join wanted
    inner join {{ ref('int_instruments__register') }} as register on processes.plant = register.plant
    left join planned
        on processes.plant = planned.plant and processes.process = planned.process
        and wanted.parameter_code = planned.parameter_code and register.year_period = planned.year_period
    where planned.instrument_list like '%,' || register.instrument_no || ',%'
        or (planned.instrument_list is null and register.parameter_code = wanted.parameter_code)
),

stated as (
    select
        named.plant, named.process, named.parameter_code, states.instrument_no, states.day, states.case_code,
        states.excess_pct,
        row_number() over (
            partition by named.plant, named.process, named.parameter_code, states.day
            order by named.place, states.excess_pct desc, states.instrument_no
        ) as choice
    from named
    inner join {{ ref('int_calendar__days') }} as days
        on named.plant = days.plant and named.year_period = days.year_period
    inner join {{ ref('int_instruments__day_state') }} as states
        on named.plant = states.plant and named.instrument_no = states.instrument_no and days.day = states.day
)

select plant, process, parameter_code, day, instrument_no, case_code, excess_pct
from stated
where choice = 1
