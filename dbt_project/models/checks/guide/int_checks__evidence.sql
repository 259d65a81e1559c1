-- Supporting documents against the evidence register. One row per rule and plant whose register was delivered.
-- The rule's item is the pattern of the document's name; basis `annual` asks for a document of the accounting year.
-- A document absent from a register whose names are mostly not understood is missing, not raised.
with registered as (
    select
        *,
        count(*) over (partition by plant, period, nullif(document_no, '')) as same_number,
        count(*) over (partition by plant, period, nullif(file_name, '')) as same_file,
        count(nullif(file_name, '')) over (partition by plant, period) * 2
            > count(*) over (partition by plant, period) as names_files,
        {{ says_not_applicable('provided_raw', 'remark') }} as is_excused
    from {{ ref('stg_evidence') }}
),

registers as (
    select plant, period, max(file) as file, max(received_date) as received_date
    from {{ ref('stg_evidence') }}
    group by plant, period
),

wanted as (
    select places.*, places.limit_high as known_share, registers.file, registers.received_date
    from {{ places_of('evidence') }} as places
    inner join registers on places.plant_code = registers.plant and places.period = registers.period
),

matched as (
    select
        wanted.*,
        registered.document_name,
        registered.row_no,
        registered.sheet,
        registered.is_excused,
        case
            when registered.document_name is null then '清单中没有该文件|not in the register'
            when registered.is_excused then '登记为不适用|said not to apply: '
                || coalesce(nullif(registered.remark, ''), registered.provided_raw)
            when not coalesce(registered.is_provided, false) then '未提供|not provided'
            when registered.valid_to < make_date(wanted.year, 12, 31)
                then '有效期至 ' || cast(registered.valid_to as varchar) || '，未覆盖核算年度末|ended before the accounting year did: '
                    || cast(registered.valid_to as varchar)
            when registered.document_date > registered.received_date
                then '文件日期 ' || cast(registered.document_date as varchar) || ' 晚于报送日期|dated after it was delivered: '
                    || cast(registered.document_date as varchar)
            when registered.valid_to < registered.document_date then '有效期早于文件日期|ends before its own date'
            when wanted.basis = 'annual' and registered.document_date is not null
                and extract(year from registered.document_date) not between wanted.year and wanted.year + 1
                then '文件日期 ' || cast(registered.document_date as varchar) || ' 不属于核算年度|not of the accounting year: '
                    || cast(registered.document_date as varchar)
            when nullif(registered.document_no, '') is not null and registered.same_number > 1
                then '文件编号 ' || registered.document_no || ' 重复使用|document number used twice: ' || registered.document_no
            when nullif(registered.file_name, '') is not null and registered.same_file > 1
                then '同一文件 ' || registered.file_name || ' 用于多项|one file for several documents: ' || registered.file_name
            when registered.names_files and nullif(registered.file_name, '') is null
                then '已登记为提供，但未列出文件|registered as provided, but no file is named'
        end as problem
    from wanted
    left join registered
        on wanted.plant_code = registered.plant and wanted.period = registered.period
        and regexp_matches(registered.document_name, wanted.item)
),

understood as (
    select
        plant_code, period,
        count(distinct case when document_name is not null then rule_id end)
        >= {{ factor("max(known_share)") }} * count(distinct rule_id) as is_understood,
        count(distinct case when document_name is not null then rule_id end) as known,
        count(distinct rule_id) as asked
    from matched
    group by plant_code, period
),

-- One good document answers; otherwise the first problem speaks.
answered as (
    select
        plant_code, process, period_kind, period, rule_id, parameter,
        case when bool_or(problem is null) then 'pass'
            when max(document_name) is null and not bool_or(is_understood) then 'missing'
            when bool_and(coalesce(is_excused, false)) then 'advisory'
            else max({{ raised('disposition') }}) end as status,
        '已提供且有效' as expected,
        max(document_name) as observed,
        case when bool_or(problem is null) then '' else split_part(min(problem), '|', 1) end as detail_zh,
        case when bool_or(problem is null) then '' else split_part(min(problem), '|', 2) end as detail_en,
        max(file) || coalesce('!' || max(sheet) || '!' || cast(max(row_no) as varchar), '') as evidence,
        {{ operands({'known': 'max(known)', 'asked': 'max(asked)'}) }} as operands,
        case when max(document_name) is null then '' when bool_or(problem is null) then 'good:found'
            when bool_and(coalesce(is_excused, false)) then 'other:said not to apply, with a reason'
            else 'raised:found, not in order' end as reason
    from matched
    inner join understood using (plant_code, period)
    group by plant_code, process, period_kind, period, rule_id, parameter
)

select {{ word_answer() }}, operands, reason
from answered
