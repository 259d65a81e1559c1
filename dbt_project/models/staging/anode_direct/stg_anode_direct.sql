-- 浇铸前阳极称重记录: one row per weighing of anodes before casting; only rows that count after superseding.
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
    source.ticket_no,
    source.process,
    source.process_raw,
    source.weighed_at,
    source.vehicle_no,
    source.blocks,
    source.gross_t,
    source.tare_t,
    source.net_t,
    source.scale_no,
    source.remark,
    source.ticket_state
from {{ source('lake', 'anode_direct') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'anode_direct' and resolved.status = 'keep'
