-- Every answer there is: the guide's rules and the group's own. One row per rule and place.
{% set columns = "plant_code, process, period, rule_id, status, parameter, cast(expected as varchar) as expected, "
    ~ "cast(observed as varchar) as observed, cast(deviation as decimal(38, 8)) as deviation, "
    ~ "cast(limit_value as decimal(38, 12)) as limit_value, unit, "
    ~ "cast(effect_tco2e as decimal(38, 6)) as effect_tco2e, "
    ~ "cast(effect_allowance_t as decimal(38, 6)) as effect_allowance_t, "
    ~ "cast(conservative_value as decimal(38, 6)) as conservative_value, message_zh, message_en, evidence" %}
with answers as (
    select {{ columns }} from {{ ref('int_checks__guide_answers') }}
    union all
    select {{ columns }} from {{ ref('int_checks__domain_answers') }}
),

registry as (
    select rule_id, requirements, disposition, clause, title_zh, title_en from {{ ref('rules') }}
    union all
    select rule_id, requirements, disposition, clause, title_zh, title_en from {{ ref('rules_domain') }}
)

select
    answers.*,
    case when length(answers.period) = 4 then 'year' else 'month' end as period_kind,
    registry.requirements,
    registry.disposition,
    registry.clause,
    registry.title_zh,
    registry.title_en,
    {{ status_rank('answers.status') }} as severity
from answers
inner join registry on answers.rule_id = registry.rule_id
