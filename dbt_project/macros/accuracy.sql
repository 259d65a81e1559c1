{#- Accuracy notations. A class of a scale (III, IIII) is not a per cent: it becomes one by JJG 539 at the actual load. -#}

{#- Class of a weighing instrument as written, else null. -#}
{% macro accuracy_class(text) -%}
    case
        when {{ text }} like '%Ⅳ%' or {{ text }} like '%IIII%' or {{ text }} like '%四级%' or {{ text }} like '%普通准确度%'
            then 'IIII'
        when {{ text }} like '%Ⅲ%' or {{ text }} like '%III%' or {{ text }} like '%三级%' or {{ text }} like '%中准确度%'
            then 'III'
    end
{%- endmacro %}

{#- Verification division in kilograms from a text like 60t/20kg or e=10kg. -#}
{% macro scale_division_kg(text) -%}
    {%- set found = "regexp_extract(lower(" ~ text ~ "), '(?:/|[ed] *= *) *([0-9.]+) *(kg|g|t)', " -%}
    cast({{ try_to(found ~ "1)", "decimal(18, 6)") }} * case {{ found }}2)
        when 't' then 1000 when 'g' then 0.001 else 1 end as decimal(18, 6))
{%- endmacro %}

{#- Maximum permissible error of a class at a load, in per cent of the load. Without a load: at the first step. -#}
{% macro class_error_pct(class_code, division_kg, load_kg) -%}
    {%- set low = "case " ~ class_code ~ " when 'III' then parameters.mpe_iii_low_divisions else parameters.mpe_iiii_low_divisions end" -%}
    {%- set middle = "case " ~ class_code ~ " when 'III' then parameters.mpe_iii_middle_divisions else parameters.mpe_iiii_middle_divisions end" -%}
    case
        when {{ class_code }} is null then null
        when {{ load_kg }} is null or {{ division_kg }} is null then {{ decimal_divide(
            "parameters.mpe_iii_low_error * parameters.mpe_in_service_factor * 100", low, 6) }}
        else {{ decimal_divide(
            "case when " ~ load_kg ~ " <= " ~ low ~ " * " ~ division_kg ~ " then parameters.mpe_iii_low_error"
            ~ " when " ~ load_kg ~ " <= " ~ middle ~ " * " ~ division_kg ~ " then parameters.mpe_iii_middle_error"
            ~ " else parameters.mpe_iii_high_error end * parameters.mpe_in_service_factor * 100 * " ~ division_kg,
            load_kg, 6) }}
    end
{%- endmacro %}

{#- A grade written as a number with 级 or %, such as 0.5级; null when it is a class or unreadable. -#}
{% macro accuracy_number(text) -%}
    {{ try_to("nullif(regexp_extract(" ~ text ~ ", '^[ ±]*([0-9]+[.]?[0-9]*) *[级%％sS]*', 1), '')", "decimal(18, 6)") }}
{%- endmacro %}
