{#- One measure of a relation as rows of the long form: who, when, what, from which source, and the row it stands in.
    Every argument is SQL text. -#}
{% macro measure(
    relation, source_system, parameter, value, unit,
    process="process", period="period", item="''", where=none, period_kind="'month'", basis="'accounting'"
) -%}
select
    plant,
    coalesce({{ process }}, 'ALL') as process,
    {{ period_kind }} as period_kind,
    {{ period }} as period,
    {{ basis }} as basis,
    {{ parameter }} as parameter,
    coalesce({{ item }}, '') as item,
    '{{ source_system }}' as source_system,
    cast({{ value }} as decimal(38, 12)) as value,
    {{ unit }} as unit,
    file,
    sheet,
    row_no
from {{ relation }}
where {{ value }} is not null{% if where %} and {{ where }}{% endif %}
{%- endmacro %}

{#- Several measures of one relation that differ in parameter, value and unit only: [parameter, value, unit, where]. -#}
{% macro measures(relation, source_system, rows, process="process", period="period", item="''", period_kind="'month'",
    basis="'accounting'") -%}
{%- for row in rows %}
{{ measure(
    relation, source_system, "'" ~ row[0] ~ "'", row[1], "'" ~ row[2] ~ "'", process, period, item,
    row[3] if row | length > 3 else none, period_kind, basis
) }}
{% if not loop.last %}union all{% endif %}
{%- endfor %}
{%- endmacro %}

{#- Rows of a staging model with their accounting day and month: from an instant by the day cut, else from a written day. -#}
{% macro on_calendar(relation, day, instant=none) -%}
    {%- set from_instant = accounting_day("rows." ~ instant, "plants.day_cut_minutes") if instant else none -%}
    {%- set written = "rows." ~ day if day else none -%}
    select
        placed.*,
        {{ accounting_month('placed.accounting_day', 'placed.month_end_day') }} as accounting_period
    from (
        select
            rows.*,
            plants.month_end_day,
            plants.day_cut_minutes,
            {% if from_instant and written -%}
            coalesce({{ from_instant }}, {{ written }}) as accounting_day
            {%- else -%}
            {{ from_instant or written }} as accounting_day
            {%- endif %}
        from {{ relation }} as rows
        inner join {{ ref('dim_plants') }} as plants on rows.plant = plants.plant
    ) as placed
    where placed.accounting_day is not null
{%- endmacro %}
