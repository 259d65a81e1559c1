-- Name plates seen on site against plan and register: name, model, accuracy, place.
-- One row per rule, plant and process of the instruments the plan names.
with seen as (
    select
        *,
        coalesce(person_role, '') || coalesce(subject, '') || coalesce(record, '') as wording,
        {{ comparable_text('record') }} as comparable,
        {{ try_to("nullif(regexp_extract(record, '(准确度|精度|最大允许误差)[^0-9]{0,6}([0-9]+(\\.[0-9]+)?)\\s*[%％]', 2), '')",
            'decimal(38, 6)') }} as plate_accuracy_pct
    from {{ ref('stg_site_visit') }}
),

visits as (
    select plant, period, max(file) as file from {{ ref('stg_site_visit') }} group by plant, period
),

matched as (
    select places.*, roles.instrument_no, roles.process as instrument_process, visits.file,
        seen.row_no, seen.sheet,
        case
            when seen.plant is null then '未见铭牌记录|no plate recorded'
            when seen.plate_accuracy_pct <> coalesce(roles.planned_accuracy_pct, roles.required_accuracy_pct)
                then '铭牌准确度 ' || {{ number_text('seen.plate_accuracy_pct') }} || '% 与方案 '
                    || {{ number_text('coalesce(roles.planned_accuracy_pct, roles.required_accuracy_pct)') }}
                    || '% 不一致|plate accuracy ' || {{ number_text('seen.plate_accuracy_pct') }} || '% against the plan'
            when seen.record like '%位置%' and coalesce(roles.planned_place, '') <> ''
                and instr(seen.comparable, {{ comparable_text('roles.planned_place') }}) = 0
                then '现场位置与方案“' || roles.planned_place || '”不一致|place differs from the plan'
            when coalesce(roles.name, '') <> '' and instr(seen.comparable, {{ comparable_text('roles.name') }}) = 0
                -- 地磅 on the plate is the 汽车衡 of the register
                and {{ device_family('seen.record') }} <> {{ device_family('roles.name') }}
                then '铭牌名称与台账“' || roles.name || '”不一致|name differs from the register'
            when coalesce(roles.model, '') <> '' and regexp_matches(seen.record, '[A-Za-z]{2,}')
                and instr(seen.comparable, {{ comparable_text('roles.model') }}) = 0
                then '铭牌型号与台账“' || roles.model || '”不一致|model differs from the register'
        end as problem,
        seen.plant is null as is_absent
    from {{ places_of('plates') }} as places
    inner join {{ ref('int_checks__instrument_roles') }} as roles
        on places.plant_code = roles.plant_code and places.period = roles.period and places.parameter = roles.role
        and roles.is_planned
    inner join visits on places.plant_code = visits.plant and places.period = visits.period
    left join seen
        on roles.plant_code = seen.plant and roles.period = seen.period and {{ visit_way('seen.method') }} like '%看%'
        and instr(seen.wording, roles.instrument_no) > 0
),

answered as (
    select
        plant_code, instrument_process as process, period_kind, period, rule_id, parameter,
        case
            when bool_or(problem is not null and not is_absent) then max({{ raised('disposition') }})
            when bool_or(is_absent) then 'missing'
            else 'pass'
        end as status,
        '与方案、台账一致' as expected,
        {{ ordered_list("case when problem is not null then instrument_no end", '、') }} as observed,
        coalesce({{ ordered_list("instrument_no || '：' || split_part(problem, '|', 1)", '；') }} || '。', '') as detail_zh,
        coalesce({{ ordered_list("instrument_no || ': ' || split_part(problem, '|', 2)", '; ') }} || '.', '') as detail_en,
        max(file) || coalesce('!' || max(sheet) || '!' || cast(min(row_no) as varchar), '') as evidence
    from matched
    group by plant_code, instrument_process, period_kind, period, rule_id, parameter
)

select {{ word_answer() }}
from answered
