-- The settled mass of a doubtful month: the daily report agrees with the declared month or with the deposit, else there
-- is none. Anodes have no daily mass: there deposit and declared month must agree.
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

agreed as (
    select
        said.*,
        doubts.rows_quarantined,
        doubts.rows_restated,
        doubts.longest_run,
        doubts.tickets_off_grid,
        doubts.days_lost,
        case
            when said.parameter_code = 'anode_gross' then
                case when abs(said.deposited_t - said.declared_t) <= parameters.settled_agreement_t then said.declared_t end
            when abs(said.reported_t - said.declared_t) <= parameters.settled_agreement_t then said.declared_t
            when abs(said.reported_t - said.deposited_t) <= parameters.settled_agreement_t then said.deposited_t
        end as settled_t
    from said
    inner join {{ ref('int_masses__doubts') }} as doubts
        on said.plant = doubts.plant and said.process = doubts.process and said.period = doubts.period
        and said.parameter_code = doubts.parameter_code
    inner join {{ ref('int_parameters__by_year') }} as parameters
        on substring(said.period, 1, 4) = parameters.year_period
    where doubts.rows_quarantined > 0 or doubts.rows_restated > 0
        or doubts.longest_run >= parameters.repeat_run_length
        or doubts.tickets_off_grid > 0 or doubts.days_lost > 0
)

select
    plant,
    process,
    period,
    parameter_code,
    kept_t,
    {{ exact('settled_t') }} as settled_t,
    rows_quarantined,
    rows_restated,
    longest_run,
    tickets_off_grid,
    days_lost
from agreed
where settled_t is not null
