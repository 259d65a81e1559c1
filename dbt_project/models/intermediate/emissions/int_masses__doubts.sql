-- Months of primary tickets that lost rows or days, were restated, repeat one mass, or show what their scale cannot, so that
-- a settled mass may go before.
with delivered as (
    select delivery_id, sheet, row_no, 'output' as parameter_code, process, period, plant_code as plant
    from {{ source('lake', 'ladle_tickets') }}
    union all
    select delivery_id, sheet, row_no, 'anode_gross', process, period, plant_code
    from {{ source('lake', 'anode_direct') }}
),

set_aside as (
    select
        delivered.plant, delivered.process, delivered.period, delivered.parameter_code,
        sum(case when resolved.status = 'quarantine' then 1 else 0 end) as rows_quarantined,
        sum(case when resolved.is_changed then 1 else 0 end) as rows_restated
    from delivered
    inner join {{ ref('int_rows__resolved') }} as resolved
        on delivered.delivery_id = resolved.delivery_id and delivered.sheet = resolved.sheet
        and delivered.row_no = resolved.row_no
    group by delivered.plant, delivered.process, delivered.period, delivered.parameter_code
),

ordered as (
    select
        plant, process, accounting_period as period, net_t,
        row_number() over (partition by plant, process, accounting_period order by weighed_at, row_no) as place,
        row_number() over (partition by plant, process, accounting_period, net_t order by weighed_at, row_no)
            as place_of_mass
    from {{ ref('int_ladles__placed') }}
),

runs as (
    select plant, process, period, max(run_length) as longest_run
    from (
        select plant, process, period, net_t, place - place_of_mass as island, count(*) as run_length
        from ordered
        group by plant, process, period, net_t, place - place_of_mass
    ) as islands
    group by plant, process, period
),

-- Displays that the scale of the register cannot show: written, not weighed.
off_grid as (
    select plant, process, period, case source when 'ladle' then 'output' else 'anode_gross' end as parameter_code,
        count(*) as tickets_off_grid
    from {{ ref('int_domain__weighings') }}
    where source in ('ladle', 'anode_direct') and division_kg > 0
        and (
            mod(cast(gross_kg as decimal(18, 3)), cast(division_kg as decimal(9, 3))) <> 0
            or mod(cast(tare_kg as decimal(18, 3)), cast(division_kg as decimal(9, 3))) <> 0
            or mod(cast(net_kg as decimal(18, 3)), cast(division_kg as decimal(9, 3))) <> 0
        )
    group by plant, process, period, source
),

-- Days of a delivered month on which the daily report has output (or blocks) and nobody weighed.
days as (
    select plant, process, period, accounting_day,
        max(case when parameter = 'output' and source_system = 'daily_report' then value end) as output_t,
        max(case when parameter = 'anode_blocks' and source_system = 'daily_report' then value end) as blocks,
        max(case when parameter = 'output' and source_system = 'ladle_tickets' then 1 end) as has_ladles,
        max(case when parameter = 'anode_gross' and source_system = 'anode_direct' then 1 end) as has_anodes
    from {{ ref('fct_daily') }}
    group by plant, process, period, accounting_day
),

lost_days as (
    select plant, process, period, 'output' as parameter_code,
        sum(case when output_t > 0 and has_ladles is null then 1 else 0 end) as days_lost
    from days group by plant, process, period having count(has_ladles) > 0
    union all
    select plant, process, period, 'anode_gross',
        sum(case when blocks > 0 and has_anodes is null then 1 else 0 end)
    from days group by plant, process, period having count(has_anodes) > 0
),

doubts as (
    select plant, process, period, parameter_code, rows_quarantined, rows_restated, 0 as longest_run,
        0 as tickets_off_grid, 0 as days_lost
    from set_aside
    union all
    select plant, process, period, 'output', 0, 0, longest_run, 0, 0 from runs
    union all
    select plant, process, period, parameter_code, 0, 0, 0, tickets_off_grid, 0 from off_grid
    union all
    select plant, process, period, parameter_code, 0, 0, 0, 0, days_lost from lost_days
)

select
    plant,
    process,
    period,
    parameter_code,
    max(rows_quarantined) as rows_quarantined,
    max(rows_restated) as rows_restated,
    max(longest_run) as longest_run,
    max(tickets_off_grid) as tickets_off_grid,
    max(days_lost) as days_lost
from doubts
group by plant, process, period, parameter_code
