-- 附件2 配额分配相关数据表: what allocation needs of each process, verified.
with facilities as (
    select
        plant, process, period,
        max(case when item = 'c2_pots' then after_value end) as pots,
        max(case when item = 'c2_rect' then after_value end) as rectifiers,
        max(case when item = 'c2_ka' then after_value end) as design_current_ka,
        max(case when item = 'c2_volt' then after_value end) as design_voltage_v
    from {{ ref('int_annex__numbers') }}
    group by plant, process, period
)

select
    plants.plant,
    plants.plant_name,
    plants.credit_code,
    plants.province,
    plants.city,
    plants.county,
    plants.business as sub_industry,
    allowances.process,
    allowances.period,
    cast(facilities.pots as integer) as pots,
    cast(facilities.rectifiers as integer) as rectifiers,
    cast(facilities.design_current_ka as decimal(18, 3)) as design_current_ka,
    cast(facilities.design_voltage_v as decimal(18, 3)) as design_voltage_v,
    cast({{ round_half_up('allowances.output', 2) }} as decimal(18, 2)) as output_t,
    allowances.emissions as verified_emissions_tco2e
from {{ ref('fct_allowances') }} as allowances
inner join {{ ref('dim_plants') }} as plants on allowances.plant = plants.plant
left join facilities
    on allowances.plant = facilities.plant and allowances.process = facilities.process
    and allowances.period = facilities.period
