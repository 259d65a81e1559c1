-- Facility data of C.2 as other records state them: group list, platform, the verifier's visit. Same columns as a quantity.
with years as (
    select plant, period, year
    from {{ ref('dim_periods') }}
    where period_kind = 'year'
),

listed as (
    select processes.plant, processes.process, years.period, 'c2_pots' as parameter, 'group_list' as source_system,
        cast(processes.pots as decimal(38, 6)) as value, '个' as unit, cast(null as varchar) as files
    from {{ ref('dim_processes') }} as processes inner join years on processes.plant = years.plant
    union all
    select processes.plant, processes.process, years.period, 'c2_ka', 'group_list', processes.design_current_ka, 'kA', null
    from {{ ref('dim_processes') }} as processes inner join years on processes.plant = years.plant
    union all
    select processes.plant, processes.process, years.period, 'c2_cap', 'group_list', processes.capacity_t, 't/a', null
    from {{ ref('dim_processes') }} as processes inner join years on processes.plant = years.plant
),

platform as (
    select facts.plant, processes.process, facts.period,
        case when facts.item like '%整流%' then 'c2_rect' when facts.item like '%电流%' then 'c2_ka' else 'c2_pots' end
            as parameter,
        'platform' as source_system, {{ leading_number('facts.value') }} as value, '个' as unit, facts.file as files
    from {{ ref('stg_basic_facts') }} as facts
    inner join {{ ref('dim_processes') }} as processes
        on facts.plant = processes.plant and {{ names_process('facts.item', 'processes') }}
    where facts.section = 'platform' and regexp_matches(facts.item, '电解槽|整流|电流')
),

-- `电解槽170台，整流器6套` as well as `170台电解槽`.
visited as (
    select visit.plant, processes.process, visit.period, visit.file, visit.record
    from {{ ref('stg_site_visit') }} as visit
    inner join {{ ref('dim_processes') }} as processes
        on visit.plant = processes.plant
        and {{ names_process("coalesce(visit.subject, '') || coalesce(visit.person_role, '')", 'processes') }}
    where regexp_matches(visit.record, '电解槽') and regexp_matches(visit.record, '[0-9]')
),

seen as (
    {% for parameter, word, unit in [('c2_pots', '电解槽', '个'), ('c2_rect', '整流(器|柜|机组)', '套')] -%}
    select plant, process, period, '{{ parameter }}' as parameter, 'site_visit' as source_system,
        {{ try_to("coalesce(nullif(regexp_extract(record, '" ~ word ~ "[^0-9，,;；]{0,6}([0-9]+)', "
            ~ (2 if '(' in word else 1) ~ "), ''), nullif(regexp_extract(record, '([0-9]+)\\s*[个台套组]\\s*" ~ word
            ~ "', 1), ''))", "decimal(38, 6)") }} as value,
        '{{ unit }}' as unit, file as files
    from visited
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

lines as (
    {% for source, model in [('declared_report', 'stg_declared_facilities'), ('plan', 'stg_plan_facilities'),
        ('last_year', 'stg_last_year_facilities')] -%}
    select plant, 'ALL' as process, period, 'c2_lines' as parameter, '{{ source }}' as source_system,
        cast(count(distinct process) as decimal(38, 6)) as value, '' as unit, max(file) as files
    from {{ ref(model) }}
    where process is not null and process <> 'ALL'
    group by plant, period
    union all
    {% endfor -%}
    select processes.plant, 'ALL', years.period, 'c2_lines', 'group_list', count(distinct processes.process), '', null
    from {{ ref('dim_processes') }} as processes inner join years on processes.plant = years.plant
    group by processes.plant, years.period
)

select
    plant as plant_code, process, 'year' as period_kind, period, 'accounting' as basis, parameter, '' as item,
    source_system, cast(max(value) as decimal(38, 6)) as value, max(unit) as unit, true as is_full,
    max(files) as files, max(files) as lineage, cast(null as varchar) as lineage_hash
from (
    select * from listed
    union all
    select * from platform
    union all
    select * from seen
    union all
    select * from lines
) as every_source
where value is not null
group by plant, process, period, parameter, source_system
