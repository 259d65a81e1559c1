-- Answers of the guide's rules with wording, effect and conservative value. One row per rule and place.
with answers as (
    select * from {{ ref('int_checks__measured') }}
    union all
    select * from {{ ref('int_checks__conclusion') }}
),

masses as (
    select plant_code, process, period,
        max(case when parameter = 'anode_gross' then value end) as anode_t,
        max(case when parameter = 'output' then value end) as output_t
    from {{ ref('int_checks__quantities') }}
    where source_system = 'declared_report' and period_kind = 'year'
    group by plant_code, process, period
),

-- tCO2e that one unit of the parameter's deviation moves.
weighed as (
    select
        answers.*,
        abs(answers.observed_value - answers.expected_value) as distance,
        cast(case answers.parameter
            when 'anode_gross' then (1 - p.anode_loss_rate) * (1 - p.anode_sulphur - p.anode_ash) * 44 / 12
            when 'anode_net' then (1 - p.anode_sulphur - p.anode_ash) * 44 / 12
            when 'output' then (p.ef_cf4_kg_t * p.gwp_cf4 + p.ef_c2f6_kg_t * p.gwp_c2f6) / 1000
            when 'anode_loss_rate' then masses.anode_t * (1 - p.anode_sulphur - p.anode_ash) * 44 / 12
            when 'anode_sulphur' then masses.anode_t * (1 - p.anode_loss_rate) * 44 / 12
            when 'anode_ash' then masses.anode_t * (1 - p.anode_loss_rate) * 44 / 12
            when 'ef_cf4' then masses.output_t * p.gwp_cf4 / 1000
            when 'ef_c2f6' then masses.output_t * p.gwp_c2f6 / 1000
            when 'gwp_cf4' then masses.output_t * p.ef_cf4_kg_t / 1000
            when 'gwp_c2f6' then masses.output_t * p.ef_c2f6_kg_t / 1000
            else case when answers.parameter like 'e\_%' escape '\' and answers.parameter <> 'e_per_t' then 1 end
        end as decimal(24, 8)) as tco2e_per_unit
    from answers
    left join {{ ref('int_checks__factors') }} as p on substring(answers.period, 1, 4) = p.year_period
    left join masses
        on answers.plant_code = masses.plant_code and answers.process = masses.process and answers.period = masses.period
),

worded as (
    select
        weighed.*,
        rules.requirements,
        rules.disposition,
        rules.clause,
        coalesce(weighed.effect_tco2e, {{ round_half_up('cast(distance as decimal(18, 6)) * cast(tco2e_per_unit as decimal(20, 8))', 2) }})
            as effect,
        case
            when weighed.parameter in ('anode_gross', 'anode_net') or weighed.parameter like 'e\_%' escape '\'
                then greatest(weighed.expected_value, weighed.observed_value)
            when weighed.parameter = 'output' then least(weighed.expected_value, weighed.observed_value)
        end as conservative_value,
        case weighed.limit_kind when 'absolute' then {{ number_text('weighed.limit_value') }}
            else {{ number_text('weighed.limit_value * 100', 2) }} || '%' end as limit_text,
        case weighed.limit_kind when 'absolute' then {{ number_text('weighed.deviation') }}
            else {{ percent_text('weighed.deviation') }} end as deviation_text,
        rules.message_zh as template_zh,
        rules.message_en as template_en
    from weighed
    inner join {{ ref('rules') }} as rules on weighed.rule_id = rules.rule_id
)

select
    plant_code,
    process,
    period_kind,
    period,
    rule_id,
    requirements,
    status,
    disposition,
    clause,
    parameter,
    expected,
    observed,
    expected_value,
    observed_value,
    deviation,
    limit_value,
    limit_kind,
    unit,
    cast(effect as decimal(38, 6)) as effect_tco2e,
    cast(null as decimal(38, 6)) as effect_allowance_t,
    cast(conservative_value as decimal(38, 6)) as conservative_value,
    {{ filled('template_zh', detail_text('status', 'template_zh', 'detail_zh', '符合'), '。') }} || {{ request_text('status', 'zh') }} as message_zh,
    {{ filled('template_en', detail_text('status', 'template_en', 'detail_en', 'in order'), '. ') }} || {{ request_text('status', 'en') }} as message_en,
    evidence
from worded
