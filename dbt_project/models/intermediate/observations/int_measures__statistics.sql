-- B204-1 of each month and of December, on the basis the plant keeps it (natural or accounting month).
with forms as (
    select form.*, plants.b204_basis, 'b204' as source_system, form.period as month
    from {{ ref('stg_b204') }} as form
    inner join {{ ref('dim_plants') }} as plants on form.plant = plants.plant
    union all
    select form.*, plants.b204_basis, 'b204_annual', substring(form.period, 1, 4) || '-12'
    from {{ ref('stg_b204_annual') }} as form
    inner join {{ ref('dim_plants') }} as plants on form.plant = plants.plant
)

{% for column, suffix in [
    ('month_value', ''), ('cum_value', '_cum'),
    ('last_year_month_value', '_last_year'), ('last_year_cum_value', '_last_year_cum'),
] %}
select
    plant,
    'ALL' as process,
    'month' as period_kind,
    month as period,
    b204_basis as basis,
    indicator_code || '{{ suffix }}' as parameter,
    '' as item,
    source_system,
    cast({{ column }} as decimal(38, 12)) as value,
    unit,
    file,
    sheet,
    row_no
from forms
where {{ column }} is not null and indicator_code in ('gross_output_value', 'sales_value', 'power_use', 'output')
{% if not loop.last %}union all{% endif %}
{% endfor %}
