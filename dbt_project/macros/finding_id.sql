{#- Number of a finding: plant, process, period and rule hashed, then two digits that hold plant and number together.
    The same in Python: warehouse/finding_ids.py. A rule gives one answer at a place and names its requirements. -#}
{% macro finding_id(plant, process, period, rule) -%}
    {%- set digits = "upper(substring(sha256(concat_ws('|', " ~ plant ~ ", " ~ process ~ ", " ~ period ~ ", "
        ~ rule ~ ")), 1, 12))" -%}
    'F' || substring({{ digits }}, 1, 6) || '-' || substring({{ digits }}, 7, 6)
    || upper(substring(sha256({{ plant }} || '|' || {{ digits }}), 1, 2))
{%- endmacro %}
