-- What a plant is, as text that rule conditions are looked up in. One row per smelter.
select
    plant as plant_code,
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
    || '|' as profile
from {{ ref('dim_plants') }}
where is_smelter
