-- Where each rule of this pack must be answered: one row per rule, plant, process and period, with its limit.
with rules as (
    select * from {{ ref('rules') }}
),

located as (
    select
        rules.*,
        plants.plant_code,
        plants.b204_basis,
        calendar.cadence,
        calendar.period_kind as answer_period_kind,
        calendar.period,
        calendar.year,
        calendar.accounting_start,
        calendar.accounting_end
    from rules
    inner join {{ ref('int_checks__profile') }} as plants
        on {{ conditions_hold('rules.applies_when', 'plants.profile') }}
    inner join {{ ref('int_checks__calendar') }} as calendar
        on plants.plant_code = calendar.plant_code and {{ in_list('calendar.cadence', 'rules.period_kind') }}
    where
        calendar.year >= extract(year from rules.valid_from)
        and (rules.valid_to is null or calendar.year <= extract(year from rules.valid_to))
),

by_process as (
    select located.*, processes.process
    from located
    inner join {{ ref('dim_processes') }} as processes
        on located.plant_code = processes.plant and located.grain = 'process'
    union all
    select located.*, 'ALL' from located where located.grain = 'plant'
),

-- A limit given as a parameter: the value that holds at the end of the period's year.
limits as (
    select year, parameter, value from {{ ref('int_checks__parameters') }}
)

select
    by_process.rule_id,
    by_process.requirements,
    by_process.shape,
    by_process.parameter,
    coalesce(by_process.item, '') as item,
    by_process.left_source,
    by_process.right_source,
    case
        when by_process.basis = 'b204' then by_process.b204_basis
        else coalesce(nullif(by_process.basis, ''), 'accounting')
    end as basis,
    by_process.limit_kind,
    by_process.disposition,
    by_process.when_absent,
    by_process.independence,
    coalesce(by_process.scale, 1) as scale,
    coalesce(by_process.floor_abs, 0) as floor_abs,
    by_process.limit_low,
    coalesce(limits.value, by_process.limit_high) as limit_high,
    by_process.plant_code,
    by_process.process,
    by_process.cadence,
    by_process.answer_period_kind as period_kind,
    by_process.period,
    by_process.year,
    by_process.accounting_start,
    by_process.accounting_end
from by_process
left join limits
    on by_process.limit_parameter = limits.parameter
    and by_process.year = limits.year
