-- Every requirement that must be answered, with its worst answer; what nobody answered is `missing`.
-- One row per plant, process, period and requirement.
with answers as (
    select * from {{ ref('int_checks__requirement_answers') }}
),

by_place as (
    select
        plant_code, process, period, requirement,
        min(severity) as severity,
        min_by(rule_id, (severity, rule_id)) as rule_id,
        min_by(message_zh, (severity, rule_id)) as reason_zh,
        min_by(message_en, (severity, rule_id)) as reason_en,
        count(*) as answers
    from answers
    group by plant_code, process, period, requirement
),

-- A place without an answer of its own takes that of the plant; a plant that of its worst process.
by_plant as (
    select
        plant_code, period, requirement, process = 'ALL' as is_plant,
        min(severity) as severity,
        min_by(rule_id, (severity, process, rule_id)) as rule_id,
        min_by(reason_zh, (severity, process, rule_id)) as reason_zh,
        min_by(reason_en, (severity, process, rule_id)) as reason_en
    from by_place
    group by plant_code, period, requirement, process = 'ALL'
),

expected as (
    select
        wanted.plant_code, wanted.process, wanted.period_kind, wanted.period, wanted.requirement, wanted.applies,
        coalesce(own.severity, other.severity) as severity,
        coalesce(own.rule_id, other.rule_id) as rule_id,
        coalesce(own.reason_zh, other.reason_zh) as reason_zh,
        coalesce(own.reason_en, other.reason_en) as reason_en
    from {{ ref('int_checks__index') }} as wanted
    left join by_place as own
        on wanted.plant_code = own.plant_code and wanted.process = own.process and wanted.period = own.period
        and wanted.requirement = own.requirement
    left join by_plant as other
        on wanted.plant_code = other.plant_code and wanted.period = other.period
        and wanted.requirement = other.requirement and other.is_plant = (wanted.process <> 'ALL')
),

-- Answers at places the index did not ask for: a finding is never lost.
beyond as (
    select own.plant_code, own.process, case when length(own.period) = 4 then 'year' else 'month' end as period_kind,
        own.period, own.requirement, true as applies, own.severity, own.rule_id, own.reason_zh, own.reason_en
    from by_place as own
    left join {{ ref('int_checks__index') }} as wanted
        on own.plant_code = wanted.plant_code and own.process = wanted.process and own.period = wanted.period
        and own.requirement = wanted.requirement
    where wanted.plant_code is null
),

together as (
    select * from expected
    union all
    select * from beyond
)

select
    plant_code as plant,
    process,
    period_kind,
    period,
    requirement,
    case
        when not applies then 'not_applicable'
        else coalesce(
            case severity when 1 then 'nonconformity' when 2 then 'missing' when 3 then 'not_assessable'
                when 4 then 'explain' when 5 then 'advisory' when 6 then 'pass' when 7 then 'not_applicable' end,
            'missing')
    end as status,
    case when applies then rule_id end as rule_id,
    case
        when not applies then '不适用于该厂的计量方式或条件 / does not apply to how this plant measures'
        when severity is null then '没有可用的数据或记录 / no data or record to answer from'
        else coalesce(reason_zh, '') || ' / ' || coalesce(reason_en, '')
    end as reason
from together
