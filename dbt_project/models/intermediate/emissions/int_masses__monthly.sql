-- Mass and its correction by process, month and parameter, on two bases: the tickets kept, and the settled mass where
-- there is one. Months without tickets come from the declared report, corrected in proportion to their days: an estimate
-- where the state of the scale is not the same on all of them, because nothing says which days had how much.
with asked_years as (
    select period as year_period from {{ source('run', 'scope_years') }} where is_asked
),

weighed as (
    select
        plant, process, parameter_code, period,
        {{ round_half_up('sum(mass_t)', 6) }} as mass_t,
        {{ round_half_up('sum(mass_t * excess_pct) * 0.01', 6) }} as correction_t
    from {{ ref('int_masses__weighed') }}
    group by plant, process, parameter_code, period
),

declared as (
    select plant, process, data_month as period, 'output' as parameter_code, output_t as mass_t
    from {{ ref('stg_declared_monthly') }}
    union all
    select
        declared.plant, declared.process, declared.data_month, 'anode_gross',
        case
            when plants.anode_method = 'blocks' then coalesce(
                {{ round_half_up('declared.anode_blocks * declared.unit_weight_kg * 0.001', 6) }}, declared.anode_gross_t
            )
            else declared.anode_gross_t
        end
    from {{ ref('stg_declared_monthly') }} as declared
    inner join {{ ref('dim_plants') }} as plants on declared.plant = plants.plant
),

shares as (
    select
        states.plant, states.process, states.parameter_code, days.accounting_period as period,
        {{ decimal_divide('sum(states.excess_pct)', 'count(*)', 8) }} as mean_excess_pct,
        min(states.excess_pct) <> max(states.excess_pct) as is_uneven
    from {{ ref('int_processes__day_state') }} as states
    inner join {{ ref('int_calendar__days') }} as days on states.plant = days.plant and states.day = days.day
    group by states.plant, states.process, states.parameter_code, days.accounting_period
),

chosen as (
    select plant, process, parameter_code, period, mass_t, correction_t, 'tickets' as source_basis,
        false as is_estimated
    from weighed
    union all
    select
        declared.plant, declared.process, declared.parameter_code, declared.period, declared.mass_t,
        {{ exact('declared.mass_t') }} * cast(coalesce(shares.mean_excess_pct, 0) as decimal(12, 8)) * 0.01,
        'declared', coalesce(shares.is_uneven, false)
    from declared
    left join weighed
        on declared.plant = weighed.plant and declared.process = weighed.process
        and declared.parameter_code = weighed.parameter_code and declared.period = weighed.period
    left join shares
        on declared.plant = shares.plant and declared.process = shares.process
        and declared.parameter_code = shares.parameter_code and declared.period = shares.period
    where weighed.plant is null and declared.mass_t is not null
)

{% for basis in ['tickets', 'settled'] %}
select
    chosen.plant,
    chosen.process,
    chosen.parameter_code,
    chosen.period,
    substring(chosen.period, 1, 4) as year_period,
    '{{ basis }}' as basis,
    chosen.source_basis,
    {% if basis == 'settled' -%}
    case when settled.settled_t is not null then 'settled' else chosen.source_basis end as mass_basis,
    {{ round_half_up('coalesce(settled.settled_t, chosen.mass_t)', 6) }} as mass_t,
    {{ round_half_up('chosen.correction_t + coalesce(lacking.correction_t, 0)', 6) }} as correction_t,
    chosen.is_estimated or coalesce(lacking.is_estimated, false) as is_correction_estimated
    {%- else -%}
    chosen.source_basis as mass_basis,
    {{ round_half_up('chosen.mass_t', 6) }} as mass_t,
    {{ round_half_up('chosen.correction_t', 6) }} as correction_t,
    chosen.is_estimated as is_correction_estimated
    {%- endif %}
from chosen
{% if basis == 'settled' -%}
left join {{ ref('int_masses__settled') }} as settled
    on chosen.plant = settled.plant and chosen.process = settled.process and chosen.period = settled.period
    and chosen.parameter_code = settled.parameter_code and chosen.source_basis = 'tickets'
left join {{ ref('int_masses__settled_correction') }} as lacking
    on settled.plant = lacking.plant and settled.process = lacking.process and settled.period = lacking.period
    and settled.parameter_code = lacking.parameter_code
{%- endif %}
where chosen.period in (select period from {{ source('run', 'scope_months') }} where is_asked)
    or substring(chosen.period, 1, 4) in (select year_period from asked_years)
{% if not loop.last %}union all{% endif %}
{% endfor %}
