-- Monthly observations that the bridges use, on the item codes of the stock balance; plant totals beside processes.
with observed as (
    select
        observations.plant, observations.process, observations.period, observations.basis, observations.parameter,
        coalesce(items.item_code, observations.item) as item_code,
        observations.source_system, observations.value, observations.coverage
    from {{ ref('fct_observations') }} as observations
    left join {{ ref('stock_items') }} as items on observations.item = items.item
    where observations.period_kind = 'month'
        and observations.period in (select period from {{ source('run', 'scope_months') }} where is_asked)
)

select * from observed
union all
select plant, 'ALL', period, basis, parameter, item_code, source_system, sum(value), min(coverage)
from observed
where process <> 'ALL'
group by plant, period, basis, parameter, item_code, source_system
