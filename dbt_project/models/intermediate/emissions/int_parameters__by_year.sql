-- Parameters of the default set in force at the end of each year, one column each; an entry of headquarters goes first.
{% set names = [
    'anode_loss_rate', 'anode_sulphur', 'anode_ash', 'ef_cf4_kg_t', 'ef_c2f6_kg_t', 'gwp_cf4', 'gwp_c2f6',
    'co2_molar_mass', 'carbon_molar_mass', 'alloc_slope', 'alloc_cap', 'alloc_linear_within', 'balance_value_t_t',
    'mpe_iii_low_divisions', 'mpe_iii_middle_divisions', 'mpe_iii_low_error', 'mpe_iii_middle_error',
    'mpe_iii_high_error', 'mpe_iiii_low_divisions', 'mpe_iiii_middle_divisions', 'mpe_in_service_factor',
    'settled_agreement_t', 'repeat_run_length', 'rounding_share',
] %}
with years as (
    select distinct year_period from {{ ref('dim_periods') }}
),

applicable as (
    {{ parameters_in_force('year_period') }}
)

select
    year_period
    {%- for name in names %},
    max(case when parameter = '{{ name }}' and place = 1 then value end) as {{ name }}
    {%- endfor %}
from applicable
group by year_period
