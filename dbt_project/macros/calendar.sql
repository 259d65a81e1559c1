{#- Calendars of plants. An accounting day is the date of (instant − day cut); an accounting month ends on a day of the
    month (0 = natural month) and is named after the month it ends in. -#}

{% macro first_of_month(period) -%}
    cast({{ period }} || '-01' as date)
{%- endmacro %}

{% macro add_months(day, months) -%}
    cast({{ dbt.dateadd('month', months, day) }} as date)
{%- endmacro %}

{% macro add_days(day, days) -%}
    cast({{ dbt.dateadd('day', days, day) }} as date)
{%- endmacro %}

{% macro add_minutes(instant, minutes) -%}
    cast({{ dbt.dateadd('minute', minutes, instant) }} as timestamp)
{%- endmacro %}

{% macro last_of_month(day) -%}
    {{ add_days(add_months("cast(" ~ dbt.date_trunc('month', day) ~ " as date)", 1), -1) }}
{%- endmacro %}

{% macro month_of(day) -%}
    substring(cast(cast({{ day }} as date) as varchar), 1, 7)
{%- endmacro %}

{#- The day an accounting month that ends on end_day closes, within the month of `first` (its first day). -#}
{% macro accounting_close(first, end_day) -%}
    case
        when {{ end_day }} = 0 then {{ last_of_month(first) }}
        else least({{ last_of_month(first) }}, {{ add_days(first, "(" ~ end_day ~ " - 1)") }})
    end
{%- endmacro %}

{#- Production day of an instant. -#}
{% macro accounting_day(instant, day_cut_minutes) -%}
    cast({{ add_minutes(instant, "(-1 * " ~ day_cut_minutes ~ ")") }} as date)
{%- endmacro %}

{#- Accounting month of a production day. -#}
{% macro accounting_month(day, end_day) -%}
    case
        when {{ end_day }} = 0 or extract(day from {{ day }}) <= {{ end_day }} then {{ month_of(day) }}
        else {{ month_of(add_months("cast(" ~ dbt.date_trunc('month', day) ~ " as date)", 1)) }}
    end
{%- endmacro %}
