{#- The values of the default set at the end of each year of the CTE `years`, ranked: `place` 1 is the one in force. The
    latest to become valid goes first; where two began on one day an entry of headquarters does, then the smaller value. -#}
{% macro parameters_in_force(year) -%}
    select
        years.{{ year }},
        parameters.parameter,
        parameters.value,
        row_number() over (
            partition by years.{{ year }}, parameters.parameter
            order by parameters.valid_from desc, parameters.origin, parameters.value
        ) as place
    from years
    inner join {{ ref('dim_parameters') }} as parameters
        on parameters.is_default
        and coalesce(parameters.valid_from, cast('1900-01-01' as date))
            <= cast(cast(years.{{ year }} as varchar) || '-12-31' as date)
        and coalesce(parameters.valid_to, cast('9999-12-31' as date))
            >= cast(cast(years.{{ year }} as varchar) || '-12-31' as date)
{%- endmacro %}
