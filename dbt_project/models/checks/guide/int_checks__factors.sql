-- The parameters of the emission formulas side by side. One row per year.
select
    year_period,
    {% for name in ['anode_loss_rate', 'anode_sulphur', 'anode_ash', 'ef_cf4_kg_t', 'ef_c2f6_kg_t', 'gwp_cf4', 'gwp_c2f6',
        'faraday_kg_kah', 'backpour_match_rel'] -%}
    max(case when parameter = '{{ name }}' then value end) as {{ name }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ ref('int_checks__parameters') }}
group by year_period
