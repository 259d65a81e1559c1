-- 计量器具台账: one row per instrument; only rows that count after superseding.
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
    source.instrument_no,
    source.name,
    source.model,
    source.serial_no,
    source.place,
    source.parameter_raw,
    source.parameter_code,
    source.required_accuracy_pct,
    source.accuracy_raw,
    source.interval_months,
    source.range_division,
    source.state
from {{ source('lake', 'instruments') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'instruments' and resolved.status = 'keep'
