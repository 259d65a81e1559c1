-- Emissions from the rows kept, by process and for the plant (ALL), month and year, as measured and adjusted.
{% set quantities = [
    ['anode_t', 3], ['output_t', 3], ['anode_net_t', 2], ['e_anode_tco2', 2], ['e_pfc_tco2e', 2], ['e_total_tco2e', 2],
    ['anode_adjusted_t', 3], ['output_adjusted_down_t', 3], ['output_adjusted_up_t', 3], ['adjusted_anode_net_t', 2],
    ['adjusted_e_anode_tco2', 2], ['adjusted_e_pfc_tco2e', 2], ['adjusted_e_total_tco2e', 2],
] %}
with processes as (
    select * from {{ ref('int_emissions__calculated') }} where basis = 'tickets'
),

together as (
    select plant, process, period_kind, period, source_basis, source_basis as other_basis, mass_basis, is_delivered,
        is_correction_estimated,
        {% for name, places in quantities %}{{ name }}{% if not loop.last %}, {% endif %}{% endfor %}
    from processes
    union all
    select
        plant, 'ALL', period_kind, period, min(source_basis), max(source_basis), min(mass_basis),
        max(case when is_delivered then 1 else 0 end) = 1,
        max(case when is_correction_estimated then 1 else 0 end) = 1,
        {% for name, places in quantities %}sum({{ name }}){% if not loop.last %}, {% endif %}{% endfor %}
    from processes
    group by plant, period_kind, period
)

select
    plant,
    process,
    period_kind,
    period,
    {% for name, places in quantities -%}
    cast({{ name }} as decimal(18, {{ places }})) as {{ name }},
    {% endfor -%}
    case when source_basis = other_basis then source_basis else 'mixed' end as source_basis,
    mass_basis,
    is_delivered,
    is_correction_estimated
from together
