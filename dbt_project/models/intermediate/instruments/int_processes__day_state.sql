-- The state on every day of what measures a process's output and anodes, by the instruments its plan names.
-- Where a plan names several, the one that calls for the larger correction counts. Where tickets show that one scale took
-- over from another, each counts for its own days, also in months that nobody delivered tickets of.
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

seen as (
    select plant, process, parameter_code, scale_no, min(first_day) as first_day, max(last_day) as last_day
    from {{ ref('int_scales__used') }}
    where scale_no <> ''
    group by plant, process, parameter_code, scale_no
),

takeovers as (
    select
        later.plant, later.process, later.parameter_code, later.scale_no as new_scale, earlier.scale_no as old_scale,
        later.first_day as since
    from seen as later
    inner join seen as earlier
        on later.plant = earlier.plant and later.process = earlier.process
        and later.parameter_code = earlier.parameter_code and later.scale_no <> earlier.scale_no
        and earlier.first_day < later.first_day and earlier.last_day <= later.first_day
),

-- A plan that names only the new scale: before it came, the old one of the register did the weighing.
candidates as (
    select * from named
    union
    select
        named.plant, named.process, named.parameter_code, register.instrument_no, named.year_period, named.place
    from named
    inner join takeovers
        on named.plant = takeovers.plant and named.process = takeovers.process
        and named.parameter_code = takeovers.parameter_code and named.instrument_no = takeovers.new_scale
    inner join {{ ref('int_instruments__register') }} as register
        on takeovers.plant = register.plant and takeovers.old_scale = register.instrument_no
        and named.year_period = register.year_period
),

-- The days of a scale among the candidates: from when it took over until it was taken over from.
services as (
    select
        own.plant, own.process, own.parameter_code, own.year_period, own.instrument_no,
        max(case when takeovers.new_scale = own.instrument_no then takeovers.since end) as from_day,
        min(case when takeovers.old_scale = own.instrument_no then takeovers.since end) as until_day
    from candidates as own
    inner join candidates as other
        on own.plant = other.plant and own.process = other.process and own.parameter_code = other.parameter_code
        and own.year_period = other.year_period and own.instrument_no <> other.instrument_no
    inner join takeovers
        on own.plant = takeovers.plant and own.process = takeovers.process
        and own.parameter_code = takeovers.parameter_code
        and ((own.instrument_no = takeovers.new_scale and other.instrument_no = takeovers.old_scale)
            or (own.instrument_no = takeovers.old_scale and other.instrument_no = takeovers.new_scale))
    group by own.plant, own.process, own.parameter_code, own.year_period, own.instrument_no
),

stated as (
    select
        named.plant, named.process, named.parameter_code, states.instrument_no, states.day, states.case_code,
        states.excess_pct,
        row_number() over (
            partition by named.plant, named.process, named.parameter_code, states.day
            order by named.place, states.excess_pct desc, states.instrument_no
        ) as choice
    from candidates as named
    inner join {{ ref('int_calendar__days') }} as days
        on named.plant = days.plant and named.year_period = days.year_period
    left join services
        on named.plant = services.plant and named.process = services.process
        and named.parameter_code = services.parameter_code and named.year_period = services.year_period
        and named.instrument_no = services.instrument_no
    inner join {{ ref('int_instruments__day_state') }} as states
        on named.plant = states.plant and named.instrument_no = states.instrument_no and days.day = states.day
    where coalesce(days.day >= services.from_day, true) and coalesce(days.day < services.until_day, true)
)

select plant, process, parameter_code, day, instrument_no, case_code, excess_pct
from stated
where choice = 1
