-- 阳极炭块进厂过磅单: one row per truck of anodes received; only rows that count after superseding.
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
    source.weighed_at,
    source.vehicle_no,
    source.supplier,
    source.material_raw,
    source.material,
    source.blocks,
    source.gross_t,
    source.tare_t,
    source.net_t,
    source.scale_no,
    source.remark,
    source.ticket_state
from {{ source('lake', 'anode_trucks') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'anode_trucks' and resolved.status = 'keep'
