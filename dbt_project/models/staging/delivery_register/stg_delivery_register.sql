-- 报送登记: one row per delivered file; only rows that count after superseding.
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
    source.plant_code_raw,
    source.period_raw,
    source.registered_file,
    source.note
from {{ source('lake', 'delivery_register') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'delivery_register' and resolved.status = 'keep'
