-- Plants of the group list.
with processes as (
    select plant, count(distinct process) as processes
    from {{ ref('stg_group_processes') }}
    group by plant
)

select
    plants.plant,
    plants.name as plant_name,
    plants.short_name,
    plants.credit_code,
    plants.province,
    plants.city,
    plants.county,
    plants.share_pct,
    plants.business,
    coalesce(plants.month_end_day, 0) as month_end_day,
    coalesce(plants.day_cut_hour_minutes, 0) as day_cut_minutes,
    coalesce(plants.b204_basis, 'accounting') as b204_basis,
    plants.metal_method,
    plants.anode_method,
    coalesce(plants.has_port, false) as has_port,
    coalesce(plants.has_own_anode, false) as has_own_anode,
    plants.due_rule,
    coalesce(processes.processes, 0) > 0 as is_smelter
from {{ ref('stg_group_plants') }} as plants
left join processes on plants.plant = processes.plant
