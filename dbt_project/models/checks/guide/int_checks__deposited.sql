-- Every declared month has its deposit. One row per rule, process and month that the report declares.
with declared as (
    select plant, process, data_month, output_t, anode_gross_t, file
    from {{ ref('stg_declared_monthly') }}
),

deposited as (
    select plant, process, data_month, parameter_code, count(*) as deposits
    from {{ ref('stg_deposits') }}
    group by plant, process, data_month, parameter_code
),

files as (
    select plant, period, max(file) as file from {{ ref('stg_deposits') }} group by plant, period
),

answered as (
    select
        places.*,
        case when deposited.deposits is null then {{ raised('places.disposition') }} else 'pass' end as status,
        '已存证' as expected,
        case when deposited.deposits is null then '未存证' else '已存证' end as observed,
        case when deposited.deposits is null then '该月没有存证记录。' else '' end as detail_zh,
        case when deposited.deposits is null then 'no deposit for the month.' else '' end as detail_en,
        files.file as evidence
    from {{ places_of('deposited') }} as places
    inner join declared
        on places.plant_code = declared.plant and places.process = declared.process
        and places.period = declared.data_month
        and case places.parameter when 'output' then declared.output_t else declared.anode_gross_t end is not null
    inner join files on places.plant_code = files.plant and substring(places.period, 1, 4) = files.period
    left join deposited
        on places.plant_code = deposited.plant and places.process = deposited.process
        and places.period = deposited.data_month and places.parameter = deposited.parameter_code
)

select {{ word_answer() }}
from answered
