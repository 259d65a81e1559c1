{#- Whether a register says of a document that it does not apply; given a remark column, whether it also says why. -#}
{% macro says_not_applicable(written, remark=none) -%}
    coalesce(
        regexp_matches(trim({{ written }}), '^(不适用|不涉及|无此|[Nn]/?[Aa]$|[Nn]ot applicable)')
        {%- if remark %}
        and (
            coalesce(trim({{ remark }}), '') <> ''
            or regexp_matches({{ written }}, '(不适用|不涉及|[Nn]ot applicable) *[,，;；:：(（].+')
        )
        {%- endif %}, false)
{%- endmacro %}
