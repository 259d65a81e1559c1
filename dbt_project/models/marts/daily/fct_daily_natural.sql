-- Weighed metal and anodes on natural days, from 00:00.
with rows as (
    {{ measures(ref('int_ladles__placed'), 'ladle_tickets', [
        ['output', 'net_t', 't', 'not is_backpour'], ['backpour', 'net_t', 't', 'is_backpour']
    ], period='natural_day', period_kind="'day'") }}
    union all
    {{ measures(ref('int_anode_direct__placed'), 'anode_direct', [
        ['anode_gross', 'net_t', 't'], ['anode_blocks', 'blocks', '块']
    ], period='natural_day', period_kind="'day'") }}
)

select
    rows.plant,
    rows.process,
    rows.period as natural_day,
    {{ month_of('rows.period') }} as period,
    rows.parameter,
    rows.source_system,
    cast(sum(rows.value) as decimal(38, 6)) as value,
    rows.unit,
    cast(count(*) as integer) as n_rows
from rows
inner join {{ ref('dim_plants') }} as plants on rows.plant = plants.plant
group by rows.plant, rows.process, rows.period, plants.month_end_day, rows.parameter, rows.source_system, rows.unit
