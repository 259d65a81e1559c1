-- Every measurement of the domain rules in one shape: one row per rule, plant, process, period and item.
{%- set parts = ['row_quality', 'restatement', 'files', 'delivery', 'totals', 'meters', 'stocks', 'cumulatives', 'deposits',
    'intra', 'tares', 'repeats', 'digits', 'vehicles', 'pace', 'hugging', 'account', 'inventory', 'days'] %}
{% for part in parts %}
select
    rule_id, plant, process, period, parameter, item,
    cast(expected as decimal(38, 6)) as expected,
    cast(observed as decimal(38, 6)) as observed,
    cast(deviation as decimal(38, 9)) as deviation,
    cast(limit_value as decimal(38, 9)) as limit_value,
    unit,
    cast(effect_t as decimal(38, 6)) as effect_t,
    cast(effect_kind as varchar) as effect_kind,
    cast(n as bigint) as n,
    verdict, detail_zh, detail_en,
    cast(conservative_value as decimal(38, 6)) as conservative_value,
    evidence, operands, reason
from {{ ref('int_domain__' ~ part) }}
{% if not loop.last %}union all{% endif %}
{%- endfor %}
