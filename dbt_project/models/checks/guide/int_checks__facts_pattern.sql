-- A fact against a form it must have: a code, a word, a date, a check digit. One row per rule and plant whose document
-- was delivered.
{% set alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY' %}
with sources as (
    select plant_code, period, source, max(evidence) as evidence
    from {{ ref('int_checks__facts') }}
    group by plant_code, period, source
),

stated as (
    select
        places.*,
        coalesce(facts.value, '') as observed,
        coalesce(facts.comparable, '') as comparable,
        coalesce(facts.evidence, sources.evidence) as evidence,
        facts.plant_code is not null as is_stated
    from (
        select * from {{ ref('int_checks__places') }}
        where shape in ('facts_pattern', 'credit_code', 'fact_valid_to')
    ) as places
    inner join sources
        on places.plant_code = sources.plant_code and places.period = sources.period
        and sources.source = {{ selector_source('places.right_source') }}
    left join {{ ref('int_checks__facts') }} as facts
        on places.plant_code = facts.plant_code and places.period = facts.period
        and facts.source = {{ selector_source('places.right_source') }}
        and facts.fact = {{ selector_parameter('places.right_source', 'places.parameter') }}
),

-- GB 32100: the eighteenth character makes the weighted sum (powers of 3) divisible by 31.
digits as (
    select
        *,
        (31 - (
            {%- for place in range(17) %}
            (instr('{{ alphabet }}', substring(comparable, {{ place + 1 }}, 1)) - 1) * {{ (3 ** place) % 31 }}
            {%- if not loop.last %} +{% endif %}
            {%- endfor %}
        ) % 31) % 31 as check_value,
        regexp_matches(comparable, '^[{{ alphabet }}]{18}$') as is_well_formed
    from stated
),

judged as (
    select
        *,
        case shape
            when 'credit_code' then comparable = '' or coalesce(is_well_formed
                and substring('{{ alphabet }}', cast(check_value as integer) + 1, 1) = substring(comparable, 18, 1), false)
            when 'fact_valid_to' then regexp_matches(comparable, '长期|永久|无固定')
                or {{ try_to('comparable', 'date') }} >= make_date(year, 12, 31)
            else regexp_matches(comparable, item)
        end as holds
    from digits
),

answered as (
    select
        judged.*,
        case
            when not is_stated then 'missing'
            when holds then 'pass'
            when shape = 'fact_valid_to' and holds is null then 'not_assessable'
            else {{ raised('disposition') }}
        end as status,
        case shape
            when 'credit_code' then case when is_well_formed then substring(comparable, 1, 17)
                || substring('{{ alphabet }}', cast(check_value as integer) + 1, 1) else '18位' end
            when 'fact_valid_to' then cast(year as varchar) || '-12-31'
            else left_source
        end as expected,
        case when observed = '' then '未填写' else '' end as detail_zh,
        case when observed = '' then 'left empty' else '' end as detail_en
    from judged
)

select {{ word_answer() }}
from answered
