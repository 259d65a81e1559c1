-- Whether the delivered accounting months hold every hour of a natural month that tickets fall into.
with touched as (
    select distinct plant, process, natural_period as period, month_end_day, day_cut_minutes
    from {{ ref('int_ladles__placed') }}
),

delivered as (
    select distinct plant, process, accounting_period from {{ ref('int_ladles__placed') }}
),

bounds as (
    select
        *,
        {{ accounting_day("cast(" ~ first_of_month('period') ~ " as timestamp)", 'day_cut_minutes') }} as first_day,
        {{ last_of_month(first_of_month('period')) }} as last_day
    from touched
),

needed as (
    select
        *,
        {{ accounting_month('first_day', 'month_end_day') }} as first_month,
        {{ accounting_month('last_day', 'month_end_day') }} as last_month
    from bounds
)

select
    needed.plant,
    needed.process,
    needed.period,
    case when starts.plant is not null and ends.plant is not null then 'full' else 'partial' end as coverage
from needed
left join delivered as starts
    on needed.plant = starts.plant and needed.process = starts.process
    and needed.first_month = starts.accounting_period
left join delivered as ends
    on needed.plant = ends.plant and needed.process = ends.process
    and needed.last_month = ends.accounting_period
