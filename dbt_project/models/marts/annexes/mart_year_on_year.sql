-- R-03: this year's verified figures against last year's verified report, by process and in total.
with last_year as (
    select
        plant, process, cast(cast(period as integer) + 1 as varchar) as period,
        max(case when parameter = 'e_process' then value end) as emissions_tco2e,
        max(case when parameter = 'anode_net' then value end) as anode_net_t,
        max(case when parameter = 'ac_energy' then value end) as ac_energy_mwh,
        max(case when parameter = 'output' then value end) as output_t
    from {{ ref('fct_observations') }}
    where source_system = 'last_year_report' and period_kind = 'year' and process <> 'ALL'
    group by plant, process, period
),

this_year as (
    select
        calculated.plant, calculated.process, calculated.period,
        calculated.adjusted_e_total_tco2e as emissions_tco2e,
        calculated.adjusted_anode_net_t as anode_net_t,
        energy.ac_energy_mwh,
        calculated.output_adjusted_down_t as output_t
    from {{ ref('int_emissions__calculated') }} as calculated
    left join {{ ref('int_energy__verified') }} as energy
        on calculated.plant = energy.plant and calculated.process = energy.process
        and calculated.period = energy.period
    where calculated.basis = 'settled' and calculated.period_kind = 'year'
),

both_years as (
    select plant, process, period, 'last' as which, emissions_tco2e, anode_net_t, ac_energy_mwh, output_t from last_year
    union all
    select plant, process, period, 'this', emissions_tco2e, anode_net_t, ac_energy_mwh, output_t from this_year
),

with_totals as (
    select plant, process, period, which, emissions_tco2e, anode_net_t, ac_energy_mwh, output_t from both_years
    union all
    select plant, 'ALL', period, which, sum(emissions_tco2e), sum(anode_net_t), sum(ac_energy_mwh), sum(output_t)
    from both_years
    group by plant, period, which
),

long as (
    {% for item, value, unit in [
        ['emissions', 'emissions_tco2e', 'tCO2e'], ['anode_net', 'anode_net_t', 't'],
        ['ac_energy', 'ac_energy_mwh', 'MWh'], ['output', 'output_t', 't'],
        ['ac_per_t', 'ratio:ac_energy_mwh * 1000', 'kWh/t'], ['anode_net_per_t', 'ratio:anode_net_t', 't/t'],
    ] %}
    select plant, process, period, which, {{ loop.index }} as item_no, '{{ item }}' as item, '{{ unit }}' as unit,
        {% if value.startswith('ratio:') -%}
        cast({{ decimal_divide(value[6:], 'output_t', 6) }} as decimal(38, 6)) as value
        {%- else -%}
        cast({{ value }} as decimal(38, 6)) as value
        {%- endif %}
    from with_totals
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

paired as (
    select
        plant, process, period, item_no, item, unit,
        max(case when which = 'last' then value end) as last_year_value,
        max(case when which = 'this' then value end) as this_year_value
    from long
    where period in (select period from {{ source('run', 'scope_years') }} where is_asked)
    group by plant, process, period, item_no, item, unit
)

select
    plant, process, period,
    cast(item_no as integer) as item_no,
    item, unit,
    cast(last_year_value as decimal(18, 6)) as last_year_value,
    cast(this_year_value as decimal(18, 6)) as this_year_value,
    cast(this_year_value - last_year_value as decimal(18, 6)) as change_value,
    cast({{ decimal_divide('(this_year_value - last_year_value) * 100', 'last_year_value', 4) }} as decimal(18, 4))
        as change_pct
from paired
