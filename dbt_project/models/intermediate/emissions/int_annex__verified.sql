-- What verification finds for every item of the declared report, long, by process and year; and what it would be without the
-- corrections of the scales.
{% set calculated = {
    'adjusted_e_anode_tco2': 'e_anode_tco2', 'adjusted_anode_net_t': 'anode_net_t', 'anode_adjusted_t': 'anode_t',
    'adjusted_e_pfc_tco2e': 'e_pfc_tco2e', 'output_adjusted_up_t': 'output_t', 'output_adjusted_down_t': 'output_t',
    'adjusted_e_total_tco2e': 'e_total_tco2e',
} %}
{% set factors = [
    'anode_loss_rate', 'anode_sulphur', 'anode_ash', 'ef_cf4_kg_t', 'ef_c2f6_kg_t', 'gwp_cf4', 'gwp_c2f6',
] %}
with emissions as (
    select * from {{ ref('int_emissions__calculated') }} where basis = 'settled' and period_kind = 'year'
)

{% for name, measured in calculated.items() %}
select plant, process, period, '{{ name }}' as verified_as, cast({{ name }} as decimal(38, 6)) as value,
    cast({{ measured }} as decimal(38, 6)) as uncorrected_value
from emissions
union all
{% endfor %}
{% for name in factors %}
select emissions.plant, emissions.process, emissions.period, '{{ name }}', cast(parameters.{{ name }} as decimal(38, 6)),
    cast(parameters.{{ name }} as decimal(38, 6))
from emissions
inner join {{ ref('int_parameters__by_year') }} as parameters on emissions.year_period = parameters.year_period
union all
{% endfor %}
select plant, process, period, 'ac_energy_mwh', cast(ac_energy_mwh as decimal(38, 6)), cast(ac_energy_mwh as decimal(38, 6))
from {{ ref('int_energy__verified') }}
union all
select plant, 'ALL', period, 'adjusted_e_total_tco2e', cast(sum(adjusted_e_total_tco2e) as decimal(38, 6)),
    cast(sum(e_total_tco2e) as decimal(38, 6))
from emissions
group by plant, period
