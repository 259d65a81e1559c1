-- Cumulative figures against the months before (shape cumulative): one row per item.
with report as (
    select plant, process, period, file, sheet, row_no, 'X-CUM.output' as rule_id, 'output' as item,
        't' as unit,
        output_t as month_value, output_cum_t as cum_value from {{ ref('stg_monthly_report') }}
    union all
    select plant, process, period, file, sheet, row_no, 'X-CUM.anode_gross', 'anode_gross', 't', anode_t,
        anode_cum_t
    from {{ ref('stg_monthly_report') }}
    union all
    select plant, process, period, file, sheet, row_no, 'X-CUM.ac_energy', 'ac_energy', 'kWh', ac_kwh,
        ac_cum_kwh
    from {{ ref('stg_monthly_report') }}
    union all
    select plant, 'ALL', period, file, sheet, row_no, 'X-CUM.b204', indicator_raw, coalesce(unit, ''),
        month_value, cum_value
    from {{ ref('stg_b204') }}
    union all
    select plant, 'ALL', period, file, sheet, row_no, 'X-CUM.b204', indicator_raw || ' (上年同期)',
        coalesce(unit, ''),
        last_year_month_value, last_year_cum_value
    from {{ ref('stg_b204') }}
),

-- Values converted to a smaller unit keep the digits of the unit they were printed in: the fewest trailing zeros decide.
printed as (
    select *,
        case
            when unit = 'kWh' and mod(cast(month_value as decimal(38, 2)), 100) = 0
                and mod(cast(cum_value as decimal(38, 2)), 100) = 0
                then cast(100 as decimal(18, 6))
            else {{ printed_unit('greatest(' ~ decimal_places('month_value') ~ ', ' ~ decimal_places('cum_value') ~ ')') }}
        end as own_unit
    from report where month_value is not null and cum_value is not null
),

chained as (
    select now.*, periods.is_first_month,
        before.cum_value as cum_before,
        case when periods.is_first_month then now.month_value else before.cum_value + now.month_value end as expected,
        greatest(now.own_unit, coalesce(before.own_unit, now.own_unit)) as unit_value
    from printed as now
    inner join {{ ref('dim_periods') }} as periods on now.plant = periods.plant and now.period = periods.period
    left join printed as before
        on now.plant = before.plant and now.process = before.process and periods.previous_period = before.period
        and now.rule_id = before.rule_id and now.item = before.item
)

select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, chained.item,
    chained.expected as expected, chained.cum_value as observed,
    abs(chained.cum_value - chained.expected) as deviation,
    cells.high * chained.unit_value * {{ domain_setting('X-CUM', 'cumulative_terms') }} as limit_value,
    chained.unit,
    case when chained.unit = 't' then abs(chained.cum_value - chained.expected) end as effect_t,
    case cells.parameter when 'output' then 'output' when 'anode_gross' then 'anode_gross' end as effect_kind,
    1 as n,
    case
        when chained.expected is null then 'not_assessable'
        when abs(chained.cum_value - chained.expected)
            > cells.high * chained.unit_value * {{ domain_setting('X-CUM', 'cumulative_terms') }} then 'breach'
        else 'ok'
    end as verdict,
    chained.item as detail_zh, chained.item as detail_en, null as conservative_value,
    chained.file || '!' || chained.sheet || '!' || cast(chained.row_no as varchar) as evidence,
    {{ operands({'expected': 'chained.expected', 'observed': 'chained.cum_value', 'unit': 'chained.unit_value'}) }} as operands,
    '' as reason
from {{ ref('int_domain__cells') }} as cells
inner join chained
    on cells.rule_id = chained.rule_id and cells.plant = chained.plant and cells.process = chained.process
    and cells.period = chained.period
