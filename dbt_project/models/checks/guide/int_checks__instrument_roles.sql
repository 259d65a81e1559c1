-- What each instrument of the register or the plan measures, and for which process.
-- One row per plant, year and instrument; process is ALL when it serves several. role: output, anode_gross, other.
with planned as (
    select
        plan.plant, plan.period, plan.process, plan.parameter_code, trim(numbers.instrument_no) as instrument_no,
        plan.accuracy_pct, plan.interval_months, plan.place, plan.file, plan.row_no
    from {{ ref('stg_plan_data') }} as plan
    cross join unnest(string_split(replace(replace(coalesce(plan.instrument_nos, ''), '、', ','), '，', ','), ','))
        as numbers(instrument_no)
    where trim(numbers.instrument_no) <> ''
),

in_plan as (
    select
        plant, period, instrument_no,
        case when bool_or(parameter_code = 'output') then 'output'
            when bool_or(parameter_code = 'anode_gross') then 'anode_gross' else 'other' end as role,
        case when count(distinct process) = 1 then max(process) else 'ALL' end as process,
        max(accuracy_pct) as planned_accuracy_pct, min(interval_months) as planned_interval_months, max(place) as planned_place, max(file) as plan_file,
        max(row_no) as plan_row
    from planned
    group by plant, period, instrument_no
),

registered as (
    select
        instruments.*,
        case when count(processes.process) = 1 then max(processes.process) else 'ALL' end as placed_process
    from {{ ref('stg_instruments') }} as instruments
    left join {{ ref('dim_processes') }} as processes
        on instruments.plant = processes.plant and {{ names_process("coalesce(instruments.place, '')", 'processes') }}
    group by all
)

select
    coalesce(registered.plant, in_plan.plant) as plant_code,
    coalesce(registered.period, in_plan.period) as period,
    coalesce(registered.instrument_no, in_plan.instrument_no) as instrument_no,
    coalesce(in_plan.role, case when registered.parameter_code in ('output', 'anode_gross')
        then registered.parameter_code else 'other' end) as role,
    coalesce(in_plan.process, registered.placed_process) as process,
    in_plan.instrument_no is not null as is_planned,
    registered.instrument_no is not null as is_registered,
    registered.name,
    registered.model,
    registered.place,
    registered.required_accuracy_pct,
    registered.interval_months,
    registered.state,
    in_plan.planned_accuracy_pct,
    in_plan.planned_interval_months,
    in_plan.planned_place,
    registered.file as register_file,
    registered.row_no as register_row,
    in_plan.plan_file,
    in_plan.plan_row
from registered
full outer join in_plan
    on registered.plant = in_plan.plant and registered.period = in_plan.period
    and registered.instrument_no = in_plan.instrument_no
