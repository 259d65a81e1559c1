-- 产品出入库台账: one row per product and day; only rows that count after superseding.
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
    source.flow_date,
    source.product_raw,
    source.product,
    source.in_t,
    source.out_t
from {{ source('lake', 'product_flow') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'product_flow' and resolved.status = 'keep'
