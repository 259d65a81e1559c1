-- Production days of every plant over the months and years of the close.
with spans as (
    select
        plant,
        least(min(accounting_start), min(natural_start)) as first_day,
        greatest(max(accounting_end), max(natural_end)) as last_day
    from {{ ref('dim_periods') }}
    group by plant
),

days as (
    select spans.plant, {{ add_days('spans.first_day', 'numbers.number') }} as day, spans.last_day
    from spans
    cross join ({{ numbers_below_ten_thousand() }}) as numbers
),

placed as (
    select days.plant, days.day, {{ accounting_month('days.day', 'plants.month_end_day') }} as accounting_period
    from days
    inner join {{ ref('dim_plants') }} as plants on days.plant = plants.plant
    where days.day <= days.last_day
)

select *, substring(accounting_period, 1, 4) as year_period from placed
