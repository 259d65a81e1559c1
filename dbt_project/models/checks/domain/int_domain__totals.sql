-- Printed totals against the rows they stand under (shape printed_total): one row per total, judged on three
-- lawful sums.
with sheets as (
    select
        delivery_id, sheet, min(plant) as sheet_plant, min(period) as sheet_period,
        min(table_name) as table_name,
        case when count(distinct process) = 1 then min(process) else 'ALL' end as sheet_process,
        -- A total over several processes is the whole plant's: no single process can answer for it.
        case when count(distinct family) = 1 and count(distinct process) = 1 then min(family) else 'plant' end as family,
        cast(sum(case when status in ('quarantine', 'duplicate') then mass_hint_t else 0 end) as decimal(38, 6)) as hint_t,
        max(abs(mass_t)) as largest_t,
        sum(case when status in ('quarantine', 'duplicate') and mass_hint_t is null then 1 else 0 end) as n_unreadable
    from {{ ref('int_domain__rows') }}
    where table_name <> 'iso_inventory'
    group by delivery_id, sheet
),

additive as (
    select *, {{ decimal_places('printed_value') }} as places
    from {{ source('catalogue', 'totals') }}
    where printed_value is not null and computed_value is not null
        and {{ text_matches('field', "'(_t|_kwh|_mwh|blocks|pieces|pot_days|_cny)$'") }}
        and field not like '%_per_%' and field not like '%price%' and field not like 'balance%'
),

compared as (
    select
        sheets.*, additive.file, additive.row_no, additive.field, additive.printed_value,
        additive.computed_value,
        additive.computed_kept_value, {{ printed_unit('additive.places') }} as unit_t,
        least(
            abs(additive.printed_value - additive.computed_value),
            abs(additive.printed_value - coalesce(additive.computed_kept_value, additive.computed_value)),
            abs(additive.printed_value - coalesce(additive.computed_kept_value, additive.computed_value) - sheets.hint_t)
        ) as difference,
        -- Rows nobody could read leave their mass in the printed total.
        case when additive.printed_value > additive.computed_kept_value
            then sheets.n_unreadable * coalesce(sheets.largest_t, 0) else 0 end as unreadable_t
    from additive
    inner join sheets on additive.delivery_id = sheets.delivery_id and additive.sheet = sheets.sheet
),

judged as (
    select
        cells.rule_id, cells.plant, cells.process, cells.period,
        compared.*,
        case when compared.table_name in ('anode_trucks', 'own_anode') then 'anode_inbound' else cells.parameter end as parameter,
        cells.high * compared.unit_t as tolerance,
        row_number() over (
            partition by cells.rule_id, cells.plant, cells.process, cells.period
            order by compared.difference / compared.unit_t desc, compared.file, compared.row_no,
            compared.field
        ) as place,
        count(*) over (partition by cells.rule_id, cells.plant, cells.process, cells.period) as n_totals
    from {{ ref('int_domain__cells') }} as cells
    inner join compared
        on cells.plant = compared.sheet_plant and cells.process = compared.sheet_process and cells.period = compared.sheet_period
        and cells.rule_id = 'X-TOTAL.' || compared.family
)

select
    rule_id, plant, process, period, parameter, field as item,
    computed_value as expected, printed_value as observed,
    difference as deviation, tolerance as limit_value,
    case when field like '%_t' then 't' when field like '%_kwh' then 'kWh' else '' end as unit,
    case when field like '%_t' then difference end as effect_t,
    case when family = 'ladle' then 'output' when family = 'anode' then 'anode_gross' end as effect_kind,
    n_totals as n,
    case when difference <= tolerance or (difference <= unreadable_t) then 'ok' else 'breach' end as verdict,
    field as detail_zh, field as detail_en, null as conservative_value,
    file || '!' || sheet || '!' || cast(row_no as varchar) as evidence,
    {{ operands({'printed': 'printed_value', 'all_rows': 'computed_value', 'kept_rows': 'computed_kept_value',
        'set_aside': 'hint_t', 'unreadable': 'unreadable_t', 'unit': 'unit_t'}) }} as operands,
    '' as reason
from judged where place = 1
