-- 盘库报告: one row per material counted; only rows that count after superseding.
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
    source.item_raw,
    source.item,
    source.book_t,
    source.counted_t,
    source.difference_t,
    source.count_date,
    source.counter
from {{ source('lake', 'stock_count') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'stock_count' and resolved.status = 'keep'
