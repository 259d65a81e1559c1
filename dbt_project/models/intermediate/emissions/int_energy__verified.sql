-- AC energy of each process and year: meter readings of the delivered months, the declared months for the others.
with metered as (
    select plant, process, period, value * 0.001 as ac_energy_mwh
    from {{ ref('fct_observations') }}
    where source_system = 'meter_readings' and parameter = 'ac_energy' and period_kind = 'month'
        and period in (select period from {{ source('run', 'scope_months') }} where is_asked)
),

declared as (
    select plant, process, data_month as period, ac_energy_mwh from {{ ref('stg_declared_monthly') }}
),

months as (
    select plant, process, period, ac_energy_mwh from metered
    union all
    select declared.plant, declared.process, declared.period, declared.ac_energy_mwh
    from declared
    left join metered
        on declared.plant = metered.plant and declared.process = metered.process and declared.period = metered.period
    where metered.plant is null
)

select
    plant, process, substring(period, 1, 4) as period,
    {{ round_half_up('sum(ac_energy_mwh)', 3) }} as ac_energy_mwh,
    cast(count(*) as integer) as months
from months
group by plant, process, substring(period, 1, 4)
