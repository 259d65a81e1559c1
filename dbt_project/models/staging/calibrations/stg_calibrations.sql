-- 检定校准记录: one row per certificate; only rows that count after superseding.
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
    source.certificate_no,
    source.calibrated_date,
    source.valid_to,
    source.accuracy_pct,
    source.accuracy_raw,
    source.body,
    source.conclusion
from {{ source('lake', 'calibrations') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'calibrations' and resolved.status = 'keep'
