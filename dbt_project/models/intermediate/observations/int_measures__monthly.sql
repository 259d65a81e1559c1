-- Monthly ledgers and statistics, row by row, in the month of the folder they were delivered for.
{{ measures(ref('stg_monthly_report'), 'monthly_report', [
    ['output', 'output_t', 't'],
    ['output_cum', 'output_cum_t', 't'],
    ['backpour', 'backpour_t', 't'],
    ['anode_blocks', 'anode_blocks', '块'],
    ['anode_gross', 'anode_t', 't'],
    ['alumina_use', 'alumina_t', 't'],
    ['ac_energy', 'ac_kwh', 'kWh'],
]) }}
union all
{{ measures(ref('stg_index_ledger'), 'index_ledger', [
    ['output_per_pot_day', 'output_per_pot_day_kg', 'kg/槽日'],
    ['pot_days', 'pot_days', '槽日'],
    ['current_efficiency', 'current_efficiency_pct', '%'],
    ['avg_current', 'avg_current_ka', 'kA'],
    ['avg_voltage', 'avg_voltage_v', 'V'],
    ['avg_pots', 'avg_pots', '台'],
    ['ac_per_t', 'ac_per_t_kwh', 'kWh/t'],
    ['alumina_per_t', 'alumina_per_t_kg', 'kg/t'],
    ['anode_gross_per_t', 'anode_gross_per_t_kg', 'kg/t'],
    ['anode_net_per_t', 'anode_net_per_t_kg', 'kg/t'],
]) }}
union all
{{ measures(ref('stg_plan_output'), 'plan_output', [['output_plan', 'planned_output_t', 't']]) }}
union all
{{ measures(ref('stg_psi_ledger'), 'psi_ledger', [
    ['psi_opening', 'opening_t', 't'],
    ['psi_production', 'production_t', 't'],
    ['psi_purchase', 'purchase_t', 't'],
    ['psi_sales', 'sales_t', 't'],
    ['psi_own_use', 'own_use_t', 't'],
    ['psi_loss', 'loss_t', 't'],
    ['psi_closing', 'closing_t', 't'],
], process="'ALL'", item='item') }}
union all
{{ measures(ref('stg_stock_count'), 'stock_count', [
    ['stock_book', 'book_t', 't'], ['stock_counted', 'counted_t', 't']
], process="'ALL'", item='item') }}
union all
{{ measures(ref('stg_sales_ledger'), 'sales_ledger', [
    ['sales_line', 'quantity_t', 't']
], process="'ALL'", item='product') }}
union all
{{ measures(ref('stg_purchase_ledger'), 'purchase_ledger', [
    ['purchase_line', 'quantity_t', 't']
], process="'ALL'", item='material') }}
