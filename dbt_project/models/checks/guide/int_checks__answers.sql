-- Every answer there is: the guide's rules and the group's own. One row per rule and place.
-- The effect on the allowance follows the rule of the year: up to the last year in which the allowance is the verified
-- emissions it is the effect itself; after it, A = E (1 + alpha) of the process with the effect less A without. Metal that
-- moves counts as emissions and as output. An effect that can't be told carries its reason.
{% set columns = "plant_code, process, period, rule_id, status, parameter, cast(expected as varchar) as expected, "
    ~ "cast(observed as varchar) as observed, cast(deviation as decimal(38, 8)) as deviation, "
    ~ "cast(limit_value as decimal(38, 12)) as limit_value, unit, "
    ~ "cast(effect_tco2e as decimal(38, 6)) as effect_tco2e, "
    ~ "cast(effect_allowance_t as decimal(38, 6)) as account_effect_t, "
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
),

moved as (
    select
        answers.*,
        base.plant is not null as has_base,
        base.emissions, base.output, base.balance_value, base.alloc_slope, base.alloc_cap, base.alloc_linear_within,
        base.emissions + answers.effect_tco2e as moved_emissions,
        base.output + case when answers.parameter = 'output'
            then {{ decimal_divide('answers.effect_tco2e * 1000', 'base.pfc_kg_t', 6) }} else 0 end as moved_output,
        cast(substring(answers.period, 1, 4) as integer)
            <= {{ domain_setting('EFFECT', 'allowance_rule_last_year') }} as is_as_verified
    from answers
    left join {{ ref('int_checks__allowance_base') }} as base
        on answers.plant_code = base.plant and answers.process = base.process
        and substring(answers.period, 1, 4) = base.year_period
),

deviated as (
    select *,
        {{ decimal_divide('balance_value * output - emissions', 'balance_value * output', 12) }} as x_before,
        {{ decimal_divide('balance_value * moved_output - moved_emissions', 'balance_value * moved_output', 12) }} as x_after
    from moved
),

allotted as (
    select *,
        {{ allowance('emissions', 'x_before') }} as allowance_before,
        {{ allowance('moved_emissions', 'x_after') }} as allowance_after
    from deviated
)

select
    allotted.* exclude (has_base, account_effect_t, emissions, output, balance_value, alloc_slope, alloc_cap,
        alloc_linear_within, moved_emissions, moved_output, is_as_verified, x_before, x_after, allowance_before,
        allowance_after),
    cast(case
        when account_effect_t is not null then account_effect_t
        when is_as_verified then effect_tco2e
        else allowance_after - allowance_before
    end as decimal(38, 6)) as effect_allowance_t,
    case
        when account_effect_t is not null or effect_tco2e is null or is_as_verified then ''
        when not has_base and process = 'ALL' then '配额按工序核定，全厂影响不能分摊|allowances are set by process'
        when not has_base then '没有该工序全年排放量|no emissions of the year'
        when balance_value is null then '未录入行业平衡值|no balance value entered'
        else ''
    end as effect_allowance_reason,
    case when length(allotted.period) = 4 then 'year' else 'month' end as period_kind,
    registry.requirements,
    registry.disposition,
    registry.clause,
    registry.title_zh,
    registry.title_en,
    {{ status_rank('allotted.status') }} as severity
from allotted
inner join registry on allotted.rule_id = registry.rule_id
