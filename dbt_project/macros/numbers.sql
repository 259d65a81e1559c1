{#- Exact numbers. Every rounding of the project goes through round_half_up; every division through decimal_divide. -#}

{#- Half away from zero at a constant number of places; decimal in, decimal out. -#}
{% macro round_half_up(value, places) -%}
    cast(round(cast({{ value }} as decimal(38, 12)), {{ places }}) as decimal(38, {{ places }}))
{%- endmacro %}

{#- Mass, energy or money with room for a product with a factor. -#}
{% macro exact(value) -%}
    cast({{ value }} as decimal(24, 6))
{%- endmacro %}

{#- A factor, share or per cent with room for a product with a mass. -#}
{% macro factor(value) -%}
    cast({{ value }} as decimal(14, 6))
{%- endmacro %}

{#- numerator / denominator rounded half up at a constant number of places; null when the denominator is null or 0.
    Both sides count to six places. -#}
{% macro decimal_divide(numerator, denominator, places) -%}
    {{ return(adapter.dispatch('decimal_divide', 'potline')(numerator, denominator, places)) }}
{%- endmacro %}

{% macro default__decimal_divide(numerator, denominator, places) -%}
    cast(round(
        cast({{ numerator }} as decimal(24, 6)) / nullif(cast({{ denominator }} as decimal(24, 6)), 0), {{ places }}
    ) as decimal(38, {{ places }}))
{%- endmacro %}

{#- DuckDB divides decimals as DOUBLE, so the quotient is taken in whole numbers (128 bits). -#}
{% macro duckdb__decimal_divide(numerator, denominator, places) -%}
    {%- set top = "cast(round(cast(" ~ numerator ~ " as decimal(24, 6)) * 1000000, 0) as hugeint)" -%}
    {%- set bottom = "nullif(cast(round(cast(" ~ denominator ~ " as decimal(24, 6)) * 1000000, 0) as hugeint), 0)" -%}
    cast(
        cast(sign({{ top }}) * sign({{ bottom }}) * (
            (abs({{ top }}) * {{ 2 * 10 ** places }} + abs({{ bottom }})) // (2 * abs({{ bottom }}))
        ) as decimal(38, 0)) * cast({{ "%.*f" | format(places, 10 ** (-places)) }} as decimal(14, {{ places }}))
        as decimal(38, {{ places }})
    )
{%- endmacro %}

{#- Text or number to a type; null when it cannot be read. -#}
{% macro try_to(value, type) -%}
    {{ return(adapter.dispatch('try_to', 'potline')(value, type)) }}
{%- endmacro %}

{% macro default__try_to(value, type) -%}
    try_cast({{ value }} as {{ type }})
{%- endmacro %}

{#- Half up at a number of places that a column gives, among the places named; wide enough for all of them. -#}
{% macro round_half_up_by(value, places_column, among) -%}
    case {{ places_column }}
        {%- for places in among %}
        when {{ places }} then cast({{ round_half_up(value, places) }} as decimal(38, 6))
        {%- endfor %}
    end
{%- endmacro %}
