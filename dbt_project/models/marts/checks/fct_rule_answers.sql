-- What every rule said at every place, also when it passed: a finding is mended only where its rule looked again.
-- One row per plant, process, period and rule.
select
    plant_code as plant,
    process,
    period_kind,
    period,
    rule_id,
    status,
    {{ finding_id('plant_code', 'process', 'period', 'rule_id') }} as finding_id
from {{ ref('int_checks__answers') }}
