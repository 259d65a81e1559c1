-- Every number a rule can name, observed or derived, at process and at plant level.
-- One row per plant, process, period kind, period, basis, parameter, item and source system.
-- `slack` is what printing and set-aside rows can explain of a difference, in the value's own unit.
with observed as (
    select
        plant as plant_code, process, period_kind, period, basis, parameter, coalesce(item, '') as item, source_system,
        value, unit, coverage = 'full' as is_full, files, lineage, lineage_hash, n_rows
    from {{ ref('fct_observations') }}
),

-- Mass of ticket rows that could not be used: the difference it leaves is no discrepancy between sources.
set_aside as (
    select
        plant as plant_code,
        period,
        table_name as source_system,
        sum(coalesce(mass_hint_t, 0)) as mass_t
    from {{ ref('int_rows__resolved') }}
    where status = 'quarantine'
    group by plant, period, table_name
),

printed as (
    select plant as plant_code, process, period, item as parameter, max(value_raw) as value_raw
    from {{ ref('stg_declared_items') }}
    group by plant, process, period, item
),

with_slack as (
    select
        observed.*,
        coalesce(case when observed.unit = 't' then set_aside.mass_t end, 0)
        + coalesce(case when observed.source_system = 'declared_report' and observed.unit in ('t', 'tCO2', 'tCO2e') then
            0.5 / power(10, length(regexp_extract(printed.value_raw, '\.([0-9]+)$', 1))) end, 0)
        + coalesce(case when observed.source_system = 'deposits' and observed.unit = 't' then
            0.5 / power(10, length(regexp_extract({{ number_text('observed.value') }}, '\.([0-9]+)$', 1))) end, 0) as slack
    from observed
    left join set_aside
        on observed.plant_code = set_aside.plant_code and observed.period = set_aside.period
        and observed.source_system = set_aside.source_system
    left join printed
        on observed.plant_code = printed.plant_code and observed.process = printed.process
        and observed.period = printed.period and observed.parameter = printed.parameter
        and observed.period_kind = 'year'
    union all
    select
        plant_code, process, period_kind, period, basis, parameter, item, source_system, value, unit, is_full, files,
        lineage, lineage_hash, cast(null as bigint), slack
    from {{ ref('int_checks__derived') }}
),

-- The plant as the sum of its processes, when all of them are there and the plant has no figure of its own.
summed as (
    select
        q.plant_code, 'ALL' as process, q.period_kind, q.period, q.basis, q.parameter, q.item, q.source_system,
        sum(q.value) as value, max(q.unit) as unit, bool_and(q.is_full) as is_full,
        {{ ordered_list('q.files') }} as files, {{ ordered_list('q.lineage') }} as lineage,
        {{ ordered_list('q.lineage_hash') }} as lineage_hash, sum(q.n_rows) as n_rows, max(q.slack) as slack
    from with_slack as q
    inner join (select plant, max(n_processes) as n_processes from {{ ref('dim_processes') }} group by plant) as p
        on q.plant_code = p.plant
    where q.process <> 'ALL' and q.unit in ('t', 'kWh', 'MWh', 'tCO2', 'tCO2e', '块', '槽日', '个', '套', 't/a')
    group by q.plant_code, q.period_kind, q.period, q.basis, q.parameter, q.item, q.source_system
    having count(*) = max(p.n_processes)
)

select
    plant_code, process, period_kind, period, basis, parameter, item, source_system,
    cast(value as decimal(38, 6)) as value, unit, is_full, files, lineage, lineage_hash,
    cast(n_rows as bigint) as n_rows, cast(slack as decimal(38, 6)) as slack
from with_slack
union all
select
    summed.plant_code, summed.process, summed.period_kind, summed.period, summed.basis, summed.parameter, summed.item,
    summed.source_system, cast(summed.value as decimal(38, 6)), summed.unit, summed.is_full, summed.files,
    summed.lineage, summed.lineage_hash, cast(summed.n_rows as bigint), cast(summed.slack as decimal(38, 6))
from summed
left join with_slack as own
    on summed.plant_code = own.plant_code and own.process = 'ALL' and summed.period_kind = own.period_kind
    and summed.period = own.period and summed.basis = own.basis and summed.parameter = own.parameter
    and summed.item = own.item and summed.source_system = own.source_system
where own.plant_code is null
