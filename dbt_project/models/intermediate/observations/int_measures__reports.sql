-- Items of the declared report and of last year's, in the catalogue's units (shares as fractions, energy in MWh).
with items as (
    select plant, period, process, item, unit_raw, value, file, sheet, row_no, 'declared_report' as source_system
    from {{ ref('stg_declared_items') }}
    union all
    select plant, cast(cast(period as integer) - 1 as varchar), process, item, unit_raw, value, file, sheet, row_no,
        'last_year_report'
    from {{ ref('stg_last_year_items') }}
)

select
    items.plant,
    coalesce(items.process, 'ALL') as process,
    'year' as period_kind,
    items.period,
    'accounting' as basis,
    items.item as parameter,
    '' as item,
    items.source_system,
    cast(items.value * case
        when coalesce(catalog.unit, '') = '' and replace(replace(items.unit_raw, '%', ''), '％', '') <> items.unit_raw then 0.01
        when catalog.unit = 'MWh' and items.unit_raw in ('万kWh', '万千瓦时') then 10
        when catalog.unit = 'MWh' and items.unit_raw in ('kWh', '千瓦时') then 0.001
        else 1
    end as decimal(38, 12)) as value,
    coalesce(catalog.unit, '') as unit,
    items.file,
    items.sheet,
    items.row_no
from items
inner join {{ ref('parameter_catalog') }} as catalog
    on items.item = catalog.parameter and catalog.source_kind = 'report'
where items.value is not null
