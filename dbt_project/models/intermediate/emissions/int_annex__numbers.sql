-- Annex 1, number items: declared value, verified value and the reasons of a difference. What is calculated differs by what
-- it is calculated from: a factor, a declared total that is no sum, the masses, the correction of the scales.
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
        verified.uncorrected_value,
        coalesce(verified.value <> verified.uncorrected_value, false) as is_corrected
    from declared
    inner join {{ ref('annex_items') }} as items
        on declared.parameter = items.item and (declared.process = 'ALL') = (items.item = 'e_total')
    left join {{ ref('int_annex__verified') }} as verified
        on declared.plant = verified.plant and declared.process = verified.process
        and declared.period = verified.period and items.verified_as = verified.verified_as
    left join planned
        on declared.plant = planned.plant and declared.process = planned.process
        and declared.period = planned.period and declared.parameter = planned.parameter
),

-- Factors that differ from the guide's, and the items they go into, of the process and of the whole plant.
factors as (
    select plant, process, period,
        case
            when verified_as = 'anode_loss_rate' then ',anode_net,e_anode,e_anode_c5,e_process,e_total,'
            when verified_as in ('anode_sulphur', 'anode_ash') then ',e_anode,e_anode_c5,e_process,e_total,'
            else ',e_pfc,e_pfc_c5,e_process,e_total,'
        end as items
    from compared
    where before_value <> after_value
        and verified_as in ('anode_loss_rate', 'anode_sulphur', 'anode_ash', 'ef_cf4_kg_t', 'ef_c2f6_kg_t', 'gwp_cf4', 'gwp_c2f6')
),

by_factor as (
    select distinct compared.plant, compared.process, compared.period, compared.item
    from compared
    inner join factors
        on compared.plant = factors.plant and compared.period = factors.period
        and (compared.process = factors.process or compared.process = 'ALL')
        and factors.items like '%,' || compared.item || ',%'
),

-- What the declared parts add up to: two emissions of a process, the processes of the plant.
added as (
    select plant, process, period, 'e_process' as item, sum(before_value) as parts
    from compared where item in ('e_anode', 'e_pfc') group by plant, process, period
    union all
    select plant, 'ALL', period, 'e_total', sum(before_value)
    from compared where item in ('e_anode', 'e_pfc') group by plant, period
),

judged as (
    select
        compared.*,
        compared.before_value = compared.after_value as is_same,
        {{ exact('abs(compared.before_value)') }} * {{ factor('parameters.rounding_share') }} as room,
        by_factor.item is not null as is_by_factor,
        coalesce(abs(added.parts - compared.before_value)
            > {{ exact('abs(compared.before_value)') }} * {{ factor('parameters.rounding_share') }}, false) as is_no_sum
    from compared
    inner join {{ ref('int_parameters__by_year') }} as parameters on compared.period = parameters.year_period
    left join by_factor
        on compared.plant = by_factor.plant and compared.process = by_factor.process
        and compared.period = by_factor.period and compared.item = by_factor.item
    left join added
        on compared.plant = added.plant and compared.process = added.process
        and compared.period = added.period and compared.item = added.item
)

select
    judged.* exclude (room, is_by_factor, is_no_sum),
    case
        when is_same then ''
        when verified_as = 'facility' then 'plan'
        when unit = '' or unit like 'kg%' then 'default'
        when abs(after_value - before_value) <= room then 'rounding'
        else concat_ws(
            ';',
            case when is_by_factor then 'default' end,
            case when is_no_sum then 'sum' end,
            case when abs(uncorrected_value - before_value) > room and not is_by_factor and not is_no_sum then 'primary_records' end,
            case when is_corrected then 'calibration' end
        )
    end as reason_code
from judged
