-- Parameters of the default set that apply in each year, one column each; an entry of headquarters goes first.
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
    select
        years.year_period,
        parameters.parameter,
        parameters.value,
        row_number() over (
            partition by years.year_period, parameters.parameter order by parameters.valid_from desc, parameters.value
        ) as place
    from years
    inner join {{ ref('dim_parameters') }} as parameters
        on parameters.is_default
        and coalesce(parameters.valid_from, cast('1900-01-01' as date)) <= cast(years.year_period || '-12-31' as date)
        and coalesce(parameters.valid_to, cast('9999-12-31' as date)) >= cast(years.year_period || '-01-01' as date)
)

select
    year_period
    {%- for name in names %},
    max(case when parameter = '{{ name }}' and place = 1 then value end) as {{ name }}
    {%- endfor %}
from applicable
group by year_period
