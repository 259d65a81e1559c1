-- Weighed metal, row by row. Metal poured back into pots is not output.
{% set ladles = ref('int_ladles__placed') %}
{{ measures(ladles, 'ladle_tickets', [
    ['output', 'net_t', 't', 'not is_backpour'],
    ['ladles', '1', '包'],
    ['output_liquid_sale', 'net_t', 't', "use_code = 'liquid_sale'"],
    ['output_casting', 'net_t', 't', "use_code = 'casting'"],
    ['output_other', 'net_t', 't', "coalesce(use_code, 'other') = 'other'"],
    ['backpour', 'net_t', 't', 'is_backpour'],
], period='accounting_period') }}
union all
{{ measure(
    ladles, 'ladle_tickets', "'output'", 'net_t', "'t'", period='natural_period', basis="'natural'",
    where='not is_backpour'
) }}
