-- What a re-delivery changed: one row per plant, process, period and family of tables (shape restatement).
with rows_of_deliveries as (
    select * from {{ ref('int_domain__rows') }} where row_key is not null
),

-- A later version is a restatement only where it replaces rows; a second part of the month adds rows and changes none.
replacing as (
    select distinct plant, period, table_name, superseded_by as file
    from rows_of_deliveries where status = 'superseded'
),

altered as (
    select
        older.plant, older.process, older.period, older.family, older.table_name,
        older.file, older.sheet, older.row_no, 'altered' as change,
        abs(coalesce(newer.mass_t, 0) - coalesce(older.mass_t, 0)) as mass_t
    from rows_of_deliveries as older
    left join rows_of_deliveries as newer
        on older.plant = newer.plant and older.period = newer.period and older.table_name = newer.table_name
        and older.row_key = newer.row_key and older.superseded_by = newer.file and newer.status = 'keep'
    where older.status = 'superseded' and older.is_changed
),

added as (
    select
        newer.plant, newer.process, newer.period, newer.family, newer.table_name,
        newer.file, newer.sheet, newer.row_no, 'added' as change,
        abs(coalesce(newer.mass_t, 0)) as mass_t
    from rows_of_deliveries as newer
    inner join replacing
        on newer.plant = replacing.plant and newer.period = replacing.period
        and newer.table_name = replacing.table_name and newer.file = replacing.file
    left join rows_of_deliveries as older
        on newer.plant = older.plant and newer.period = older.period and newer.table_name = older.table_name
        and newer.row_key = older.row_key and newer.file <> older.file
    where newer.status = 'keep' and older.row_key is null
),

counted as (
    select
        plant, process, period, family,
        count(*) as rows_changed,
        cast(sum(mass_t) as decimal(38, 6)) as mass_t,
        {{ ordered_list("file || '!' || sheet || '!' || cast(row_no as varchar)") }} as evidence
    from (
        select * from altered
        union all
        select * from added
    ) as changes
    group by plant, process, period, family
),

delivered as (
    select distinct plant, process, period, family from {{ ref('int_domain__rows') }}
)

select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter,
    '' as item,
    0 as expected,
    coalesce(counted.rows_changed, 0) as observed,
    coalesce(counted.rows_changed, 0) as deviation,
    cells.high as limit_value,
    'rows' as unit,
    coalesce(counted.mass_t, 0) as effect_t,
    case cells.parameter when 'output' then 'output' when 'anode_gross' then 'anode_gross' end as effect_kind,
    coalesce(counted.rows_changed, 0) as n,
    case when coalesce(counted.rows_changed, 0) > cells.high then 'breach' else 'ok' end as verdict,
    '' as detail_zh,
    '' as detail_en,
    null as conservative_value,
    coalesce(counted.evidence, '') as evidence,
    {{ operands({'count': 'coalesce(counted.rows_changed, 0)'}) }} as operands, '' as reason
from {{ ref('int_domain__cells') }} as cells
inner join delivered
    on cells.plant = delivered.plant and cells.process = delivered.process and cells.period = delivered.period
    and cells.rule_id like ('%.' || delivered.family)
left join counted
    on delivered.plant = counted.plant and delivered.process = counted.process and delivered.period = counted.period
    and delivered.family = counted.family
where cells.shape = 'restatement'
