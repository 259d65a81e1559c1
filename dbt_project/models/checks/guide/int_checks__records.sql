-- Days without a record, number of independent sources, and sources that turn out to be one.
-- One row per rule, process and month.
with daily as (
    select daily.plant, daily.process, daily.period, daily.accounting_day, daily.parameter, daily.source_system,
        daily.value
    from {{ ref('fct_daily') }} as daily
),

stopped as (
    select distinct plant, process, accounting_day
    from daily
    where parameter = 'pots_running' and source_system = 'daily_report' and value = 0
),

recorded as (
    select daily.plant, daily.process, daily.period,
        case
            when daily.source_system = 'daily_report' then 'daily_report'
            else daily.parameter
        end as subject,
        count(distinct daily.accounting_day) as days
    from daily
    inner join {{ ref('dim_plants') }} as plants on daily.plant = plants.plant
    where
        (daily.parameter = 'output' and daily.source_system in ('ladle_tickets', 'daily_report'))
        or (daily.parameter = 'anode_gross'
            and daily.source_system = case plants.anode_method when 'direct' then 'anode_direct' else 'anode_slips' end)
    group by daily.plant, daily.process, daily.period,
        case when daily.source_system = 'daily_report' then 'daily_report' else daily.parameter end
),

-- First and last day of a line in any of its records.
lives as (
    select plant, process, min(accounting_day) as first_day, max(accounting_day) as last_day
    from daily where value > 0 group by plant, process
),

-- Months whose deposit says that the line was started or shut down.
turns as (
    select plant, process, data_month,
        bool_or(regexp_matches(coalesce(production_state, ''), '投产|启动|通电|恢复|复产')) as is_started,
        bool_or(regexp_matches(coalesce(production_state, ''), '停产|停槽|关停|停运|全停')) as is_shut
    from {{ ref('stg_deposits') }}
    group by plant, process, data_month
),

-- The days of the month on which the line was there: a line that began or ended in it, as its deposit states.
spans as (
    select places.*,
        case when turns.is_started and lives.first_day > places.accounting_start
            then least(lives.first_day, places.accounting_end) else places.accounting_start end as span_start,
        case when turns.is_shut and lives.last_day < places.accounting_end
            then greatest(lives.last_day, places.accounting_start) else places.accounting_end end as span_end
    from {{ places_of('record_gaps') }} as places
    left join lives on places.plant_code = lives.plant and places.process = lives.process
    left join turns
        on places.plant_code = turns.plant and places.process = turns.process and places.period = turns.data_month
),

gaps as (
    select spans.* exclude (span_start, span_end),
        date_diff('day', span_start, span_end) + 1 - (
            select count(*) from stopped
            where stopped.plant = spans.plant_code and stopped.process = spans.process
                and stopped.accounting_day between span_start and span_end
        ) as expected_value,
        recorded.days as observed_value
    from spans
    inner join recorded
        on spans.plant_code = recorded.plant and spans.process = recorded.process
        and spans.period = recorded.period and spans.parameter = recorded.subject
),

sources as (
    select plant_code, process, period, 'output' as subject, source_system, max(lineage_hash) as lineage_hash
    from {{ ref('int_checks__quantities') }}
    where period_kind = 'month' and value is not null and (basis = 'accounting' or process = 'ALL')
        and ((parameter = 'output' and source_system in ('ladle_tickets', 'daily_report', 'monthly_report',
            'platform_feed', 'b204'))
            or (parameter = 'psi_production' and item = '铝液'))
    group by all
    union all
    select plant_code, process, period, 'anode_gross', source_system, max(lineage_hash)
    from {{ ref('int_checks__quantities') }}
    where period_kind = 'month' and value is not null and (basis = 'accounting' or process = 'ALL')
        and ((parameter = 'anode_gross' and source_system in ('anode_slips', 'anode_store', 'monthly_report',
            'platform_feed', 'anode_direct'))
            or (parameter = 'psi_own_use' and item = '阳极炭块'))
    group by all
),

numbered as (
    select places.rule_id, places.plant_code, places.process, places.period,
        count(distinct case when sources.source_system <> 'ladle_tickets' then sources.source_system end) as sources
    from {{ ref('int_checks__places') }} as places
    inner join sources
        on places.plant_code = sources.plant_code and places.period = sources.period
        and sources.process in (places.process, 'ALL') and places.parameter = sources.subject
    where places.shape in ('cross_sources', 'single_source')
    group by places.rule_id, places.plant_code, places.process, places.period
    -- Ledgers of the whole plant say nothing of a line that has no record of its own.
    having count(case when sources.process = places.process then 1 end) > 0
),

-- The reported anode source is among those counted; the weighing of metal only says that there is something to check.
counted as (
    select places.*, places.limit_low as expected_value,
        numbered.sources - case when places.parameter = 'anode_gross' then 1 else 0 end as observed_value
    from {{ ref('int_checks__places') }} as places
    inner join numbered using (rule_id, plant_code, process, period)
),

answered as (
    select *,
        case when observed_value < expected_value - case when shape = 'record_gaps' then limit_high else 0 end
            then {{ raised('disposition') }} else 'pass' end as status,
        observed_value - expected_value as deviation, expected_value as limit_value,
        case when shape = 'record_gaps' then 'd' else '' end as unit,
        case
            when shape = 'single_source' and observed_value < expected_value then '只有单一来源，须在核查报告中说明无法交叉核对'
            else ''
        end as detail_zh,
        case
            when shape = 'single_source' and observed_value < expected_value
                then 'a single source: name it in the report as not cross-checkable'
            else ''
        end as detail_en,
        cast(null as varchar) as evidence,
        {{ operands({'expected': 'expected_value', 'observed': 'observed_value'}) }} as operands, '' as reason
    from (
        select * from gaps
        union all by name
        select * from counted
    ) as every_part
)

select {{ number_answer() }}, operands, reason
from answered
