-- Parameters that apply: the default set, overlaid by what headquarters entered (its file, else the example's entries).
with entered as (
    select parameter, value, unit, valid_from, valid_to, source, status, confidence
    from {{ source('run', 'parameters_entered') }}
    union all
    select parameter, value, unit, valid_from, valid_to, source, status, confidence
    from {{ ref('parameters_entered') }}
    where parameter not in (select parameter from {{ source('run', 'parameters_entered') }})
),

seeded as (
    select parameter, value, unit, valid_from, valid_to, source, status, confidence, is_default
    from {{ ref('parameters') }}
)

select
    parameter,
    cast(value as decimal(38, 12)) as value,
    coalesce(unit, '') as unit,
    valid_from,
    valid_to,
    source,
    status,
    confidence,
    is_default and parameter not in (select parameter from entered) as is_default,
    'seed' as origin
from seeded
union all
select
    parameter,
    cast(value as decimal(38, 12)),
    coalesce(unit, ''),
    valid_from,
    valid_to,
    source,
    coalesce(status, 'entered'),
    confidence,
    true,
    'entered'
from entered
