-- Answers of the domain rules: one row per rule, plant, process (or ALL) and period, also when it passes.
with ranked as (
    select *,
        row_number() over (
            partition by rule_id, plant, process, period
            order by
                case verdict when 'breach' then 1 when 'missing' then 2 when 'not_assessable' then 3 when 'advisory' then 4
                    when 'ok' then 5 else 6 end,
                deviation desc nulls last, item, evidence
        ) as place,
        count(case when verdict = 'breach' then 1 end) over (partition by rule_id, plant, process, period) as n_breaches
    from {{ ref('int_domain__measurements') }}
),

factors as (
    select periods.plant, periods.period,
        max(case when parameters.parameter = 'anode_loss_rate' then parameters.value end) as loss_rate,
        max(case when parameters.parameter = 'anode_sulphur' then parameters.value end) as sulphur,
        max(case when parameters.parameter = 'anode_ash' then parameters.value end) as ash,
        max(case when parameters.parameter = 'ef_cf4_kg_t' then parameters.value end) as ef_cf4,
        max(case when parameters.parameter = 'ef_c2f6_kg_t' then parameters.value end) as ef_c2f6,
        max(case when parameters.parameter = 'gwp_cf4' then parameters.value end) as gwp_cf4,
        max(case when parameters.parameter = 'gwp_c2f6' then parameters.value end) as gwp_c2f6
    from (select distinct plant, period from {{ ref('int_domain__cells') }}) as periods
    inner join {{ ref('dim_parameters') }} as parameters
        on parameters.is_default and cast(parameters.valid_from as varchar) <= periods.period || '-31'
        and coalesce(cast(parameters.valid_to as varchar), '9999') >= periods.period
    group by periods.plant, periods.period
),

answered as (
    select
        cells.rule_id, cells.requirements, cells.plant, cells.process, cells.period, cells.disposition as rule_disposition,
        cells.message_zh as template_zh, cells.message_en as template_en, cells.title_zh, cells.title_en,
        coalesce(ranked.parameter, cells.parameter) as parameter, ranked.item, ranked.expected, ranked.observed,
        ranked.deviation, coalesce(ranked.limit_value, cells.high) as limit_value, coalesce(ranked.unit, '') as unit,
        ranked.effect_t, ranked.effect_kind, ranked.n, ranked.n_breaches, ranked.detail_zh, ranked.detail_en,
        ranked.conservative_value, coalesce(ranked.evidence, '') as evidence,
        case
            when not cells.is_subject then 'not_applicable'
            when ranked.verdict is null and cells.applies_when in ('has_rows', 'always') then 'not_applicable'
            when ranked.verdict is null then 'missing'
            when ranked.verdict = 'ok' then 'pass'
            else ranked.verdict
        end as verdict,
        case ranked.effect_kind
            when 'output' then ranked.effect_t
                * cast((factors.ef_cf4 * factors.gwp_cf4 + factors.ef_c2f6 * factors.gwp_c2f6) / 1000 as decimal(14, 9))
            when 'anode_gross' then ranked.effect_t
                * cast((1 - factors.loss_rate) * (1 - factors.sulphur - factors.ash) * 44 / 12 as decimal(14, 9))
            when 'emission' then ranked.effect_t
        end as effect_raw
    from {{ ref('int_domain__cells') }} as cells
    left join ranked on cells.rule_id = ranked.rule_id and cells.plant = ranked.plant and cells.process = ranked.process
        and cells.period = ranked.period and ranked.place = 1
    left join factors on cells.plant = factors.plant and cells.period = factors.period
),

decided as (
    select *,
        case
            when verdict = 'breach' then {{ raised('rule_disposition') }}
            else verdict
        end as status,
        case
            when verdict = 'breach' then rule_disposition
            when verdict = 'advisory' then 'advisory'
            else ''
        end as disposition,
        {{ round_half_up('effect_raw', 2) }} as effect_tco2e
    from answered
)

select
    plant as plant_code, process, period, rule_id, requirements, status, disposition, parameter,
    expected, observed, deviation, cast(limit_value as decimal(38, 9)) as limit_value, unit,
    effect_tco2e,
    case
        when effect_kind = 'allowance' then {{ round_half_up('effect_t', 2) }}
    end as effect_allowance_t,
    conservative_value,
    {{ domain_message('template_zh', 'title_zh', 'detail_zh', '符合', '不适用', '缺少应有的数据', '现有资料不能判断') }} as message_zh,
    {{ domain_message('template_en', 'title_en', 'detail_en', 'in order', 'does not apply',
        'data that should be there are missing', 'cannot be judged from what was delivered') }} as message_en,
    evidence
from decided
