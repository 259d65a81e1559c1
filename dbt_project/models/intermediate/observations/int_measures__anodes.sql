-- Anodes, row by row: bought, weighed before rodding, handed over, issued, made, moved inside the group.
{{ measures(ref('int_anode_trucks__placed'), 'anode_trucks', [
    ['anode_inbound', 'net_t', 't'], ['anode_inbound_blocks', 'blocks', '块']
], process="'ALL'", period='accounting_period', item='material') }}
union all
{{ measures(ref('int_anode_direct__placed'), 'anode_direct', [
    ['anode_gross', 'net_t', 't'], ['anode_blocks', 'blocks', '块']
], period='accounting_period') }}
union all
{{ measures(ref('int_anode_slips__placed'), 'anode_slips', [
    ['anode_gross', 'mass_t', 't'], ['anode_blocks', 'blocks', '块']
], period='accounting_period') }}
union all
{{ measures(ref('int_anode_store__placed'), 'anode_store', [
    ['anode_gross', 'mass_t', 't'], ['anode_blocks', 'blocks', '块']
], period='accounting_period') }}
union all
{{ measures(ref('int_own_anode__placed'), 'own_anode', [
    ['anode_produced', 'mass_t', 't'], ['anode_produced_blocks', 'blocks', '块']
], process="'ALL'", period='accounting_period') }}
union all
{{ measures(ref('int_intra_in__placed'), 'intra_in', [
    ['intra_bought', 'net_t', 't'], ['intra_bought_blocks', 'pieces', '块']
], process="'ALL'", period='accounting_period', item='material') }}
union all
{{ measures(ref('int_intra_out__placed'), 'intra_out', [
    ['intra_sold', 'net_t', 't'], ['intra_sold_blocks', 'pieces', '块']
], process="'ALL'", period='accounting_period', item='material') }}
