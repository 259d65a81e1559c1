-- Two sources of one quantity. One row per rule and place where at least one of the two is there.
-- A side with part of its days, or made of the same rows as the other, can't be assessed.
with sides as (
    select
        places.*,
        l.value as expected_value,
        r.value as observed_value,
        coalesce(r.unit, l.unit) as unit,
        coalesce(l.slack, 0) + coalesce(r.slack, 0) + places.floor_abs as printing,
        coalesce(case when r.value > l.value then l.set_aside_t else r.set_aside_t end, 0) as set_aside_t,
        coalesce(l.is_full, true) and coalesce(r.is_full, true) as is_full,
        coalesce(l.lineage_hash = r.lineage_hash, false) as is_one_source,
        coalesce(copies.is_copy, false) as is_copy,
        copies.same_days,
        l.lineage as left_lineage,
        r.lineage as right_lineage
    from {{ places_of('pair') }} as places
    left join {{ ref('int_checks__quantities') }} as l
        on places.plant_code = l.plant_code and places.process = l.process and places.period = l.period
        and places.basis = l.basis and l.source_system = {{ selector_source('places.left_source') }}
        and l.parameter = {{ selector_parameter('places.left_source', 'places.parameter') }}
        and l.item = {{ selector_item('places.left_source', 'places.item') }}
    left join {{ ref('int_checks__quantities') }} as r
        on places.plant_code = r.plant_code and places.process = r.process and places.period = r.period
        and places.basis = r.basis and r.source_system = {{ selector_source('places.right_source') }}
        and r.parameter = {{ selector_parameter('places.right_source', 'places.parameter') }}
        and r.item = {{ selector_item('places.right_source', 'places.item') }}
    left join {{ ref('int_checks__copies') }} as copies
        on places.rule_id = copies.rule_id and places.plant_code = copies.plant_code and places.process = copies.process
        and places.period = copies.period
    where (l.value is not null and r.value is not null)
        or (coalesce(places.when_absent, '') <> 'skip' and (l.value is not null or r.value is not null))
),

slacked as (
    select *, printing + set_aside_t as slack from sides
),

judged as (
    select
        *,
        {{ pair_status('expected_value', 'observed_value', 'limit_kind', 'limit_high', 'slack', 'disposition') }}
            as compared_status,
        {{ pair_status('expected_value', 'observed_value', 'limit_kind', 'limit_high', 'printing', 'disposition') }}
            as status_of_rows_kept
    from slacked
),

answered as (
    select
        judged.*,
        case when not is_full or is_one_source or is_copy then 'not_assessable' else compared_status end as status,
        case
            when not is_full then null
            when limit_kind = 'absolute' then observed_value - expected_value
            else {{ decimal_divide('observed_value - expected_value', 'expected_value', 8) }}
        end as deviation,
        limit_high as limit_value,
        case
            when expected_value is null then '对照来源缺少数据'
            when observed_value is null then '被核对来源缺少数据'
            when not is_full then '所需日期未全部报送'
            when is_one_source then '两侧为同一批数据行'
            when is_copy then '两侧逐日数值相同（' || cast(same_days as varchar) || ' 天），视为同一来源'
            when compared_status = 'pass' and status_of_rows_kept <> 'pass'
                then '差异在未采用的行（约 ' || {{ number_text('set_aside_t') }} || ' t）之内'
            else ''
        end as detail_zh,
        case
            when expected_value is null then 'the source compared with has no value'
            when observed_value is null then 'the source checked has no value'
            when not is_full then 'not all days needed were delivered'
            when is_one_source then 'both sides are the same rows'
            when is_copy then 'both sides carry the same figures on ' || cast(same_days as varchar) || ' days: one source'
            when compared_status = 'pass' and status_of_rows_kept <> 'pass'
                then 'rows set aside (about ' || {{ number_text('set_aside_t') }} || ' t) explain the difference'
            else ''
        end as detail_en,
        concat_ws(';', left_lineage, right_lineage) as evidence,
        slack
    from judged
)

select
    {{ number_answer() }},
    {{ operands({'expected': 'expected_value', 'observed': 'observed_value', 'slack': 'slack'}) }} as operands,
    case when not is_full then 'open:not all days' when is_one_source or is_copy then 'open:one source' else '' end as reason
from answered
