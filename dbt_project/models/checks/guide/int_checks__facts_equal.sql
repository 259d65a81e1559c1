-- A fact in two documents. One row per rule and plant where the document checked was delivered.
-- A fact the compared document does not state can't be assessed; one the checked document leaves empty is raised.
with sources as (
    select plant_code, period, source, max(evidence) as evidence
    from {{ ref('int_checks__facts') }}
    group by plant_code, period, source
),

sides as (
    select
        places.*,
        l.value as expected,
        coalesce(r.value, '') as observed,
        l.comparable as expected_text,
        r.comparable as observed_text,
        r.plant_code is not null as is_stated,
        l.number_value as expected_number,
        r.number_value as observed_number,
        sources.evidence as document,
        l.evidence as left_evidence,
        r.evidence as right_evidence
    from {{ places_of('facts_equal') }} as places
    inner join sources
        on places.plant_code = sources.plant_code and places.period = sources.period
        and sources.source = {{ selector_source('places.right_source') }}
    left join {{ ref('int_checks__facts') }} as l
        on places.plant_code = l.plant_code and places.period = l.period
        and l.source = {{ selector_source('places.left_source') }}
        and l.fact = {{ selector_parameter('places.left_source', 'places.parameter') }}
    left join {{ ref('int_checks__facts') }} as r
        on places.plant_code = r.plant_code and places.period = r.period
        and r.source = {{ selector_source('places.right_source') }}
        and r.fact = {{ selector_parameter('places.right_source', 'places.parameter') }}
),

answered as (
    select
        *,
        case
            when coalesce(expected_text, '') = '' then 'not_assessable'
            when not is_stated then 'missing'
            when expected_text = observed_text then 'pass'
            when parameter = 'founded' and length(regexp_replace(expected_text, '[^0-9]', '', 'g')) = 8
                and regexp_replace(expected_text, '[^0-9]', '', 'g') = regexp_replace(observed_text, '[^0-9]', '', 'g')
                then 'pass'
            when expected_number = observed_number and parameter in ('capital', 'covered_power', 'uncovered_power')
                then 'pass'
            else {{ raised('disposition') }}
        end as status,
        case
            when coalesce(expected_text, '') = '' then '对照文件未载明或未报送'
            when coalesce(observed_text, '') = '' then '未填写'
            else ''
        end as detail_zh,
        case
            when coalesce(expected_text, '') = '' then 'the document compared with does not state it'
            when coalesce(observed_text, '') = '' then 'left empty'
            else ''
        end as detail_en,
        concat_ws(';', left_evidence, coalesce(right_evidence, document)) as evidence
    from sides
)

select {{ word_answer() }}
from answered
