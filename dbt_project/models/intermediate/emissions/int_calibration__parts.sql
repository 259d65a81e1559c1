-- Mass of each month by instrument and case of the day: weighed days as they are, declared months by share of days, which
-- is an estimate where the correction changes within the month.
with weighed as (
    select
        plant, process, parameter_code, period, instrument_no, case_code, 'tickets' as source_basis,
        cast(count(distinct day) as integer) as days,
        sum(mass_t) as mass_t,
        sum(mass_t * excess_pct) * 0.01 as effect_t,
        false as is_estimated
    from {{ ref('int_masses__weighed') }}
    group by plant, process, parameter_code, period, instrument_no, case_code
),

month_days as (
    select
        states.plant, states.process, states.parameter_code, days.accounting_period as period,
        states.instrument_no, states.case_code,
        cast(count(*) as integer) as days,
        sum(states.excess_pct) as excess_days,
        sum(count(*)) over (
            partition by states.plant, states.process, states.parameter_code, days.accounting_period
        ) as all_days
    from {{ ref('int_processes__day_state') }} as states
    inner join {{ ref('int_calendar__days') }} as days on states.plant = days.plant and states.day = days.day
    group by states.plant, states.process, states.parameter_code, days.accounting_period, states.instrument_no,
        states.case_code
),

declared as (
    select
        month_days.plant, month_days.process, month_days.parameter_code, month_days.period, month_days.instrument_no,
        month_days.case_code, 'declared' as source_basis, month_days.days,
        {{ exact('masses.mass_t') }}
        * cast({{ decimal_divide('month_days.days', 'month_days.all_days', 8) }} as decimal(12, 8)) as mass_t,
        {{ exact('masses.mass_t') }}
        * cast({{ decimal_divide('month_days.excess_days', 'month_days.all_days', 8) }} as decimal(12, 8)) * 0.01 as effect_t,
        masses.is_correction_estimated as is_estimated
    from month_days
    inner join {{ ref('int_masses__monthly') }} as masses
        on month_days.plant = masses.plant and month_days.process = masses.process
        and month_days.parameter_code = masses.parameter_code and month_days.period = masses.period
        and masses.basis = 'tickets' and masses.source_basis = 'declared'
)

select * from weighed
union all
select * from declared
