-- What the threshold gate evaluates a second time: the operands behind every answer, never its verdict or its limit.
-- One row per rule and place, or per item where a rule measures several. `reason` says why no number decides.
{%- set parts = ['pair', 'range', 'backpour', 'evidence', 'evidence_register', 'attestation', 'calibration', 'intervals', 'scales', 'records',
    'identical', 'history'] %}
{% for part in parts %}
select rule_id, plant_code, process, period, cast(operands as varchar) as operands, reason
from {{ ref('int_checks__' ~ part) }}
union all
{%- endfor %}
select measured.rule_id, measured.plant, measured.process, measured.period, cast(measured.operands as varchar), measured.reason
from {{ ref('int_domain__measurements') }} as measured
inner join {{ ref('int_domain__cells') }} as cells
    on measured.rule_id = cells.rule_id and measured.plant = cells.plant and measured.process = cells.process
    and measured.period = cells.period and cells.is_subject
