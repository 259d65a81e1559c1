{#- Sum of the observations of a month that match, null when there is none. -#}
{% macro observed(source_system, parameters, items=none, basis='accounting') -%}
    sum(case when source_system = '{{ source_system }}' and basis = '{{ basis }}'
        and parameter in ({% for name in parameters %}'{{ name }}'{% if not loop.last %}, {% endif %}{% endfor %})
        {% if items %}and item_code in ({% for name in items %}'{{ name }}'{% if not loop.last %}, {% endif %}{% endfor %}){% endif %}
        then value end)
{%- endmacro %}

{#- Columns of a wide row as lines of the bridge: [line_code, expression]. -#}
{% macro bridge_lines(relation, subject, level, lines) -%}
{%- for code, value in lines %}
select plant, process, period, '{{ subject }}' as subject, '{{ level }}' as level, '{{ code }}' as line_code,
    cast({{ value }} as decimal(38, 6)) as value_t
from {{ relation }}
{% if not loop.last %}union all{% endif %}
{%- endfor %}
{%- endmacro %}
