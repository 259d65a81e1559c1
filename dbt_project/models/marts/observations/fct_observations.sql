-- Every parameter from every source, on the period and basis of that source.
{% set key = 'plant, process, period_kind, period, basis, parameter, item, source_system' %}
with measured as (
{%- for model in ['metal', 'anodes', 'daily', 'monthly', 'statistics', 'annual', 'reports', 'derived'] %}
    select * from {{ ref('int_measures__' ~ model) }}
    {% if not loop.last %}union all{% endif %}
{%- endfor %}
),

by_sheet as (
    select
        {{ key }}, unit, file, sheet,
        sum(value) as value,
        count(*) as n_rows,
        file || '!' || sheet || '!' || cast(min(row_no) as varchar) || '-' || cast(max(row_no) as varchar) as span
    from measured
    -- a row whose parameter, place or time could not be read is no observation; it stays in the lake and the receipt
    where parameter is not null and process is not null and period is not null and item is not null
    group by {{ key }}, unit, file, sheet
),

summed as (
    select
        {{ key }}, unit,
        cast(sum(value) as decimal(38, 12)) as value_exact,
        cast(sum(n_rows) as bigint) as n_rows,
        {{ ordered_list('file') }} as files,
        cast(count(distinct file) as integer) as file_count,
        {{ ordered_list('span') }} as lineage
    from by_sheet
    group by {{ key }}, unit
)

select
    summed.plant,
    summed.process,
    summed.period_kind,
    summed.period,
    summed.basis,
    summed.parameter,
    summed.item,
    summed.source_system,
    {{ round_half_up('summed.value_exact', 6) }} as value,
    summed.unit,
    coalesce(natural_months.coverage, 'full') as coverage,
    summed.n_rows,
    summed.value_exact,
    summed.files,
    summed.file_count,
    summed.lineage,
    {{ dbt.hash('summed.lineage') }} as lineage_hash
from summed
left join {{ ref('int_natural_months__coverage') }} as natural_months
    on summed.basis = 'natural' and summed.source_system = 'ladle_tickets'
    and summed.plant = natural_months.plant and summed.process = natural_months.process
    and summed.period = natural_months.period
