-- Months of primary tickets that lost rows, were restated, or repeat one mass, so that a settled mass may go before.
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
)

select
    coalesce(set_aside.plant, runs.plant) as plant,
    coalesce(set_aside.process, runs.process) as process,
    coalesce(set_aside.period, runs.period) as period,
    coalesce(set_aside.parameter_code, 'output') as parameter_code,
    coalesce(set_aside.rows_quarantined, 0) as rows_quarantined,
    coalesce(set_aside.rows_restated, 0) as rows_restated,
    coalesce(runs.longest_run, 0) as longest_run
from set_aside
full outer join runs
    on set_aside.plant = runs.plant and set_aside.process = runs.process and set_aside.period = runs.period
    and set_aside.parameter_code = 'output'
