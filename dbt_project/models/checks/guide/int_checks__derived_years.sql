-- Yearly numbers that follow from the declared report: the replay of every formula over the declared items, sums of
-- months and processes, defaults of the parameter registry, intensities of this year and last. Columns of a quantity.
with declared as (
    select plant, period, process, item, max(value) as value, max(file) as file
    from {{ ref('stg_declared_items') }}
    group by plant, period, process, item
),

items as (
    select
        plant, period, process, max(file) as file,
        {% for item in ['anode_gross', 'anode_loss_rate', 'anode_sulphur', 'anode_ash', 'anode_net', 'e_anode', 'output',
            'ef_cf4', 'ef_c2f6', 'gwp_cf4', 'gwp_c2f6', 'e_pfc', 'e_anode_c5', 'e_pfc_c5', 'e_process', 'ac_energy'] -%}
        max(case when item = '{{ item }}' then value end) as {{ item }}{{ ',' if not loop.last }}
        {% endfor %}
    from declared
    where process <> 'ALL'
    group by plant, period, process
),

parameters as (
    select year_period, replace(parameter, '_kg_t', '') as parameter, value from {{ ref('int_checks__parameters') }}
),

replayed as (
    select plant, period, process, file, 'anode_net' as parameter, 'replay' as source_system, 't' as unit,
        {{ exact('anode_gross') }} * {{ factor('1 - anode_loss_rate') }} as value
    from items
    union all
    select plant, period, process, file, 'e_anode', 'replay', 'tCO2',
        {{ decimal_divide(exact('anode_net') ~ ' * ' ~ factor('(1 - anode_sulphur - anode_ash) * 44'), '12', 6) }}
    from items
    union all
    select plant, period, process, file, 'e_pfc', 'replay', 'tCO2e',
        {{ decimal_divide(exact('output') ~ ' * ' ~ factor('ef_cf4 * gwp_cf4 + ef_c2f6 * gwp_c2f6'), '1000', 6) }}
    from items
    union all
    select plant, period, process, file, 'e_process', 'replay', 'tCO2e', e_anode + e_pfc from items
    union all
    select plant, period, process, file, 'e_anode_c5', 'replay', 'tCO2', e_anode from items
    union all
    select plant, period, process, file, 'e_pfc_c5', 'replay', 'tCO2e', e_pfc from items
    union all
    select plant, period, process, file, 'output_c5', 'replay', 't', output from items
    union all
    select plant, period, 'ALL', max(file), 'e_total', 'replay', 'tCO2e', sum(e_process) from items
    group by plant, period having count(e_process) = count(*)
    union all
    select items.plant, items.period, items.process, 'parameter_registry', parameters.parameter, 'parameter_registry',
        '', parameters.value
    from items inner join parameters
        on items.period = parameters.year_period and parameters.parameter in
        ('anode_loss_rate', 'anode_sulphur', 'anode_ash', 'ef_cf4', 'ef_c2f6', 'gwp_cf4', 'gwp_c2f6')
    {% for column, parameter, unit in [('output_t', 'output', 't'), ('anode_gross_t', 'anode_gross', 't'),
        ('ac_energy_mwh', 'ac_energy', 'MWh')] %}
    union all
    select plant, period, process, max(file), '{{ parameter }}', 'declared_months', '{{ unit }}', sum({{ column }})
    from {{ ref('stg_declared_monthly') }}
    group by plant, period, process having count({{ column }}) = 12
    {% endfor %}
)

select
    plant as plant_code,
    process,
    'year' as period_kind,
    period,
    'accounting' as basis,
    parameter,
    '' as item,
    source_system,
    cast(value as decimal(38, 6)) as value,
    unit,
    true as is_full,
    file as files,
    file as lineage,
    cast(null as varchar) as lineage_hash
from replayed
where value is not null
