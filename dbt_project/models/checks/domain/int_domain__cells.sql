-- What the domain rules must answer: one row per rule, plant, process (or ALL) and period, with the rule's
-- own limits.
with rules as (
    select
        *,
        cast(nullif(cast(limit_low as varchar), '') as decimal(24, 12)) as low,
        cast(nullif(cast(limit_high as varchar), '') as decimal(24, 12)) as high,
        shape in ('deposit_value', 'deposit_day') as is_by_data_month
    from {{ ref('rules_domain') }}
),

subjects as (
    select plant, 'ALL' as process from {{ ref('dim_plants') }}
    union all
    select plant, process from {{ ref('dim_processes') }}
),

months_of_asked_years as (
    select
        periods.plant,
        'month' as period_kind,
        periods.period || '-' || substring(cast(100 + numbers.number as varchar), 2, 2) as period,
        true as is_by_data_month
    from {{ ref('dim_periods') }} as periods
    cross join ({{ numbers_below_ten_thousand() }}) as numbers
    where periods.period_kind = 'year' and periods.is_asked and numbers.number between 1 and 12
),

periods as (
    select plant, period_kind, period, false as is_by_data_month
    from {{ ref('dim_periods') }} where is_asked
    union
    select plant, period_kind, period, true as is_by_data_month
    from {{ ref('dim_periods') }} where is_asked
    union
    select plant, period_kind, period, is_by_data_month from months_of_asked_years
),

-- Processes named by a plan or report only, such as a total line, are no subjects.
cells as (
    select
        rules.*,
        plants.is_smelter,
        plants.anode_method,
        plants.has_port,
        subjects.plant,
        subjects.process,
        periods.period_kind as cell_period_kind,
        periods.period
    from rules
    inner join subjects on (rules.grain = 'process') = (subjects.process <> 'ALL')
    inner join {{ ref('dim_plants') }} as plants on subjects.plant = plants.plant
    inner join periods
        on subjects.plant = periods.plant
        and rules.is_by_data_month = periods.is_by_data_month
        and {{ in_list('periods.period_kind', 'rules.period_kind') }}
    where
        cast(rules.valid_from as varchar) <= periods.period || '-31'
        and coalesce(nullif(cast(rules.valid_to as varchar), ''), '9999') >= periods.period
)

select
    cells.rule_id, cells.requirements, cells.shape, cells.parameter, cells.item, cells.left_source,
    cells.right_source,
    cells.grain, cells.disposition, cells.applies_when, cells.title_zh, cells.title_en, cells.message_zh,
    cells.message_en,
    cells.low, cells.limit_kind,
    coalesce(parameters.value, cells.high) as high,
    cells.plant, cells.process, cells.cell_period_kind as period_kind, cells.period,
    case cells.applies_when
        when 'always' then true
        when 'direct' then cells.is_smelter and cells.anode_method = 'direct'
        when 'port' then cells.is_smelter and cells.has_port
        else cells.is_smelter or cells.applies_when = 'has_rows'
    end as is_subject
from cells
left join {{ ref('dim_parameters') }} as parameters
    on cells.limit_parameter = parameters.parameter and parameters.is_default
    and cast(parameters.valid_from as varchar) <= cells.period || '-31'
    and coalesce(cast(parameters.valid_to as varchar), '9999') >= cells.period
