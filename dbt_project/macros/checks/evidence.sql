{#- What the threshold gate is given to judge a second time: the operands of a check as text, never its verdict.
    One row is `name=value;name=value`, an absent value is empty; rows of one answer are joined by `|`. -#}

{#- One row of operands. -#}
{% macro operands(values) -%}
    (
    {%- for name, value in values.items() %}
        '{{ '' if loop.first else ';' }}{{ name }}=' || coalesce(cast({{ value }} as varchar), '')
        {%- if not loop.last %} ||{% endif %}
    {%- endfor %}
    )
{%- endmacro %}

{#- The rows of one answer as one text. -#}
{% macro operand_rows(values) -%}
    {{ ordered_list(operands(values), '|') }}
{%- endmacro %}
