-- Every measurement of the domain rules: one row per rule, plant, process, period and item.
{%- set parts = ['row_quality', 'restatement', 'files', 'delivery', 'totals', 'meters', 'stocks', 'cumulatives', 'deposits',
    'intra', 'tares', 'repeats', 'digits', 'vehicles', 'pace', 'hugging', 'account', 'inventory', 'days'] %}
{% for part in parts %}
select rule_id, plant, process, period, parameter, item, expected, observed, deviation, limit_value, unit,
    effect_t, effect_kind, n, verdict, detail_zh, detail_en, conservative_value, evidence
from {{ ref('int_domain__' ~ part) }}
{% if not loop.last %}union all{% endif %}
{%- endfor %}
