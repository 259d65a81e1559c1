-- What must be corrected, explained or looked at again: one row per plant, process, period, requirement and rule.
select
    plant_code as plant,
    process,
    period_kind,
    period,
    requirement,
    rule_id,
    case when disposition = 'data_error' and status = 'nonconformity' then 'data_error' else status end as disposition,
    clause,
    title_zh,
    title_en,
    parameter,
    expected,
    observed,
    deviation,
    limit_value as "limit",
    unit,
    effect_tco2e,
    effect_allowance_t,
    conservative_value,
    message_zh,
    message_en,
    evidence,
    {{ finding_id('plant_code', 'process', 'period', 'rule_id') }} as finding_id
from {{ ref('int_checks__requirement_answers') }}
where status in ('nonconformity', 'explain', 'advisory')
