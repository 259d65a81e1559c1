-- Every daily series on the plant's production days.
with rows as (
    {{ measures(ref('int_ladles__placed'), 'ladle_tickets', [
        ['output', 'net_t', 't', 'not is_backpour'], ['backpour', 'net_t', 't', 'is_backpour']
    ], period='accounting_day', period_kind="'day'") }}
    union all
    {{ measures(ref('int_anode_direct__placed'), 'anode_direct', [
        ['anode_gross', 'net_t', 't'], ['anode_blocks', 'blocks', '块']
    ], period='accounting_day', period_kind="'day'") }}
    union all
    {{ measures(ref('int_anode_slips__placed'), 'anode_slips', [
        ['anode_gross', 'mass_t', 't'], ['anode_blocks', 'blocks', '块']
    ], period='accounting_day', period_kind="'day'") }}
    union all
    {{ measures(ref('int_anode_store__placed'), 'anode_store', [
        ['anode_gross', 'mass_t', 't'], ['anode_blocks', 'blocks', '块']
    ], period='accounting_day', period_kind="'day'") }}
    union all
    {{ measures(ref('int_daily_report__placed'), 'daily_report', [
        ['output', 'output_t', 't'],
        ['backpour', 'backpour_t', 't'],
        ['anode_blocks', 'anode_blocks', '块'],
        ['alumina_use', 'alumina_t', 't'],
        ['ac_energy', 'ac_kwh', 'kWh'],
        ['pots_running', 'pots_running', '台'],
    ], period='accounting_day', period_kind="'day'") }}
    union all
    {{ measures(ref('int_meter_readings__placed'), 'meter_readings', [
        ['ac_energy', 'energy_kwh', 'kWh']
    ], period='accounting_day', period_kind="'day'") }}
    union all
    {{ measure(
        ref('int_platform_feed__placed'), 'platform_feed', 'parameter_code', 'value_t', "'t'",
        period='accounting_day', period_kind="'day'", where="parameter_code in ('output', 'anode_gross')"
    ) }}
)

select
    rows.plant,
    rows.process,
    rows.period as accounting_day,
    {{ accounting_month('rows.period', 'plants.month_end_day') }} as period,
    rows.parameter,
    rows.source_system,
    cast(sum(rows.value) as decimal(38, 6)) as value,
    rows.unit,
    cast(count(*) as integer) as n_rows
from rows
inner join {{ ref('dim_plants') }} as plants on rows.plant = plants.plant
group by rows.plant, rows.process, rows.period, plants.month_end_day, rows.parameter, rows.source_system, rows.unit
