-- Output of a natural month whose last days lie in a delivery to come: the mean of its whole days, for all its days.
-- Only where the natural month is not covered and no potline stood still; the first and the last day that anything was
-- weighed on may be cut by the plant's own day and are left out. Same columns as a quantity.
with bounds as (
    select plant, min(natural_day) as first_day, max(natural_day) as last_day
    from {{ ref('fct_daily_natural') }}
    where parameter = 'output' and source_system = 'ladle_tickets'
    group by plant
),

partly as (
    select distinct plant, period
    from {{ ref('fct_observations') }}
    where parameter = 'output' and source_system = 'ladle_tickets' and basis = 'natural' and coverage <> 'full'
),

whole_days as (
    select daily.plant, daily.period, daily.natural_day, sum(daily.value) as value
    from {{ ref('fct_daily_natural') }} as daily
    inner join bounds on daily.plant = bounds.plant
    where
        daily.parameter = 'output' and daily.source_system = 'ladle_tickets'
        and daily.natural_day > bounds.first_day and daily.natural_day < bounds.last_day
    group by daily.plant, daily.period, daily.natural_day
),

standing as (
    select distinct plant, period
    from (
        select plant, substring(cast(accounting_day as varchar), 1, 7) as period, value,
            max(value) over (partition by plant, process) as highest
        from {{ ref('fct_daily') }}
        where parameter = 'pots_running'
    ) as running
    where value * 10 < highest * 9
)

select
    whole_days.plant as plant_code,
    'ALL' as process,
    'month' as period_kind,
    whole_days.period,
    'natural' as basis,
    'output' as parameter,
    '' as item,
    'natural_estimate' as source_system,
    cast({{ decimal_divide('sum(whole_days.value) * max(periods.natural_days)', 'count(*)', 6) }} as decimal(38, 6)) as value,
    't' as unit,
    true as is_full,
    cast(null as varchar) as files,
    cast(null as varchar) as lineage,
    cast(null as varchar) as lineage_hash
from whole_days
inner join partly on whole_days.plant = partly.plant and whole_days.period = partly.period
inner join {{ ref('dim_periods') }} as periods
    on whole_days.plant = periods.plant and whole_days.period = periods.period and periods.period_kind = 'month'
left join standing on whole_days.plant = standing.plant and whole_days.period = standing.period
where standing.plant is null
group by whole_days.plant, whole_days.period
having count(*) * 2 > max(periods.natural_days)
