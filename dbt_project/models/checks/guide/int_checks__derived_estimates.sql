-- Output of a natural month whose last days lie in a delivery to come: the mean of its whole days, for all its days.
-- Only where the natural month is not covered and no potline stood still; a day beside one on which nothing was weighed (the
-- edge of what was delivered, or of a month that was not) may be cut by the plant's own day and is left out. Same columns as
-- a quantity.
with partly as (
    select distinct plant, period
    from {{ ref('fct_observations') }}
    where parameter = 'output' and source_system = 'ladle_tickets' and basis = 'natural' and coverage <> 'full'
),

weighed_days as (
    select plant, period, natural_day, sum(value) as value
    from {{ ref('fct_daily_natural') }}
    where parameter = 'output' and source_system = 'ladle_tickets'
    group by plant, period, natural_day
),

whole_days as (
    select plant, period, natural_day, value
    from (
        select *,
            lag(natural_day) over (partition by plant order by natural_day) as day_before,
            lead(natural_day) over (partition by plant order by natural_day) as day_after
        from weighed_days
    ) as neighbours
    where {{ dbt.datediff('day_before', 'natural_day', 'day') }} = 1
        and {{ dbt.datediff('natural_day', 'day_after', 'day') }} = 1
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
