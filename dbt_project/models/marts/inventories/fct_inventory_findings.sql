-- Everything the replay of the delivered activity lists says, for the asked years; X-ISO raises the worst per rule.
select
    found.plant, found.period, found.rule, found.disposition, found.item, found.observed, found.expected, found.unit,
    found.delta_tco2e, found.message_zh, found.message_en, found.file, found.sheet, found.row_no
from {{ source('run', 'inventory_findings') }} as found
inner join {{ ref('dim_periods') }} as periods
    on found.plant = periods.plant and found.period = periods.period
where periods.period_kind = 'year' and periods.is_asked
