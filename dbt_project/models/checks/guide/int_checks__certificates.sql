-- Certificates themselves: passed, of their own date, used once, valid no longer than the interval.
-- One row per rule, plant and process of the instruments.
with certificates as (
    select
        *,
        {{ try_to("substring(regexp_extract(certificate_no, '((19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01]))', 1), 1, 4)
            || '-' || substring(regexp_extract(certificate_no, '((19|20)[0-9]{6})', 1), 5, 2)
            || '-' || substring(regexp_extract(certificate_no, '((19|20)[0-9]{6})', 1), 7, 2)", 'date') }} as numbered_date,
        count(*) over (partition by plant, period, certificate_no) as same_number
    from {{ ref('stg_calibrations') }}
),

-- A plant whose numbers carry the date carries it in most of them.
habits as (
    select plant, period,
        count(case when numbered_date = calibrated_date then 1 end) * 2 > count(*) as numbers_carry_date
    from certificates
    group by plant, period
),

placed as (
    select places.*, roles.instrument_no, roles.process as instrument_process, certificates.certificate_no,
        certificates.calibrated_date, certificates.file || '!' || certificates.sheet || '!'
        || cast(certificates.row_no as varchar) as row_evidence,
        case
            when certificates.instrument_no is null then null
            when regexp_matches(coalesce(certificates.conclusion, ''), '不合格|超差|不符合')
                then '结论为' || certificates.conclusion || '|concluded ' || certificates.conclusion
            when certificates.same_number > 1 then '证书编号重复使用|certificate number used twice'
            when certificates.calibrated_date > certificates.received_date
                then '检定日期晚于报送日期|dated after it was delivered'
            when certificates.valid_to < certificates.calibrated_date then '有效期早于检定日期|ends before it begins'
            when habits.numbers_carry_date and certificates.numbered_date <> certificates.calibrated_date
                then '证书编号所含日期 ' || cast(certificates.numbered_date as varchar) || ' 与检定日期 '
                    || cast(certificates.calibrated_date as varchar) || ' 不一致|number carries '
                    || cast(certificates.numbered_date as varchar) || ', dated '
                    || cast(certificates.calibrated_date as varchar)
            when certificates.valid_to > {{ add_months('certificates.calibrated_date', 'roles.interval_months') }}
                then '有效期超过规定检定周期 ' || cast(roles.interval_months as varchar) || ' 个月|valid for longer than '
                    || cast(roles.interval_months as varchar) || ' months'
        end as problem
    from {{ places_of('certificates') }} as places
    inner join {{ ref('int_checks__instrument_roles') }} as roles
        on places.plant_code = roles.plant_code and places.period = roles.period and places.parameter = roles.role
        and roles.is_registered
    left join certificates
        on roles.plant_code = certificates.plant and roles.period = certificates.period
        and roles.instrument_no = certificates.instrument_no
    left join habits on roles.plant_code = habits.plant and roles.period = habits.period
),

answered as (
    select
        plant_code, instrument_process as process, period_kind, period, rule_id, parameter,
        case when bool_or(problem is not null) then max({{ raised('disposition') }}) else 'pass' end as status,
        '证书有效' as expected,
        {{ ordered_list("case when problem is not null then instrument_no end", '、') }} as observed,
        coalesce({{ ordered_list("instrument_no || '（' || certificate_no || '）' || split_part(problem, '|', 1)", '；') }}, '')
            as detail_zh,
        coalesce({{ ordered_list("instrument_no || ' (' || certificate_no || ') ' || split_part(problem, '|', 2)", '; ') }}, '')
            as detail_en,
        coalesce({{ ordered_list("case when problem is not null then row_evidence end") }}, max(row_evidence)) as evidence
    from placed
    group by plant_code, instrument_process, period_kind, period, rule_id, parameter
),

-- A single instrument is named once: before the colon.
named as (
    select * replace (
        replace(detail_zh, observed || '（', '（') as detail_zh, replace(detail_en, observed || ' (', '(') as detail_en
    )
    from answered
)

select {{ word_answer() }}
from named
