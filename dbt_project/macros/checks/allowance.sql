{#- Allowance of a process by the rule with a balance value: E (1 + alpha), alpha by its distance X from it. -#}
{% macro allowance(emissions, x) -%}
    {{ round_half_up(
        emissions ~ " + cast(" ~ emissions ~ " as decimal(18, 4)) * cast(case when " ~ x ~ " >= alloc_linear_within"
        " then alloc_cap when " ~ x ~ " <= -1 * alloc_linear_within then -1 * alloc_cap else cast(" ~ x
        ~ " as decimal(18, 10)) * cast(alloc_slope as decimal(8, 6)) end as decimal(16, 14))", 4) }}
{%- endmacro %}
