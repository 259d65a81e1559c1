-- A ratio, or one value, against a range: experience values and physical limits.
-- left is the denominator (none: the value itself), right the numerator. One row per rule and place with a numerator.
with sides as (
    select
        places.*,
        case when places.left_source = '' or places.left_source is null then cast(1 as decimal(38, 6)) else l.value end
            as below,
        r.value as above,
        coalesce(l.is_full, true) and coalesce(r.is_full, true) as is_full,
        l.lineage as left_lineage,
        r.lineage as right_lineage
    from {{ places_of('range') }} as places
    inner join {{ ref('int_checks__quantities') }} as r
        on places.plant_code = r.plant_code and places.process = r.process and places.period = r.period
        and places.basis = r.basis and r.source_system = {{ selector_source('places.right_source') }}
        and r.parameter = {{ selector_parameter('places.right_source', 'places.parameter') }}
        and r.item = {{ selector_item('places.right_source', 'places.item') }}
    left join {{ ref('int_checks__quantities') }} as l
        on places.plant_code = l.plant_code and places.process = l.process and places.period = l.period
        and places.basis = l.basis and l.source_system = {{ selector_source('places.left_source') }}
        and l.parameter = {{ selector_parameter('places.left_source', 'places.parameter') }}
        and l.item = {{ selector_item('places.left_source', 'places.item') }}
),

scaled as (
    select
        *,
        {{ exact('above') }} * {{ factor('scale') }} as numerator,
        {{ decimal_divide(exact('above') ~ ' * ' ~ factor('scale'), 'below', 6) }} as observed_value
    from sides
)

select
    plant_code,
    process,
    period_kind,
    period,
    rule_id,
    case
        when observed_value is null or not is_full then 'not_assessable'
        when limit_low is not null and numerator < {{ factor('limit_low') }} * {{ exact('below') }}
            then {{ raised('disposition') }}
        when limit_high is not null and numerator > {{ factor('limit_high') }} * {{ exact('below') }}
            then {{ raised('disposition') }}
        else 'pass'
    end as status,
    parameter,
    concat_ws('–', {{ number_text('limit_low') }}, {{ number_text('limit_high') }}) as expected,
    {{ number_text('observed_value', 3) }} as observed,
    coalesce(case when observed_value < limit_low then limit_low end, limit_high, limit_low) as expected_value,
    observed_value,
    case
        when observed_value < limit_low then {{ decimal_divide('observed_value - limit_low', 'limit_low', 8) }}
        when observed_value > limit_high then {{ decimal_divide('observed_value - limit_high', 'limit_high', 8) }}
        else 0
    end as deviation,
    coalesce(case when observed_value < limit_low then limit_low end, limit_high, limit_low) as limit_value,
    'range' as limit_kind,
    '' as unit,
    cast(null as decimal(38, 6)) as effect_tco2e,
    case when observed_value is null then '分母缺少数据' when not is_full then '所需日期未全部报送' else '' end as detail_zh,
    case when observed_value is null then 'no denominator' when not is_full then 'not all days were delivered' else '' end
        as detail_en,
    concat_ws(';', left_lineage, right_lineage) as evidence,
    {{ operands({'expected': 'below', 'observed': 'cast(numerator as decimal(38, 9))', 'slack': '0'}) }} as operands,
    case when observed_value is null then 'open:no denominator' when not is_full then 'open:not all days' else '' end as reason
from scaled
