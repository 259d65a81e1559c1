-- Weighed output and anodes by process, production day and instrument, with the correction that day calls for.
-- A month counts as weighed when its own folder holds rows of it. Plants that count blocks take blocks x the unit weight the
-- declared month used, else the design weight.
with contract as (
    select plant, period as year_period, max(unit_weight_kg) as unit_weight_kg
    from {{ ref('stg_anode_contract') }}
    where basis = 'design'
    group by plant, period
),

rows as (
    select plant, process, 'output' as parameter_code, accounting_period as period, accounting_day as day, period as folder,
        scale_no as instrument_no, {{ exact('net_t') }} as mass_t
    from {{ ref('int_ladles__placed') }}
    where not is_backpour
    union all
    select plant, process, 'anode_gross', accounting_period, accounting_day, period, scale_no, {{ exact('net_t') }}
    from {{ ref('int_anode_direct__placed') }}
    union all
    select
        slips.plant, slips.process, 'anode_gross', slips.accounting_period, slips.accounting_day, slips.period, null,
        {{ exact("slips.blocks * coalesce(declared.unit_weight_kg, contract.unit_weight_kg) * 0.001") }}
    from {{ ref('int_anode_slips__placed') }} as slips
    inner join {{ ref('dim_plants') }} as plants on slips.plant = plants.plant and plants.anode_method = 'blocks'
    left join {{ ref('stg_declared_monthly') }} as declared
        on slips.plant = declared.plant and slips.process = declared.process
        and slips.accounting_period = declared.data_month
    left join contract
        on slips.plant = contract.plant and substring(slips.accounting_period, 1, 4) = contract.year_period
),

delivered as (
    select distinct plant, process, parameter_code, folder as period from rows where folder = period
),

daily as (
    select
        rows.plant, rows.process, rows.parameter_code, rows.period, rows.day, rows.instrument_no,
        sum(rows.mass_t) as mass_t, count(*) as n_rows
    from rows
    inner join delivered
        on rows.plant = delivered.plant and rows.process = delivered.process
        and rows.parameter_code = delivered.parameter_code and rows.period = delivered.period
    where rows.mass_t is not null
    group by rows.plant, rows.process, rows.parameter_code, rows.period, rows.day, rows.instrument_no
)

select
    daily.plant,
    daily.process,
    daily.parameter_code,
    daily.period,
    daily.day,
    coalesce(own.instrument_no, planned.instrument_no) as instrument_no,
    {{ exact('daily.mass_t') }} as mass_t,
    daily.n_rows,
    coalesce(own.case_code, planned.case_code, 'no_instrument') as case_code,
    {{ factor('coalesce(own.excess_pct, planned.excess_pct, 0)') }} as excess_pct
from daily
left join {{ ref('int_instruments__day_state') }} as own
    on daily.plant = own.plant and daily.instrument_no = own.instrument_no and daily.day = own.day
left join {{ ref('int_processes__day_state') }} as planned
    on daily.plant = planned.plant and daily.process = planned.process
    and daily.parameter_code = planned.parameter_code and daily.day = planned.day
