-- Daily series as the plant writes them, row by row: daily report, meters, platform feed, product flow.
{{ measures(ref('int_daily_report__placed'), 'daily_report', [
    ['output', 'output_t', 't'],
    ['backpour', 'backpour_t', 't'],
    ['anode_blocks', 'anode_blocks', '块'],
    ['alumina_use', 'alumina_t', 't'],
    ['ac_energy', 'ac_kwh', 'kWh'],
    ['pot_days', 'pots_running', '槽日'],
    ['days_with_rows', '1', 'd'],
], period='accounting_period') }}
union all
{{ measures(ref('int_meter_readings__placed'), 'meter_readings', [['ac_energy', 'energy_kwh', 'kWh']], period='accounting_period') }}
union all
{{ measure(
    ref('int_platform_feed__placed'), 'platform_feed', 'parameter_code', 'value_t', "'t'", period='accounting_period',
    where="parameter_code in ('output', 'anode_gross')"
) }}
union all
{{ measures(ref('int_product_flow__placed'), 'product_flow', [
    ['product_in', 'in_t', 't'], ['product_out', 'out_t', 't']
], process="'ALL'", period='accounting_period', item='product') }}
