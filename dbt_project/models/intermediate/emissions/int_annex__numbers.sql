-- Annex 1, number items: declared value, verified value and the reason of a difference.
with declared as (
    select plant, process, period, parameter, value
    from {{ ref('fct_observations') }}
    where source_system = 'declared_report' and period_kind = 'year'
        and period in (select period from {{ source('run', 'scope_years') }} where is_asked)
),

planned as (
    select plant, process, period, parameter, value
    from {{ ref('fct_observations') }}
    where source_system = 'plan' and period_kind = 'year'
),

compared as (
    select
        declared.plant, declared.process, declared.period, items.section, items.item_no, items.item, items.label_zh,
        items.label_en, coalesce(items.unit, '') as unit, items.verified_as,
        declared.value as before_value,
        {{ round_half_up_by('coalesce(case when items.verified_as = \'facility\' then planned.value else verified.value end, declared.value)', 'items.places', [0, 2, 3, 6]) }} as after_value,
        coalesce(verified.is_corrected, false) as is_corrected
    from declared
    inner join {{ ref('annex_items') }} as items
        on declared.parameter = items.item and (declared.process = 'ALL') = (items.item = 'e_total')
    left join {{ ref('int_annex__verified') }} as verified
        on declared.plant = verified.plant and declared.process = verified.process
        and declared.period = verified.period and items.verified_as = verified.verified_as
    left join planned
        on declared.plant = planned.plant and declared.process = planned.process
        and declared.period = planned.period and declared.parameter = planned.parameter
)

select
    compared.*,
    before_value = after_value as is_same,
    case
        when before_value = after_value then ''
        when verified_as = 'facility' then 'plan'
        when unit = '' or unit like 'kg%' then 'default'
        when item = 'e_total' and not is_corrected then 'sum'
        when abs(after_value - before_value) <= {{ exact('abs(before_value)') }} * {{ factor('parameters.rounding_share') }}
            then 'rounding'
        when is_corrected then 'calibration'
        else 'primary_records'
    end as reason_code
from compared
inner join {{ ref('int_parameters__by_year') }} as parameters on compared.period = parameters.year_period
