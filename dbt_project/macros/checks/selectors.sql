{#- Sides of a rule. A side is written `source:parameter:item`; parameter and item fall back on the rule's own. -#}

{% macro selector_source(side) -%}
    split_part({{ side }}, ':', 1)
{%- endmacro %}

{% macro selector_parameter(side, parameter) -%}
    coalesce(nullif(split_part({{ side }}, ':', 2), ''), {{ parameter }})
{%- endmacro %}

{% macro selector_item(side, item) -%}
    coalesce(nullif(split_part({{ side }}, ':', 3), ''), {{ item }}, '')
{%- endmacro %}

{#- True when every condition (`key=value`, up to four joined by `;`) stands in the plant's profile text
    (`|key=value|key=value|`). -#}
{% macro conditions_hold(conditions, profile) -%}
    (
    {%- for place in range(1, 5) %}
        ({{ "coalesce(split_part(" ~ conditions ~ ", ';', " ~ place ~ "), '')" }} = ''
            or {{ profile }} like '%|' || split_part({{ conditions }}, ';', {{ place }}) || '|%')
        {%- if not loop.last %} and{% endif %}
    {%- endfor %}
    )
{%- endmacro %}

{#- True when a word stands in a list joined by `|`. -#}
{% macro in_list(word, list) -%}
    ('|' || {{ list }} || '|') like '%|' || {{ word }} || '|%'
{%- endmacro %}

{#- Rows of the registry that belong to one shape, with the place where each must be answered. -#}
{% macro places_of(shape) -%}
    (select * from {{ ref('int_checks__places') }} where shape = '{{ shape }}')
{%- endmacro %}
