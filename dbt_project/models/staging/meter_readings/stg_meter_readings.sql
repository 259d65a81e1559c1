-- 电表抄表记录: one row per meter and day; only rows that count after superseding.
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
    source.meter_no,
    source.reading_date,
    source.reading_start,
    source.reading_end,
    source.multiplier,
    source.energy_kwh,
    source.remark
from {{ source('lake', 'meter_readings') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'meter_readings' and resolved.status = 'keep'
