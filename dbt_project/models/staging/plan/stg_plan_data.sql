-- 方案数据确定方式: one row per process and parameter; only rows that count after superseding.
select
    source.plant_code as plant,
    source.period,
    source.file,
    source.sheet,
    source.row_no,
    source.row_key,
    source.version,
    source.delivery_id,
    source.received_date,
    source.content_hash,
    source.process,
    source.process_raw,
    source.parameter_raw,
    source.parameter_code,
    source.unit_raw,
    source.acquisition,
    source.method,
    source.data_source,
    source.instrument_nos,
    source.accuracy_pct,
    source.place,
    source.calibration_frequency,
    source.interval_months,
    source.monitoring_frequency,
    source.record_frequency,
    source.missing_data_rule,
    source.department
from {{ source('lake', 'plan_data') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'plan_data' and resolved.status = 'keep'
