-- What the threshold gate evaluates a second time: the two numbers behind every answer that rests on a limit.
-- One row per rule and place. A range holds numerator over denominator, so that nothing is rounded before it is judged.
select
    concat_ws(' ', rule_id, plant_code, process, period) as row_id,
    rule_id,
    limit_kind,
    cast(expected_value as decimal(38, 9)) as expected_value,
    cast(observed_value as decimal(38, 9)) as observed_value,
    slack,
    status
from {{ ref('int_checks__pair') }}
union all
select
    concat_ws(' ', rule_id, plant_code, process, period),
    rule_id,
    limit_kind,
    below,
    numerator,
    cast(0 as decimal(38, 6)),
    status
from {{ ref('int_checks__range') }}
