-- 集团内销售过磅单: one row per truck between plants of the group; only rows that count after superseding.
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
    source.waybill_no,
    source.weighed_at,
    source.vehicle_no,
    source.party,
    source.material_raw,
    source.material,
    source.pieces,
    source.gross_t,
    source.tare_t,
    source.net_t,
    source.scale_no,
    source.remark,
    source.ticket_state
from {{ source('lake', 'intra_out') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'intra_out' and resolved.status = 'keep'
