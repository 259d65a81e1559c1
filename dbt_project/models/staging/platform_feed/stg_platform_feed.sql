-- 计量器具外接端口数据: one row per instrument, parameter and day; only rows that count after superseding.
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
    source.feed_date,
    source.instrument_no,
    source.parameter_raw,
    source.parameter_code,
    source.value_t,
    source.uploaded_at
from {{ source('lake', 'platform_feed') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'platform_feed' and resolved.status = 'keep'
