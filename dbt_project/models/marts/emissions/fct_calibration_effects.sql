-- What late or inaccurate instruments cost: tonnes and tCO2e by instrument, process, case, month and year.
-- Activity data go up, the production datum goes down by the same tonnes.
with months as (
    select plant, instrument_no, process, parameter_code, 'month' as period_kind, period, case_code,
        substring(period, 1, 4) as year_period, days, mass_t, effect_t, is_estimated
    from {{ ref('int_calibration__parts') }}
),

years as (
    select plant, instrument_no, process, parameter_code, 'year' as period_kind, year_period as period, case_code,
        year_period, sum(days) as days, sum(mass_t) as mass_t, sum(effect_t) as effect_t,
        max(case when is_estimated then 1 else 0 end) = 1 as is_estimated
    from months
    where year_period in (select period from {{ source('run', 'scope_years') }} where is_asked)
    group by plant, instrument_no, process, parameter_code, year_period, case_code
),

together as (
    select * from months
    union all
    select * from years
)

select
    together.plant,
    coalesce(together.instrument_no, '') as instrument_no,
    together.process,
    together.parameter_code,
    together.period_kind,
    together.period,
    together.case_code,
    cast(together.days as integer) as days,
    cast({{ round_half_up('together.mass_t', 3) }} as decimal(18, 3)) as mass_t,
    cast({{ round_half_up('together.effect_t', 3) }} as decimal(18, 3)) as effect_t,
    cast(case
        when together.parameter_code = 'output' then -1 * {{ round_half_up('together.effect_t', 3) }} else 0
    end as decimal(18, 3)) as effect_down_t,
    cast(case
        when together.parameter_code = 'output' then {{ pfc_emissions('together.effect_t') }}
        else {{ anode_emissions(net_anode('together.effect_t')) }}
    end as decimal(18, 2)) as effect_tco2e,
    together.is_estimated
from together
inner join {{ ref('int_parameters__by_year') }} as parameters on together.year_period = parameters.year_period
