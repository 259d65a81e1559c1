-- Emissions of each process by the guide's formulas, as measured and adjusted, on both mass bases.
with net as (
    select
        masses.*,
        {{ net_anode('masses.anode_t') }} as anode_net_t,
        {{ net_anode('masses.anode_adjusted_t') }} as adjusted_anode_net_t
    from {{ ref('int_emissions__masses') }} as masses
    inner join {{ ref('int_parameters__by_year') }} as parameters on masses.year_period = parameters.year_period
),

parts as (
    select
        net.*,
        {{ anode_emissions('net.anode_net_t') }} as e_anode_tco2,
        {{ pfc_emissions('net.output_t') }} as e_pfc_tco2e,
        {{ anode_emissions('net.adjusted_anode_net_t') }} as adjusted_e_anode_tco2,
        {{ pfc_emissions('net.output_adjusted_up_t') }} as adjusted_e_pfc_tco2e
    from net
    inner join {{ ref('int_parameters__by_year') }} as parameters on net.year_period = parameters.year_period
)

select
    *,
    {{ round_half_up('e_anode_tco2 + e_pfc_tco2e', 2) }} as e_total_tco2e,
    {{ round_half_up('adjusted_e_anode_tco2 + adjusted_e_pfc_tco2e', 2) }} as adjusted_e_total_tco2e
from parts
