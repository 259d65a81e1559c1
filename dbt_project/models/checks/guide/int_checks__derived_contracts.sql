-- Unit weights and values that are delivered for a year and compared with months, and B204-1 in the report's unit;
-- intensities of this year and the last. Same columns as a quantity.
with contracts as (
    select plant, period, basis, max(unit_weight_kg) as kg, max(file) as file
    from {{ ref('stg_anode_contract') }}
    where unit_weight_kg is not null
    group by plant, period, basis
),

farthest as (
    select
        months.plant, months.process, months.period, max(months.file) as file,
        max_by(months.unit_weight_kg, abs(months.unit_weight_kg - middle.kg)) as kg
    from {{ ref('stg_declared_monthly') }} as months
    inner join (select plant, period, median(kg) as kg from contracts group by plant, period) as middle
        on months.plant = middle.plant and months.period = middle.period
    where months.unit_weight_kg is not null
    group by months.plant, months.process, months.period
),

yearly as (
    select plant, process, period, source_system, parameter, value, unit, files
    from {{ ref('fct_observations') }}
    where period_kind = 'year' and basis = 'accounting' and source_system = 'declared_report'
    union all
    select plant, process, cast(cast(period as integer) + 1 as varchar), 'last_year', parameter, value, unit, files
    from {{ ref('fct_observations') }}
    where period_kind = 'year' and basis = 'accounting' and source_system = 'last_year_report'
),

totals as (
    select plant, process, period, source_system, max(files) as files,
        {% for parameter in ['output', 'anode_net', 'ac_energy', 'e_process'] -%}
        max(case when parameter = '{{ parameter }}' then value end) as {{ parameter }}{{ ',' if not loop.last }}
        {% endfor %}
    from yearly
    where process <> 'ALL'
    group by plant, process, period, source_system
    union all
    select plant, 'ALL', period, source_system, max(files),
        {% for parameter in ['output', 'anode_net', 'ac_energy', 'e_process'] -%}
        sum(case when parameter = '{{ parameter }}' then value end){{ ',' if not loop.last }}
        {% endfor %}
    from yearly
    where process <> 'ALL'
    group by plant, period, source_system
),

derived as (
    select plant, 'ALL' as process, 'year' as period_kind, period, 'unit_weight' as parameter,
        'contract_' || basis as source_system, kg as value, 'kg' as unit, file
    from contracts
    union all
    select contracts.plant, 'ALL', 'month', periods.period, 'unit_weight', 'contract_' || contracts.basis, contracts.kg,
        'kg', contracts.file
    from contracts
    inner join {{ ref('dim_periods') }} as periods
        on contracts.plant = periods.plant and contracts.period = periods.year_period
        and periods.period_kind = 'month'
    union all
    select contracts.plant, farthest.process, 'year', contracts.period, 'unit_weight', 'contract_' || contracts.basis,
        contracts.kg, 'kg', contracts.file
    from contracts inner join farthest on contracts.plant = farthest.plant and contracts.period = farthest.period
    union all
    select plant, process, 'year', period, 'unit_weight', 'declared_farthest', kg, 'kg', file from farthest
    union all
    select plant, process, 'month', data_month, 'anode_gross', 'block_replay',
        {{ exact('anode_blocks') }} * {{ factor('unit_weight_kg') }} * {{ thousandth() }}, 't', file
    from {{ ref('stg_declared_monthly') }}
    union all
    select masses.plant, 'ALL', 'month', masses.period, 'unit_weight', 'own_anode',
        {{ decimal_divide('masses.value * 1000', 'blocks.value', 6) }}, 'kg', masses.files
    from {{ ref('fct_observations') }} as masses
    inner join {{ ref('fct_observations') }} as blocks
        on masses.plant = blocks.plant and masses.period = blocks.period
        and blocks.parameter = 'anode_produced_blocks' and blocks.source_system = 'own_anode'
    where masses.parameter = 'anode_produced' and masses.source_system = 'own_anode'
    union all
    select plant, 'ALL', 'year', period, 'gross_output_value', 'b204_year', {{ decimal_divide('value', '10', 6) }}, '万元',
        files
    from {{ ref('fct_observations') }}
    where source_system = 'b204_annual' and parameter = 'gross_output_value_cum'
    union all
    select plant, 'ALL', 'year', substring(period, 1, 4), 'output', 'b204_year', value, 't', files
    from {{ ref('fct_observations') }}
    where source_system = 'b204_annual' and parameter = 'output_cum'
    {% for name, top, scale in [('ac_per_t', 'ac_energy', 1000), ('anode_net_per_t', 'anode_net', 1000),
        ('e_per_t', 'e_process', 1)] %}
    union all
    select plant, process, 'year', period, '{{ name }}', source_system, {{ decimal_divide(exact(top) ~ ' * '
        ~ scale, 'output', 6) }}, '', files
    from totals
    {% endfor %}
    union all
    select plant, process, 'year', period, parameter, source_system, value, unit, files
    from yearly
    where source_system = 'last_year'
)

select
    plant as plant_code, process, period_kind,
    case when period_kind = 'year' then substring(period, 1, 4) else period end as period, 'accounting' as basis,
    parameter, '' as item, source_system, cast(max(value) as decimal(38, 6)) as value, max(unit) as unit,
    true as is_full, max(file) as files, max(file) as lineage, cast(null as varchar) as lineage_hash
from derived
where value is not null
group by plant, process, period_kind, case when period_kind = 'year' then substring(period, 1, 4) else period end,
    parameter, source_system
