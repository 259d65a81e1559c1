-- Monthly numbers that follow from observations: the reported source by the plant's method, net anode and its carbon,
-- Faraday output, pot-days x daily output, everything that came in as anodes. Same columns as a quantity.
with observed as (
    select * from {{ ref('fct_observations') }} where basis = 'accounting' and period_kind = 'month'
),

reported as (
    select observed.*
    from observed
    inner join {{ ref('dim_plants') }} as plants on observed.plant = plants.plant
    where
        (observed.parameter = 'output' and observed.source_system = 'ladle_tickets')
        or (observed.parameter = 'anode_gross'
            and observed.source_system
            = case plants.anode_method when 'direct' then 'anode_direct' when 'blocks' then 'anode_slips' end)
),

calculated as (
    select plant, process, period, parameter, item, 'reported' as source_system, value, unit, coverage, files, lineage
    from reported
    union all
    select r.plant, r.process, r.period, 'anode_net', '', 'reported',
        {{ exact('r.value') }} * {{ factor('1 - p.anode_loss_rate') }}, 't', r.coverage, r.files, r.lineage
    from reported as r inner join {{ ref('int_checks__factors') }} as p on substring(r.period, 1, 4) = p.year_period
    where r.parameter = 'anode_gross'
    union all
    select r.plant, r.process, r.period, 'anode_carbon', '', 'reported',
        {{ exact('r.value') }} * {{ factor('(1 - p.anode_loss_rate) * (1 - p.anode_sulphur - p.anode_ash)') }}, 't', r.coverage,
        r.files, r.lineage
    from reported as r inner join {{ ref('int_checks__factors') }} as p on substring(r.period, 1, 4) = p.year_period
    where r.parameter = 'anode_gross'
    union all
    select days.plant, days.process, days.period, 'output', '', 'pot_days', {{ exact('days.value') }}
        * {{ factor('per_day.value') }} * {{ thousandth() }}, 't', days.coverage, days.files, days.lineage
    from observed as days
    inner join observed as per_day
        on days.plant = per_day.plant and days.process = per_day.process and days.period = per_day.period
    where
        days.parameter = 'pot_days' and days.source_system = 'index_ledger'
        and per_day.parameter = 'output_per_pot_day' and per_day.source_system = 'index_ledger'
    union all
    select processes.plant, processes.process, periods.period, 'output', '', 'faraday', {{ factor('p.faraday_kg_kah') }}
        * {{ exact('processes.design_current_ka') }} * processes.pots * periods.accounting_days * 24
        * {{ thousandth() }}, 't', 'full', cast(null as varchar), cast(null as varchar)
    from {{ ref('dim_processes') }} as processes
    inner join {{ ref('dim_periods') }} as periods
        on processes.plant = periods.plant and periods.period_kind = 'month'
    inner join {{ ref('int_checks__factors') }} as p on periods.year_period = p.year_period
    union all
    -- Poured-back metal counted in the month has its own rule; here it must not look like a wrong sum.
    select daily.plant, daily.process, daily.period, 'output', '', 'daily_sum',
        daily.value + case when abs(reports.value - daily.value - poured.value)
            <= {{ factor('p.backpour_match_rel') }} * {{ exact('poured.value') }} then poured.value else 0 end,
        't', daily.coverage, daily.files, daily.lineage
    from observed as daily
    inner join {{ ref('int_checks__factors') }} as p on substring(daily.period, 1, 4) = p.year_period
    left join observed as reports
        on daily.plant = reports.plant and daily.process = reports.process and daily.period = reports.period
        and reports.parameter = 'output' and reports.source_system = 'monthly_report'
    left join observed as poured
        on daily.plant = poured.plant and daily.process = poured.process and daily.period = poured.period
        and poured.parameter = 'backpour' and poured.source_system = 'daily_report'
    where daily.parameter = 'output' and daily.source_system = 'daily_report'
    union all
    select nearest.plant, nearest.process, nearest.period, 'anode_gross', '', 'daily_nearest',
        min_by(nearest.value, abs(nearest.value - reports.value)), 't', max(nearest.coverage),
        min_by(nearest.files, abs(nearest.value - reports.value)),
        min_by(nearest.lineage, abs(nearest.value - reports.value))
    from observed as nearest
    inner join observed as reports
        on nearest.plant = reports.plant and nearest.process = reports.process and nearest.period = reports.period
        and reports.parameter = 'anode_gross' and reports.source_system = 'monthly_report'
    where nearest.parameter = 'anode_gross'
        and nearest.source_system in ('anode_slips', 'anode_direct', 'anode_store')
    group by nearest.plant, nearest.process, nearest.period
    union all
    select plant, 'ALL', period, 'anode_inbound', item, 'anode_received', sum(value), 't', min(coverage),
        {{ ordered_list('files') }}, {{ ordered_list('lineage') }}
    from observed
    where
        (parameter = 'anode_inbound' and source_system = 'anode_trucks')
        or (parameter = 'intra_bought' and source_system = 'intra_in' and item = '阳极炭块')
    group by plant, period, item
)

select
    calculated.plant as plant_code,
    calculated.process,
    'month' as period_kind,
    calculated.period,
    'accounting' as basis,
    calculated.parameter,
    calculated.item,
    calculated.source_system,
    cast(calculated.value as decimal(38, 6)) as value,
    calculated.unit,
    calculated.coverage = 'full' as is_full,
    calculated.files,
    calculated.lineage,
    cast(null as varchar) as lineage_hash
from calculated
