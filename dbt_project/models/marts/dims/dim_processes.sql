-- Electrolysis processes of the group list.
select
    plant,
    process,
    name_in_plant,
    design_current_ka,
    pots,
    capacity_t,
    start_year,
    count(*) over (partition by plant) as n_processes
from {{ ref('stg_group_processes') }}
where process is not null
