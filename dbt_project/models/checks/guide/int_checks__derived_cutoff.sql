-- The declared year on natural days, for plants whose month ends on a cut-off day: the output after the close of December is
-- added, that of the first month before 1 January taken off. By tickets where those days were delivered, else by the daily
-- pace of the declared month they border on: such a January begins in December and has 31 days, such a December 30.
-- Same columns as a quantity.
with bounds as (
    select
        plant, period, accounting_start, accounting_end,
        period || '-01' as first_month, period || '-12' as last_month,
        cast(cast(period as integer) + 1 as varchar) || '-01' as month_after,
        cast(period || '-01-01' as date) as natural_start,
        cast(period || '-12-31' as date) as natural_end
    from {{ ref('dim_periods') }}
    where period_kind = 'year'
),

years as (
    select *,
        {{ dbt.datediff('accounting_start', 'natural_start', 'day') }} as days_before,
        {{ dbt.datediff('accounting_end', 'natural_end', 'day') }} as days_after
    from bounds
),

declared as (
    select plant, process, period, value, files
    from {{ ref('fct_observations') }}
    where period_kind = 'year' and basis = 'accounting' and parameter = 'output' and source_system = 'declared_report'
        and process <> 'ALL'
),

months as (
    select plant, process, data_month as period, max(output_t) as output_t
    from {{ ref('stg_declared_monthly') }}
    group by plant, process, data_month
),

edges as (
    select
        years.plant, years.period, days.process,
        max(case when days.period = years.first_month then 1 else 0 end) as has_first_month,
        sum(case when days.period = years.first_month and days.accounting_day < years.natural_start then days.value else 0 end)
            as before_t,
        sum(case when days.period = years.month_after and days.accounting_day <= years.natural_end then days.value else 0 end)
            as after_t,
        count(distinct case when days.period = years.month_after and days.accounting_day <= years.natural_end
            then days.accounting_day end) as n_after
    from years
    inner join {{ ref('fct_daily') }} as days
        on years.plant = days.plant and days.period in (years.first_month, years.month_after)
    where days.parameter = 'output' and days.source_system = 'ladle_tickets'
    group by years.plant, years.period, days.process
)

select
    years.plant as plant_code,
    declared.process,
    'year' as period_kind,
    years.period,
    'accounting' as basis,
    'output' as parameter,
    '' as item,
    'declared_natural' as source_system,
    cast(
        declared.value
        + coalesce(
            case when edges.n_after = years.days_after then edges.after_t end,
            {{ decimal_divide('closing.output_t * years.days_after', '30', 6) }}, 0
        )
        - coalesce(
            case when edges.has_first_month = 1 then edges.before_t end,
            {{ decimal_divide('opening.output_t * years.days_before', '31', 6) }}, 0
        )
        as decimal(38, 6)
    ) as value,
    't' as unit,
    true as is_full,
    declared.files,
    declared.files as lineage,
    cast(null as varchar) as lineage_hash
from years
inner join declared on years.plant = declared.plant and years.period = declared.period
left join edges on years.plant = edges.plant and years.period = edges.period and declared.process = edges.process
left join months as opening
    on years.plant = opening.plant and declared.process = opening.process and opening.period = years.first_month
left join months as closing
    on years.plant = closing.plant and declared.process = closing.process and closing.period = years.last_month
