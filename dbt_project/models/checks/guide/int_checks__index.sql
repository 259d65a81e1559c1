-- What must be answered, before anyone has answered: one row per plant, process, period and requirement.
-- `due` of the requirement lists cadence and level, as in `month:process|year:plant`.
with due as (
    select
        requirements.*,
        plants.plant_code,
        plants.profile,
        calendar.period_kind,
        calendar.period,
        calendar.cadence,
        {{ conditions_hold('requirements.applies_when', 'plants.profile') }} as applies
    from {{ ref('requirements') }} as requirements
    cross join {{ ref('int_checks__profile') }} as plants
    inner join {{ ref('int_checks__calendar') }} as calendar
        on plants.plant_code = calendar.plant_code
        and ('|' || requirements.due) like '%|' || calendar.cadence || ':%'
),

placed as (
    select due.*, processes.process
    from due
    inner join {{ ref('dim_processes') }} as processes on due.plant_code = processes.plant
    where {{ in_list("due.cadence || ':process'", 'due.due') }}
    union all
    select due.*, 'ALL' from due where {{ in_list("due.cadence || ':plant'", 'due.due') }}
)

select distinct
    plant_code,
    process,
    period_kind,
    period,
    id as requirement,
    applies,
    applies_when,
    kind
from placed
