-- Way of acquisition: recognised and as the group knows it, as planned, not lower than last year, not lower than what
-- is there. One row per rule and process of an annual close.
with joined as (
    select
        places.rule_id, places.item, places.disposition, places.process, places.period_kind, places.parameter,
        methods.*  exclude (process, parameter)
    from {{ places_of('method') }} as places
    inner join {{ ref('int_checks__methods') }} as methods
        on places.plant_code = methods.plant_code and places.process = methods.process
        and places.period = methods.period and places.parameter = methods.parameter
),

judged as (
    select
        *,
        case item
            when 'way' then coalesce({{ method_words('group_code') }}, '1')
            when 'as_planned' then planned_wording
            when 'last_year' then earlier_wording
            when 'available' then better_instruments
        end as expected,
        declared_wording as observed,
        case item
            when 'way' then
                case when declared_code is null then null else declared_code = coalesce(group_code, declared_code) end
            when 'as_planned' then declared_code = planned_code
            when 'last_year' then {{ method_priority('declared_code') }} <= {{ method_priority('earlier_code') }}
            when 'available' then
                case
                    when declared_code is null then null
                    else {{ method_priority('declared_code') }} = 1 or better_instruments is null
                end
        end as holds
    from joined
),

answered as (
    select
        *,
        case
            when holds then 'pass'
            when holds is null then 'not_assessable'
            else {{ raised('disposition') }}
        end as status,
        case
            when declared_wording is null then '排放报告未填写数据来源。'
            when holds is null then '对照文件未载明或无法识别。'
            when not holds and item = 'available' then '台账中有可直接计量的在用器具。'
            else ''
        end as detail_zh,
        case
            when declared_wording is null then 'the declared report names no data source.'
            when holds is null then 'the document compared with does not say, or can not be read.'
            when not holds and item = 'available' then 'the register holds a working instrument of higher priority.'
            else ''
        end as detail_en,
        concat_ws(';', declared_file, case item when 'as_planned' then planned_file when 'last_year' then earlier_file
            when 'available' then register_file end) as evidence
    from judged
)

select {{ word_answer() }}
from answered
