-- Interval of calibration of every instrument: the register's against the plan's, and of scales against the regulation.
-- One row per rule, plant and process of the instruments.
with placed as (
    select places.*, roles.instrument_no, roles.process as instrument_process, roles.interval_months,
        roles.planned_interval_months, roles.register_file, roles.register_row, roles.plan_file,
        case when {{ device_family('roles.name') }} in ('truck scale', 'crane scale')
            then greatest(coalesce(roles.interval_months, 0), coalesce(roles.planned_interval_months, 0)) end as scale_months
    from {{ places_of('intervals') }} as places
    inner join {{ ref('int_checks__instrument_roles') }} as roles
        on places.plant_code = roles.plant_code and places.period = roles.period and places.parameter = roles.role
        and roles.is_registered and not regexp_matches(coalesce(roles.state, ''), '停用|报废|封存|闲置')
    where roles.interval_months is not null and roles.planned_interval_months is not null
        or coalesce(roles.interval_months, roles.planned_interval_months) is not null
        and {{ device_family('roles.name') }} in ('truck scale', 'crane scale')
),

judged as (
    select
        *,
        coalesce(interval_months - planned_interval_months > limit_low, false) as is_longer,
        coalesce(scale_months > limit_high, false) as is_beyond
    from placed
),

answered as (
    select
        plant_code, instrument_process as process, period_kind, period, rule_id, parameter,
        case when bool_or(is_longer or is_beyond) then max({{ raised('disposition') }}) else 'pass' end as status,
        {{ ordered_list("case when is_longer or is_beyond then coalesce(cast(case when is_longer
            then planned_interval_months else cast(limit_high as integer) end as varchar), '') end", '、') }} as expected,
        {{ ordered_list("case when is_longer or is_beyond
            then cast(coalesce(case when is_longer then interval_months end, scale_months) as varchar) end", '、') }} as observed,
        coalesce({{ ordered_list("case when is_longer then instrument_no || '：台账检定周期 ' || cast(interval_months as varchar)
            || ' 个月，方案校准频次 ' || cast(planned_interval_months as varchar) || ' 个月'
            when is_beyond then instrument_no || '：检定周期 ' || cast(scale_months as varchar) || ' 个月，检定规程不超过 '
            || cast(cast(limit_high as integer) as varchar) || ' 个月' end", '；') }}, '') as detail_zh,
        coalesce({{ ordered_list("case when is_longer then instrument_no || ': interval of ' || cast(interval_months as varchar)
            || ' months in the register, ' || cast(planned_interval_months as varchar) || ' in the plan'
            when is_beyond then instrument_no || ': interval of ' || cast(scale_months as varchar)
            || ' months, the regulation allows ' || cast(cast(limit_high as integer) as varchar) end", '; ') }}, '') as detail_en,
        max(register_file) || '!' || cast(min(register_row) as varchar) || coalesce(';' || max(plan_file), '') as evidence,
        {{ operand_rows({'register': 'interval_months', 'planned': 'planned_interval_months', 'scale': 'scale_months'}) }}
            as operands,
        '' as reason
    from judged
    group by plant_code, instrument_process, period_kind, period, rule_id, parameter
)

select {{ word_answer() }}, operands, reason
from answered
