-- Every number a rule can name, observed or derived, at process and at plant level.
-- One row per plant, process, period kind, period, basis, parameter, item and source system.
-- `slack`: what printing can explain of a difference; `set_aside_t`: mass of rows of the source that could not be used,
-- by which it may be too low. Both in the value's own unit.
{% set key = 'plant_code, process, period_kind, period, basis, parameter, item, source_system' %}
with observed as (
    select
        plant as plant_code, process, period_kind, period, basis, parameter, coalesce(item, '') as item, source_system,
        value, unit, coverage = 'full' as is_full, files, lineage, lineage_hash
    from {{ ref('fct_observations') }}
    union all
    select {{ key }}, value, unit, is_full, files, lineage, lineage_hash
    from {{ ref('int_checks__derived') }}
),

-- Rows of another plant or period are no mass that is missing here, nor are tickets of negative weight.
set_aside as (
    select plant as plant_code, period, process, table_name, sum(greatest(coalesce(mass_hint_t, 0), 0)) as mass_t
    from {{ ref('int_domain__rows') }}
    where status = 'quarantine' and coalesce(requirement, '') not in ('X-SCOPE', 'X-PERIOD')
    group by plant, period, process, table_name
),

placed as (
    select
        observed.*,
        case
            when observed.unit <> 't' or observed.parameter = 'backpour' then null
            when observed.source_system = 'anode_received' then 'anode_trucks'
            when observed.source_system <> 'reported' then observed.source_system
            when observed.parameter = 'output' then 'ladle_tickets'
            when plants.anode_method = 'direct' then 'anode_direct'
            else 'anode_slips'
        end as table_name
    from observed
    left join {{ ref('dim_plants') }} as plants on observed.plant_code = plants.plant
),

aside as (
    select placed.plant_code, placed.process, placed.period, placed.table_name, sum(set_aside.mass_t) as mass_t
    from (select distinct plant_code, process, period, table_name from placed where table_name is not null) as placed
    inner join set_aside
        on placed.plant_code = set_aside.plant_code and placed.period = set_aside.period
        and placed.table_name = set_aside.table_name
        and (placed.process = 'ALL' or set_aside.process in (placed.process, 'ALL'))
    group by placed.plant_code, placed.process, placed.period, placed.table_name
),

printed as (
    select plant as plant_code, process, period, item as parameter, max(value_raw) as value_text
    from {{ ref('stg_declared_items') }}
    group by plant, process, period, item
),

with_slack as (
    select
        placed.*,
        coalesce(aside.mass_t, 0) as set_aside_t,
        case
            when placed.source_system = 'declared_report' and placed.period_kind = 'year'
                and placed.unit in ('t', 'tCO2', 'tCO2e') then {{ half_a_digit('printed.value_text') }}
            when placed.source_system = 'deposits' and placed.unit = 't'
                then {{ half_a_digit(number_text('placed.value')) }}
            else 0
        end as slack
    from placed
    left join aside using (plant_code, process, period, table_name)
    left join printed using (plant_code, process, period, parameter)
),

-- The plant as the sum of its processes, when all of them are there and the plant has no figure of its own.
summed as (
    select
        q.plant_code, 'ALL' as process, q.period_kind, q.period, q.basis, q.parameter, q.item, q.source_system,
        sum(q.value) as value, max(q.unit) as unit, bool_and(q.is_full) as is_full,
        {{ ordered_list('q.files') }} as files, {{ ordered_list('q.lineage') }} as lineage,
        {{ ordered_list('q.lineage_hash') }} as lineage_hash, sum(q.set_aside_t) as set_aside_t, max(q.slack) as slack
    from with_slack as q
    inner join (select plant, max(n_processes) as n_processes from {{ ref('dim_processes') }} group by plant) as p
        on q.plant_code = p.plant
    where q.process <> 'ALL' and q.unit in ('t', 'kWh', 'MWh', 'tCO2', 'tCO2e', '块', '槽日', '个', '套', 't/a')
    group by q.plant_code, q.period_kind, q.period, q.basis, q.parameter, q.item, q.source_system
    having count(*) = max(p.n_processes)
),

together as (
    select {{ key }}, value, unit, is_full, files, lineage, lineage_hash, set_aside_t, slack from with_slack
    union all
    select summed.* from summed
    left join with_slack as own
        on summed.plant_code = own.plant_code and own.process = 'ALL' and summed.period_kind = own.period_kind
        and summed.period = own.period and summed.basis = own.basis and summed.parameter = own.parameter
        and summed.item = own.item and summed.source_system = own.source_system
    where own.plant_code is null
)

select
    {{ key }},
    cast(value as decimal(38, 6)) as value,
    unit,
    is_full,
    files,
    lineage,
    lineage_hash,
    cast(set_aside_t as decimal(38, 6)) as set_aside_t,
    cast(coalesce(slack, 0) as decimal(38, 6)) as slack
from together
