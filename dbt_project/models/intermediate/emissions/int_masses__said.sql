-- What every source says of a month's output or anodes, and of the metal poured back. `hint_t`: mass that can still be read
-- on rows set aside. `filled_t`: the daily report with the tickets of the days it lacks. `is_poured_reported`: the daily report counts the poured-back metal as output, by its days or its sum.
-- A row set aside on the day of the pour may weigh what was poured back: a sum that it makes whole counts none.
with said as (
    select
        plant, process, period, parameter as parameter_code,
        max(case when source_system = 'deposits' then value end) as deposited_t,
        max(case when source_system = 'declared_report' then value end) as declared_t,
        max(case when source_system = 'daily_report' then value end) as reported_t,
        max(case when source_system in ('ladle_tickets', 'anode_direct') then value end) as kept_t
    from {{ ref('fct_observations') }}
    where period_kind = 'month' and basis = 'accounting' and parameter in ('output', 'anode_gross') and process <> 'ALL'
    group by plant, process, period, parameter
),

poured as (
    select plant, process, period, max(value) as poured_t
    from {{ ref('fct_observations') }}
    where period_kind = 'month' and basis = 'accounting' and parameter = 'backpour' and process <> 'ALL'
        and source_system in ('ladle_tickets', 'daily_report') and value > 0
    group by plant, process, period
),

hints as (
    select tickets.plant_code as plant, tickets.process, tickets.period, sum(greatest(resolved.mass_hint_t, 0)) as hint_t
    from {{ source('lake', 'ladle_tickets') }} as tickets
    inner join {{ ref('int_rows__resolved') }} as resolved
        on tickets.delivery_id = resolved.delivery_id and tickets.sheet = resolved.sheet
        and tickets.row_no = resolved.row_no
    where resolved.status = 'quarantine' and coalesce(resolved.requirement, '') not in ('X-SCOPE', 'X-PERIOD')
    group by tickets.plant_code, tickets.process, tickets.period
),

days as (
    select
        plant, process, period, accounting_day,
        max(case when parameter = 'output' and source_system = 'daily_report' then value end) as reported_t,
        max(case when parameter = 'output' and source_system = 'ladle_tickets' then value end) as kept_t,
        max(case when parameter = 'backpour' and source_system = 'ladle_tickets' then value end) as poured_t
    from {{ ref('fct_daily') }}
    group by plant, process, period, accounting_day
),

unreported as (
    select plant, process, period, sum(kept_t) as kept_t
    from days
    where reported_t is null
    group by plant, process, period
),

pour_days as (
    select
        days.plant, days.process, days.period,
        bool_and(
            coalesce(abs(days.reported_t - coalesce(days.kept_t, 0) - days.poured_t) <= parameters.settled_agreement_t, false)
        ) as is_reported
    from days
    inner join {{ ref('int_parameters__by_year') }} as parameters
        on substring(days.period, 1, 4) = parameters.year_period
    where days.poured_t > 0
    group by days.plant, days.process, days.period
)

select
    said.plant,
    said.process,
    said.period,
    said.parameter_code,
    said.kept_t,
    said.reported_t,
    case when said.parameter_code = 'output' and unreported.kept_t > 0 then {{ exact('said.reported_t + unreported.kept_t') }} end
        as filled_t,
    said.declared_t,
    said.deposited_t,
    case when said.parameter_code = 'output' then {{ exact('coalesce(poured.poured_t, 0)') }} else 0 end as poured_t,
    coalesce(
        said.parameter_code = 'output' and poured.poured_t > 0 and (
            (pour_days.is_reported
                and not coalesce(hints.hint_t > 0 and abs(said.reported_t - said.kept_t - hints.hint_t)
                    <= parameters.settled_agreement_t, false))
            or (hints.hint_t > 0 and abs(said.reported_t - said.kept_t - hints.hint_t - poured.poured_t)
                <= parameters.settled_agreement_t)
        ), false
    ) as is_poured_reported,
    parameters.settled_agreement_t,
    parameters.repeat_run_length
from said
inner join {{ ref('int_parameters__by_year') }} as parameters
    on substring(said.period, 1, 4) = parameters.year_period
left join poured on said.plant = poured.plant and said.process = poured.process and said.period = poured.period
left join pour_days
    on said.plant = pour_days.plant and said.process = pour_days.process and said.period = pour_days.period
left join unreported
    on said.plant = unreported.plant and said.process = unreported.process and said.period = unreported.period
left join hints on said.plant = hints.plant and said.process = hints.process and said.period = hints.period
