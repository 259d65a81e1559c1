-- Measured and adjusted masses side by side, by process, month and year, on both mass bases; a year sums its months.
with months as (
    select
        plant, process, 'month' as period_kind, period, basis,
        max(case when parameter_code = 'anode_gross' then mass_t end) as anode_t,
        max(case when parameter_code = 'output' then mass_t end) as output_t,
        max(case when parameter_code = 'anode_gross' then correction_t end) as anode_correction_t,
        max(case when parameter_code = 'output' then correction_t end) as output_correction_t,
        min(source_basis) as lowest_source,
        max(source_basis) as highest_source,
        max(case when mass_basis = 'settled' then 1 else 0 end) as settled_parts,
        max(case when is_correction_estimated then 1 else 0 end) as estimated_parts,
        max(year_period) as year_period
    from {{ ref('int_masses__monthly') }}
    group by plant, process, period, basis
),

years as (
    select
        plant, process, 'year' as period_kind, year_period as period, basis,
        sum(anode_t) as anode_t,
        sum(output_t) as output_t,
        sum(anode_correction_t) as anode_correction_t,
        sum(output_correction_t) as output_correction_t,
        min(lowest_source) as lowest_source,
        max(highest_source) as highest_source,
        max(settled_parts) as settled_parts,
        max(estimated_parts) as estimated_parts,
        year_period
    from months
    where year_period in (select period from {{ source('run', 'scope_years') }} where is_asked)
    group by plant, process, year_period, basis
),

masses as (
    select * from months
    union all
    select * from years
)

select
    plant, process, period_kind, period, basis, year_period,
    {{ round_half_up('anode_t', 3) }} as anode_t,
    {{ round_half_up('output_t', 3) }} as output_t,
    {{ round_half_up('anode_t + coalesce(anode_correction_t, 0)', 3) }} as anode_adjusted_t,
    {{ round_half_up('output_t - coalesce(output_correction_t, 0)', 3) }} as output_adjusted_down_t,
    {{ round_half_up('output_t + coalesce(output_correction_t, 0)', 3) }} as output_adjusted_up_t,
    case when lowest_source = highest_source then lowest_source else 'mixed' end as source_basis,
    case when settled_parts > 0 then 'settled' when basis = 'settled' then 'tickets' else basis end as mass_basis,
    highest_source = 'tickets' as is_delivered,
    estimated_parts > 0 as is_correction_estimated
from masses
