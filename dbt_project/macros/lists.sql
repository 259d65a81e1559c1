{#- Texts of a group joined in an order that does not depend on the plan; Spark ignores an order inside the aggregate. -#}
{% macro ordered_list(value, separator=';') -%}
    {{ return(adapter.dispatch('ordered_list', 'potline')(value, separator)) }}
{%- endmacro %}

{% macro default__ordered_list(value, separator) -%}
    array_join(array_sort(collect_set({{ value }})), '{{ separator }}')
{%- endmacro %}

{% macro duckdb__ordered_list(value, separator) -%}
    array_to_string(list_sort(list(distinct {{ value }})), '{{ separator }}')
{%- endmacro %}

{#- The first few texts of a group in the order of `ordered_list`, for a message that a person reads. -#}
{% macro first_of_list(value, most, separator=';') -%}
    {{ return(adapter.dispatch('first_of_list', 'potline')(value, most, separator)) }}
{%- endmacro %}

{% macro default__first_of_list(value, most, separator) -%}
    array_join(slice(array_sort(collect_set({{ value }})), 1, {{ most }}), '{{ separator }}')
{%- endmacro %}

{% macro duckdb__first_of_list(value, most, separator) -%}
    array_to_string(list_slice(list_sort(list(distinct {{ value }})), 1, {{ most }}), '{{ separator }}')
{%- endmacro %}

{#- Whole numbers 0..9999 as column `number`, for spines. -#}
{% macro numbers_below_ten_thousand() -%}
    select a.digit + 10 * b.digit + 100 * c.digit + 1000 * d.digit as number
    from {% for name in ['a', 'b', 'c', 'd'] -%}
        (select 0 as digit
        {%- for digit in range(1, 10) %} union all select {{ digit }}{% endfor %}) as {{ name }}
        {%- if not loop.last %} cross join {% endif %}
    {%- endfor %}
{%- endmacro %}
