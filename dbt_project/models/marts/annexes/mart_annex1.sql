-- 附件1 核查结果数据表: every item of the declared report before and after verification.
with evidence as (
    select plant, period, item, value,
        row_number() over (
            partition by plant, period, item
            order by case section when 'licence' then 1 when 'permit' then 2 else 3 end, row_no
        ) as place
    from {{ ref('stg_basic_facts') }}
),

basic as (
    select
        profile.plant, 'ALL' as process, profile.period, 'C.1' as section,
        row_number() over (partition by profile.plant, profile.period order by profile.row_no) as item_no,
        profile.item, profile.item as label_zh, profile.item as label_en, '' as unit,
        coalesce(profile.value, '') as before_text,
        coalesce(evidence.value, profile.value, '') as after_text
    from {{ ref('stg_declared_profile') }} as profile
    left join evidence
        on profile.plant = evidence.plant and profile.period = evidence.period and profile.item = evidence.item
        and evidence.place = 1
    where profile.period in (select period from {{ source('run', 'scope_years') }} where is_asked)
),

together as (
    select
        plant, process, period, section, item_no, item, label_zh, label_en, unit, before_text, after_text,
        cast(null as decimal(38, 6)) as before_value, cast(null as decimal(38, 6)) as after_value,
        before_text = after_text as is_same,
        case when before_text = after_text then '' else 'licence' end as reason_code
    from basic
    union all
    select
        plant, process, period, section, item_no, item, label_zh, label_en, coalesce(unit, ''),
        cast(before_value as varchar), cast(after_value as varchar), before_value, after_value, is_same, reason_code
    from {{ ref('int_annex__numbers') }}
),

-- A difference may have several reasons.
worded as (
    select codes.reason_code, {{ ordered_list('reasons.reason_zh', '；') }} as reason_zh,
        {{ ordered_list('reasons.reason_en', '; ') }} as reason_en
    from (select distinct reason_code from together) as codes
    inner join {{ ref('annex_reasons') }} as reasons on ';' || codes.reason_code || ';' like '%;' || reasons.reason_code || ';%'
    group by codes.reason_code
)

select
    together.plant,
    together.process,
    together.period,
    together.section,
    cast(together.item_no as integer) as item_no,
    together.item,
    together.label_zh,
    together.label_en,
    together.unit,
    together.before_text,
    together.after_text,
    cast(together.before_value as decimal(18, 6)) as before_value,
    cast(together.after_value as decimal(18, 6)) as after_value,
    together.is_same,
    cast(together.after_value - together.before_value as decimal(18, 6)) as change_value,
    cast({{ decimal_divide('(together.after_value - together.before_value) * 100', 'together.before_value', 4) }}
        as decimal(18, 4)) as change_pct,
    together.reason_code,
    coalesce(worded.reason_zh, '') as reason_zh,
    coalesce(worded.reason_en, '') as reason_en
from together
left join worded on together.reason_code = worded.reason_code
