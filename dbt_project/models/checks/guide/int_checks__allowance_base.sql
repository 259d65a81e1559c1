-- What the allowance of a process rests on, for the effect of a finding on it. One row per plant, process and year; a
-- plant of one process also as ALL.
with based as (
    select
        allowances.plant, allowances.process, allowances.period as year_period, allowances.emissions, allowances.output,
        parameters.balance_value_t_t as balance_value, parameters.alloc_slope, parameters.alloc_cap,
        parameters.alloc_linear_within,
        {{ pfc_factor() }} as pfc_kg_t,
        count(*) over (partition by allowances.plant, allowances.period) as n_processes
    from {{ ref('fct_allowances') }} as allowances
    inner join {{ ref('int_parameters__by_year') }} as parameters on allowances.period = parameters.year_period
    where allowances.process <> 'ALL'
)

{% set columns = 'year_period, emissions, output, balance_value, alloc_slope, alloc_cap, alloc_linear_within, pfc_kg_t' %}
select plant, process, {{ columns }} from based
union all
select plant, 'ALL', {{ columns }} from based where n_processes = 1
