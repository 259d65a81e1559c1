-- Interviews and observations against the verifier's record. One row per rule and plant whose record was delivered.
-- The rule's left side is the method (问, 看; none: any), its item the pattern of who was asked or what was seen, its
-- right side a pattern the record itself must have. What is absent from a record whose topics are mostly not understood
-- is missing, not raised.
with records as (
    select
        *,
        coalesce(person_role, '') || ' ' || coalesce(subject, '') as topic,
        {{ visit_way('method') }} as way
    from {{ ref('stg_site_visit') }}
),

visits as (
    select plant, period, max(file) as file from records group by plant, period
),

matched as (
    select
        places.*,
        visits.file,
        records.seq,
        records.record,
        records.row_no,
        case
            when records.plant is null then 'absent'
            when coalesce(trim(records.record), '') = '' then 'empty'
            when regexp_matches(
                regexp_replace(records.record, '(未见|未发现|没有|不存在|无)[^，。；,;]{0,4}(不一致|不符|异常|问题|差异)', '', 'g'),
                '不一致|不符|未落实|无法|未能|联系不上|未联系|未到场|拒绝|不清楚|不了解|不知情'
            ) then 'contrary'
            when coalesce(places.right_source, '') <> '' and not regexp_matches(records.record, places.right_source)
                then 'no_coordinates'
        end as problem
    from {{ places_of('attestation') }} as places
    inner join visits on places.plant_code = visits.plant and places.period = visits.period
    left join records
        on places.plant_code = records.plant and places.period = records.period
        and (coalesce(places.left_source, '') = '' or records.way like '%' || places.left_source || '%')
        and regexp_matches(records.topic, places.item)
),

understood as (
    select
        plant_code, period,
        count(distinct case when coalesce(problem, '') <> 'absent' then rule_id end)
        >= {{ factor("max(limit_high)") }} * count(distinct rule_id) as is_understood,
        count(distinct case when coalesce(problem, '') <> 'absent' then rule_id end) as known,
        count(distinct rule_id) as asked
    from matched
    where disposition <> 'missing'
    group by plant_code, period
),

summed as (
    select
        plant_code, process, period_kind, period, rule_id, parameter, max(disposition) as disposition,
        bool_or(problem is null) and not bool_or(coalesce(problem, '') = 'contrary') as is_answered,
        max(case when problem = 'contrary' then record end) as contrary,
        min(problem) as problem,
        max(record) as observed,
        max(file) || coalesce('!' || cast(min(row_no) as varchar), '') as evidence
    from matched
    group by plant_code, process, period_kind, period, rule_id, parameter
),

answered as (
    select
        *,
        case
            when is_answered then 'pass'
            when contrary is not null then 'nonconformity'
            when problem = 'absent' and not coalesce(is_understood, false) then 'missing'
            else {{ raised('disposition') }}
        end as status,
        '有核查记录' as expected,
        case
            when is_answered then ''
            when contrary is not null then '记录显示：' || contrary || '。'
            when problem = 'no_coordinates' then '未记录坐标。'
            else '现场核查记录中没有该项。'
        end as detail_zh,
        case
            when is_answered then ''
            when contrary is not null then 'the record says: ' || contrary || '.'
            when problem = 'no_coordinates' then 'no coordinates recorded.'
            else 'not in the site visit record.'
        end as detail_en,
        {{ operands({'known': 'known', 'asked': 'asked'}) }} as operands,
        case
            when is_answered then 'good:answered'
            when contrary is not null then 'other:the record is contrary'
            when disposition = 'missing' then 'other:absence is only silence'
            when problem = 'absent' then ''
            else 'raised:the record is not in order'
        end as reason
    from summed
    left join understood using (plant_code, period)
)

select {{ word_answer() }}, operands, reason
from answered
