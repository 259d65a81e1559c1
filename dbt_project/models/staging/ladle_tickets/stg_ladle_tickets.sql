-- 铝液抬包过磅明细: one row per ladle weighing ticket; only rows that count after superseding.
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
    source.unit_name,
    source.process,
    source.process_raw,
    source.stat_date,
    source.vehicle_no,
    source.ladle_no,
    source.weighed_at,
    source.tare_at,
    source.gross_t,
    source.tare_t,
    source.net_t,
    source.use_raw,
    source.use_code,
    source.customer,
    source.scale_no,
    source.operator,
    source.remark,
    source.ticket_state
from {{ source('lake', 'ladle_tickets') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'ladle_tickets' and resolved.status = 'keep'
