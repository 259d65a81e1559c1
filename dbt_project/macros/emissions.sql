{#- The guide's formulas. Masses enter as a report prints them, to two places, and so does the net anode; 44/12 stays a
    ratio of whole numbers. -#}

{% macro net_anode(anode_t) -%}
    {{ round_half_up(
        "cast(" ~ round_half_up(anode_t, 2) ~ " as decimal(20, 2)) * (1 - " ~ factor("parameters.anode_loss_rate") ~ ")", 2) }}
{%- endmacro %}

{% macro anode_emissions(net_anode_t) -%}
    {{ decimal_divide(
        "cast(" ~ net_anode_t ~ " as decimal(20, 2)) * (1 - " ~ factor("parameters.anode_sulphur") ~ " - "
        ~ factor("parameters.anode_ash") ~ ") * cast(parameters.co2_molar_mass as decimal(8, 2))",
        "parameters.carbon_molar_mass", 2) }}
{%- endmacro %}

{#- tCO2e of PFC per 1000 t of metal, exact. -#}
{% macro pfc_factor() -%}
    (cast(parameters.ef_cf4_kg_t as decimal(10, 6)) * cast(parameters.gwp_cf4 as decimal(8, 1))
    + cast(parameters.ef_c2f6_kg_t as decimal(10, 6)) * cast(parameters.gwp_c2f6 as decimal(8, 1)))
{%- endmacro %}

{% macro pfc_emissions(output_t) -%}
    {{ round_half_up("cast(" ~ round_half_up(output_t, 2) ~ " as decimal(20, 2)) * cast(" ~ pfc_factor() ~ " as decimal(14, 7)) * 0.001", 2) }}
{%- endmacro %}
