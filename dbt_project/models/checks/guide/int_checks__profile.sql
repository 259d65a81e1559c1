-- What a plant is, as text that rule conditions are looked up in. One row per smelter.
-- A change of the business counts as declared when the report of any year in scope says anything but none.
with changes as (
    select plant_code, bool_or(coalesce(comparable, '') not in ('', '无', '没有', '不涉及', '未发生', '无变化', '否', '/', '-'))
        as is_declared
    from {{ ref('int_checks__facts') }}
    where source = 'declared' and fact = 'changes'
    group by plant_code
)

select
    plants.plant as plant_code,
    b204_basis,
    metal_method,
    anode_method,
    has_port,
    has_own_anode,
    '|metal_method=' || coalesce(metal_method, '')
    || '|anode_method=' || coalesce(anode_method, '')
    || '|b204_basis=' || b204_basis
    || '|has_port=' || case when has_port then 'true' else 'false' end
    || '|has_own_anode=' || case when has_own_anode then 'true' else 'false' end
    || '|declares_change=' || case when coalesce(changes.is_declared, false) then 'true' else 'false' end
    || '|' as profile
from {{ ref('dim_plants') }} as plants
left join changes on plants.plant = changes.plant_code
where plants.is_smelter
