-- The evidence register as a whole: documents no rule names, and how long records are kept. One row per rule and plant.
with named as (
    select
        registered.plant, registered.period, registered.row_no, registered.document_name, registered.is_provided,
        registered.retention_years, registered.file, registered.valid_to,
        {{ says_not_applicable('registered.provided_raw') }} as is_excused,
        bool_or(coalesce(regexp_matches(registered.document_name, rules.item), false)) as is_named
    from {{ ref('stg_evidence') }} as registered
    left join {{ ref('rules') }} as rules on rules.shape = 'evidence'
    group by all
),

summed as (
    select
        plant, period, max(file) as file,
        {{ ordered_list("case when not is_named and not is_excused and not coalesce(is_provided, false) then document_name end", '、') }}
            as not_provided,
        min(retention_years) as years_kept
    from named
    group by plant, period
),

answered as (
    select
        places.*,
        case
            when places.shape = 'evidence_other' and coalesce(summed.not_provided, '') <> ''
                then {{ raised('places.disposition') }}
            when places.shape = 'evidence_retention' and summed.years_kept is null then 'not_assessable'
            when places.shape = 'evidence_retention' and summed.years_kept < places.limit_high
                then {{ raised('places.disposition') }}
            else 'pass'
        end as status,
        {{ number_text('places.limit_high') }} as expected,
        case when places.shape = 'evidence_retention' then {{ number_text('summed.years_kept') }}
            else summed.not_provided end as observed,
        case
            when places.shape = 'evidence_retention' then '最短保存 ' || {{ number_text('summed.years_kept') }} || ' 年。'
            when coalesce(summed.not_provided, '') <> '' then '未提供：' || summed.not_provided || '。'
            else '其余文件均已提供。'
        end as detail_zh,
        case
            when places.shape = 'evidence_retention' then 'shortest retention ' || {{ number_text('summed.years_kept') }} || ' years.'
            when coalesce(summed.not_provided, '') <> '' then 'not provided: ' || summed.not_provided || '.'
            else 'all other documents provided.'
        end as detail_en,
        summed.file as evidence,
        {{ operands({'years': "case when places.shape = 'evidence_retention' then summed.years_kept end"}) }} as operands,
        '' as reason
    from {{ ref('int_checks__places') }} as places
    inner join summed on places.plant_code = summed.plant and places.period = summed.period
    where places.shape in ('evidence_other', 'evidence_retention')
)

select {{ word_answer() }}, operands, reason
from answered
