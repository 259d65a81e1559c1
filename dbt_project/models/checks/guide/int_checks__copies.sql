-- Sides of a comparison that must be two weighings and carry the same daily figures: one row per rule, process and month
-- whose sides both have days. Counts and whole numbers agree without being copied, so only broken values are told, each
-- different one once.
with sides as (
    select
        places.rule_id, places.plant_code, places.process, places.period, places.parameter,
        {% for side in ['left', 'right'] -%}
        case when {{ selector_source('places.' ~ side ~ '_source') }} <> 'reported'
            then {{ selector_source('places.' ~ side ~ '_source') }}
            when places.parameter = 'output' then 'ladle_tickets'
            when plants.anode_method = 'direct' then 'anode_direct'
            else 'anode_slips' end as {{ side }}_system{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ places_of('pair') }} as places
    inner join {{ ref('dim_plants') }} as plants on places.plant_code = plants.plant
    where places.independence = 'required'
),

compared as (
    select
        sides.rule_id, sides.plant_code, sides.process, sides.period,
        count(*) as days,
        count(case when a.value = b.value and a.value <> 0 then 1 end) as same_days,
        count(distinct case when a.value = b.value and a.value <> round(a.value, 0) then a.value end) as same_values
    from sides
    inner join {{ ref('fct_daily') }} as a
        on sides.plant_code = a.plant and sides.process = a.process and sides.period = a.period
        and sides.parameter = a.parameter and sides.left_system = a.source_system
    inner join {{ ref('fct_daily') }} as b
        on a.plant = b.plant and a.process = b.process and a.accounting_day = b.accounting_day
        and a.parameter = b.parameter and sides.right_system = b.source_system
    where sides.left_system <> sides.right_system
    group by sides.rule_id, sides.plant_code, sides.process, sides.period
)

select
    compared.*,
    compared.same_values >= limits.least_values
    and compared.same_days >= {{ factor('limits.least_share') }} * compared.days as is_copy
from compared
inner join (
    select
        year_period,
        max(case when parameter = 'identical_values' then value end) as least_values,
        max(case when parameter = 'identical_share' then value end) as least_share
    from {{ ref('int_checks__parameters') }}
    group by year_period
) as limits on substring(compared.period, 1, 4) = limits.year_period
