-- 阳极出库台账: one row per process and day of issue; only rows that count after superseding.
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
    source.issue_date,
    source.blocks,
    source.mass_t,
    source.remark
from {{ source('lake', 'anode_store') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'anode_store' and resolved.status = 'keep'
